"""The real Ecosystem Graphs: every item has an outcome, and the lineage answers hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from catalog.harvest.outcome import HarvestReport
from catalog.harvest.resolution import Known, Resolution
from catalog.harvest.resolve import resolve
from catalog.harvest.run import harvest
from catalog.lineage import Direction, trace
from catalog.model import Outcome, Thing
from catalog.shacl import Validator
from catalog.store import CatalogStore
from catalog.terms import split_thing
from tests.harvest.cases import ID, REAL, described, downstream, read_folder

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(
        not REAL.is_dir(), reason="the real files of Ecosystem Graphs are not beside the project"
    ),
]

ANSWERS = {
    "The Pile": ("dataset/the-pile", {"model": 28, "dataset": 2, "application": 2}),
    "LLaMA": ("model/llama", {"model": 20, "dataset": 2}),
    "ROOTS": ("dataset/roots", {"model": 5}),
    "CommonCrawl": ("unresolved/commoncrawl", {"model": 49, "dataset": 13}),
    "Common Crawl": ("unresolved/common-crawl", {"model": 5, "dataset": 5}),
    "Wikipedia": ("unresolved/wikipedia", {"model": 39, "dataset": 9}),
}
"""The thing each exact name stands for, and what lies downstream of it, by kind."""


@pytest.fixture(scope="module")
def resolution() -> Resolution:
    """The names of the real files, tied to IRIs without a store."""
    return resolve(described(read_folder(REAL)), Known(), "ecosystem-graphs")


@pytest.fixture(scope="module")
def harvested(
    tmp_path_factory: pytest.TempPathFactory, validator: Validator
) -> Iterator[tuple[CatalogStore, HarvestReport]]:
    """A store that holds this source alone, and the report of the harvest that filled it."""
    folder = tmp_path_factory.mktemp("real") / "store"
    with CatalogStore.open(folder, create=True) as store:
        yield (
            store,
            harvest(store, "ecosystem-graphs", REAL, today="2026-11-24", validator=validator),
        )


def test_every_asset_is_read_and_none_twice(resolution: Resolution) -> None:
    kinds = Counter(item.description.kind for item in resolution.items)
    assert kinds == {"model": 429, "dataset": 112, "application": 98}
    assert len({item.description.remote_id for item in resolution.items}) == 639
    assert len({item.iri for item in resolution.items}) == 639


def test_names_that_are_no_asset(resolution: Resolution) -> None:
    # 240 names resolve to nothing; one of them is "Unknown", which names nothing.
    assert len(resolution.unresolved) == 239
    assert sum(missing.users for missing in resolution.unresolved) == 308
    most = {missing.name: missing.users for missing in resolution.unresolved if missing.users > 5}
    assert most == {"LLaMA 2": 11, "Wikipedia": 11, "CommonCrawl": 7, "Common Crawl": 6}


@pytest.mark.parametrize("name", ANSWERS)
def test_downstream_over_the_resolved_names(resolution: Resolution, name: str) -> None:
    place, kinds = ANSWERS[name]
    found = downstream(resolution, ID + place)
    assert Counter((split_thing(iri) or ("",))[0] for iri in found) == kinds


def test_what_was_made_from_roots(resolution: Resolution) -> None:
    titles = {item.iri: item.description.title for item in resolution.items}
    found = downstream(resolution, ID + "dataset/roots")
    assert {titles[iri] for iri in found} == {"BLOOM", "BLOOMZ", "BLUUMI", "Samba 1", "TigerBot"}


def test_spellings_are_candidates_and_stay_apart(resolution: Resolution) -> None:
    pairs = {candidate.names for candidate in resolution.candidates}
    assert {
        ("Common Crawl", "CommonCrawl"),
        ("Llama 2", "LLaMA 2"),
        ("Dragonfly", "Dragonfly"),
        ("EleutherAI", "Eleuther AI"),
    } <= pairs | {(second, first) for first, second in pairs}


def test_every_item_is_created(harvested: tuple[CatalogStore, HarvestReport]) -> None:
    report = harvested[1]
    assert [
        (item.id, item.reason) for item in report.items if item.outcome is not Outcome.CREATED
    ] == []
    assert report.counts == {
        "created": 639,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "failed": 0,
    }
    assert {item.outcome for item in report.supporting} == {Outcome.CREATED}


@pytest.mark.parametrize("name", ANSWERS)
def test_downstream_in_the_store(harvested: tuple[CatalogStore, HarvestReport], name: str) -> None:
    place, kinds = ANSWERS[name]
    kind, _, slug = place.partition("/")
    found = trace(harvested[0], Thing(ID + place, kind, slug, name), Direction.DOWNSTREAM)
    assert found.total == sum(kinds.values())
    assert Counter(node.thing.kind for node in found.nodes) == kinds
    assert {edge.kind for edge in found.edges} <= {"unknown", "use"}


def test_cycles_end(harvested: tuple[CatalogStore, HarvestReport]) -> None:
    slug = "anthropic-helpfulness-dataset"
    start = Thing(f"{ID}dataset/{slug}", "dataset", slug, "Anthropic Helpfulness dataset")
    found = trace(harvested[0], start, Direction.DOWNSTREAM)
    assert {node.thing.title for node in found.nodes} == {
        "Anthropic RLHF models",
        "Anthropic Human Feedback Interface",
        "Anthropic Harmlessness dataset",
    }


def test_a_second_run_changes_nothing(
    harvested: tuple[CatalogStore, HarvestReport], validator: Validator
) -> None:
    store = harvested[0]
    head = store.head
    again = harvest(store, "ecosystem-graphs", REAL, today="2026-12-01", validator=validator)
    assert (again.counts["unchanged"], store.head) == (639, head)
