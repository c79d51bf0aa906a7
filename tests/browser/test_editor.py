"""The query editor with scripts: YASGUI on our own page, asking nobody but us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from catalog.store import CatalogStore
from tests.api.conftest import commit, entries, running
from tests.conftest import records_of, small_record

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AGUILA: Final = "https://w3id.org/headwaters/id/model/aguila-7b"
TITLE: Final = f"SELECT ?t WHERE {{ <{AGUILA}> <http://purl.org/dc/terms/title> ?t }}"
HOSTILE: Final = (
    'dct:alternative """<img src=x onerror=\'document.title=1\'> {{p}} a\\u202Eb """@en ;\n'
    "dct:relation <javascript:document.title=2>, <ftp://example.org/x>, <https://example.org/x> ;"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service."""
    with CatalogStore.open(tmp_path_factory.mktemp("editor") / "store", create=True) as store:
        commit(store, [*entries(), *records_of(small_record("hostile", HOSTILE))])
        with running(store) as address:
            yield address


@pytest.fixture(autouse=True)
def nothing_leaves(page: Page, address: str) -> Iterator[list[str]]:
    """Every request went to the service, and the console stayed silent but for refusals."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert [url for url in asked if not url.startswith(address + "/")] == []
    assert [text for text in said if "status of 400" not in text] == []


def _open(page: Page, address: str, query: str | None = None) -> None:
    page.goto(f"{address}/sparql" + (f"?{urlencode({'query': query})}" if query else ""))
    expect(page.locator(".yasqe .CodeMirror")).to_be_visible()
    expect(page.get_by_role("button", name="Run")).to_be_visible()


def _write(page: Page, query: str) -> None:
    page.evaluate(
        "query => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", query
    )


def _written(page: Page) -> str:
    text: str = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    return text


def _run(page: Page, query: str) -> None:
    _write(page, query)
    page.get_by_role("button", name="Run").click()


def _rows(page: Page) -> list[list[str]]:
    rows = page.locator(".yasr tbody tr").all()
    return [row.locator("td").all_inner_texts() for row in rows]


def test_a_link_shows_its_query_and_its_answer_at_once(page: Page, address: str) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    _open(page, address, TITLE)
    expect(page.locator(".yasr td")).to_have_text("Ǎguila-7B en")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^1 row in \d+\.\d\d s, at commit"))
    assert _written(page) == TITLE
    assert not [line for line in sent if line.startswith("POST")]
    _open(page, address, "ASK {}")  # no other query is remembered
    expect(page.locator(".yasr")).to_contain_text("Yes.")
    assert _written(page) == "ASK {}"
    assert page.evaluate("localStorage.length") == 0


def test_a_query_is_asked_and_stays_in_the_address(page: Page, address: str) -> None:
    _open(page, address)
    assert "hw:upstreamTransitive" in _written(page)
    with page.expect_request(lambda request: request.method == "POST") as sending:
        _run(page, TITLE)
    assert sending.value.url == f"{address}/sparql"
    assert parse_qs(sending.value.post_data or "") == {"query": [TITLE], "rows": ["1000"]}
    assert sending.value.headers["accept"] == "application/sparql-results+json"
    expect(page.locator(".yasr td")).to_have_text("Ǎguila-7B en")
    assert parse_qs(urlsplit(page.url).query) == {"query": [TITLE]}
    page.reload()
    expect(page.locator(".yasr td")).to_have_text("Ǎguila-7B en")
    assert page.get_by_role("link", name="csv").get_attribute("href") == (
        "/sparql?" + urlencode({"query": TITLE, "download": "csv"})
    )


def test_names_of_ours_lead_to_our_pages_and_columns_sort(page: Page, address: str) -> None:
    _open(page, address)
    source = "?m <https://w3id.org/headwaters/ns#upstreamTransitive> ?s"
    _run(page, f"SELECT ?s (COUNT(?m) AS ?n) {{ {source} }} GROUP BY ?s")
    expect(page.locator(".yasr tbody tr")).to_have_count(6)
    count = page.get_by_role("button", name="n", exact=True)
    count.click()
    count.click()
    assert [row[1] for row in _rows(page)] == ["4", "3", "2", "2", "1", "1"]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert _rows(page)[0][0] == "id/source/web"
    page.get_by_role("link", name="id/source/web").click()
    expect(page).to_have_url(f"{address}/page/source/web")


def test_what_is_cut_is_said(page: Page, address: str) -> None:
    _open(page, address)
    _run(page, "SELECT ?a { ?a ?b ?c . ?d ?e ?f }")
    expect(page.locator(".notice")).to_have_text(
        "There is more: only the first 1,000 are shown. Download it, or add LIMIT."
    )
    expect(page.locator(".yasr tbody tr")).to_have_count(100)
    page.get_by_role("button", name="Show 100 more of 900").click()
    expect(page.locator(".yasr tbody tr")).to_have_count(200)
    page.get_by_role("searchbox").fill("no row has these letters")
    expect(page.locator(".yasr tbody tr")).to_have_count(0)


@pytest.mark.parametrize("by_link", [True, False])
def test_a_problem_is_told_in_words(page: Page, address: str, *, by_link: bool) -> None:
    wrong = "SELECT ?x WHERE { ?x a }"
    _open(page, address, wrong if by_link else None)
    if not by_link:
        _run(page, wrong)
    expect(page.get_by_role("alert")).to_have_text(
        "The text cannot be read" + "query, line 1: “}” cannot stand here"
    )
    expect(page.locator(".yasr")).not_to_contain_text("problem/")
    _run(page, "ASK {}")
    expect(page.locator(".yasr")).to_contain_text("Yes.")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_graph_is_a_table_and_text(page: Page, address: str) -> None:
    _open(page, address)
    _run(page, f"CONSTRUCT WHERE {{ <{AGUILA}> <http://purl.org/dc/terms/identifier> ?i }}")
    expect(page.locator(".yasr tbody tr")).to_have_count(1)
    assert _rows(page) == [["id/model/aguila-7b", "dct:identifier", "aguila-7b"]]
    page.get_by_role("button", name="As sent").click()
    expect(page.locator(".yasr pre")).to_contain_text('dct:identifier "aguila-7b"')


def test_terms_of_the_ontology_are_offered(page: Page, address: str) -> None:
    _open(page, address)
    _write(page, "SELECT * { ?s ")
    page.evaluate("const e = document.querySelector('.CodeMirror').CodeMirror;"
                  "e.focus(); e.setCursor(0, 99)")  # fmt: skip
    page.keyboard.type("dcat:th")
    hints = page.locator(".CodeMirror-hint")
    expect(hints.first).to_contain_text("dcat:theme")
    page.keyboard.press("Enter")
    assert _written(page) == "PREFIX dcat: <http://www.w3.org/ns/dcat#>\nSELECT * { ?s dcat:theme"
    page.keyboard.type(" ?t ; hw:upstreamT")
    expect(hints.first).to_contain_text("hw:upstreamTransitive")
    page.keyboard.press("Enter")
    page.keyboard.type(" ?u ; a dcat:Da")
    expect(hints).to_have_text(
        ["dcat:DataServiceData service", "dcat:DatasetDataset", "dcat:DatasetSeriesDataset series"]
    )
    page.keyboard.press("Escape")
    assert _written(page) == (
        "PREFIX hw: <https://w3id.org/headwaters/ns#>\n"
        "PREFIX dcat: <http://www.w3.org/ns/dcat#>\n"
        "SELECT * { ?s dcat:theme ?t ; hw:upstreamTransitive ?u ; a dcat:Da"
    )


def test_nobody_is_caught_in_the_editor(page: Page, address: str) -> None:
    _open(page, address)
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.focus()")
    assert page.evaluate("document.activeElement.ariaLabel") == "Query"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "Query"
    _write(page, "ASK {}")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".yasr")).to_contain_text("Yes.")


def test_hostile_text_stays_text(page: Page, address: str) -> None:
    thing = "<https://w3id.org/headwaters/id/unresolved/hostile>"
    _open(page, address)
    _run(page, f"SELECT ?p ?o {{ {thing} ?p ?o }} ORDER BY ?p ?o")
    cell = page.locator(".yasr tr", has_text="dct:alternative").locator("td").nth(1)
    expect(cell).to_have_text("<img src=x onerror='document.title=1'> {{p}} a⟨U+202E⟩b en")
    relations = page.locator(".yasr tr", has_text="dct:relation").locator("td:nth-child(2) a")
    assert [a.get_attribute("href") for a in relations.all()] == ["https://example.org/x"]
    page.get_by_role("button", name="As sent").click()
    expect(page.locator(".yasr pre")).to_contain_text("<img src=x")
    assert page.title() == "SPARQL · Headwaters"


def test_a_long_query_can_be_stopped(page: Page, address: str) -> None:
    _open(page, address)
    _run(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status")).to_have_text("Stopped.")
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    _run(page, TITLE)
    expect(page.locator(".yasr td")).to_have_text("Ǎguila-7B en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    _open(page, address, f"DESCRIBE <{AGUILA}>")
    expect(page.locator(".yasr tbody tr").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    ground = page.locator(".CodeMirror").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground == ("rgb(18, 36, 45)" if scheme == "dark" else "rgb(255, 253, 248)")
    context.close()
