"""What answers at the addresses of things that were withdrawn or merged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from catalog.errors import InvalidRecordError, NotFoundError, UsageError
from catalog.rdf.canonical import to_ntriples
from catalog.records.withdraw import merge, withdraw
from catalog.shacl import Validator
from catalog.store import CatalogStore, Change
from catalog.store.check import check
from tests.api.conftest import BROWSER, commit, serve
from tests.api.testing import TestClient
from tests.conftest import records_of, small_record

ID = "https://w3id.org/headwaters/id/unresolved/"
RECORD = "https://w3id.org/headwaters/record/test/unresolved/"
PROV = "http://www.w3.org/ns/prov#"
DCT = "http://purl.org/dc/terms/"
MADE_FROM_OLD = f"""
  prov:wasDerivedFrom <{ID}old> ;
  prov:qualifiedDerivation <{RECORD}made#step> ;
"""
STEP = f"""
<{RECORD}made#step> a prov:Derivation ; prov:entity <{ID}old> ; hw:edgeKind edge-kind:carry .
"""
REASON = "Asked for by its maker. <script>alert(1)</script>\u202e"


@pytest.fixture
def small(store: CatalogStore) -> CatalogStore:
    """Four things: `made` comes from `old`; `other` is by another source as well."""
    made = small_record("made", MADE_FROM_OLD) + STEP
    other = small_record("other")
    again = other.replace("/record/test/", "/record/second/")
    texts = (made, small_record("old"), small_record("new"), other, again)
    commit(store, records_of(*texts))
    return store


@pytest.fixture
def served(small: CatalogStore) -> Iterator[TestClient]:
    with serve(small) as client:
        yield client


def get(client: TestClient, address: str, accept: str = "*/*") -> tuple[int, str]:
    response = client.get(address, headers={"Accept": accept})
    return response.status_code, response.headers.get("location", "")


@pytest.mark.parametrize(
    "address",
    [
        "/id/unresolved/old",
        "/page/unresolved/old",
        "/data/unresolved/old.json",
        "/lineage/unresolved/old",
        "/findings/unresolved/old",
        "/record/test/unresolved/old",
    ],
)
def test_a_withdrawn_thing_is_gone_from_each_of_its_addresses(
    small: CatalogStore, served: TestClient, address: str
) -> None:
    (done,) = withdraw(small, ID + "old", actor="Jo", reason="A test.")
    response = served.get(address)
    assert response.status_code == 410
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["vary"] == "Accept"
    iri = RECORD + "old" if address.startswith("/record") else ID + "old"
    assert response.json() == {
        "type": "https://w3id.org/headwaters/problem/gone",
        "title": "Withdrawn from this catalogue",
        "status": 410,
        "detail": f"{iri} was withdrawn on {done.time[:10]} by Jo: A test.",
        "iri": iri,
        "withdrawn": {"time": done.time, "by": "Jo", "reason": "A test.", "commit": 6},
        "replaced_by": None,
        "history": "/changes?since=5&limit=1",
    }
    (told,) = served.get(response.json()["history"]).json()["changes"]
    assert (told["action"], told["record"]) == ("withdraw", RECORD + "old")


@pytest.mark.parametrize(
    ("address", "accept", "rdf_format"),
    [
        ("/id/unresolved/old", "text/turtle", RdfFormat.TURTLE),
        ("/page/unresolved/old", "application/ld+json", RdfFormat.JSON_LD),
        ("/data/unresolved/old.rdf", "text/html", RdfFormat.RDF_XML),
        ("/data/unresolved/old.nq", "*/*", RdfFormat.N_QUADS),
    ],
)
def test_the_tombstone_as_rdf(
    small: CatalogStore, served: TestClient, address: str, accept: str, rdf_format: RdfFormat
) -> None:
    (done,) = withdraw(small, ID + "old", actor="Jo", reason=REASON)
    response = served.get(address, headers={"Accept": accept})
    assert response.status_code == 410
    quads = list(parse(response.content, format=rdf_format))
    said = {
        (
            "_" if isinstance(q.subject, BlankNode) else str(q.subject),
            q.predicate.value,
            "_" if isinstance(q.object, BlankNode) else q.object,
        )
        for q in quads
    }
    time = Literal(done.time, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#dateTime"))
    old, a = f"<{ID}old>", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert said == {
        (old, a, NamedNode(PROV + "Entity")),
        (old, PROV + "invalidatedAtTime", time),
        (old, PROV + "wasInvalidatedBy", "_"),
        ("_", a, NamedNode(PROV + "Activity")),
        ("_", PROV + "endedAtTime", time),
        ("_", DCT + "description", Literal(REASON)),
        ("_", PROV + "wasAssociatedWith", "_"),
        ("_", a, NamedNode(PROV + "Agent")),
        ("_", "http://www.w3.org/2000/01/rdf-schema#label", Literal("Jo")),
    }


def test_the_tombstone_as_a_page(small: CatalogStore, served: TestClient) -> None:
    withdraw(small, ID + "old", actor="Jo", reason=REASON)
    response = served.get("/id/unresolved/old", headers={"Accept": BROWSER})
    assert response.status_code == 410
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = response.text
    assert "<h1>This entry was withdrawn</h1>" in page
    assert "<dt>By</dt><dd>Jo</dd>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;⟨U+202E⟩" in page
    assert "<script" not in page
    assert "Example old" not in page  # what was withdrawn is not shown
    assert '<a href="/changes?since=5&amp;limit=1">' in page
    record = served.get("/record/test/unresolved/old", headers={"Accept": BROWSER})
    assert (record.status_code, "This record was withdrawn" in record.text) == (410, True)


def test_a_thing_stays_as_long_as_one_record_speaks_of_it(
    small: CatalogStore, served: TestClient
) -> None:
    withdraw(small, RECORD + "other", actor="Jo", reason="A test.")
    assert get(served, "/record/test/unresolved/other") == (410, "")
    assert get(served, "/record/second/unresolved/other") == (200, "")
    assert get(served, "/page/unresolved/other")[0] == 200
    small.commit(
        [Change(RECORD.replace("test", "second") + "other", ID + "other", None)],
        actor="graph store",
        message="DELETE",
    )
    assert get(served, "/page/unresolved/other")[0] == 410


def test_what_comes_back_is_there_again(small: CatalogStore, served: TestClient) -> None:
    withdraw(small, ID + "old", actor="Jo", reason="A test.")
    commit(small, records_of(small_record("old")))
    assert get(served, "/page/unresolved/old")[0] == 200


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/id/unresolved/old", "/id/unresolved/new"),
        ("/page/unresolved/old", "/page/unresolved/new"),
        ("/data/unresolved/old.ttl", "/data/unresolved/new.ttl"),
        ("/record/test/unresolved/old", "/record/test/unresolved/new"),
        (
            "/lineage/unresolved/old?direction=upstream&limit=5",
            "/lineage/unresolved/new?direction=upstream&limit=5",
        ),
    ],
)
def test_a_merged_thing_leads_to_the_other(
    small: CatalogStore,
    served: TestClient,
    validator: Validator,
    address: str,
    location: str,
) -> None:
    merged(small, validator)
    response = served.get(address)
    assert (response.status_code, response.headers["location"]) == (308, location)
    assert response.headers["link"] == f'<{ID}new>; rel="{DCT}isReplacedBy"'
    assert served.get(location).status_code in (200, 303)


def merged(store: CatalogStore, validator: Validator) -> None:
    old, new = (store.search.thing(ID + name) for name in ("old", "new"))
    assert old is not None
    assert new is not None
    done = merge(store, old, new, actor="Jo", reason="The same source.", validator=validator)
    assert done.withdrawn == (RECORD + "old",)
    assert done.mended == (RECORD + "made",)


def test_a_record_without_a_counterpart_leads_to_the_other_thing(
    small: CatalogStore, served: TestClient, validator: Validator
) -> None:
    other, new = (small.search.thing(ID + name) for name in ("other", "new"))
    assert other is not None
    assert new is not None
    merge(small, other, new, actor="Jo", reason="The same.", validator=validator)
    assert get(served, "/record/second/unresolved/other") == (308, "/id/unresolved/new")
    assert get(served, "/record/test/unresolved/other") == (308, "/record/test/unresolved/new")


def test_a_merge_says_in_rdf_what_is_in_the_place(
    small: CatalogStore, served: TestClient, validator: Validator
) -> None:
    merged(small, validator)
    body = served.get("/id/unresolved/old", headers={"Accept": "application/n-triples"}).text
    assert f"<{ID}old> <{DCT}isReplacedBy> <{ID}new> .\n" in body


def test_after_a_merge_the_lineage_leads_on(small: CatalogStore, validator: Validator) -> None:
    merged(small, validator)
    state = small.journal.state(RECORD + "made")
    assert state is not None
    assert f"<{ID}made> <{PROV}wasDerivedFrom> <{ID}new> .\n" in state
    assert ID + "old" not in state
    assert to_ntriples(small.graph.graph(NamedNode(RECORD + "made"))) == state
    assert [c.action for c in small.journal.history(ID + "old")] == ["create", "merge"]
    assert small.journal.history(ID + "old")[-1].replaced_by == ID + "new"
    assert list(check(small)) == []
    small.rebuild()
    assert list(check(small)) == []


def test_a_merge_is_all_or_nothing(small: CatalogStore, validator: Validator) -> None:
    made, old, new = (small.search.thing(ID + name) for name in ("made", "old", "new"))
    assert made is not None
    assert new is not None
    assert old is not None
    head = small.head
    with pytest.raises(UsageError, match="recorded as made from the other"):
        merge(small, old, made, actor="Jo", reason="The same.", validator=validator)
    with pytest.raises(UsageError, match="recorded as made from the other"):
        merge(small, made, old, actor="Jo", reason="The same.", validator=validator)
    with pytest.raises(UsageError, match="into itself"):
        merge(small, old, old, actor="Jo", reason="The same.", validator=validator)
    with pytest.raises(UsageError, match="Say why"):
        merge(small, made, old, actor="Jo", reason=" ", validator=validator)
    with pytest.raises(NotFoundError):
        withdraw(small, ID + "nothing", actor="Jo", reason="A test.")
    broken = small_record("made", f"prov:wasDerivedFrom <{ID}old> ;")  # no kind of edge
    commit(small, records_of(broken))
    with pytest.raises(InvalidRecordError):
        merge(small, old, new, actor="Jo", reason="The same.", validator=validator)
    assert small.head == head + 1


def test_the_seal_covers_what_a_thing_was_merged_into(
    small: CatalogStore, validator: Validator
) -> None:
    merged(small, validator)
    small.journal._db.execute("UPDATE commits SET replaced_by = 'x' WHERE action = 'merge'")
    assert [symptom.message for symptom in check(small)] == [
        "Commit 6 was changed after it was written."
    ]


def test_a_journal_of_an_earlier_version_is_brought_up(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "store", create=True) as store:
        commit(store, records_of(small_record("old")))
        store.journal._db.execute("ALTER TABLE commits DROP COLUMN replaced_by")
    with CatalogStore.open(tmp_path / "store") as store:
        assert list(check(store)) == []
        (done,) = withdraw(store, ID + "old", actor="Jo", reason="A test.")
        assert (done.action, done.replaced_by) == ("withdraw", None)
