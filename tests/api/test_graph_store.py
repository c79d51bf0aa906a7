"""The Graph Store Protocol on records."""

from __future__ import annotations

import json

from catalog.governance.upkeep import refresh
from catalog.store import CatalogStore
from catalog.store.tokens import Scope
from tests.api.testing import TestClient
from tests.api.writers import AGUILA, AGUILA_PATH, TURTLE, token_for, writing
from tests.conftest import small_record

SLUG = "https://w3id.org/headwaters/record/test/unresolved/a-name"
PATH = "/record/test/unresolved/a-name"


def test_create_replace_and_withdraw_at_its_own_address(publisher: TestClient) -> None:
    created = publisher.put(PATH, content=small_record("a-name"), headers=TURTLE)
    assert created.status_code == 201, created.text
    assert created.headers["location"] == f"http://testserver{PATH}"
    assert created.json()["records"] == [{"record": SLUG, "outcome": "created"}]
    etag = publisher.get(PATH, headers={"Accept": "text/turtle"}).headers["etag"]
    assert not etag.startswith("W/")
    text = small_record("a-name", 'dct:alternative "Another"@en ;')
    replaced = publisher.put(PATH, content=text, headers={**TURTLE, "If-Match": etag})
    assert (replaced.status_code, replaced.content) == (204, b"")
    assert b"Another" in publisher.get(PATH, headers={"Accept": "text/turtle"}).content
    etag = publisher.get("/graphs", params={"graph": SLUG}).headers["etag"]
    withdrawn = publisher.delete(PATH, headers={"If-Match": etag})
    assert (withdrawn.status_code, withdrawn.content) == (204, b"")
    assert publisher.get(PATH, headers={"Accept": "text/turtle"}).status_code == 410
    assert publisher.get("/graphs", params={"graph": SLUG}).status_code == 410


def test_replacing_needs_the_state_replaced(publisher: TestClient) -> None:
    text = publisher.get(AGUILA_PATH, headers={"Accept": "text/turtle"})
    for method in ("PUT", "DELETE"):
        missing = publisher.request(method, AGUILA_PATH, content=text.content, headers=TURTLE)
        assert missing.status_code == 428
        for wrong in ('"1-x-ttl"', "W/" + text.headers["etag"], "nonsense"):
            failed = publisher.request(
                method, AGUILA_PATH, content=text.content, headers={**TURTLE, "If-Match": wrong}
            )
            assert failed.status_code == 412, wrong
    created = publisher.put(
        AGUILA_PATH, content=text.content, headers={**TURTLE, "If-None-Match": "*"}
    )
    assert created.status_code == 412
    nothing = publisher.put(
        PATH, content=small_record("a-name"), headers={**TURTLE, "If-Match": "*"}
    )
    assert nothing.status_code == 412


def test_the_etag_survives_other_commits(publisher: TestClient) -> None:
    accept = {"Accept": "text/turtle"}
    etag = publisher.get(AGUILA_PATH, headers=accept).headers["etag"]
    assert publisher.put(PATH, content=small_record("a-name"), headers=TURTLE).status_code == 201
    again = publisher.get(AGUILA_PATH, headers={**accept, "If-None-Match": etag})
    assert (again.status_code, again.headers["etag"]) == (304, etag)


def test_a_form_of_files_is_added_to_a_graph(publisher: TestClient) -> None:
    """Graph Store Protocol § 5.5: each part is merged; an unnamed node is another in each."""
    publisher.post("/graphs", content=small_record("a-name"), headers=TURTLE)
    thing = "https://w3id.org/headwaters/id/unresolved/a-name"
    prefixes = (
        "@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> ."
    )
    one = f'{prefixes} <{thing}> dct:alternative "One"@en ; foaf:page _:a . _:a dct:title "A"@en .'
    two = json.dumps(
        {"@id": thing, "http://purl.org/dc/terms/alternative": {"@value": "Two", "@language": "en"},
         "http://xmlns.com/foaf/0.1/page": {"@id": "_:a"}}
    )  # fmt: skip
    before = _count(publisher, SLUG)
    added = publisher.post(
        "/graphs",
        params={"graph": SLUG},
        files=[
            ("one", ("one.ttl", one, "text/turtle")),
            ("two", ("two.jsonld", two, "application/ld+json")),
        ],
    )
    assert added.status_code == 204, added.text
    graph = publisher.get("/graphs", params={"graph": SLUG}, headers={"Accept": "text/turtle"})
    assert b'"One"@en' in graph.content
    assert b'"Two"@en' in graph.content
    assert _count(publisher, SLUG) == before + 5
    without = publisher.post("/graphs", files=[("one", ("one.ttl", one, "text/turtle"))])
    assert without.status_code == 415


def _count(client: TestClient, graph: str) -> int:
    answer = client.get("/graphs", params={"graph": graph}, headers={"Accept": "text/plain"})
    return len(answer.text.splitlines())


def test_adding_to_a_graph_and_posting_a_new_one(publisher: TestClient) -> None:
    posted = publisher.post("/graphs", content=small_record("a-name"), headers=TURTLE)
    assert posted.status_code == 201
    assert posted.headers["location"] == f"http://testserver{PATH}"
    for name in (SLUG, posted.headers["location"]):
        found = publisher.get("/graphs", params={"graph": name})
        assert (found.status_code, b"Example a-name" in found.content) == (200, True)
    again = publisher.post("/graphs", content=small_record("a-name"), headers=TURTLE)
    assert again.status_code == 409
    more = (
        "<https://w3id.org/headwaters/id/unresolved/a-name> "
        '<http://purl.org/dc/terms/alternative> "Another"@en .'
    )
    added = publisher.post("/graphs", params={"graph": SLUG}, content=more, headers=TURTLE)
    assert added.status_code == 204, added.text
    text = publisher.get(PATH, headers={"Accept": "application/n-triples"}).text
    assert '"Another"@en' in text
    assert '"Example a-name"@en' in text


def test_what_is_no_record_is_refused(publisher: TestClient) -> None:
    text = small_record("a-name")
    for graph, status in (
        ("https://w3id.org/headwaters/graph/lineage", 403),
        ("https://w3id.org/headwaters/ns", 403),
        ("https://example.org/elsewhere", 403),
        ("relative", 400),
        (AGUILA.replace("aguila", "other"), 422),
    ):
        answer = publisher.put("/graphs", params={"graph": graph}, content=text, headers=TURTLE)
        assert answer.status_code == status, graph
    assert publisher.put("/graphs?default", content=text, headers=TURTLE).status_code == 403
    assert publisher.put("/graphs", content=text, headers=TURTLE).status_code == 400
    both = {"graph": SLUG, "default": ""}
    assert publisher.put("/graphs", params=both, content=text, headers=TURTLE).status_code == 400


def test_findings_and_formats(publisher: TestClient) -> None:
    bad = small_record("a-name").replace('dct:title "Example a-name"@en ;', "")
    answer = publisher.put(PATH, content=bad, headers=TURTLE)
    assert answer.status_code == 422
    assert any(found["path"] == "dct:title" for found in answer.json()["findings"])
    for content_type in ("text/plain", "application/trig", ""):
        headers = {"Content-Type": content_type}
        assert publisher.put(PATH, content=bad, headers=headers).status_code == 415
    unreadable = publisher.put(PATH, content="<a> <b", headers=TURTLE)
    assert (unreadable.status_code, unreadable.json()["line"]) == (400, 1)
    assert publisher.get(PATH, headers={"Accept": "text/turtle"}).status_code == 404


def test_reading_any_graph(publisher: TestClient) -> None:
    del publisher.headers["Authorization"]
    lineage = {"graph": "https://w3id.org/headwaters/graph/lineage"}
    answer = publisher.get("/graphs", params=lineage, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    assert "ns#upstreamTransitive" in answer.text
    union = publisher.get("/graphs?default", headers={"Accept": "application/n-triples"})
    assert set(answer.text.splitlines()) < set(union.text.splitlines())
    assert publisher.get("/graphs", params={"graph": "urn:x:none"}).status_code == 404
    assert publisher.get("/graphs").status_code == 400
    assert publisher.head("/graphs", params={"graph": AGUILA}).status_code == 200
    assert publisher.get("/graphs", params={"graph": AGUILA}, headers={"Accept": "image/png"}
                         ).status_code == 406  # fmt: skip


def test_findings_follow_what_is_written(own: CatalogStore) -> None:
    refresh(own, "2026-11-24")
    question = (
        "PREFIX hw: <https://w3id.org/headwaters/ns#> SELECT ?n WHERE { "
        "<https://w3id.org/headwaters/graph/findings> hw:commitNumber ?n }"
    )
    with writing(own, token_for(own, Scope.PUBLISH)) as client:
        before = own.head
        assert client.put(PATH, content=small_record("a-name"), headers=TURTLE).status_code == 201
        service = client.app.state.service  # type: ignore[attr-defined]  # an app is any callable
        service.upkeep.close()  # which waits for what runs
        rows = client.get("/sparql", params={"query": question}).json()["results"]["bindings"]
        assert [row["n"]["value"] for row in rows] == [str(before + 1)]
        assert own.head == before + 1
