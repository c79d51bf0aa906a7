"""Timing one question, asked of one contender with one input after another."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any, Final

_LEAST: Final = 3
_MOST: Final = 400


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds: the very first call, then the middle and the 95th percentile of the rest."""

    first: float
    p50: float
    p95: float
    runs: int


def measure(
    ask: Callable[[Any], Any], inputs: Sequence[Any], budget: float
) -> tuple[Timing, list[Any]]:
    """Ask a question with every input once, then again and again, warm, until time is up.

    :param budget: seconds, both rounds together, after which no further call is begun; but
        three warm calls are always made.
    :returns: the timing of the warm runs, and the answers of the first round in order.
    """
    answers: list[Any] = []
    first = 0.0
    began = time.perf_counter()
    for number, given in enumerate(inputs):
        took, answer = _timed(ask, given)
        answers.append(answer)
        if number == 0:
            first = took
    warm: list[float] = []
    while len(warm) < _LEAST or (len(warm) < _MOST and time.perf_counter() - began < budget):
        warm.append(_timed(ask, inputs[len(warm) % len(inputs)])[0])
    cuts = quantiles(warm, n=20, method="inclusive")
    return Timing(first, cuts[9], cuts[18], len(warm)), answers


def _timed(ask: Callable[[Any], Any], given: object) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = ask(given)
    return (time.perf_counter() - start) * 1000, answer
