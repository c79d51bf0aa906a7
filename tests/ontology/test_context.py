"""The JSON-LD context says the same as the Turtle prefixes and the kinds of our properties."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.namespace import OWL, RDF

from catalog.terms import PREFIXES

from .support import OWN, ROOT, ontology

ONTOLOGY = ROOT / "ontology"
CONTEXT: dict[str, Any] = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))[
    "@context"
]

TURTLE = """
@prefix authority: <https://w3id.org/headwaters/ns/authority/> .
@prefix disclosure: <https://w3id.org/headwaters/ns/disclosure/> .
@prefix edge-kind: <https://w3id.org/headwaters/ns/edge-kind/> .
@prefix license-scope: <https://w3id.org/headwaters/ns/license-scope/> .
@prefix modality: <https://w3id.org/headwaters/ns/modality/> .
@prefix record-status: <https://w3id.org/headwaters/ns/record-status/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hw: <https://w3id.org/headwaters/ns#> .
@prefix it6: <http://data.europa.eu/it6/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/headwaters/record/shipped/model/bach> a dcat:CatalogRecord ;
    foaf:primaryTopic <https://w3id.org/headwaters/id/model/bach> ;
    adms:status record-status:published ; hw:authority authority:editor ;
    dct:source <https://example.org/bach> ; hw:sourceLine "L243" ;
    dct:issued "2026-11-24"^^xsd:date ;
    hw:retrievedOn "2026-11-24"^^xsd:date ; hw:confidence "V" .

<https://w3id.org/headwaters/id/model/bach> a it6:MachineLearningModel ;
    dct:title "Bach"@de, "Brook"@en ; dct:identifier "bach" ;
    dct:description "A small model of running water, made up for a test."@en ;
    dct:issued "2023"^^xsd:gYear ; dct:language "ca", "es" ;
    hw:modality modality:text ; hw:disclosure disclosure:partial ;
    hw:sizeValue "7.5"^^xsd:decimal ; hw:noDateKnown false ;
    hw:hasLicenseAssertion [ a hw:LicenseAssertion ;
        dct:license <https://w3id.org/headwaters/id/license/apache> ;
        hw:licenseScope license-scope:weights ; hw:perItem true ] ;
    it6:fineTunedFrom <https://w3id.org/headwaters/id/model/fluss> ;
    prov:qualifiedDerivation [ a prov:Derivation ;
        prov:entity <https://w3id.org/headwaters/id/model/fluss> ;
        hw:edgeKind edge-kind:learn ] .
"""

DOCUMENT = [
    {
        "@id": "https://w3id.org/headwaters/record/shipped/model/bach",
        "@type": "dcat:CatalogRecord",
        "foaf:primaryTopic": "https://w3id.org/headwaters/id/model/bach",
        "adms:status": "record-status:published",
        "hw:authority": "authority:editor",
        "dct:source": "https://example.org/bach",
        "hw:sourceLine": "L243",
        "dct:issued": {"@value": "2026-11-24", "@type": "xsd:date"},
        "hw:retrievedOn": "2026-11-24",
        "hw:confidence": "V",
    },
    {
        "@id": "https://w3id.org/headwaters/id/model/bach",
        "@type": "it6:MachineLearningModel",
        "dct:title": {"de": "Bach", "en": "Brook"},
        "dct:identifier": "bach",
        "dct:description": {"en": "A small model of running water, made up for a test."},
        "dct:issued": {"@value": "2023", "@type": "xsd:gYear"},
        "dct:language": ["ca", "es"],
        "hw:modality": "modality:text",
        "hw:disclosure": "disclosure:partial",
        "hw:sizeValue": "7.5",
        "hw:noDateKnown": False,
        "hw:hasLicenseAssertion": {
            "@type": "hw:LicenseAssertion",
            "dct:license": "https://w3id.org/headwaters/id/license/apache",
            "hw:licenseScope": "license-scope:weights",
            "hw:perItem": True,
        },
        "it6:fineTunedFrom": "https://w3id.org/headwaters/id/model/fluss",
        "prov:qualifiedDerivation": {
            "@type": "prov:Derivation",
            "prov:entity": "https://w3id.org/headwaters/id/model/fluss",
            "hw:edgeKind": "edge-kind:learn",
        },
    },
]


def with_context() -> str:
    """The document with the shipped context inlined: nothing is fetched to read it."""
    return json.dumps({"@context": CONTEXT, "@graph": DOCUMENT})


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib 7.6 warns of itself
def test_rdflib_reads_the_same_from_json_ld_and_turtle() -> None:
    read = Graph().parse(data=with_context(), format="json-ld")
    assert isomorphic(read, Graph().parse(data=TURTLE, format="turtle"))


def test_pyoxigraph_reads_the_same_from_json_ld_and_turtle() -> None:
    read = ox.Dataset(ox.parse(with_context(), format=ox.RdfFormat.JSON_LD))
    expected = ox.Dataset(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE))
    for dataset in (read, expected):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert sorted(map(str, read)) == sorted(map(str, expected))


@pytest.mark.parametrize("prefix", PREFIXES)
def test_prefixes_of_the_code_are_in_the_context(prefix: str) -> None:
    assert CONTEXT[prefix] == PREFIXES[prefix]


def test_every_scheme_has_its_prefix() -> None:
    schemes = {file.stem for file in (ONTOLOGY / "schemes").glob("*.ttl")}
    assert {s: CONTEXT.get(s) for s in schemes} == {s: f"{OWN}/{s}/" for s in schemes}


def test_object_properties_take_addresses_and_no_other_term_of_ours_does() -> None:
    objects = {
        str(term).removeprefix(OWN + "#")
        for term in ontology().subjects(RDF.type, OWL.ObjectProperty)
    }
    typed = {
        name.removeprefix("hw:")
        for name, rule in CONTEXT.items()
        if name.startswith("hw:") and rule.get("@type") == "@id"
    }
    annotations = {"codesFrom", "defaultEdgeKind", "fix"}
    assert typed == objects | annotations


def test_every_term_of_the_context_is_defined() -> None:
    known = {str(subject) for subject in ontology().subjects()}
    terms = {name for name, rule in CONTEXT.items() if isinstance(rule, dict)}
    expanded = {CONTEXT[name.split(":")[0]] + name.split(":")[1] for name in terms}
    assert expanded - known == set()
    assert all(CONTEXT[name]["@id"] == name for name in terms)
