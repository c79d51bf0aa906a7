"""Reading the part of the graph that the rules need: for some subjects, or for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode, Triple

from catalog.governance.statements import Statements
from catalog.store.base import Graph
from catalog.store.journal import Journal
from catalog.terms import LINEAGE_GRAPH, THINGS, UPSTREAM_TRANSITIVE, term

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

_EVALUATED: Final = (term("it6:testedOn"), term("it6:validatedOn"))


def statements_for(graph: Graph, subjects: Iterable[str]) -> Statements:
    """All that is published on some things, on everything upstream, and on their terms."""
    wanted = set(subjects)
    wanted |= _upstream(graph, wanted)
    stated = list(_records_about(graph, wanted))
    stated += _newer(graph, wanted)
    named = _named(stated) | _speaking_of(graph, wanted)
    seen = set(wanted)
    while named - seen:
        more = list(_records_about(graph, named - seen))
        seen |= named
        stated += more
        named = _named(more)
    return Statements.of(stated)


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


def _records_about(graph: Graph, things: set[str]) -> Iterator[tuple[str, Triple]]:
    for values in _values(things):
        rows = graph.select(
            "PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
            f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?thing {{ {values} }} "
            "GRAPH ?g { ?g foaf:primaryTopic ?thing . ?s ?p ?o } }"
        )
        for row in rows:
            subject, predicate = row["s"], row["p"]
            if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
                yield row["g"].value, Triple(subject, predicate, row["o"])


def _newer(graph: Graph, things: set[str]) -> list[tuple[str, Triple]]:
    """What was made directly of things, where it may be a newer version (rule R11)."""
    found: set[str] = set()
    for values in _values(things):
        rows = graph.select(
            "PREFIX hw: <https://w3id.org/headwaters/ns#> "
            "PREFIX dcat: <http://www.w3.org/ns/dcat#> "
            f"SELECT DISTINCT ?newer WHERE {{ VALUES ?s {{ {values} }} "
            f"GRAPH {LINEAGE_GRAPH} {{ ?newer hw:upstream ?s }} ?newer a dcat:Dataset ; "
            "hw:containsContent <https://w3id.org/headwaters/ns/truth-value/false> }"
        )
        found.update(row["newer"].value for row in rows)
    return list(_records_about(graph, found - things))


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


def _named(stated: Iterable[tuple[str, Triple]]) -> set[str]:
    """The things that carry conditions among the objects of some triples."""
    found: set[str] = set()
    for _, triple in stated:
        value = triple.object
        if isinstance(value, NamedNode) and triple.predicate in _EVALUATED:
            found.add(value.value)
        elif isinstance(value, NamedNode) and value.value.startswith(THINGS):
            kind = _kind(value)
            if kind in _FOLLOWED or (kind in _SPEAKERS and _kind(triple.subject) in _SPOKEN):
                found.add(value.value)
    return found


def _values(iris: Iterable[str]) -> Iterator[str]:
    rest = iter(sorted(iris))
    while batch := list(islice(rest, _BATCH)):
        yield " ".join(str(NamedNode(iri)) for iri in batch)


def _kind(node: object) -> str:
    """The kind of a thing by its IRI; empty for everything else."""
    if not isinstance(node, NamedNode) or not node.value.startswith(THINGS):
        return ""
    return node.value[len(THINGS) :].partition("/")[0]
