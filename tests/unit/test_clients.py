"""What one client may have: shares of a minute, and turns."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.bounded.calling import Cancellation
from catalog.bounded.clients import LEAST_CHARGE, Accounts, Budget, Turns
from catalog.errors import BudgetSpentError, QueryCancelledError


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_rested_client_has_two_minutes_worth_and_then_must_wait(clock: Clock) -> None:
    accounts = Accounts(Budget(seconds=60, errors=0), clock)
    for _ in range(12):
        accounts.admit("a")
        accounts.charge("a", 10)
    with pytest.raises(BudgetSpentError, match="60 seconds of query time in a minute") as raised:
        accounts.admit("a")
    assert raised.value.retry_after == 1
    accounts.charge("a", 9)  # what still ran when the budget was spent
    with pytest.raises(BudgetSpentError, match="Wait 10 seconds") as raised:
        accounts.admit("a")
    assert raised.value.retry_after == 10
    clock.now += 10
    accounts.admit("a")


def test_errors_are_counted_apart(clock: Clock) -> None:
    accounts = Accounts(Budget(seconds=60, errors=30), clock)
    for _ in range(60):
        accounts.admit("a")
        accounts.charge("a", errors=1)
    with pytest.raises(BudgetSpentError, match="30 queries that fail in a minute") as raised:
        accounts.admit("a")
    assert raised.value.retry_after == 1
    clock.now += 2  # one error more
    accounts.admit("a")


def test_every_piece_of_work_costs_a_little(clock: Clock) -> None:
    accounts = Accounts(Budget(seconds=60, errors=0), clock)
    for _ in range(round(120 / LEAST_CHARGE)):
        accounts.charge("a", 0.0001)
    clock.now += 0.5
    accounts.admit("a")
    for _ in range(round(0.5 / LEAST_CHARGE)):
        accounts.charge("a", 0.0001)
    with pytest.raises(BudgetSpentError):
        accounts.admit("a")


def test_one_clients_share_is_not_anothers(clock: Clock) -> None:
    accounts = Accounts(Budget(seconds=1, errors=1), clock)
    accounts.charge("a", 100, 100)
    with pytest.raises(BudgetSpentError):
        accounts.admit("a")
    accounts.admit("b")


def test_nothing_is_bounded_by_zero(clock: Clock) -> None:
    accounts = Accounts(Budget(seconds=0, errors=0), clock)
    accounts.charge("a", 1e9, 10**9)
    accounts.admit("a")


def test_a_forgotten_client_begins_anew(clock: Clock) -> None:
    accounts = Accounts(Budget(seconds=1, errors=0), clock)
    accounts.charge("a", 100)
    for number in range(10_000):
        accounts.admit(str(number))
    accounts.admit("a")


def test_a_client_has_one_turn_at_a_time_and_others_have_theirs() -> None:
    turns = Turns(running=1, waiting=1)
    inside, leave = threading.Event(), threading.Event()

    def hold() -> str:
        with turns.turn("a", Cancellation(), 60):
            inside.set()
            leave.wait(30)
            return "held"

    def next_one() -> str:
        with turns.turn("a", Cancellation(), 60):
            return "after"

    with ThreadPoolExecutor(2) as threads:
        holding = threads.submit(hold)
        inside.wait(30)
        waiting = threads.submit(next_one)
        with turns.turn("b", Cancellation(), 60):
            assert not waiting.done()
        while not turns._waiting:
            threading.Event().wait(0.001)
        with (
            pytest.raises(BudgetSpentError, match="1 running already and more waiting"),
            turns.turn("a", Cancellation(), 60),
        ):
            pass
        leave.set()
        assert (holding.result(30), waiting.result(30)) == ("held", "after")
    assert turns._running == turns._waiting == {}


def test_who_goes_away_waits_no_longer() -> None:
    turns = Turns(running=1, waiting=5)
    gone = Cancellation()

    def wait() -> None:
        with turns.turn("a", gone, 60):
            raise AssertionError("it has no turn")

    with ThreadPoolExecutor(1) as threads, turns.turn("a", Cancellation(), 60):
        waiting = threads.submit(wait)
        while not turns._waiting:
            threading.Event().wait(0.001)
        gone.cancel()
        with pytest.raises(QueryCancelledError):
            waiting.result(30)
    assert turns._running == turns._waiting == {}


def test_no_turn_in_time_is_told() -> None:
    turns = Turns(running=1, waiting=5)
    with (
        turns.turn("a", Cancellation(), 60),
        pytest.raises(BudgetSpentError) as raised,
        turns.turn("a", Cancellation(), 0.02),
    ):
        pass
    assert raised.value.retry_after == 1
