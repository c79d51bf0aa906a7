"""Reading the part of the graph that the rules need: for some subjects, or for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode

from catalog.governance.statements import Statements
from catalog.rdf.canonical import plain
from catalog.store import CatalogStore
from catalog.store.base import Graph
from catalog.store.journal import Journal
from catalog.terms import LINEAGE_GRAPH, THINGS, UPSTREAM_TRANSITIVE, concept, term

_BATCH: Final = 500
_SPEAKERS: Final = frozenset({"organization", "governance-body"})
_SPOKEN: Final = frozenset({"protocol", "label", "statement"})
"""Findings name who published these, so what is said of the speakers is read too."""
_FOLLOWED: Final = frozenset(
    {
        "license", "protocol", "label", "mechanism", "arrangement", "community", "statement",
    }
)  # fmt: skip
"""Kinds of thing that carry conditions: what is said of them is read along with what names them."""

_EVALUATED: Final = frozenset({term("it6:testedOn").value, term("it6:validatedOn").value})
_CONTAINS: Final = term("hw:containsContent").value
_FALSE: Final = concept("truth-value", "false").value

_Stated = tuple[str, str, str, str]


def statements_for(store: CatalogStore, subjects: Iterable[str]) -> Statements:
    """All that is published on some things, on everything upstream, and on their terms.

    The graph says what is connected; what is stated comes from the journal, which gives whole
    records many times faster.
    """
    graph, journal = store.graph, store.journal
    wanted = set(subjects)
    wanted |= _upstream(graph, wanted)
    stated = _read(journal, wanted)
    stated += _read(journal, _newer(graph, _lists(stated)) - wanted)
    named = _named(stated) | _speaking_of(graph, wanted)
    seen = set(wanted)
    while named - seen:
        more = _read(journal, named - seen)
        seen |= named
        stated += more
        named = _named(more)
    return Statements.of_plain(stated)


def all_statements(journal: Journal) -> Statements:
    """All that is published, read from the journal: several times faster than asking the graph."""
    return Statements.of_states((commit.record, commit.state or "") for commit in journal.current())


def _upstream(graph: Graph, subjects: set[str]) -> set[str]:
    found: set[str] = set()
    for values in _values(subjects):
        rows = graph.select(
            f"SELECT DISTINCT ?up WHERE {{ VALUES ?s {{ {values} }} "
            f"GRAPH {LINEAGE_GRAPH} {{ ?s {UPSTREAM_TRANSITIVE} ?up }} }}"
        )
        found.update(row["up"].value for row in rows)
    return found


def _read(journal: Journal, things: set[str]) -> list[_Stated]:
    """What records state about some things: record, subject, predicate, value."""
    if not things:
        return []
    return [
        (record, subject, predicate, value)
        for record, state in journal.states_about(things)
        for subject, predicate, value in plain(state)
    ]


def _lists(stated: Iterable[_Stated]) -> set[str]:
    """The things that hold pointers and not the content itself."""
    return {
        subject
        for _, subject, predicate, value in stated
        if predicate == _CONTAINS and value == _FALSE
    }


def _newer(graph: Graph, lists: set[str]) -> set[str]:
    """Lists made directly of lists, which may be newer versions of them (rule R11)."""
    found: set[str] = set()
    for values in _values(lists):
        rows = graph.select(
            "PREFIX hw: <https://w3id.org/headwaters/ns#> "
            f"SELECT DISTINCT ?newer WHERE {{ VALUES ?s {{ {values} }} "
            f"GRAPH {LINEAGE_GRAPH} {{ ?newer hw:upstream ?s }} "
            f"?newer hw:containsContent <{_FALSE}> }}"
        )
        found.update(row["newer"].value for row in rows)
    return found


def _speaking_of(graph: Graph, things: set[str]) -> set[str]:
    """The preference statements and others that apply to some things."""
    found: set[str] = set()
    for values in _values(things):
        rows = graph.select(
            "PREFIX hw: <https://w3id.org/headwaters/ns#> "
            f"SELECT DISTINCT ?said WHERE {{ VALUES ?s {{ {values} }} ?said hw:appliesTo ?s }}"
        )
        found.update(row["said"].value for row in rows)
    return found


def _named(stated: Iterable[_Stated]) -> set[str]:
    """The things that carry conditions among the values of some statements."""
    found: set[str] = set()
    for _, subject, predicate, value in stated:
        if not value.startswith(THINGS):
            continue
        kind = _kind(value)
        speaks = kind in _SPEAKERS and _kind(subject) in _SPOKEN
        if kind in _FOLLOWED or speaks or predicate in _EVALUATED:
            found.add(value)
    return found


def _values(iris: Iterable[str]) -> Iterator[str]:
    rest = iter(sorted(iris))
    while batch := list(islice(rest, _BATCH)):
        yield " ".join(str(NamedNode(iri)) for iri in batch)


def _kind(iri: str) -> str:
    """The kind of a thing by its IRI; empty for everything else."""
    return iri[len(THINGS) :].partition("/")[0] if iri.startswith(THINGS) else ""
