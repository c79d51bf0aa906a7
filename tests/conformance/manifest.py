"""The W3C manifests as test cases: one reading of them for every sort of case."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

HERE = Path(__file__).parent
SUITES = HERE / "suites"
BASES = {
    "sparql11": "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/",
    "shacl": "https://w3c.github.io/data-shapes/data-shapes-test-suite/tests/",
}
"""What the files of each suite are called by: the base their relative IRIs are read with."""
_ROOTS = {"sparql11": "manifest-all.ttl", "shacl": "manifest.ttl"}

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


@dataclass(frozen=True, eq=False)
class Case:
    """One entry of a manifest."""

    node: Node
    kind: str
    """The local name of its class, as QueryEvaluationTest."""
    folder: str
    """Where it lies, as `sparql11/aggregates`."""
    graph: Graph

    @property
    def iri(self) -> str:
        """What the W3C calls it."""
        return str(self.node)

    @property
    def name(self) -> str:
        """What people call it."""
        label = self.graph.value(self.node, MF.name) or self.graph.value(self.node, RDFS.label)
        return str(label or self.iri)

    @property
    def action(self) -> Node:
        """What is to be done."""
        return self._the(MF.action)

    @property
    def result(self) -> Node:
        """What is to come of it."""
        return self._the(MF.result)

    def _the(self, predicate: URIRef) -> Node:
        found = self.graph.value(self.node, predicate)
        assert found is not None, f"{self.iri} has no {predicate}"
        return found


@cache
def suite(name: str) -> tuple[Case, ...]:
    """The cases of a suite, in the order of its manifests."""
    return tuple(_cases(SUITES / name / _ROOTS[name]))


@cache
def every_case() -> dict[str, Case]:
    """All cases by their IRI."""
    return {case.iri: case for name in BASES for case in suite(name)}


@cache
def expected_failures() -> dict[str, str]:
    """Why each case that is known to fail does so, by its IRI."""
    given = tomllib.loads((HERE / "expected_failures.toml").read_text())
    return {iri: group["reason"] for group in given["failure"] for iri in group["cases"]}


def params(cases: Iterable[Case]) -> list[object]:
    """Cases for `pytest.mark.parametrize`; where a known failure passes, the run fails."""
    return [pytest.param(case, id=case.iri, marks=_marks(case)) for case in cases]


def of_kinds(name: str, *kinds: str) -> list[object]:
    """The cases of a suite that are of some kinds, for `pytest.mark.parametrize`."""
    found = [case for case in suite(name) if case.kind in kinds]
    assert found, f"no case in {name} is a {' or a '.join(kinds)}"
    return params(found)


def name_of(path: Path) -> str:
    """The IRI of a file of the suites."""
    relative = path.relative_to(SUITES)
    return BASES[relative.parts[0]] + "/".join(relative.parts[1:])


def path_of(iri: Node | str) -> Path:
    """The file of the suites that an IRI names."""
    for name, base in BASES.items():
        if str(iri).startswith(base):
            return SUITES / name / str(iri).removeprefix(base)
    raise AssertionError(f"{iri} is in no suite")


def read_graph(path: Path) -> Graph:
    """A Turtle file of the suites."""
    return Graph().parse(path, format="ox-turtle", publicID=name_of(path))


def _marks(case: Case) -> list[pytest.MarkDecorator]:
    reason = expected_failures().get(case.iri)
    if reason is None:
        return []
    return [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)]


def _cases(path: Path) -> Iterator[Case]:
    graph = read_graph(path)
    manifest = URIRef(name_of(path))
    for member in _included(graph, manifest):
        if path_of(member).exists():  # what we leave out is not there
            yield from _cases(path_of(member))
    entries = graph.value(manifest, MF.entries)
    for node in Collection(graph, entries) if entries is not None else ():
        kind = str(graph.value(node, RDF.type)).rpartition("#")[2]
        yield Case(node, kind, str(path.parent.relative_to(SUITES)), graph)


def _included(graph: Graph, manifest: URIRef) -> Iterator[Node]:
    """Manifests that one names, as a list or one by one: the suites do both."""
    for found in graph.objects(manifest, MF.include):
        if (found, RDF.first, None) in graph:
            yield from Collection(graph, found)
        else:
            yield found
