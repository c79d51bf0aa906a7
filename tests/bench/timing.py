"""Timing one question, asked of one contender with one input after another, in rounds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any, Final

ROUNDS: Final = 4
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds: the very first call, then the middle and the 95th percentile of the rest."""

    first: float
    p50: float
    p95: float
    runs: int


class Stopwatch:
    """Asks one contender one question: with every input once, then warm, round after round.

    Rounds let contenders take turns, so that other work on the machine slows all of them alike.
    """

    def __init__(self, ask: Callable[[Any], Any], inputs: Sequence[Any]) -> None:
        """Ask with every input once; `answers` are in their order."""
        self._ask = ask
        self._inputs = inputs
        self._warm: list[float] = []
        asked = [_timed(ask, given) for given in inputs]
        self._first = asked[0][0]
        self.answers = [answer for _, answer in asked]

    def round(self, seconds: float) -> None:
        """Ask again and again until the time is up: at least once, at most a hundred times."""
        began = time.perf_counter()
        for _ in range(_MOST):
            given = self._inputs[len(self._warm) % len(self._inputs)]
            self._warm.append(_timed(self._ask, given)[0])
            if time.perf_counter() - began >= seconds:
                return

    def timing(self) -> Timing:
        """What the rounds so far took."""
        cuts = quantiles(self._warm, n=20, method="inclusive")
        return Timing(self._first, cuts[9], cuts[18], len(self._warm))


def _timed(ask: Callable[[Any], Any], given: object) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = ask(given)
    return (time.perf_counter() - start) * 1000, answer
