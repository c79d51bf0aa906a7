"""The closed neighborhood: small, fetched in few calls, and enough."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from pyoxigraph import NamedNode, Triple
from rdflib import Graph

from catalog.model import Finding, Record
from catalog.shacl import Validator
from catalog.shacl.neighborhood import gather, steps_of
from catalog.shacl.paths import UnsupportedPathError
from catalog.terms import THINGS
from tests.unit.shacl_cases import DATASET, published, record, statements

TODAY = date(2026, 11, 24)
PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <https://example.org/> .
"""


def steps(text: str) -> object:
    """What the shapes in a text follow."""
    return steps_of(Graph().parse(data=PREFIXES + text, format="turtle"))


def e(**names: object) -> dict[str, object]:
    """Steps whose predicates are names of https://example.org/."""
    return {f"https://example.org/{name}": beyond for name, beyond in names.items()}


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("sh:path e:p ; sh:minCount 1", {}),
        ("sh:path e:p ; sh:class e:C", e(p={})),
        ("sh:path ( e:p e:q ) ; sh:minCount 1", e(p={})),
        ("sh:path ( e:p e:q ) ; sh:class e:C", e(p=e(q={}))),
        ("sh:path [ sh:alternativePath ( e:p e:q ) ] ; sh:class e:C", e(p={}, q={})),
        ("sh:path e:p ; sh:not [ sh:path e:q ; sh:maxCount 0 ]", e(p={})),
        ("sh:path e:p ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ]", {}),
        ("sh:path e:p ; sh:or ( [ sh:path ( e:q e:r ) ; sh:hasValue 1 ] )", e(p=e(q={}))),
    ],
)
def test_steps_of_a_property_shape(constraint: str, expected: object) -> None:
    text = f"e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property [ {constraint} ] ."
    assert steps(text) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("$this e:p ?value", {}),
        ("$this e:p ?a . ?a e:q ?value", e(p={})),
        ("$this e:p/e:q ?a . ?a e:r ?value", e(p=e(q={}))),
        ("$this e:p|e:q ?a . ?a e:r $this", e(p={}, q={})),
        ("$this e:p ?a . FILTER NOT EXISTS { ?a e:q ?b . ?b e:r 1 }", e(p=e(q={}))),
        ("$this e:p ?a . FILTER (?a = 1 || EXISTS { ?a (e:q)*/e:r $this })", e(p={})),
        ("$this ?path ?value", {}),
    ],
)
def test_steps_of_a_query(pattern: str, expected: object) -> None:
    query = f"PREFIX e: <https://example.org/> SELECT $this WHERE {{ {pattern} }}"
    text = f'e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:select """{query}""" ] .'
    assert steps(text) == expected


def test_a_path_backwards_has_no_end() -> None:
    """Everything that points to a hub cannot be fetched: such a shape is refused."""
    with pytest.raises(UnsupportedPathError, match="only forward paths are followed"):
        steps(
            "e:S a sh:NodeShape ; sh:targetClass e:C ; "
            "sh:property [ sh:path [ sh:inversePath e:p ] ; sh:minCount 1 ] ."
        )


def test_calls_do_not_grow_with_records(validator: Validator) -> None:
    """One call for the topics, then one for each step of the longest path."""
    asked: list[set[NamedNode]] = []

    def context(nodes: set[NamedNode]) -> list[Triple]:
        asked.append(nodes)
        return published(statements("license:cc0 a dct:LicenseDocument ."))(nodes)

    text = (
        "; hw:hasLicenseAssertion [ a hw:LicenseAssertion ; dct:license license:cc0 ;"
        " hw:licenseScope license-scope:content ]"
    )
    records = [
        record(DATASET.replace("example-corpus", slug) + text, slug=slug)
        for slug in ("example-a", "example-b", "example-c")
    ]
    near = gather(records, context, validator.shapes.steps)
    assert asked == [
        {made.topic for made in records},
        {NamedNode(f"{THINGS}license/cc0"), NamedNode(f"{THINGS}organization/example-editors")},
    ]
    assert {made.topic for made in records} <= near.own


def test_parts_are_the_same_as_the_whole(
    validator: Validator, shipped_records: list[Record]
) -> None:
    """Validated in small batches, each with its neighborhood, nothing is missed or added."""
    held: defaultdict[NamedNode, list[Triple]] = defaultdict(list)
    for shipped in shipped_records:
        for triple in shipped.triples:
            if isinstance(triple.subject, NamedNode):
                held[triple.subject].append(triple)

    def context(nodes: set[NamedNode]) -> list[Triple]:
        return [triple for node in nodes for triple in held[node]]

    def nothing_published(_: set[NamedNode]) -> list[Triple]:
        return []

    whole = set(validator.validate(shipped_records, nothing_published, TODAY))
    parts: set[Finding] = set()
    for start in range(0, len(shipped_records), 20):
        parts.update(validator.validate(shipped_records[start : start + 20], context, TODAY))
    assert parts == whole
