"""Upkeep of `hw:upstreamTransitive`, the closure of the lineage (architecture.md section 2).

Pure functions over edges. A change of a thing's own edges can only change what lies upstream
of that thing and of its descendants, so nothing else is computed again. Cycles are legal
(data → model → data); a thing is never counted as its own source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def ancestors_of(
    starts: Iterable[str], upstream: Mapping[str, Iterable[str]]
) -> dict[str, set[str]]:
    """Everything upstream of each start, the start itself left out.

    :param upstream: for each thing its direct sources; things without sources may be absent.
    """
    closed: dict[str, set[str]] = {}
    for start in starts:
        if start not in closed:
            _close(start, upstream, closed)
    return {start: closed[start] for start in starts}


def _close(start: str, upstream: Mapping[str, Iterable[str]], closed: dict[str, set[str]]) -> None:
    """Fill `closed` for `start` and what lies upstream of it, without recursion.

    Tarjan's algorithm: the members of a cycle share their ancestors, so each cycle is closed
    as one.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    work = [(start, iter(upstream.get(start, ())))]
    index[start] = low[start] = 0
    path.append(start)
    on_path.add(start)
    while work:
        node, sources = work[-1]
        for source in sources:
            if source in closed:
                continue
            if source not in index:
                index[source] = low[source] = len(index)
                path.append(source)
                on_path.add(source)
                work.append((source, iter(upstream.get(source, ()))))
                break
            if source in on_path:
                low[node] = min(low[node], index[source])
        else:
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == index[node]:
                _close_cycle(node, path, on_path, upstream, closed)


def _close_cycle(
    node: str,
    path: list[str],
    on_path: set[str],
    upstream: Mapping[str, Iterable[str]],
    closed: dict[str, set[str]],
) -> None:
    members: list[str] = []
    while True:
        member = path.pop()
        on_path.discard(member)
        members.append(member)
        if member == node:
            break
    beyond: set[str] = set()
    for member in members:
        for source in upstream.get(member, ()):
            beyond.add(source)
            beyond |= closed.get(source, set())
    if len(members) == 1:
        beyond.discard(node)
        closed[node] = beyond
        return
    beyond.update(members)
    for member in members:
        closed[member] = beyond - {member}
