"""robots.txt, sitemap and oEmbed: exact, bounded, and nothing of strangers' that could run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest

from catalog.api import crawling
from catalog.rdf.canonical import to_ntriples
from catalog.records.withdraw import merge, withdraw
from catalog.shacl import Validator
from catalog.store import CatalogStore, Change
from tests.api.conftest import commit, serve
from tests.api.testing import TestClient, read_xml
from tests.conftest import records_of, small_record

ID = "https://w3id.org/headwaters/id/unresolved/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HERE = "http://testserver"
TITLE = "</title><script>alert(1)</script>\u202e & \"x\" 'y' 𝕏"


@pytest.fixture
def small(store: CatalogStore) -> CatalogStore:
    days = {"a": "2026-11-24", "b": "2026-11-25", "gone": "2026-11-26", "old": "2026-11-27"}
    for name, day in days.items():
        (record,) = records_of(small_record(name))
        change = Change(record.iri.value, record.topic.value, to_ntriples(record.triples))
        store.commit([change], actor="tests", message="load", time=f"{day}T08:00:00.000+00:00")
    withdraw(store, ID + "gone", actor="Jo", reason="A test.")
    return store


@pytest.fixture
def served(small: CatalogStore) -> Iterator[TestClient]:
    with serve(small) as client:
        yield client


def addresses(text: str, kind: str = "url") -> list[tuple[str, str | None]]:
    return [
        (one.findtext(f"{SITEMAP}loc") or "", one.findtext(f"{SITEMAP}lastmod"))
        for one in read_xml(text).findall(f"{SITEMAP}{kind}")
    ]


def test_robots_are_asked_to_leave_costly_addresses_alone(served: TestClient) -> None:
    text = served.get("/robots.txt").text
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    for open_to_all in ("/", "/page/model/x", "/data/model/x.ttl", "/catalog.ttl", "/id/model/x"):
        assert rules.can_fetch("AnyBot", HERE + open_to_all), open_to_all
    for costly in ("/sparql?query=x", "/search?q=x", "/what-if", "/lineage/model/x", "/validate"):
        assert not rules.can_fetch("AnyBot", HERE + costly), costly
    assert rules.site_maps() == [f"{HERE}/sitemap.xml"]


def test_the_sitemap_leads_to_every_page_and_to_nothing_else(
    small: CatalogStore, served: TestClient
) -> None:
    response = served.get("/sitemap.xml")
    assert response.headers["content-type"] == "application/xml"
    assert addresses(response.text, "sitemap") == [
        (f"{HERE}/sitemap-0.xml", None),
        (f"{HERE}/sitemap-1.xml", None),
    ]
    assert addresses(served.get("/sitemap-1.xml").text) == [
        (f"{HERE}/page/unresolved/a", "2026-11-24"),
        (f"{HERE}/page/unresolved/b", "2026-11-25"),
        (f"{HERE}/page/unresolved/old", "2026-11-27"),
    ]
    for address, _ in addresses(served.get("/sitemap-0.xml").text):
        path = address.removeprefix(HERE)
        assert served.get(path, headers={"Accept": "text/html"}).status_code == 200, path
    assert served.get("/sitemap-2.xml").status_code == 404
    assert served.get("/sitemap-x.xml").status_code == 400


def test_a_large_catalogue_has_a_sitemap_in_parts(
    small: CatalogStore, served: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawling, "PART", 2)
    assert len(addresses(served.get("/sitemap.xml").text, "sitemap")) == 3
    found = [addresses(served.get(f"/sitemap-{number}.xml").text) for number in (1, 2)]
    assert [[a.rpartition("/")[2] for a, _ in part] for part in found] == [["a", "b"], ["old"]]


@pytest.mark.parametrize("host", ["a&b", "x'y", "(a)"])
def test_a_host_that_no_address_should_hold_is_refused(served: TestClient, host: str) -> None:
    for address in ("/robots.txt", "/sitemap.xml", "/catalog.ttl", f"/oembed?url={ID}a"):
        response = served.get(address, headers={"Host": host})
        assert response.status_code == 400
        assert response.json()["detail"] == "The Host header names no host."


@pytest.mark.parametrize("host", ["a<b", "x/y", "a b", "evil.example:port", "x@y"])
def test_a_host_that_is_none_is_passed_over(served: TestClient, host: str) -> None:
    text = served.get("/robots.txt", headers={"Host": host}).text
    assert text.splitlines()[-1] == f"Sitemap: {HERE}/sitemap.xml"


@pytest.mark.parametrize("url", [ID + "a", f"{HERE}/page/unresolved/a", f"{HERE}/id/unresolved/a"])
def test_an_embed_is_a_link_and_no_markup(served: TestClient, url: str) -> None:
    response = served.get("/oembed", params={"url": url})
    assert response.headers["content-type"] == "application/json"
    told = {
        "type": "link",
        "version": "1.0",
        "title": "Example a (unresolved reference)",
        "provider_name": "Headwaters",
        "provider_url": f"{HERE}/",
        "cache_age": 3600,
    }
    assert response.json() == told
    xml = served.get("/oembed", params={"url": url, "format": "xml"})
    assert xml.headers["content-type"] == "text/xml"
    root = read_xml(xml.text)
    assert root.tag == "oembed"
    assert {e.tag: e.text for e in root} == {name: str(value) for name, value in told.items()}


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 400),
        ({"url": "x" * 2_001}, 400),
        ({"url": "http://elsewhere.example/page/unresolved/a"}, 404),
        ({"url": "https://testserver/page/unresolved/a"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": "http://[broken"}, 404),
        ({"url": f"{HERE}/sparql"}, 404),
        ({"url": ID + "nothing"}, 404),
        ({"url": ID + "gone"}, 410),
        ({"url": ID + "a", "format": "yaml"}, 501),
    ],
)
def test_what_cannot_be_embedded(served: TestClient, params: dict[str, str], status: int) -> None:
    response = served.get("/oembed", params=params)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_a_merged_thing_is_embedded_as_the_other(
    small: CatalogStore, served: TestClient, validator: Validator
) -> None:
    old, new = (small.search.thing(ID + name) for name in ("old", "b"))
    assert old is not None
    assert new is not None
    merge(small, old, new, actor="Jo", reason="The same.", validator=validator)
    told = served.get("/oembed", params={"url": ID + "old"}).json()
    assert told["title"] == "Example b (unresolved reference)"


class Links(HTMLParser):
    """The link elements of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "link":
            self.found.append(dict(attrs))


def test_a_page_leads_to_its_embed_whatever_its_title(store: CatalogStore) -> None:
    # Any: JSON of every shape.
    title = json.dumps(TITLE, ensure_ascii=True).replace("\\ud835\\udd4f", "𝕏")
    text = small_record("x", f"dct:title {title} ;").replace('dct:title "Example x"@en ;', "")
    commit(store, records_of(text))
    with serve(store) as client:
        page = client.get("/page/unresolved/x", headers={"Accept": "text/html"}).text
        links = {link.get("type"): link for link in Links(page).found}
        found: dict[str, Any] = client.get(links["application/json+oembed"]["href"] or "").json()
        xml = client.get(links["text/xml+oembed"]["href"] or "").text
    shown = TITLE.replace("\u202e", "⟨U+202E⟩")
    assert found["title"] == f"{shown} (unresolved reference)"
    assert read_xml(xml).findtext("title") == found["title"]
    assert "\u202e" not in page
    assert "\u202e" not in xml
    assert "<script>alert" not in page
