from __future__ import annotations

from pathlib import Path

import pytest

from catalog.lineage import Direction, Lineage, count, shortest_path, trace
from catalog.lookup import find_thing
from catalog.store import CatalogStore
from tests.unit.test_store import change, commit

ID = "https://w3id.org/headwaters/id/"
RECORD = "https://w3id.org/headwaters/record/shipped/"


@pytest.fixture
def diamond(tmp_path: Path) -> CatalogStore:
    """a ← b, c ← d ← e, and a cycle d ← e ← d."""
    store = CatalogStore.open(tmp_path / "diamond", create=True)
    commit(store, change("a", "bc"), change("b", "d"), change("c", "d"), change("d", "e"))
    commit(store, change("e", "d"))
    return store


def hops(found: Lineage) -> dict[str, int]:
    return {node.thing.slug: node.hops for node in found.nodes}


def test_a_diamond_is_reached_once_by_the_shortest_way_and_a_cycle_ends(
    diamond: CatalogStore,
) -> None:
    with diamond as store:
        found = trace(store, find_thing(store.search, "a"), Direction.UPSTREAM)
        assert hops(found) == {"b": 1, "c": 1, "d": 2, "e": 3}
        assert (found.total, found.unresolved, found.truncated) == (4, 0, False)
        steps = {(e.made[-1], e.source[-1]) for e in found.edges}
        assert steps == {("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "e"), ("e", "d")}
        assert {edge.kind for edge in found.edges} == {"unknown"}
        down = trace(store, find_thing(store.search, "e"), Direction.DOWNSTREAM)
        assert hops(down) == {"d": 1, "b": 2, "c": 2, "a": 3}


def test_depth_and_limit_are_kept_and_told(diamond: CatalogStore) -> None:
    with diamond as store:
        start = find_thing(store.search, "a")
        near = trace(store, start, Direction.UPSTREAM, depth=2)
        assert hops(near) == {"b": 1, "c": 1, "d": 2}
        assert (near.total, near.truncated) == (3, False)
        first = trace(store, start, Direction.UPSTREAM, limit=2)
        assert hops(first) == {"b": 1, "c": 1}
        assert (first.total, first.truncated) == (4, True)
        rest = trace(store, start, Direction.UPSTREAM, limit=2, offset=2)
        assert hops(rest) == {"d": 2, "e": 3}
        assert (rest.total, rest.truncated) == (4, False)


def test_a_thing_without_sources_has_none_recorded(diamond: CatalogStore) -> None:
    with diamond as store:
        commit(store, change("lone"))
        found = trace(store, find_thing(store.search, "lone"), Direction.UPSTREAM)
        assert (found.total, found.nodes, found.edges) == (0, (), ())


def test_the_shortest_path_is_stable_and_empty_where_there_is_none(diamond: CatalogStore) -> None:
    with diamond as store:
        path = shortest_path(store.graph, ID + "model/a", ID + "model/e")
        assert [(e.made[-1], e.source[-1]) for e in path] == [("a", "b"), ("b", "d"), ("d", "e")]
        assert shortest_path(store.graph, ID + "model/e", ID + "model/a") == ()


def test_aguila_leads_to_common_crawl_through_falcon_and_refinedweb(
    shipped_store: CatalogStore,
) -> None:
    path = shortest_path(shipped_store.graph, ID + "model/aguila-7b", ID + "dataset/common-crawl")
    assert [
        (e.made.removeprefix(ID), e.kind, e.property, e.source.removeprefix(ID),
         e.record.removeprefix(RECORD))
        for e in path
    ] == [
        ("model/aguila-7b", "learn", "it6:fineTunedFrom", "model/falcon-7b", "model/aguila-7b"),
        ("model/falcon-7b", "learn", "it6:trainedOn", "dataset/refinedweb", "model/falcon-7b"),
        ("dataset/refinedweb", "carry", "prov:wasDerivedFrom", "dataset/common-crawl",
         "dataset/refinedweb"),
    ]  # fmt: skip


def test_unresolved_and_undisclosed_sources_are_counted(shipped_store: CatalogStore) -> None:
    found = trace(
        shipped_store, find_thing(shipped_store.search, "llama-3.1-8b"), Direction.UPSTREAM
    )
    assert (found.total, found.unresolved) == (1, 1)
    assert found.nodes[0].thing.kind == "undisclosed"
    aguila = trace(shipped_store, find_thing(shipped_store.search, "aguila-7b"), Direction.UPSTREAM)
    assert (aguila.total, aguila.unresolved) == (6, 1)


def test_counts_agree_with_what_is_listed_for_every_thing(shipped_store: CatalogStore) -> None:
    hits = shipped_store.search.search("", {"kind": ["model", "dataset"]}, 1_000, 0).hits
    for hit in hits:
        for direction in Direction:
            found = trace(shipped_store, hit.thing, direction, limit=10_000)
            assert len(found.nodes) == found.total
            assert found.total == count(shipped_store.graph, hit.thing.iri, direction)
            assert not found.truncated
    assert len(hits) > 130


def test_the_answer_as_json_has_the_promised_shape(diamond: CatalogStore) -> None:
    with diamond as store:
        found = trace(store, find_thing(store.search, "d"), Direction.UPSTREAM, depth=1)
        record = "https://w3id.org/headwaters/record/test/model/"
        assert found.to_json() == {
            "start": ID + "model/d",
            "direction": "upstream",
            "total": 1,
            "unresolved": 0,
            "truncated": False,
            "nodes": [{"iri": ID + "model/e", "title": "Model e", "kind": "model", "hops": 1}],
            "edges": [
                {
                    "from": ID + "model/d",
                    "to": ID + "model/e",
                    "kind": "unknown",
                    "property": "prov:wasDerivedFrom",
                    "record": record + "d",
                },
                {
                    "from": ID + "model/e",
                    "to": ID + "model/d",
                    "kind": "unknown",
                    "property": "prov:wasDerivedFrom",
                    "record": record + "e",
                },
            ],
        }
