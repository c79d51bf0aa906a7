from __future__ import annotations

from catalog.model import Record
from catalog.store import CatalogStore
from catalog.store.edges import edge_kind, edges_in
from catalog.store.projection import stated_edges
from catalog.terms import NS, term
from tests.conftest import records_of, small_record

THING = "https://w3id.org/headwaters/id/unresolved/"


def test_each_form_of_edge_is_read() -> None:
    (record,) = records_of(
        small_record(
            "made",
            """
            it6:trainedOn id:dataset\\/plain ;
            prov:qualifiedDerivation [ a prov:Derivation ; prov:entity id:dataset\\/qualified ;
              hw:edgeKind edge-kind:transform ] ;
            prov:wasGeneratedBy [ a prov:Activity ; prov:used id:model\\/generator ] ;
            it6:testedOn id:dataset\\/evaluation ;
            prov:wasDerivedFrom <https://w3id.org/headwaters/id/unresolved/made> ;
            """,
        )
    )
    base = "https://w3id.org/headwaters/id/"
    assert edges_in(record.triples) == {
        (THING + "made", base + "dataset/plain"),
        (THING + "made", base + "dataset/qualified"),
        (THING + "made", base + "model/generator"),
    }


def test_a_record_and_the_graph_are_read_alike(
    shipped_store: CatalogStore, shipped_records: list[Record]
) -> None:
    written = {
        (made, source, record.iri.value)
        for record in shipped_records
        for made, source in edges_in(record.triples)
    }
    starts = sorted({made for made, _, _ in written})
    assert set(stated_edges(shipped_store.graph, starts)) == written
    assert len(written) > 200


def test_the_kind_of_an_edge() -> None:
    derived, generated = term("prov:wasDerivedFrom").value, term("prov:wasGeneratedBy").value
    assert edge_kind(term("it6:trainedOn").value, None) == "learn"
    assert edge_kind(term("hw:quantizedFrom").value, None) == "carry"
    assert edge_kind(derived, None) == "unknown"
    assert edge_kind(derived, NS + "edge-kind/reference") == "reference"
    assert edge_kind(generated, NS + "activity-kind/synthesize") == "generate"
    assert edge_kind(generated, NS + "activity-kind/translate") == "transform"
    assert edge_kind(generated, None) == "unknown"
