"""What one client may have of the workers, so that nobody is kept waiting by another.

Two bounds. A *budget*: seconds of workers' time and errors in a minute, as token buckets that
hold twice that much when full (the rule of the Wikidata Query Service, robustness.md A1). Every
piece of work costs a little at least, so that a flood of tiny ones is bounded too. And *turns*:
how many pieces of one client's work run at once, so that a worker is left for the others.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from catalog.bounded.calling import Cancellation
from catalog.errors import BudgetSpentError, QueryCancelledError

LEAST_CHARGE: Final = 0.01
"""Seconds that any piece of work costs at least."""
_BURST: Final = 2
"""How many minutes' worth a client that has rested may use at once."""
_MOST_CLIENTS: Final = 10_000
"""So many clients are remembered; the one that asked least lately is forgotten first."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one client may use in a minute; 0 means no bound."""

    seconds: float = 60.0
    errors: float = 30.0


@dataclass(slots=True)
class _Account:
    seconds: float
    errors: float
    at: float


class Accounts:
    """What each client has left of its budget; safe to use from many threads."""

    def __init__(self, budget: Budget, clock: Callable[[], float] = time.monotonic) -> None:
        """Give every client the same budget; `clock` tells seconds."""
        self._budget, self._clock = budget, clock
        self._lock = threading.Lock()
        self._accounts: OrderedDict[str, _Account] = OrderedDict()

    def admit(self, client: str) -> None:
        """Let a client ask for work.

        :raises BudgetSpentError: where its budget is used up; says when it may come again.
        """
        with self._lock:
            account = self._account(client)
            waits = (
                _wait(account.seconds, self._budget.seconds),
                _wait(account.errors, self._budget.errors),
            )
        if max(waits) > 0:
            raise BudgetSpentError(_spent(self._budget, waits), math.ceil(max(waits)))

    def charge(self, client: str, seconds: float = 0.0, errors: int = 0) -> None:
        """Take what work has cost from a client's budget."""
        with self._lock:
            account = self._account(client)
            account.seconds -= max(seconds, LEAST_CHARGE)
            account.errors -= errors

    def _account(self, client: str) -> _Account:
        """A client's account, filled up to now; to be called with the lock held."""
        now, full = self._clock(), self._budget
        account = self._accounts.get(client)
        if account is None:
            account = _Account(full.seconds * _BURST, full.errors * _BURST, now)
            self._accounts[client] = account
            if len(self._accounts) > _MOST_CLIENTS:
                self._accounts.popitem(last=False)
        minutes = (now - account.at) / 60
        account.seconds = min(account.seconds + minutes * full.seconds, full.seconds * _BURST)
        account.errors = min(account.errors + minutes * full.errors, full.errors * _BURST)
        account.at = now
        self._accounts.move_to_end(client)
        return account


def _wait(left: float, each_minute: float) -> float:
    """Seconds until something is left of a budget."""
    return max(0.0, -left / each_minute * 60) + 1 if each_minute and left <= 0 else 0.0


def _spent(budget: Budget, waits: tuple[float, float]) -> str:
    used = f"{budget.seconds:g} seconds of query time"
    if waits[1] > waits[0]:
        used = f"{budget.errors:g} queries that fail"
    return (
        f"Your address has used up its share, which is {used} in a minute. Wait "
        f"{math.ceil(max(waits))} seconds and ask again."
    )


class Turns:
    """How many pieces of one client's work run at once, and how many wait."""

    def __init__(self, running: int, waiting: int) -> None:
        """Let each client have `running` at once and `waiting` more wait."""
        self._most_running, self._most_waiting = running, waiting
        self._changed = threading.Condition()
        self._running: dict[str, int] = {}
        self._waiting: dict[str, int] = {}

    @contextmanager
    def turn(self, client: str, cancellation: Cancellation, seconds: float) -> Iterator[None]:
        """One of the client's turns, waited for.

        :param seconds: what the work may take, waiting included.
        :raises BudgetSpentError: where too many of its pieces of work wait, or none ends in time.
        :raises QueryCancelledError: where it has gone.
        """
        cancellation.when_cancelled(self._wake)
        try:
            with self._changed:
                self._wait(client, cancellation, seconds)
                self._running[client] = self._running.get(client, 0) + 1
        finally:
            cancellation.when_cancelled(None)
        try:
            yield
        finally:
            with self._changed:
                _count_down(self._running, client)
                self._changed.notify_all()

    def _wait(self, client: str, cancellation: Cancellation, seconds: float) -> None:
        if self._is_free(client):
            return
        if self._waiting.get(client, 0) >= self._most_waiting:
            raise self._too_many(seconds)
        self._waiting[client] = self._waiting.get(client, 0) + 1
        try:
            free = self._changed.wait_for(
                lambda: self._is_free(client) or cancellation.is_cancelled,
                cancellation.patience(seconds),
            )
        finally:
            _count_down(self._waiting, client)
        if cancellation.is_cancelled:
            raise QueryCancelledError("The work was ended because nobody waits for it.")
        if not free:
            raise self._too_many(seconds)

    def _is_free(self, client: str) -> bool:
        return self._running.get(client, 0) < self._most_running

    def _too_many(self, seconds: float) -> BudgetSpentError:
        return BudgetSpentError(
            f"Your address has {self._most_running} running already and more waiting. Send the "
            "next when an answer has come.",
            max(1, round(seconds)),
        )

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _count_down(counts: dict[str, int], client: str) -> None:
    counts[client] -= 1
    if not counts[client]:
        del counts[client]
