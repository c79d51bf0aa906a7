"""What we find is what pySHACL finds, run the ordinary way on the shapes as they are written.

This holds our short cuts to account (remembered shapes, chosen focus nodes, queries answered by
another engine), and shows that the shapes work without them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from catalog.shacl.queries import DatedGraph
from catalog.vocabulary import shapes_dir

from .test_shapes import HERE, INVALID, TODAY, findings, name, record, triples

BY_THE_CLOCK = "https://w3id.org/headwaters/shapes#ReviewRecommendation"
"""The one shape whose answer depends on the day: only our own engine can be told which."""


@lru_cache(maxsize=1)
def written_shapes() -> Graph:
    """The shapes, read anew."""
    graph = Graph()
    for path in shapes_dir().glob("*.ttl"):
        graph.parse(path)
    return graph


def plain_findings(path: Path) -> set[tuple[str, str, str, str]]:
    """Shape, focus, constraint and value of every result about the record's own nodes."""
    case = record(path)
    own = {triple.subject.value for triple in case.triples if hasattr(triple.subject, "value")}
    data = Graph()
    for triple in DatedGraph([*case.triples, *triples(HERE / "world.ttl")], TODAY):
        data.add(triple)
    _, results, _ = validate(data, shacl_graph=written_shapes())
    assert isinstance(results, Graph)
    found = set()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        shape, focus = results.value(result, SH.sourceShape), results.value(result, SH.focusNode)
        value = results.value(result, SH.value)
        component = str(results.value(result, SH.sourceConstraintComponent)).rpartition("#")[2]
        if isinstance(shape, URIRef) and str(focus) in own and str(shape) != BY_THE_CLOCK:
            same = "" if value is None or value == focus else str(value)
            found.add((str(shape), str(focus), component, same))
    return found


@pytest.mark.parametrize("path", INVALID[::20], ids=name)
def test_same_as_plain_pyshacl(path: Path) -> None:
    ours = {
        (found.shape, found.focus, found.constraint, found.value)
        for found in findings(path)
        if found.shape != BY_THE_CLOCK
    }
    assert ours == plain_findings(path)
