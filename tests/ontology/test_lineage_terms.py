"""The code and the ontology agree on what a step of lineage is."""

from __future__ import annotations

from rdflib import Namespace, URIRef
from rdflib.namespace import OWL, PROV, RDF, RDFS

from catalog.terms import EDGE_KINDS, UPSTREAM, UPSTREAM_TRANSITIVE

from .support import OWN, ontology

HW = Namespace(OWN + "#")
UP = URIRef(UPSTREAM.value)
FAR_UP = URIRef(UPSTREAM_TRANSITIVE.value)


def test_edge_kinds_are_those_of_the_ontology() -> None:
    graph = ontology()
    stated = {
        str(step): str(graph.value(step, HW.defaultEdgeKind)).removeprefix(f"{OWN}/edge-kind/")
        for step in graph.subjects(RDFS.subPropertyOf, UP)
    }
    assert stated == {step.value: kind for step, kind in EDGE_KINDS.items()}


def test_the_closure_stands_above_the_step_and_is_transitive() -> None:
    graph = ontology()
    assert set(graph.objects(UP, RDFS.subPropertyOf)) == {FAR_UP}
    assert OWL.TransitiveProperty in set(graph.objects(FAR_UP, RDF.type))
    assert OWL.TransitiveProperty not in set(graph.objects(UP, RDF.type))


def test_evaluation_data_is_not_upstream() -> None:
    graph = ontology()
    it6 = Namespace("http://data.europa.eu/it6/")
    below = set(graph.transitive_subjects(RDFS.subPropertyOf, UP))
    assert it6.trainedOn in below
    assert PROV.wasDerivedFrom in below
    assert below.isdisjoint({it6.testedOn, it6.validatedOn})
