"""Two hundred writers are killed at random points (robustness.md A5, 6 and 7)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from catalog.store import CatalogStore
from catalog.store.check import check
from tests.endurance import writer
from tests.endurance.writer import Intent
from tests.patience import PATIENCE

pytestmark = [pytest.mark.endurance, pytest.mark.timeout(900)]

KILLS: Final = 200
BULK_KILLS: Final = 20
BULK_ENTRIES: Final = 5_200
REOPEN_SECONDS: Final = 5.0 * PATIENCE


@pytest.fixture(scope="module")
def context() -> Iterator[ForkServerContext]:
    """Processes forked from one that has imported everything and opened nothing."""
    made = get_context("forkserver")
    made.set_forkserver_preload(["tests.endurance.writer"])
    yield made


def run_and_kill(
    context: ForkServerContext, target: Callable[..., None], args: tuple[Any, ...], seconds: float
) -> list[Any]:
    """Everything a writer said before it was killed, some seconds after it was started.

    Where it opened its store in less time than that, the time counts from there.
    """
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=target, args=(*args, theirs))
    process.start()
    theirs.close()
    said = [ours.recv()] if ours.poll(seconds) else []
    process.join(seconds)
    assert process.exitcode is None or target is writer.load, "the writer failed by itself"
    process.kill()
    process.join()
    process.close()
    return [*said, *_said(ours)]


def _said(pipe: Connection) -> Iterator[Any]:
    with pipe:
        while True:
            try:
                yield pipe.recv()
            except EOFError:
                return


def test_nothing_acknowledged_is_lost(
    context: ForkServerContext, tmp_path: Path, new_store: Callable[[Path], Path]
) -> None:
    """After each kill the store holds what was acknowledged, and of the rest all or nothing."""
    store, random = new_store(tmp_path), Random(2026)  # noqa: S311 - repeatable, not secret
    held = _digests(store)
    shipped = set(held.items())
    slowest = acknowledged = in_the_middle = 0.0
    for seed in range(KILLS):
        said = run_and_kill(context, writer.write, (store, seed), random.uniform(0.02, 0.8))
        expected, open_intent, done = _after(held, said)
        began = time.monotonic()
        with CatalogStore.open(store) as opened:
            slowest = max(slowest, time.monotonic() - began)
            assert list(check(opened)) == [], seed
            held = {c.record: c.digest_after for c in opened.journal.current()}
            topics = {c.topic for c in opened.journal.current()}
            assert opened.search.search("", {}, 1, 0).total == len(topics), seed
        both = [expected, _applied(expected, open_intent)]
        assert held in both, (seed, _difference(held, both))
        acknowledged += done
        in_the_middle += bool(open_intent)
    print(
        f"{KILLS} kills, {acknowledged:.0f} acknowledged writes, {in_the_middle:.0f} kills in the "
        f"middle of one; slowest reopening {slowest:.2f} s"
    )
    assert slowest < REOPEN_SECONDS
    assert acknowledged > KILLS  # it was really written
    assert in_the_middle > KILLS / 4  # and really interrupted
    assert shipped <= set(held.items())


def test_loading_in_bulk_may_be_killed_at_any_point(
    context: ForkServerContext, tmp_path: Path
) -> None:
    """The journal holds whole parts of what was loaded, and graph and index fit it."""
    random = Random(7)  # noqa: S311 - repeatable, not secret
    slowest, reached = 0.0, set()
    for number in range(BULK_KILLS):
        store = tmp_path / str(number)
        args = (store, BULK_ENTRIES)
        said = run_and_kill(context, writer.load, args, random.uniform(0.1, 6.0))
        if not (store / "journal.db").exists():
            assert said == []
            continue
        done = max((one for one in said if isinstance(one, int)), default=0)
        began = time.monotonic()
        with CatalogStore.open(store) as opened:
            slowest = max(slowest, time.monotonic() - began)
            assert list(check(opened)) == [], number
            assert opened.head >= done
            assert opened.head % 5_000 == 0 or opened.head > BULK_ENTRIES  # whole parts
            reached.add(opened.head)
    print(f"{BULK_KILLS} kills while loading, at {sorted(reached)}; slowest {slowest:.2f} s")
    assert slowest < REOPEN_SECONDS
    assert len(reached) > 1


def _digests(store: Path) -> dict[str, str | None]:
    with CatalogStore.open(store) as opened:
        return {c.record: c.digest_after for c in opened.journal.current()}


def _after(
    held: dict[str, str | None], said: list[Any]
) -> tuple[dict[str, str | None], Intent, int]:
    """What must be there, what may be there besides, and how much was acknowledged."""
    intent: Intent = {}
    done = 0
    for one in said:
        if isinstance(one, dict):
            intent = one
        elif one == "done":
            held, intent, done = _applied(held, intent), {}, done + 1
    return held, intent, done


def _applied(held: dict[str, str | None], intent: Intent) -> dict[str, str | None]:
    return {record: state for record, state in (held | intent).items() if state is not None}


def _difference(held: dict[str, str | None], both: list[dict[str, str | None]]) -> object:
    return [sorted(set(held.items()) ^ set(one.items()), key=str)[:5] for one in both]
