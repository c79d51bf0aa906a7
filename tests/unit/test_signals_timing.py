"""The table of rule R13, row by row, and its edges to the day."""

from __future__ import annotations

import pytest

from catalog.governance.days import Span
from catalog.governance.signals.timing import Place, place

COLLECTED = Span("2023-03-01", "2023-06-30")
TRAINED = Span("2024-01-01", "2024-05-31")


def on(day: str, last: str | None = None) -> Span:
    return Span(day, last or day)


@pytest.mark.parametrize(
    ("begins", "expected"),
    [
        (on("2023-02-28"), Place.BEFORE_COLLECTION),
        (on("2023-03-01"), Place.BEFORE_COLLECTION),
        (on("2023-03-02"), Place.DURING_COLLECTION),
        (on("2023-06-30"), Place.DURING_COLLECTION),
        (on("2023-07-01"), Place.BEFORE_TRAINING),
        (on("2024-01-01"), Place.BEFORE_TRAINING),
        (on("2024-01-02"), Place.DURING_TRAINING),
        (on("2024-05-31"), Place.DURING_TRAINING),
        (on("2024-06-01"), Place.AFTER_TRAINING),
        (on("2023-02-01", "2023-02-28"), Place.BEFORE_COLLECTION),
        (on("2023-02-01", "2023-03-02"), Place.WITHIN_WINDOW),
        (on("2023-06-01", "2023-07-31"), Place.BEFORE_TRAINING),
        (on("2024-05-01", "2024-06-30"), Place.WITHIN_WINDOW),
    ],
)
def test_rows(begins: Span, expected: Place) -> None:
    assert place(begins, None, COLLECTED, TRAINED, None) is expected


def test_a_signal_that_ended_before() -> None:
    begins = on("2022-01-01")
    assert place(begins, "2023-03-01", COLLECTED, TRAINED, None) is Place.EXPIRED
    assert place(begins, "2023-03-02", COLLECTED, TRAINED, None) is Place.BEFORE_COLLECTION


def test_what_is_not_dated() -> None:
    day = on("2023-08-01")
    assert place(day, None, None, None, None) is Place.COLLECTION_UNDATED
    assert place(day, None, COLLECTED, None, None) is Place.TRAINING_UNDATED
    assert place(day, None, None, TRAINED, None) is Place.BEFORE_TRAINING
    assert place(day, None, None, None, on("2023-07-31")) is Place.AFTER_TRAINING
    assert place(day, None, COLLECTED, None, None, is_trained=False) is Place.AFTER_COLLECTION
    assert place(day, None, None, None, None, is_trained=False) is Place.COLLECTION_UNDATED
