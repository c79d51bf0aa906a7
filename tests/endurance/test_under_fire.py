"""Four honest clients at work while everything hostile we know is sent (robustness.md A5, 1)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

import pytest

from tests.endurance.honest import QUESTIONS, HonestClient, Seen, right_answers
from tests.endurance.hostile import Attack, Reply, document_attacks, query_attacks, send_all
from tests.endurance.processes import Watch
from tests.patience import PATIENCE
from tests.robustness.documents.service import Canary, RunningService, running_service

pytestmark = [pytest.mark.endurance, pytest.mark.timeout(900)]

DEADLINE: Final = 6.0
"""The corpora say what is right at this one, whatever the machine."""
WORKERS: Final = 4
"""Of which one address may hold half, so that each of its two connections has one."""
MEMORY: Final = 1024**3
CLIENTS: Final = 4
PARTS: Final = 5
QUIET_SECONDS: Final = 4.0
SETTINGS: Final = {
    "HEADWATERS_DEADLINE": str(DEADLINE),
    "HEADWATERS_WORKERS": str(WORKERS),
    "HEADWATERS_WORKER_MEMORY": str(MEMORY),
    "HEADWATERS_MOST_ROWS": "1000",  # as where the corpus was written
    # No budget, so that every attack gets an answer of its own.
    "HEADWATERS_CLIENT_SECONDS": "0",
    "HEADWATERS_CLIENT_ERRORS": "0",
}


Spans = list[tuple[float, float]]


@dataclass(frozen=True)
class Siege:
    """What became of all attacks and of the service, and what honest clients saw meanwhile."""

    attacks: list[Attack]
    replies: dict[str, Reply]
    honest: list[Seen]
    quiet: Spans
    fire: Spans
    pid_before: int
    pid_after: int | None
    watch: Watch
    canary: Canary

    def p95(self, spans: Spans, kinds: tuple[str, ...] = tuple(QUESTIONS)) -> float:
        """The 95th percentile of the honest answers of some kinds, in milliseconds."""
        times = [t for one in self.honest for kind in kinds for t in one.within(kind, spans)]
        return quantiles(times, n=20, method="inclusive")[18]


@pytest.fixture(scope="module")
def siege(
    tmp_path_factory: pytest.TempPathFactory, new_store: Callable[..., object]
) -> Iterator[Siege]:
    """The whole corpus, from two connections for queries and two for documents.

    In parts, with quiet in between, so that other work on the machine slows both alike.
    """
    folder = tmp_path_factory.mktemp("siege")
    new_store(folder)
    canary = Canary()
    queries, documents = query_attacks(canary.address), document_attacks(canary.address)
    replies: dict[str, Reply] = {}
    quiet: Spans = []
    fire: Spans = []
    with running_service(folder / "store", folder / "log", **SETTINGS) as service:
        answers = right_answers(service.address)
        _warm(service)
        clients = [HonestClient(service.address, answers, number) for number in range(CLIENTS)]
        time.sleep(QUIET_SECONDS)  # until they have started
        with Watch(service.pid) as watch:
            for part in range(PARTS):
                began = time.monotonic()
                time.sleep(QUIET_SECONDS)
                quiet.append((began, time.monotonic()))
                replies |= _attack(service, queries[part::PARTS], documents[part::PARTS])
                fire.append((quiet[-1][1], time.monotonic()))
        honest = [client.stop() for client in clients]
        ended = service.process.poll()
        pid_after = service.pid if ended is None else None
        yield Siege(
            [*queries, *documents], replies, honest, quiet, fire, service.pid, pid_after,
            watch, canary,
        )  # fmt: skip
    canary.close()


def _attack(
    service: RunningService, queries: list[Attack], documents: list[Attack]
) -> dict[str, Reply]:
    with ThreadPoolExecutor(2) as sides:
        sent = [
            sides.submit(send_all, service.address, attacks, 2) for attacks in (queries, documents)
        ]
        return {name: reply for side in sent for name, reply in side.result().items()}


def _warm(service: RunningService) -> None:
    """Have the checking workers start, which they do with the first document."""
    (attack, *_) = document_attacks("http://127.0.0.1:9/")
    send_all(service.address, [attack], 1)


def test_the_corpus_is_large(siege: Siege) -> None:
    names = [attack.name for attack in siege.attacks]
    assert len(set(names)) == len(names)
    assert len([name for name in names if name.startswith("query ")]) >= 150
    assert len([name for name in names if name.startswith("document ")]) >= 80


def test_every_attack_gets_the_answer_that_is_right_for_it(siege: Siege) -> None:
    wrong = {
        attack.name: (reply.answer, sorted(attack.expect), reply.text)
        for attack in siege.attacks
        for reply in [siege.replies[attack.name]]
        if reply.answer not in attack.expect
    }
    assert wrong == {}, wrong


def test_no_answer_is_later_than_its_deadline_and_a_second(siege: Siege) -> None:
    late = {
        name: reply.seconds
        for name, reply in siege.replies.items()
        if reply.seconds > DEADLINE + PATIENCE
    }
    assert late == {}, late


def test_the_service_was_not_restarted(siege: Siege) -> None:
    assert siege.pid_after == siege.pid_before


def test_the_workers_stay_within_their_bounds(siege: Siege) -> None:
    assert 0 < siege.watch.most_each <= MEMORY
    assert siege.watch.most_workers <= 2 * WORKERS + 2  # queries, documents, ones being replaced


def test_every_honest_answer_was_right(siege: Siege) -> None:
    assert [wrong for seen in siege.honest for wrong in seen.wrong] == []
    for kind in QUESTIONS:
        assert sum(len(seen.within(kind, siege.fire)) for seen in siege.honest) >= 200, kind


def test_honest_clients_hardly_notice(siege: Siege) -> None:
    """Their 95th percentile stays under three times what it is with nobody else there."""
    for kinds in [tuple(QUESTIONS), *((kind,) for kind in QUESTIONS)]:
        idle, busy = siege.p95(siege.quiet, kinds), siege.p95(siege.fire, kinds)
        name = "all" if len(kinds) > 1 else kinds[0]
        print(f"{name}: p95 {idle:.1f} ms idle, {busy:.1f} ms under fire, {busy / idle:.2f}x")
    idle, busy = siege.p95(siege.quiet), siege.p95(siege.fire)
    assert busy < 3 * PATIENCE * idle


def test_nobody_was_called(siege: Siege) -> None:
    assert siege.canary.calls == []
