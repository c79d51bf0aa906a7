"""Every IRI the code names, once.

The vocabularies are those of ontology.md section 2; nothing here is minted that
`ontology/headwaters.ttl` does not define.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

BASE: Final = "https://w3id.org/headwaters/"
HW: Final = BASE + "ns#"
NS: Final = BASE + "ns/"
THINGS: Final = BASE + "id/"
RECORDS: Final = BASE + "record/"

PREFIXES: Final[dict[str, str]] = {
    "hw": HW,
    "adms": "http://www.w3.org/ns/adms#",
    "cc": "http://creativecommons.org/ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcmitype": "http://purl.org/dc/dcmitype/",
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "it6": "http://data.europa.eu/it6/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "oa": "http://www.w3.org/ns/oa#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def term(curie: str) -> NamedNode:
    """The IRI a prefixed name of `PREFIXES` stands for, as in `term("dct:title")`."""
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def compact(iri: str) -> str:
    """The prefixed name of an IRI where one of `PREFIXES` fits, else the IRI itself."""
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and local and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


TYPE: Final = term("rdf:type")
LABEL: Final = term("rdfs:label")
TITLE: Final = term("dct:title")
ALTERNATIVE: Final = term("dct:alternative")
DESCRIPTION: Final = term("dct:description")
IDENTIFIER: Final = term("dct:identifier")
PREF_LABEL: Final = term("skos:prefLabel")

CATALOG_RECORD: Final = term("dcat:CatalogRecord")
PRIMARY_TOPIC: Final = term("foaf:primaryTopic")

STUB: Final = term("hw:Stub")
EXPECTED_TYPE: Final = term("hw:expectedType")
UNRESOLVED_REFERENCE: Final = term("hw:UnresolvedReference")
UNDISCLOSED_SOURCE: Final = term("hw:UndisclosedSource")

UPSTREAM: Final = term("hw:upstream")
UPSTREAM_TRANSITIVE: Final = term("hw:upstreamTransitive")
QUALIFIED_DERIVATION: Final = term("prov:qualifiedDerivation")
ENTITY: Final = term("prov:entity")
EDGE_KIND: Final = term("hw:edgeKind")

LINEAGE_GRAPH: Final = NamedNode(BASE + "graph/lineage")
ONTOLOGY_GRAPH: Final = NamedNode(BASE + "ns")
FINDINGS_GRAPH: Final = NamedNode(BASE + "graph/findings")
FINDINGS: Final = BASE + "findings/"
HEAD_GRAPH: Final = NamedNode(BASE + "graph/head")
COMMIT_NUMBER: Final = term("hw:commitNumber")

EDGE_KINDS: Final[dict[NamedNode, str]] = {
    term("it6:trainedOn"): "learn",
    term("it6:fineTunedFrom"): "learn",
    term("hw:mergedFrom"): "learn",
    term("hw:distilledFrom"): "learn",
    term("hw:quantizedFrom"): "carry",
    term("dcat:isVersionOf"): "carry",
    term("dcat:previousVersion"): "carry",
    term("prov:wasDerivedFrom"): "unknown",
    term("hw:usesModel"): "use",
    term("hw:usesApplication"): "use",
}
"""The lineage properties, each a step towards the sources, with the kind an edge has where
nothing finer is said (ontology.md section 2.4)."""

KINDS: Final[dict[str, NamedNode]] = {
    "dataset": term("dcat:Dataset"),
    "dataset-version": term("hw:DatasetVersion"),
    "series": term("dcat:DatasetSeries"),
    "collection": term("dcmitype:Collection"),
    "source": term("hw:DataSource"),
    "model": term("it6:MachineLearningModel"),
    "model-version": term("hw:ModelVersion"),
    "application": term("hw:Application"),
    "software": term("schema:SoftwareApplication"),
    "organization": term("org:Organization"),
    "community": term("hw:Community"),
    "governance-body": term("hw:GovernanceBody"),
    "person": term("foaf:Person"),
    "license": term("dct:LicenseDocument"),
    "protocol": term("hw:CommunityProtocol"),
    "label": term("hw:CommunityLabel"),
    "mechanism": term("hw:PreferenceMechanism"),
    "statement": term("hw:PreferenceStatement"),
    "arrangement": term("hw:ReciprocityArrangement"),
    "intervention": term("hw:PolicyIntervention"),
    "initiative": term("hw:Initiative"),
    "standard": term("dct:Standard"),
    "work": term("dct:BibliographicResource"),
    "unresolved": UNRESOLVED_REFERENCE,
    "undisclosed": UNDISCLOSED_SOURCE,
}
"""The kinds of thing the catalogue holds: the word in addresses, and the class it stands for."""


def concept(scheme: str, identifier: str) -> NamedNode:
    """The IRI of a concept, as in `concept("edge-kind", "learn")`."""
    return NamedNode(f"{NS}{scheme}/{identifier}")


def thing(kind: str, slug: str) -> NamedNode:
    """The IRI of a thing, as in `thing("model", "aguila-7b")`."""
    return NamedNode(f"{THINGS}{kind}/{slug}")


def split_thing(iri: str) -> tuple[str, str] | None:
    """The kind and slug in the IRI of a thing, or None where it is not one of ours."""
    if not iri.startswith(THINGS):
        return None
    kind, _, slug = iri[len(THINGS) :].partition("/")
    return (kind, slug) if kind and slug else None
