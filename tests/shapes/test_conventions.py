"""The shapes keep to what forms, reports and readers rely on."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, SH, SKOS

from catalog.shacl.shapes import Check, load_shapes
from catalog.terms import BASE, HW, NS, PREFIXES
from catalog.vocabulary import ontology_dir

CHECKS = load_shapes().checks
GRAPH = load_shapes().graph
SHAPES = f"{BASE}shapes#"
ONTOLOGY = ontology_dir()
VERDICTS = re.compile(
    r"\b(legal|compliant|infringes?|safe to use|cleared|illegal)\b", re.IGNORECASE
)


def one(subject: URIRef, predicate: URIRef) -> Literal | URIRef:
    """The only value of a property."""
    values = list(GRAPH.objects(subject, predicate))
    assert len(values) == 1, (subject, predicate, values)
    assert isinstance(values[0], Literal | URIRef)
    return values[0]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.node))
def test_a_shape_says_what_it_is(check: Check) -> None:
    """It has a name, a number, a severity, one piece of advice in English, and a field."""
    assert check.node.startswith(SHAPES)
    number = one(check.node, DCTERMS.identifier)
    assert re.fullmatch(r"S[0-9]{2}", str(number))
    label = one(check.node, SH.name)
    message = one(check.node, SH.message)
    assert isinstance(label, Literal)
    assert isinstance(message, Literal)
    assert (label.language, message.language) == ("en", "en")
    assert one(check.node, SH.severity) in {SH.Violation, SH.Warning, SH.Info}
    assert check.fix is not None
    assert message.endswith((".", "?"))
    assert not VERDICTS.search(message)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.node))
def test_the_advice_names_a_property(check: Check) -> None:
    """Whoever reads it can act on it: some property or its field is named, or a place to look."""
    message = str(one(check.node, SH.message))
    named = any(re.search(rf"\b{prefix}:\w", message) for prefix in (*PREFIXES, "rai"))
    assert named or "web address" in message or "engine" in message or "edge to" in message


def test_every_rule_of_the_design_is_there() -> None:
    """S01 to S66, each at least once."""
    numbers = {str(one(check.node, DCTERMS.identifier)) for check in CHECKS}
    assert {f"S{number:02}" for number in range(1, 67)} - numbers == set()


def test_messages_are_not_shared_by_different_rules() -> None:
    """One sentence, one thing to mend: a reader can tell the findings apart."""
    seen: dict[str, set[str]] = {}
    for check in CHECKS:
        message = str(one(check.node, SH.message))
        seen.setdefault(message, set()).add(str(one(check.node, DCTERMS.identifier)))
    assert {message: ids for message, ids in seen.items() if len(ids) > 1} == {}


def test_forms_have_an_order() -> None:
    """Property shapes of one node shape come in a stated order within a declared group."""
    groups = set(GRAPH.subjects(RDF.type, SH.PropertyGroup))
    for shape in GRAPH.subjects(RDF.type, SH.PropertyShape):
        assert isinstance(shape, URIRef)
        assert one(shape, SH.group) in groups
    for node in GRAPH.subjects(RDF.type, SH.NodeShape):
        orders = sorted(
            int(str(GRAPH.value(part, SH.order)))
            for part in GRAPH.objects(node, SH.property)
            if isinstance(part, URIRef)
        )
        assert all(second == first + 1 for first, second in pairwise(orders))


def test_only_constraints_that_report_themselves() -> None:
    """No sh:node: its result hides which part failed, and pySHACL reports the part instead."""
    assert list(GRAPH.subject_objects(SH.node)) == []


def test_patterns_take_linear_time() -> None:
    """No repetition inside a repetition, and no two open repetitions side by side."""
    for _, pattern in GRAPH.subject_objects(SH.pattern):
        text = re.sub(r"\[[^\]]*\]", "c", re.sub(r"\\.", "c", str(pattern)))
        assert not re.search(r"\([^()]*[*+][^()]*\)[*+]", text), pattern
        assert not re.search(r"c[*+]c[*+]", text), pattern


def schemes() -> dict[str, set[str]]:
    """The concepts of each scheme, as the ontology defines them."""
    found: dict[str, set[str]] = {}
    for path in ONTOLOGY.rglob("*.ttl"):
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE):
            if quad.predicate.value == str(SKOS.inScheme):
                found.setdefault(quad.object.value, set()).add(quad.subject.value)
    return found


def test_code_lists_are_those_of_the_ontology() -> None:
    """Where a shape lists the codes of a property, it lists the concepts of its scheme."""
    graph = Graph()
    graph.parse(ONTOLOGY / "headwaters.ttl")
    known = schemes()
    compared = 0
    for shape in GRAPH.subjects(RDF.type, SH.PropertyShape):
        path, listed = GRAPH.value(shape, SH.path), GRAPH.value(shape, SH["in"])
        scheme = graph.value(path, URIRef(f"{HW}codesFrom")) if path else None
        if listed is None or scheme is None or str(scheme) not in known:
            continue
        codes = {str(code) for code in Collection(GRAPH, listed)}
        if all(code.startswith(NS) for code in codes):
            compared += 1
            assert codes == known[str(scheme)], shape
    assert compared > 0


def test_shapes_are_an_ontology_of_their_own() -> None:
    """With a title and a license, so that they can be published."""
    header = URIRef(f"{BASE}shapes")
    assert (header, RDF.type, OWL.Ontology) in GRAPH
    assert one(header, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
