"""“Show me the query”: each link of each page leads to a query that gives what the page shows."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog.api.asking import a_day
from catalog.governance.upkeep import refresh
from catalog.model import Record
from catalog.records.register import register
from catalog.shacl import Validator
from catalog.store import CatalogStore
from tests.api.conftest import BROWSER, serve
from tests.api.testing import TestClient

THINGS = "https://w3id.org/headwaters/id/"
SEARCHES = (
    "/search",
    "/search?kind=dataset",
    "/search?kind=dataset&kind=model&data-type=open",
    "/search?license=https%3A%2F%2Fw3id.org%2Fheadwaters%2Fid%2Flicense%2Fapache",
    "/search?language=en&kind=dataset",
    "/search?agent=https%3A%2F%2Fw3id.org%2Fheadwaters%2Fid%2Forganization%2Fbsc",
    "/search?disclosure=not-recorded",
    "/search?disclosure=not-recorded&disclosure=partial&year=2023",
    "/search?license=not-recorded&source=shipped&modality=text",
    "/search?stakeholder-group=curators",
    "/search?focus-area=preference",
    "/search?year=%22%7D%20%23&language=%5C%22",
)


@pytest.fixture(scope="module")
def program(
    tmp_path_factory: pytest.TempPathFactory, shipped_records: list[Record], validator: Validator
) -> Iterator[TestClient]:
    """A client of a service over the whole shipped catalogue, with its findings."""
    folder = tmp_path_factory.mktemp("queries") / "store"
    with CatalogStore.open(folder, create=True) as store:
        register(store, shipped_records, actor="tests", message="load", validator=validator)
        refresh(store, a_day(""))
        with serve(store) as client:
            yield client


def _links(client: TestClient, path: str) -> list[str]:
    page = client.get(path, headers={"Accept": BROWSER})
    assert page.status_code == 200, path
    found = re.findall(r'href="(/sparql\?query=[^"]*)">Show me the query<', page.text)
    return [html.unescape(link) for link in found]


# Any: values of SPARQL results in JSON.
def _rows(client: TestClient, link: str) -> list[dict[str, Any]]:
    """What the query of a link gives to a program; a browser is shown it without complaint."""
    shown = client.get(link, headers={"Accept": BROWSER})
    assert shown.status_code == 200, shown.text
    (query,) = parse_qs(urlsplit(link).query)["query"]
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200, answer.text
    assert "x-result-truncated" not in answer.headers
    return [
        {name: cell["value"] for name, cell in row.items()}
        for row in answer.json()["results"]["bindings"]
    ]


def _only(links: list[str]) -> str:
    assert len(links) == 1
    return links[0]


@pytest.mark.parametrize("path", SEARCHES)
def test_a_search_by_choices(program: TestClient, path: str) -> None:
    view = program.get(path + ("&" if "?" in path else "?") + "limit=200").json()
    *of_facets, first = _links(program, path)
    rows = _rows(program, first)
    assert len(rows) == view["total"]
    if view["total"] <= 200:
        assert {row["thing"] for row in rows} == {hit["iri"] for hit in view["results"]}
    assert len(of_facets) == len(view["facets"])
    for facet, link in zip(view["facets"], of_facets, strict=True):
        counted = {row["value"]: int(row["things"]) for row in _rows(program, link) if row}
        assert len(counted) == facet["total"], facet["name"]
        shown = {one["value"]: one["count"] for one in facet["values"] if one["count"]}
        assert shown.items() <= counted.items(), facet["name"]


def test_a_search_by_words(program: TestClient) -> None:
    view = program.get("/search?q=falcon").json()
    rows = _rows(program, _only(_links(program, "/search?q=falcon")))
    assert {row["thing"]: row["title"] for row in rows} == {
        hit["iri"]: hit["title"] for hit in view["results"]
    }
    assert _links(program, "/search?q=zzzzzz") == []


def test_how_many_there_are_of_each_kind(program: TestClient) -> None:
    rows = _rows(program, _only(_links(program, "/")))
    (facet,) = [f for f in program.get("/search").json()["facets"] if f["name"] == "kind"]
    assert [(row["kind"], int(row["things"])) for row in rows] == [
        (one["value"], one["count"]) for one in facet["values"]
    ]


@pytest.mark.parametrize("name", ["model/aguila-7b", "license/apache", "dataset/common-crawl"])
def test_an_entry(program: TestClient, name: str) -> None:
    view = program.get(f"/data/{name}.json").json()
    rows = _rows(program, _only(_links(program, f"/page/{name}")))
    said = {row["record"] for row in rows if "/record/" in row["record"]}
    assert {record["iri"] for record in view["records"]} <= said


@pytest.mark.parametrize("name", ["model/aguila-7b", "model/inkubalm-0.4b"])
def test_a_record(program: TestClient, name: str) -> None:
    path = f"/record/shipped/{name}"
    nt = program.get(path, headers={"Accept": "application/n-triples"}).text
    rows = _rows(program, _only(_links(program, path)))
    assert len(rows) == len(set(nt.splitlines()))


@pytest.mark.parametrize("more", ["", "&depth=1", "&depth=2", "&depth=3"])
@pytest.mark.parametrize("direction", ["upstream", "downstream"])
@pytest.mark.parametrize("name", ["model/aguila-7b", "dataset/the-pile", "source/web"])
def test_a_lineage(program: TestClient, name: str, direction: str, more: str) -> None:
    path = f"/lineage/{name}?direction={direction}{more}"
    found = program.get(f"{path}&limit=5000").json()
    rows = _rows(program, _only(_links(program, path)))
    column = "source" if direction == "upstream" else "made"
    assert sorted(row[column] for row in rows) == sorted(
        node["iri"] for node in found["nodes"] if node["iri"] != found["start"]
    )
    assert len(rows) == found["total"]


def test_a_lineage_that_no_query_gives(program: TestClient) -> None:
    assert _links(program, "/lineage/model/aguila-7b?as_of=2023-01-01") == []
    assert _links(program, "/lineage/model/aguila-7b?depth=9") == []


@pytest.mark.parametrize("name", ["model/aguila-7b", "model/inkubalm-0.4b", "dataset/dolma"])
def test_findings(program: TestClient, name: str) -> None:
    found = program.get(f"/findings/{name}").json()["findings"]
    rows = _rows(program, _only(_links(program, f"/findings/{name}")))
    assert Counter((row["rule"], row["description"], row["confidence"]) for row in rows) == Counter(
        (one["rule"], one["message"], one["confidence"]) for one in found
    )
    assert _links(program, f"/findings/{name}?as_of=2023-01-01") == []


def test_every_question(program: TestClient) -> None:
    for question in program.get("/questions").json()["questions"]:
        path = f"/questions/{question['name']}"
        answered = program.get(path)
        if answered.status_code == 400:  # it wants to know something first
            continue
        answer = answered.json()
        rows = _rows(program, _only(_links(program, path)))
        assert len(rows) == answer["total"], path


def test_a_question_with_a_parameter(program: TestClient) -> None:
    path = "/questions/upstream-of?start=aguila-7b"
    answer = program.get(path).json()
    rows = _rows(program, _only(_links(program, path)))
    assert len(rows) == answer["total"] == 6
