"""The W3C SHACL suite, through `/validate` with data and shapes of our own.

Reports are compared as graphs, with what the suite compares (data-shapes-test-suite, § 5): the
results with focus node, path, severity, component, shape and value. Messages are left aside.
"""

from __future__ import annotations

import httpx
import pytest
from pyoxigraph import BlankNode, NamedNode, Triple
from rdflib import BNode, Graph, Namespace
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from tests.conformance.manifest import Case, of_kinds, path_of
from tests.conformance.results import Result, as_term, graph

SHT = Namespace("http://www.w3.org/ns/shacl-test#")
COMPARED = (
    SH.focusNode,
    SH.resultSeverity,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.value,
)


@pytest.mark.parametrize("case", of_kinds("shacl", "Validate"))
def test_shacl(asked: httpx.Client, case: Case) -> None:
    answer = asked.post(
        "/validate",
        files={"data": _part(case, SHT.dataGraph), "shapes": _part(case, SHT.shapesGraph)},
        headers={"Accept": "text/turtle"},
    )
    if case.result == SHT.Failure:
        problem = (answer.status_code, answer.json()["title"])
        assert problem == (422, "The shapes cannot be applied")
        return
    assert answer.status_code == 200, answer.text
    given = Graph().parse(answer.content, format="ox-turtle")
    (report,) = given.subjects(RDF.type, SH.ValidationReport)
    assert essence(given, report) == essence(case.graph, case.result)


def essence(given: Graph, report: Node) -> Result:
    """What is compared of a report."""
    found = [_triple(report, SH.conforms, given.value(report, SH.conforms))]
    for result in given.objects(report, SH.result):
        found.append(_triple(report, SH.result, result))
        for predicate in COMPARED:
            for value in given.objects(result, predicate):
                found.append(_triple(result, predicate, value))
        path = given.value(result, SH.resultPath)
        if path is not None:
            found += _path(given, path, result, SH.resultPath)
    return graph(found)


def _path(given: Graph, path: Node, holder: Node, by: Node) -> list[Triple]:
    """A path with nodes of its own: whether results share one is nobody's concern."""
    if not isinstance(path, BNode):
        return [_triple(holder, by, path)]
    copy = BNode()
    found = [_triple(holder, by, copy)]
    for predicate, value in given.predicate_objects(path):
        found += _path(given, value, copy, predicate)
    return found


def _triple(subject: Node, predicate: Node, value: Node | None) -> Triple:
    about = as_term(subject)
    assert isinstance(about, NamedNode | BlankNode)
    return Triple(about, NamedNode(str(predicate)), as_term(value))


def _part(case: Case, which: Node) -> tuple[str, bytes, str]:
    """A document of a case, its relative IRIs against its own address."""
    file = case.graph.value(case.action, which)
    assert file is not None
    text = f"@base <{file}> .\n{path_of(file).read_text()}"
    return path_of(file).name, text.encode(), "text/turtle"
