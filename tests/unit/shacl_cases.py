"""Small records about datasets, for the tests of validation."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from catalog.model import Record
from catalog.rdf.parse import parse_records
from catalog.terms import NS, PREFIXES, RECORDS, THINGS

SCHEMES = (
    "authority",
    "data-type",
    "disclosure",
    "edge-kind",
    "license-scope",
    "modality",
    "personal-data",
    "record-status",
    "truth-value",
)
KINDS = ("dataset", "dataset-version", "license", "model")
HEADER = "".join(
    f"@prefix {prefix}: <{namespace}> .\n"
    for prefix, namespace in {
        **PREFIXES,
        **{scheme: f"{NS}{scheme}/" for scheme in SCHEMES},
        **{kind: f"{THINGS}{kind}/" for kind in KINDS},
    }.items()
)

DATASET = """a dcat:Dataset ;
  dct:title "Example corpus"@en ; dct:identifier "example-corpus" ;
  dct:description "An invented corpus that says no more than an entry has to say."@en ;
  hw:modality modality:text ; hw:dataType data-type:unknown ;
  hw:containsContent truth-value:unknown ; hw:noStewardKnown true ;
  hw:personalData [ a hw:PersonalDataProfile ; hw:personalDataStatus personal-data:unknown ]"""


def statements(text: str) -> list[Triple]:
    """Triples in Turtle, with the prefixes of the catalogue."""
    return [quad.triple for quad in parse((HEADER + text).encode(), format=RdfFormat.TURTLE)]


def record(
    text: str, *, kind: str = "dataset", slug: str = "example-corpus", by: str = "one"
) -> Record:
    """What the source `by` says about a thing: `text` holds predicates and objects."""
    source = f"""
<{RECORDS}{by}/{kind}/{slug}> a dcat:CatalogRecord ; foaf:primaryTopic <{THINGS}{kind}/{slug}> ;
  adms:status record-status:published ; hw:authority authority:editor ;
  prov:wasAttributedTo <{THINGS}organization/example-editors> ;
  dct:issued "2026-11-24"^^xsd:date ; hw:retrievedOn "2026-11-24"^^xsd:date ;
  dct:source <https://example.org/{by}> ; hw:confidence "V" .
<{THINGS}{kind}/{slug}> {text} .
"""
    (made,) = parse_records((HEADER + source).encode(), "text/turtle")
    return made


def published(*sources: Iterable[Triple]) -> Callable[[set[NamedNode]], list[Triple]]:
    """The context that a catalogue with these statements gives."""
    held = [triple for source in sources for triple in source]

    def context(nodes: set[NamedNode]) -> list[Triple]:
        return [triple for triple in held if triple.subject in nodes]

    return context
