"""Findings as RDF (hw:Finding), so that they can be asked for by SPARQL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from catalog.governance.evaluate import Findings
from catalog.governance.finding import ENGINE_VERSION, RuleFinding
from catalog.governance.statements import code_of
from catalog.terms import (
    COMMIT_NUMBER,
    FINDINGS,
    TYPE,
    concept,
    split_thing,
    term,
)

_DATE: Final = term("xsd:date")
_NIL: Final = term("rdf:nil")
_LICENSE_TERMS: Final = "license-term"
_CONDITIONS: Final = frozenset({"community-label", "preference", "personal-data"})


def graph_of(subject: str) -> NamedNode:
    """The graph that holds the findings on a thing."""
    kind, slug = split_thing(subject) or ("other", hashlib.sha256(subject.encode()).hexdigest())
    return NamedNode(f"{FINDINGS}{kind}/{slug}")


def triples_of(findings: Findings) -> Iterator[Triple]:
    """All findings on one subject."""
    graph = graph_of(findings.subject)
    for finding in findings.findings:
        yield from _triples(graph, findings, finding)


def _triples(graph: NamedNode, findings: Findings, finding: RuleFinding) -> Iterator[Triple]:
    node = NamedNode(f"{graph.value}#{_name(finding)}")

    def states(name: str, value: NamedNode | Literal) -> Triple:
        return Triple(node, term(name), value)

    yield Triple(node, TYPE, term("hw:Finding"))
    yield states("oa:hasTarget", NamedNode(finding.subject))
    yield states("hw:rule", Literal(finding.rule))
    yield states("hw:engineVersion", Literal(ENGINE_VERSION))
    yield states("hw:status", concept("finding-status", finding.status.value))
    yield states("hw:reasonCode", Literal(finding.reason))
    yield states("dct:description", Literal(finding.message, language="en"))
    yield states("hw:confidence", Literal(finding.confidence))
    yield states("hw:evaluatedAt", Literal(findings.as_of, datatype=_DATE))
    yield Triple(node, COMMIT_NUMBER, Literal(findings.commit))
    if finding.condition:
        scheme = "condition" if finding.condition in _CONDITIONS else _LICENSE_TERMS
        yield states("hw:condition", concept(scheme, code_of(finding.condition)))
    for record in finding.records:
        yield states("dct:source", NamedNode(record))
    if finding.path:
        way = [finding.path[0].source, *(step.made for step in finding.path)]
        yield states("hw:onPath", NamedNode(f"{node.value}-path-0"))
        yield from _list(node, way)


def _list(node: NamedNode, members: Iterable[str]) -> Iterator[Triple]:
    """An rdf:List with IRIs for its nodes, since the graph holds no blank nodes."""
    given = list(members)
    for position, member in enumerate(given):
        here = NamedNode(f"{node.value}-path-{position}")
        last = position == len(given) - 1
        rest = _NIL if last else NamedNode(f"{node.value}-path-{position + 1}")
        yield Triple(here, term("rdf:first"), NamedNode(member))
        yield Triple(here, term("rdf:rest"), rest)


def _name(finding: RuleFinding) -> str:
    key = "\x1f".join(
        (finding.rule, finding.reason, finding.status.value, finding.source or "",
         finding.condition or "", finding.message)
    )  # fmt: skip
    return f"{finding.rule}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
