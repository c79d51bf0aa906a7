"""Anyone's shapes on anyone's data: the validation report of SHACL § 3.

To be called only where it can be killed: a shape may hold a pattern or a query that takes
forever (robustness.md A2). Nothing is ever fetched: both graphs come as triples, `owl:imports`
is followed within the shapes alone, and JavaScript and rules are not run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyoxigraph as ox
import pyshacl
from pyshacl.monkey import rdflib_bool_patch, rdflib_bool_unpatch
from rdflib import OWL, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from catalog.model import Finding
from catalog.shacl.convert import term
from catalog.shacl.paths import path_text
from catalog.terms import compact

Statements = Iterable[ox.Triple]


class ValidationFailedError(Exception):
    """The shapes are such that there is no report (SHACL § 3.4.2)."""


def validation_report(data: Statements, shapes: Statements) -> Graph:
    """The report on data as these shapes see it.

    :param shapes: nodes without a name must have other labels than those of the data.
    :raises ValidationFailedError: where SHACL says that validation fails.
    :raises Exception: where pySHACL or a parser stumbles over the shapes.
    """
    with _only_true_is_true():
        shapes_graph = _graph(shapes)
    _gather_prefixes(shapes_graph)
    _, report, text = pyshacl.validate(
        _graph(data), shacl_graph=shapes_graph, inference="none", do_owl_imports=False
    )
    if not isinstance(report, Graph):
        raise ValidationFailedError(text.removeprefix("Validation Failure - "))
    return report


def conforms(report: Graph) -> bool:
    """Whether a report states that the data conforms."""
    return (None, SH.conforms, Literal(True)) in report


def results(report: Graph) -> list[Node]:
    """The results of a report, the gravest first, then by what they are about."""
    order: list[Node | None] = [SH.Violation, SH.Warning, SH.Info]

    def rank(result: Node) -> tuple[int, str, str]:
        severity = report.value(result, SH.resultSeverity)
        grave = order.index(severity) if severity in order else -1
        focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        return grave, str(focus), str(value)

    return sorted(report.objects(None, SH.result), key=rank)


def statements(report: Graph, result: Node, called: ox.BlankNode) -> Iterator[ox.Triple]:
    """What a report, which is `called` so here, says of one result.

    Nodes without a name are described as well, shapes and things of the data included.

    :raises ValueError: where a term is none, as an IRI with a space that a query has made.
    """
    yield ox.Triple(called, ox.NamedNode(str(SH.result)), _resource(result))
    waiting, seen = [result], {result}
    while waiting:
        node = waiting.pop()
        for _, predicate, value in report.triples((node, None, None)):
            yield ox.Triple(_resource(node), ox.NamedNode(str(predicate)), _value(value))
            if isinstance(value, BNode) and value not in seen:
                seen.add(value)
                waiting.append(value)


def finding(report: Graph, result: Node) -> Finding:
    """One result in the form of our own findings."""

    def said(predicate: URIRef) -> Node | None:
        return report.value(result, predicate)

    path, value, shape = said(SH.resultPath), said(SH.value), said(SH.sourceShape)
    return Finding(
        severity=_local(said(SH.resultSeverity)),
        focus=str(said(SH.focusNode) or ""),
        path=path_text(report, path) if path is not None else "",
        value="" if value is None else str(value),
        shape=str(shape) if isinstance(shape, URIRef) else "",
        constraint=_local(said(SH.sourceConstraintComponent)),
        message="; ".join(sorted(str(text) for text in report.objects(result, SH.resultMessage))),
    )


def _local(node: Node | None) -> str:
    """A term of the SHACL vocabulary without it, another one as it is."""
    return compact(str(node or "")).removeprefix("sh:")


def _graph(statements: Statements) -> Graph:
    graph = Graph()
    for statement in statements:
        graph.add((term(statement.subject), term(statement.predicate), term(statement.object)))
    return graph


@contextmanager
def _only_true_is_true() -> Iterator[None]:
    """SHACL speaks of the literal `true`; "1"^^xsd:boolean, though equal, switches nothing on."""
    rdflib_bool_patch()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        rdflib_bool_unpatch()  # type: ignore[no-untyped-call]


def _gather_prefixes(shapes: Graph) -> None:
    """Give each value of sh:prefixes what it imports (SHACL § 5.2.1), which pySHACL forgets."""
    for holder in set(shapes.objects(None, SH.prefixes)):
        for imported in set(shapes.transitive_objects(holder, OWL.imports)):
            for declaration in set(shapes.objects(imported, SH.declare)):
                shapes.add((holder, SH.declare, declaration))


def _resource(node: Node) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(str(node)) if isinstance(node, BNode) else ox.NamedNode(str(node))


def _value(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if not isinstance(node, Literal):
        return _resource(node)
    datatype = ox.NamedNode(str(node.datatype)) if node.datatype and not node.language else None
    return ox.Literal(str(node), datatype=datatype, language=node.language)
