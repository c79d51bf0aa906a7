"""The promises of a store, kept whatever engine holds its graph."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from catalog.errors import UnparseableError
from catalog.rdf.canonical import to_ntriples
from catalog.store import CatalogStore
from catalog.store.check import check
from catalog.terms import LINEAGE_GRAPH, ONTOLOGY_GRAPH
from catalog.vocabulary import ontology_files
from tests.store.conftest import ENGINES
from tests.unit.test_store import (
    change,
    commit,
    gone,
    lineage,
    test_a_commit_reaches_journal_graph_index_and_closure,
    test_an_edge_two_records_state_stays_while_one_of_them_does,
    test_the_ontology_is_beside_the_records,
    test_the_same_again_makes_no_commit,
    test_upkeep_of_the_closure_equals_building_it_anew,
    test_withdrawing_the_last_record_takes_the_thing_out_of_the_index,
)

pytestmark = pytest.mark.engine

__all__ = [
    "test_a_commit_reaches_journal_graph_index_and_closure",
    "test_an_edge_two_records_state_stays_while_one_of_them_does",
    "test_the_ontology_is_beside_the_records",
    "test_the_same_again_makes_no_commit",
    "test_upkeep_of_the_closure_equals_building_it_anew",
    "test_withdrawing_the_last_record_takes_the_thing_out_of_the_index",
]

XSD = "http://www.w3.org/2001/XMLSchema#"
GRAPH = NamedNode("https://w3id.org/headwaters/record/test/model/literals")


def literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(datatype if ":" in datatype else XSD + datatype))


LITERALS = [
    Literal("plain"), Literal(""), Literal(" spaces "), Literal("Ǎguila 水 😀", language="ca"),
    Literal('a\nb\t"q" \\ end'), Literal("a\rb"), Literal("x" * 8_000), Literal("}} ; DROP ALL #"),
    Literal("x", language="en-GB"), Literal("y", language="zh-Hant-TW"), Literal("true"),
    literal("true", "boolean"), literal("false", "boolean"), literal("7", "integer"),
    literal("-7", "integer"), literal("0.25", "decimal"), literal("2023", "gYear"),
    literal("2023-04", "gYearMonth"), literal("2026-11-24", "date"),
    literal("2026-11-24T10:00:00Z", "dateTime"), literal("2026-11-24T10:00:00", "dateTime"),
    literal("https://example.org/", "anyURI"), literal("x", "urn:example:own"),
    # What an engine with types of SQL would refuse or change.
    literal("1" * 30, "integer"), literal("P1Y2M", "duration"), literal("not a day", "date"),
    literal("2026-02-30", "date"), literal("-0044", "gYear"), literal("1999-13", "gYearMonth"),
    literal("2026-11-24+02:00", "date"), literal("true ", "boolean"),
    literal("POINT(1 2)", "http://www.opengis.net/ont/geosparql#wktLiteral"),
    literal("<b>x</b>", "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral"),
]  # fmt: skip


def test_every_literal_comes_back_as_it_was(store: CatalogStore) -> None:
    triples = [
        Triple(NamedNode(f"urn:s:{i}"), NamedNode("urn:p"), value)
        for i, value in enumerate(LITERALS)
    ]
    store.graph.apply([(GRAPH, to_ntriples(triples))], (), (), store.head)
    found = {t.subject: t.object for t in store.graph.graph(GRAPH)}
    assert [found[t.subject] for t in triples] == LITERALS
    again = store.graph.construct(
        f"CONSTRUCT {{ ?s <urn:p> ?o }} WHERE {{ GRAPH {GRAPH} {{ ?s <urn:p> ?o }} }}"
    )
    assert {t.subject: t.object for t in again} == found
    as_bytes = store.graph.construct_bytes(
        f"CONSTRUCT {{ ?s <urn:p> ?o }} WHERE {{ GRAPH {GRAPH} {{ ?s <urn:p> ?o }} }}",
        RdfFormat.TURTLE,
    )
    assert {q.subject: q.object for q in parse(as_bytes, RdfFormat.TURTLE)} == found


def test_dates_and_numbers_are_compared_as_such(store: CatalogStore) -> None:
    triples = [
        Triple(NamedNode(f"urn:s:{i}"), NamedNode("urn:p"), v) for i, v in enumerate(LITERALS)
    ]
    store.graph.apply([(GRAPH, to_ntriples(triples))], (), (), store.head)
    prefix = f"PREFIX xsd: <{XSD}> "
    pattern = f"GRAPH {GRAPH} {{ ?s <urn:p> ?o }}"
    assert store.graph.ask(prefix + f"ASK {{ {pattern} FILTER (?o > '2026-11-23'^^xsd:date) }}")
    assert not store.graph.ask(
        prefix + f"ASK {{ {pattern} FILTER (?o > '2026-11-24'^^xsd:date && ?s = <urn:s:18>) }}"
    )
    rows = store.graph.select(
        prefix + f"SELECT ?s {{ {pattern} FILTER (DATATYPE(?o) = xsd:decimal && ?o < 0.5) }}"
    )
    assert [row["s"].value for row in rows] == ["urn:s:15"]


def test_the_default_graph_is_the_union_of_all(store: CatalogStore) -> None:
    commit(store, change("a", "b"), change("b"))
    topic = "https://w3id.org/headwaters/id/model/a"
    assert store.graph.ask(f"ASK {{ <{topic}> ?p ?o }}")
    rows = store.graph.select(
        f"SELECT DISTINCT ?g ?nothing {{ GRAPH ?g {{ <{topic}> ?p ?o }} }} ORDER BY ?g"
    )
    assert rows == [
        {"g": LINEAGE_GRAPH},
        {"g": NamedNode("https://w3id.org/headwaters/record/test/model/a")},
    ]


def test_what_is_no_sparql_is_said_so(store: CatalogStore) -> None:
    with pytest.raises(UnparseableError):
        store.graph.select("SELECT ?x WHERE { ?x ")
    with pytest.raises(TypeError, match="not a SELECT query"):
        store.graph.select("ASK {}")
    with pytest.raises(TypeError, match="not an ASK query"):
        store.graph.ask("SELECT * { ?s ?p ?o } LIMIT 1")


def test_the_whole_ontology_is_there(store: CatalogStore) -> None:
    written = {
        str(quad.triple.predicate) + str(quad.triple.object)
        for path in ontology_files()
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    }
    found = store.graph.graph(ONTOLOGY_GRAPH)
    assert len({str(t.predicate) + str(t.object) for t in found}) >= len(written) * 0.9


@pytest.mark.parametrize("service", [*ENGINES, "oxigraph-loading"], indirect=True)
def test_loading_in_bulk_gives_what_committing_gives(tmp_path: Path, service: str | None) -> None:
    changes = [
        change("a", "bc"), change("b", "c"), change("c", "a"), change("d", "a"),
        change("d", "b", record="d-by-another"),
    ]  # fmt: skip
    with CatalogStore.open(tmp_path / "one", create=True) as one:
        commit(one, *changes)
        wanted = lineage(one)
    with CatalogStore.open(tmp_path / "two", create=True, service=service) as two:
        assert two.load(changes, actor="tests", message="m") == 5
        assert lineage(two) == wanted
        assert list(check(two)) == []
        assert two.rebuild() == 5
        assert lineage(two) == wanted
        assert list(check(two)) == []


def test_a_large_change_is_whole(store: CatalogStore) -> None:
    """Larger than some engines take at once, in one record and in many."""
    wide = change("w")
    many = "".join(f'<urn:x> <urn:y> "{i:05}" .\n' for i in range(6_000))
    records = [change("a", "b", record=f"a-{i}") for i in range(300)]
    wide = type(wide)(wide.record, wide.topic, "".join(sorted([wide.state or "", many])))
    assert commit(store, wide, *records) == 301
    assert len(store.graph.graph(NamedNode(wide.record))) == 6_002
    assert store.graph.commit_number() == 301
    assert lineage(store) == {("step", "a", "b"), ("closure", "a", "b")}
    edges = [
        Quad(NamedNode(f"urn:e:{i}"), NamedNode("urn:p"), NamedNode("urn:o"), GRAPH)
        for i in range(2_500)
    ]
    store.graph.apply([], (), edges, store.head)
    store.graph.apply([], edges[1:], (), store.head)
    assert [t.subject for t in store.graph.graph(GRAPH)] == [NamedNode("urn:e:0")]


def test_a_graph_that_was_cleared_is_built_again(tmp_path: Path, service: str | None) -> None:
    with CatalogStore.open(tmp_path / "s", create=True, service=service) as store:
        commit(store, change("a", "b"), change("b"), gone("c"))
        before = lineage(store)
        store.graph.clear()
        assert store.graph.commit_number() == 0
    with CatalogStore.open(tmp_path / "s", service=service) as store:
        assert lineage(store) == before
        assert list(check(store)) == []
    CatalogStore.discard_projections(tmp_path / "s", service)
    with CatalogStore.open(tmp_path / "s", service=service) as store:
        assert lineage(store) == before
        assert [thing.title for thing in store.search.named("a")] == ["Model a"]
        assert list(check(store)) == []


def test_a_graph_ahead_of_the_journal_is_built_again(tmp_path: Path, service: str | None) -> None:
    with CatalogStore.open(tmp_path / "s", create=True, service=service) as store:
        commit(store, change("a", "b"), change("b"))
        store.journal.undo_after(1)
    with CatalogStore.open(tmp_path / "s", service=service) as store:
        assert store.head == store.graph.commit_number() == 1
        assert store.search.named("b") == []
