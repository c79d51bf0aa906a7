from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalog.store.closure import ancestors_of

EDGES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=24)


def reachable(start: str, upstream: dict[str, set[str]]) -> set[str]:
    """The plain way: walk until nothing new is met."""
    found: set[str] = set()
    frontier = {start}
    while frontier:
        frontier = {s for node in frontier for s in upstream.get(node, ())} - found
        found |= frontier
    return found - {start}


@given(EDGES, st.lists(st.sampled_from("abcdefgh"), max_size=8))
def test_ancestors_are_what_a_walk_finds_cycles_or_not(
    edges: list[tuple[str, str]], starts: list[str]
) -> None:
    upstream: dict[str, set[str]] = {}
    for made, source in edges:
        if made != source:
            upstream.setdefault(made, set()).add(source)
    assert ancestors_of(starts, upstream) == {s: reachable(s, upstream) for s in starts}


def test_a_cycle_ends_and_nothing_is_its_own_source() -> None:
    upstream = {"model": {"data"}, "data": {"model", "web"}}
    assert ancestors_of(["model", "data", "web"], upstream) == {
        "model": {"data", "web"},
        "data": {"model", "web"},
        "web": set(),
    }


def test_a_long_chain_needs_no_recursion() -> None:
    upstream = {str(n): {str(n + 1)} for n in range(3_000)}
    assert len(ancestors_of(["0"], upstream)["0"]) == 3_000
