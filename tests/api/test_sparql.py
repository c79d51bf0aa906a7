from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from catalog.api.headers import CONTENT_SECURITY
from catalog.store import CatalogStore
from catalog.terms import PREFIXES, compact
from tests.api.conftest import commit, serve
from tests.api.testing import TestClient
from tests.conftest import records_of, small_record

AGUILA = "https://w3id.org/headwaters/id/model/aguila-7b"
TITLE = f"SELECT ?t WHERE {{ <{AGUILA}> <http://purl.org/dc/terms/title> ?t }}"
ASK = f"ASK {{ <{AGUILA}> ?p ?o }}"
GRAPH = f"CONSTRUCT WHERE {{ <{AGUILA}> <http://purl.org/dc/terms/identifier> ?i }}"
JSON_TITLE = {
    "head": {"vars": ["t"]},
    "results": {"bindings": [{"t": {"type": "literal", "value": "Ǎguila-7B", "xml:lang": "en"}}]},
}
SPARQL_JSON = "application/sparql-results+json"


def test_three_ways_to_send_a_query(client: TestClient) -> None:
    as_form = {"Content-Type": "application/x-www-form-urlencoded"}
    as_body = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    answers = [
        client.get("/sparql", params={"query": TITLE}),
        client.post("/sparql", data={"query": TITLE}, headers=as_form),
        client.post("/sparql?", content=TITLE.encode(), headers=as_body),
        client.post("/sparql?format=json&output=json", content=TITLE.encode(), headers=as_body),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == SPARQL_JSON
        assert answer.json() == JSON_TITLE
        assert "x-result-truncated" not in answer.headers


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (TITLE, "*/*", SPARQL_JSON),
        (TITLE, "application/sparql-results+xml", "application/sparql-results+xml"),
        (TITLE, "text/csv", "text/csv; charset=utf-8"),
        (TITLE, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (TITLE, "application/rdf+xml, application/sparql-results+xml",
         "application/sparql-results+xml"),
        (ASK, "application/json", "application/json"),
        (GRAPH, "*/*", "text/turtle; charset=utf-8"),
        (GRAPH, "application/turtle,text/turtle", "text/turtle; charset=utf-8"),
        (GRAPH, "application/rdf+xml, application/sparql-results+xml", "application/rdf+xml"),
        (GRAPH, "application/ld+json", "application/ld+json"),
        (GRAPH, "application/n-triples", "application/n-triples"),
    ],
)  # fmt: skip
def test_each_form_in_what_the_client_takes(
    client: TestClient, query: str, accept: str, media_type: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["vary"] == "Accept"


def test_a_graph_is_rdf(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": GRAPH}, headers={"Accept": "text/turtle"})
    (quad,) = parse(answer.content, format=RdfFormat.TURTLE)
    assert str(quad.object) == '"aguila-7b"'


def test_the_union_is_the_default_and_records_are_named_graphs(client: TestClient) -> None:
    record = "https://w3id.org/headwaters/record/shipped/model/aguila-7b"
    query = (
        f"SELECT ?g WHERE {{ GRAPH ?g {{ <{AGUILA}> <http://purl.org/dc/terms/identifier> ?i }} }}"
    )
    found = client.get("/sparql", params={"query": query}).json()
    assert [row["g"]["value"] for row in found["results"]["bindings"]] == [record]
    within = {"query": TITLE, "default-graph-uri": record}
    assert client.get("/sparql", params=within).json() == JSON_TITLE
    elsewhere = {"query": TITLE, "default-graph-uri": "https://example.org/none"}
    assert client.get("/sparql", params=elsewhere).json()["results"]["bindings"] == []


def test_an_answer_that_was_cut_says_so(client: TestClient) -> None:
    query = "SELECT * WHERE { ?s ?p ?o . ?a ?b ?c }"
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200
    assert answer.headers["x-result-truncated"] == "true"
    assert len(answer.json()["results"]["bindings"]) == 1000


def test_a_query_that_takes_too_long(client: TestClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    answer = client.get("/sparql", params={"query": query, "timeout": "0.3"})
    assert answer.status_code == 504
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(
        "The query was not done after 0.3 seconds and was stopped."
    )
    assert client.get("/sparql", params={"query": TITLE}).json() == JSON_TITLE


@pytest.mark.parametrize(
    ("request_line", "status", "slug"),
    [
        ({"query": "SELECT WHERE"}, 400, "unparseable"),
        ({"query": "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}, 403,
         "query-refused"),
        ({"query": "SELECT * { " + "{" * 200 + "}" * 201}, 413, "too-large"),
        ({"query": "INSERT DATA { <a:a> <a:a> <a:a> }"}, 400, "unparseable"),
        ({"update": "CLEAR ALL"}, 400, "bad-request"),
        ({"query": ["ASK {}", "ASK {}"]}, 400, "bad-request"),
        ({"query": "ASK {}", "default-graph-uri": "no iri"}, 400, "bad-request"),
        ({"query": "ASK {}", "timeout": "soon"}, 400, "bad-request"),
        ({"query": "ASK {}", "download": "turtle"}, 400, "bad-request"),
    ],
)  # fmt: skip
def test_what_is_refused(
    client: TestClient, request_line: dict[str, str | list[str]], status: int, slug: str
) -> None:
    answer = client.get("/sparql", params=request_line)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["type"] == f"https://w3id.org/headwaters/problem/{slug}"


@pytest.mark.parametrize(
    ("media_type", "body", "status"),
    [
        ("application/sparql-update", b"CLEAR ALL", 403),
        ("application/x-www-form-urlencoded", b"update=CLEAR%20ALL", 403),
        ("text/plain", b"ASK {}", 415),
        ("", b"ASK {}", 415),
        ("application/sparql-query", b"ASK { ?s ?p '\xff' }", 400),
        ("application/x-www-form-urlencoded", b"query=ASK%20%7B%20%3Fs%20%22%FF%22", 400),
        ("application/x-www-form-urlencoded", b"nothing=here", 400),
        ("application/sparql-query", b"#" * 300_000, 413),
    ],
)
def test_bodies_that_are_refused(
    client: TestClient, media_type: str, body: bytes, status: int
) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    answer = client.post("/sparql", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_mistake_has_its_place(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s ?p }"})
    assert answer.status_code == 400
    assert (answer.json()["line"], answer.json()["column"]) == (2, 15)


def test_the_service_describes_itself(client: TestClient) -> None:
    for accept, rdf_format in (
        ("text/turtle", RdfFormat.TURTLE),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("*/*", RdfFormat.TURTLE),
    ):
        answer = client.get("/sparql", headers={"Accept": accept})
        assert answer.status_code == 200
        said = {
            (q.predicate.value.rpartition("#")[2], str(q.object))
            for q in parse(answer.content, format=rdf_format)
            if str(q.subject) == "<http://testserver/sparql>"
        }
        assert ("endpoint", "<http://testserver/sparql>") in said
        sd = "http://www.w3.org/ns/sparql-service-description#"
        assert ("supportedLanguage", f"<{sd}SPARQL11Query>") in said
        assert ("feature", f"<{sd}UnionDefaultGraph>") in said


def test_no_query_for_a_client_that_takes_results_only(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": SPARQL_JSON})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "There is no query. Send one as the parameter “query”."


def test_scripts_of_other_sites_may_ask(client: TestClient) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    answer = client.get("/sparql", params={"query": ASK}, headers=headers)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert "X-Result-Truncated" in answer.headers["access-control-expose-headers"]
    asking = {**headers, "Access-Control-Request-Method": "POST"}
    preflight = client.options("/sparql", headers=asking)
    assert preflight.status_code == 204
    methods = "GET, HEAD, POST, PUT, DELETE"
    assert preflight.headers["access-control-allow-methods"] == methods


def test_the_editor_shows_the_answer_as_a_table(browser: TestClient) -> None:
    empty = browser.get("/sparql")
    assert empty.status_code == 200
    assert '<textarea class="query"' in empty.text
    page = browser.get("/sparql", params={"query": TITLE}).text
    assert "Ǎguila-7B" in page
    assert "1 row in" in page
    assert browser.get("/sparql", params={"query": ASK}).text.count("Yes.") == 1
    assert "dct:identifier" in browser.get("/sparql", params={"query": GRAPH}).text


def test_the_editor_says_when_it_shows_a_part(browser: TestClient) -> None:
    page = browser.get("/sparql", params={"query": "SELECT * WHERE { ?s ?p ?o }"}).text
    assert "There is more: only the first 5 are shown." in page


def test_fewer_rows_where_the_client_wants_fewer(client: TestClient) -> None:
    everything = {"query": "SELECT * WHERE { ?s ?p ?o }"}
    answer = client.get("/sparql", params={**everything, "rows": "3"})
    assert len(answer.json()["results"]["bindings"]) == 3
    assert answer.headers["x-result-truncated"] == "true"
    posted = client.post("/sparql", data={**everything, "rows": "2"})
    assert len(posted.json()["results"]["bindings"]) == 2
    most = client.get("/sparql", params={**everything, "rows": "999999"})
    assert len(most.json()["results"]["bindings"]) == 1000
    enough = client.get("/sparql", params={"query": TITLE, "rows": "1"})
    assert "x-result-truncated" not in enough.headers


@pytest.mark.parametrize("rows", ["0", "-1", "1.5", "many", "1" * 10])
def test_a_number_of_rows_that_is_none(client: TestClient, rows: str) -> None:
    answer = client.get("/sparql", params={"query": TITLE, "rows": rows})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("rows: ")
    posted = client.post("/sparql", data={"query": TITLE, "rows": rows})
    assert posted.status_code == 400
    assert posted.json()["detail"] == f"rows: “{rows}” is no number of rows."


def test_what_an_editor_offers_while_one_types(client: TestClient) -> None:
    offered = client.get("/sparql/completion.json").json()
    assert offered["prefixes"] == PREFIXES
    classes = {one["iri"]: one["label"] for one in offered["classes"]}
    properties = {one["iri"]: one["label"] for one in offered["properties"]}
    assert classes["https://w3id.org/headwaters/ns#Community"] == "Community"
    assert classes["http://www.w3.org/ns/dcat#Dataset"] == "Dataset"
    assert properties["https://w3id.org/headwaters/ns#accessRoute"] == "access route"
    assert properties["http://purl.org/dc/terms/title"] == "title"
    assert "http://www.w3.org/1999/02/22-rdf-syntax-ns#type" in properties
    assert all(compact(iri) != iri for iri in (*classes, *properties))
    assert all((*classes.values(), *properties.values()))


def test_the_editor_keeps_the_policy_of_every_page(browser: TestClient) -> None:
    assert browser.get("/sparql").headers["content-security-policy"] == CONTENT_SECURITY
    assert "unsafe" not in CONTENT_SECURITY
    for name in ("yasgui/yasgui.min.js", "yasgui/yasgui.min.css", "editor/main.js"):
        assert browser.get(f"/static/{name}").status_code == 200
    license_text = browser.get("/static/yasgui/LICENSE.txt").text
    assert "@zazuko/yasgui 4.6.2 (MIT)" in license_text


def test_the_page_hands_its_answer_to_the_editor(browser: TestClient) -> None:
    page = browser.get("/sparql", params={"query": TITLE}).text
    ((given,),) = [re.findall('<script type="application/json" id="given">(.*)</script>', page)]
    document = json.loads(given)
    assert document["type"] == SPARQL_JSON
    assert json.loads(document["content"]) == JSON_TITLE
    assert document["truncated"] is False
    assert 'id="given"' not in browser.get("/sparql").text


def test_the_editor_keeps_a_wrong_query_and_says_what_is_wrong(browser: TestClient) -> None:
    answer = browser.get("/sparql", params={"query": "SELECT </textarea><script>"})
    assert answer.status_code == 400
    assert "&lt;/textarea&gt;&lt;script&gt;" in answer.text
    assert re.findall("<script[^>]*>", answer.text) == [
        '<script src="/static/yasgui/yasgui.min.js" defer>',
        '<script type="module" src="/static/editor/main.js">',
        '<script type="application/json" id="given">',
    ]
    assert "The text cannot be read" in answer.text


def test_a_download_is_a_file_for_browsers_too(browser: TestClient) -> None:
    answer = browser.get("/sparql", params={"query": TITLE, "download": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="headwaters.csv"'
    assert answer.text == "t\r\nǍguila-7B\r\n"


def test_queries_see_what_was_committed(tmp_path: Path) -> None:
    record = "<http://www.w3.org/ns/dcat#CatalogRecord>"
    query = {"query": f"SELECT (COUNT(DISTINCT ?r) AS ?n) {{ ?r a {record} }}"}
    with CatalogStore.open(tmp_path / "store", create=True) as store, serve(store) as client:
        counts = []
        for slug in ("one", "two"):
            commit(store, records_of(small_record(slug)))
            client.app.state.service.settle = 0  # type: ignore[attr-defined]
            answer = client.get("/sparql", params=query)
            counts.append(answer.json()["results"]["bindings"][0]["n"]["value"])
            assert answer.headers["x-commit"] == str(store.head)
        assert counts == ["1", "2"]


@pytest.mark.parametrize(
    ("query", "iri"),
    [
        ("SELECT (<x> AS ?i) {}", "http://testserver/x"),
        ("SELECT (IRI('sparql#x') AS ?i) {}", "http://testserver/sparql#x"),
        ("BASE <http://example.org/a/> SELECT (<x> AS ?i) {}", "http://example.org/a/x"),
    ],
)
def test_relative_iris_are_resolved_against_the_endpoint(
    client: TestClient, query: str, iri: str
) -> None:
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert rows == [{"i": {"type": "uri", "value": iri}}]
