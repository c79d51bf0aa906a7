"""Updates in parts an engine takes, in an order that may break off anywhere (decision 011)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from catalog.rdf.canonical import from_ntriples
from catalog.store.literals import disguised_triple
from catalog.terms import BASE, COMMIT_NUMBER, HEAD_GRAPH

HEAD: Final = NamedNode(BASE + "graph/head")


@dataclass(frozen=True, slots=True)
class Traits:
    """What an engine takes in one request, and what it does to literals.

    `joins_steps` where a request of several steps is worth it, since it may be atomic.
    `own_graphs` are the beginnings of the names of graphs the engine keeps for itself.
    """

    name: str
    statements: int
    graphs: int
    characters: int
    takes_all_literals: bool
    joins_steps: bool
    own_graphs: tuple[str, ...] = ()

    @classmethod
    def of(cls, server: str) -> Traits:
        """Those of the engine that calls itself so in the Server header."""
        return VIRTUOSO if server.startswith("Virtuoso") else SPARQL_1_1


SPARQL_1_1: Final = Traits("a SPARQL 1.1 service", 100_000, 5_000, 4_000_000, True, True)
"""An engine without known limits; one request holds any but a huge commit."""

VIRTUOSO: Final = Traits(
    "Virtuoso",
    # Its compiler ran out of memory at 4,990 statements in one group and at 1,000 DROPs.
    1_000,
    100,
    400_000,
    False,
    False,  # each step is committed by itself, and long chains of them overflow the compiler
    (
        "http://www.openlinksw.com/",
        "http://localuriqaserver/",
        "http://localhost",
        "http://www.w3.org/2002/07/owl#",
        "http://www.w3.org/ns/ldp#",
        "urn:activitystreams-owl:",
        "urn:core:services:",
        "urn:rules.",
    ),
)


@dataclass(slots=True)
class _Request:
    """One update in the making: graphs to drop, then statements to put in."""

    drops: list[NamedNode] = field(default_factory=list)
    groups: dict[NamedNode, list[str]] = field(default_factory=dict)
    statements: int = 0
    characters: int = 0

    def text(self) -> str:
        steps = [f"DROP SILENT GRAPH {name}" for name in self.drops]
        if self.groups:
            steps.append(f"INSERT DATA {{ {_groups(self.groups.items())} }}")
        return " ;\n".join(steps)


def changes(
    traits: Traits,
    replaced: Sequence[tuple[NamedNode, str]],
    removed: Iterable[Quad],
    added: Iterable[Quad],
    commit: int,
) -> Iterator[str]:
    """The updates of `Graph.apply`, in order: the quads, the graphs, last the commit.

    They are one text where that keeps to the bounds of the engine.
    """
    steps = [*_data(traits, "DELETE", removed), *_data(traits, "INSERT", added)]
    steps += _replacing(traits, replaced)
    steps.append(noting(commit))
    yield from _together(traits, steps) if traits.joins_steps else steps


def insertions(traits: Traits, quads: Iterable[Quad]) -> Iterator[str]:
    """Updates that put quads in."""
    return _data(traits, "INSERT", quads)


def noting(commit: int) -> str:
    """The update that notes a commit; broken off, it leaves the earlier note beside it."""
    number = Literal(commit)
    return (
        f"INSERT DATA {{ GRAPH {HEAD_GRAPH} {{ {HEAD} {COMMIT_NUMBER} {number} }} }} ;\n"
        f"DELETE {{ GRAPH {HEAD_GRAPH} {{ {HEAD} {COMMIT_NUMBER} ?old }} }} "
        f"WHERE {{ GRAPH {HEAD_GRAPH} {{ {HEAD} {COMMIT_NUMBER} ?old "
        f"FILTER (?old != {number}) }} }}"
    )


def _data(traits: Traits, verb: str, quads: Iterable[Quad]) -> Iterator[str]:
    """INSERT DATA or DELETE DATA of quads, in parts."""
    rest = iter(quads)
    while part := list(islice(rest, traits.statements)):
        groups: dict[NamedNode, list[str]] = {}
        size = 0
        for quad in part:
            if isinstance(quad.graph_name, NamedNode):
                text = _written(traits, quad.triple)
                size += len(text)
                groups.setdefault(quad.graph_name, []).append(text)
                if size > traits.characters:
                    yield f"{verb} DATA {{ {_groups(groups.items())} }}"
                    groups, size = {}, 0
        if groups:
            yield f"{verb} DATA {{ {_groups(groups.items())} }}"


def _replacing(traits: Traits, replaced: Sequence[tuple[NamedNode, str]]) -> Iterator[str]:
    request = _Request()
    for name, content in replaced:
        if request.drops and (
            len(request.drops) >= traits.graphs
            or request.statements >= traits.statements // 2
            or request.characters >= traits.characters // 2
        ):
            yield request.text()
            request = _Request()
        request.drops.append(name)
        for statement in _statements(traits, content):
            if request.statements >= traits.statements or request.characters >= traits.characters:
                yield request.text()
                request = _Request()
            request.groups.setdefault(name, []).append(statement)
            request.statements += 1
            request.characters += len(statement)
    if request.drops or request.groups:
        yield request.text()


def _statements(traits: Traits, ntriples: str) -> Iterator[str]:
    text = ntriples.rstrip()
    if text:
        for triple in from_ntriples(text if text.endswith(".") else text + " ."):
            yield _written(traits, triple)


def _written(traits: Traits, triple: Triple) -> str:
    return str(triple if traits.takes_all_literals else disguised_triple(triple))


def _groups(groups: Iterable[tuple[NamedNode, list[str]]]) -> str:
    return "\n".join(f"GRAPH {name} {{ {' . '.join(lines)} }}" for name, lines in groups)


def _together(traits: Traits, steps: Iterable[str]) -> Iterator[str]:
    """Steps joined into as few requests as the bounds allow."""
    waiting: list[str] = []
    size = 0
    for step in steps:
        if waiting and size + len(step) > traits.characters:
            yield " ;\n".join(waiting)
            waiting, size = [], 0
        waiting.append(step)
        size += len(step)
    if waiting:
        yield " ;\n".join(waiting)


__all__ = ["SPARQL_1_1", "VIRTUOSO", "Traits", "changes", "insertions", "noting"]
