"""Nodes without names that could take forever to tell apart, found before anyone tries.

RDF Dataset Canonicalization tells most blank nodes apart by their own statements. For those that
look the same it walks through the blank nodes they are linked to, in every order (RDFC-1.0 § 4.8);
eight of them, each linked to each, already take seconds, nine a minute (its § 7.1 on poison
graphs). Records of people have none of that: we refuse what is large of the sort.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import factorial
from typing import Final

from pyoxigraph import BlankNode, Triple

from catalog.errors import TooLargeError

MAX_KNOT: Final = 64
"""Nodes that look the same and hang together, where they make a chain, a ring or a small tree."""
MAX_TIGHT_KNOT: Final = 6
"""The same where they are linked more closely."""
MAX_ALIKE: Final = 4
"""Neighbors of one node that look the same, in a knot larger than that."""
_MOST_WORK: Final = 2_000_000

_Node = BlankNode
_Links = dict[_Node, set[_Node]]


def refuse_entangled(triples: Iterable[Triple]) -> None:
    """Refuse triples whose blank nodes would take too long to tell apart.

    :raises TooLargeError: in that case.
    """
    given = list(triples)
    if not any(
        isinstance(triple.subject, BlankNode) and isinstance(triple.object, BlankNode)
        for triple in given
    ):
        return
    looks = _looks(given)
    count = Counter(looks.values())
    links, alike = _links(given, {node for node, look in looks.items() if count[look] > 1}, looks)
    work = 0
    for knot in _knots(links):
        most = max(alike[node] for node in knot)
        edges = sum(len(links[node]) for node in knot) // 2
        if not _is_harmless(len(knot), edges, most, max(len(links[node]) for node in knot)):
            raise _too_entangled(len(knot))
        work += len(knot) ** 3 * factorial(most)
    if work > _MOST_WORK:
        raise _too_entangled(len(links))


def _is_harmless(nodes: int, edges: int, alike: int, neighbors: int) -> bool:
    if nodes <= MAX_TIGHT_KNOT:
        return True
    is_thin = neighbors <= 2 or edges < nodes
    return is_thin and nodes <= MAX_KNOT and alike <= MAX_ALIKE


def _looks(triples: list[Triple]) -> dict[_Node, int]:
    """What each blank node looks like by its own statements (RDFC-1.0 § 4.6)."""
    seen: defaultdict[_Node, list[tuple[object, ...]]] = defaultdict(list)
    for triple in triples:
        subject, value = triple.subject, triple.object
        if isinstance(subject, BlankNode):
            shown = ("self" if value == subject else "other") if _blank(value) else value
            seen[subject].append(("s", triple.predicate, shown))
        if isinstance(value, BlankNode):
            shown = ("self" if value == subject else "other") if _blank(subject) else subject
            seen[value].append(("o", triple.predicate, shown))
    return {node: hash(frozenset(Counter(found).items())) for node, found in seen.items()}


def _links(
    triples: list[Triple], tied: set[_Node], looks: dict[_Node, int]
) -> tuple[_Links, dict[_Node, int]]:
    """Which tied nodes are linked, and how many neighbors of each look the same to it."""
    links: _Links = {node: set() for node in tied}
    groups: defaultdict[_Node, Counter[tuple[object, ...]]] = defaultdict(Counter)
    for triple in triples:
        subject, value = triple.subject, triple.object
        if not (isinstance(subject, BlankNode) and isinstance(value, BlankNode)):
            continue
        if subject == value or subject not in tied or value not in tied:
            continue
        links[subject].add(value)
        links[value].add(subject)
        groups[subject][("s", triple.predicate, looks[value])] += 1
        groups[value][("o", triple.predicate, looks[subject])] += 1
    return links, {node: max(groups[node].values(), default=0) for node in tied}


def _knots(links: _Links) -> Iterable[list[_Node]]:
    """The nodes that hang together."""
    left = set(links)
    while left:
        knot = [left.pop()]
        for node in knot:  # grows while it is walked
            fresh = links[node] & left
            left -= fresh
            knot.extend(fresh)
        yield knot


def _blank(node: object) -> bool:
    return isinstance(node, BlankNode)


def _too_entangled(nodes: int) -> TooLargeError:
    return TooLargeError(
        f"{nodes:,} nodes without names look the same and are linked to each other, so that "
        "telling them apart could take forever. Give them IRIs."
    )
