from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from catalog.reports import TEMPLATES, draft, render
from catalog.store import CatalogStore
from catalog.terms import THINGS
from tests.api.conftest import BROWSER
from tests.api.testing import TestClient

DAY = "2026-11-24"
ADDRESS = f"/reports/osaid/model/aguila-7b?as_of={DAY}"


def _rendered(store: CatalogStore, template: str, name: str, form: str) -> str:
    thing = store.search.thing(THINGS + name)
    assert thing is not None
    return render(draft(store, template, thing, DAY), form)


def test_the_templates(client: TestClient) -> None:
    listed = client.get("/reports").json()
    assert [one["name"] for one in listed["templates"]] == list(TEMPLATES)
    assert listed["total"] == len(TEMPLATES)
    assert {one["address"] for one in listed["templates"]} == {None}


def test_the_templates_about_a_thing(client: TestClient, browser: TestClient) -> None:
    listed = client.get("/reports?id=aguila-7b").json()["templates"]
    assert [one["address"] for one in listed] == [
        f"/reports/{name}/model/aguila-7b" for name, t in TEMPLATES.items() if "model" in t.kinds
    ]
    page = browser.get("/reports?id=aguila-7b").text
    assert '<a href="/reports/osaid/model/aguila-7b">' in page
    assert client.get("/reports?id=zzzz").status_code == 404
    none = browser.get("/reports?id=apache").text
    assert "No template is about a license." in none


@pytest.mark.parametrize(
    ("accept", "form", "media_type"),
    [
        ("*/*", "json", "application/json"),
        ("text/markdown", "md", "text/markdown; charset=utf-8"),
        ("application/json", "json", "application/json"),
    ],
)
def test_programs_get_what_the_command_line_prints(
    client: TestClient, ten: CatalogStore, accept: str, form: str, media_type: str
) -> None:
    answer = client.get(ADDRESS, headers={"Accept": accept})
    assert answer.headers["content-type"] == media_type
    assert answer.text == _rendered(ten, "osaid", "model/aguila-7b", form)
    assert client.get(f"{ADDRESS}&format={form}").text == answer.text
    assert "content-disposition" not in answer.headers


def test_the_printable_page_lets_its_own_style_through_and_no_other(
    client: TestClient, ten: CatalogStore
) -> None:
    answer = client.get(f"{ADDRESS}&format=html")
    assert answer.text == _rendered(ten, "osaid", "model/aguila-7b", "html")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style.group(1).encode()).digest()).decode()
    assert answer.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'"
    )


def test_a_report_to_save(client: TestClient) -> None:
    answer = client.get(f"{ADDRESS}&download=md")
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="osaid-aguila-7b-{DAY}.md"'
    )
    saved = client.get(f"/reports/dta/dataset/refinedweb?as_of={DAY}&download=document")
    assert saved.headers["content-disposition"] == (
        f'attachment; filename="dta-refinedweb-{DAY}.json"'
    )
    assert saved.headers["etag"] != answer.headers["etag"]


def test_browsers_get_a_page_with_every_field(browser: TestClient, ten: CatalogStore) -> None:
    thing = ten.search.thing(THINGS + "model/aguila-7b")
    assert thing is not None
    report = draft(ten, "osaid", thing, DAY)
    page = browser.get(ADDRESS, headers={"Accept": BROWSER}).text
    assert page.count("<dt>") == report.completeness["fields"]
    assert report.cover in page
    for number, record in enumerate(report.records, start=1):
        assert f'<li id="record-{number}">' in page
        assert record.iri.removeprefix("https://w3id.org/headwaters/record/") in page
    assert '<span class="unknown">not recorded</span>' in page
    assert "download=md" in page
    assert '<a href="/reports/mof/model/aguila-7b">' in page


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/reports/poem/model/aguila-7b", 404, f"reports/poem ({', '.join(TEMPLATES)} there are)"),
        ("/reports/osaid/model/nobody", 404, "Nothing here is called “model/nobody”."),
        ("/reports/mof/dataset/refinedweb", 400, "The template “mof” is about a model"),
        (ADDRESS + "&format=pdf", 400, "format: "),
        (ADDRESS + "&format=document", 400, "has no format of its own"),
    ],
)
def test_reports_there_are_not(client: TestClient, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert client.get(ADDRESS, headers={"Accept": "image/png"}).status_code == 406
