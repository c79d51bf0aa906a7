"""Where in time a signal stands to collecting and training (the table of rule R13)."""

from __future__ import annotations

from enum import Enum, auto

from catalog.governance.days import Span


class Place(Enum):
    """When a signal began, seen from one way of content into a model."""

    EXPIRED = auto()
    BEFORE_COLLECTION = auto()
    DURING_COLLECTION = auto()
    BEFORE_TRAINING = auto()
    DURING_TRAINING = auto()
    AFTER_TRAINING = auto()
    AFTER_COLLECTION = auto()
    COLLECTION_UNDATED = auto()
    TRAINING_UNDATED = auto()
    WITHIN_WINDOW = auto()


def place(
    begins: Span,
    ended: str | None,
    collected: Span | None,
    trained: Span | None,
    released: Span | None,
    *,
    is_trained: bool = True,
) -> Place:
    """Where a signal stands.

    :param begins: the days on which it can have begun.
    :param ended: the last day it held, where it ended.
    :param collected: the days of collecting; None where not recorded.
    :param trained: the days of training; None where not recorded.
    :param released: the days on which the model can have been released.
    :param is_trained: whether anything was trained on the way at all.
    """
    if ended and collected and ended <= collected.first:
        return Place.EXPIRED
    earliest, latest = (_placed(day, collected, trained, released, is_trained) for day in begins)
    return earliest if earliest is latest else _between(earliest, latest)


_WARNINGS = (Place.DURING_COLLECTION, Place.BEFORE_TRAINING, Place.DURING_TRAINING)


def _between(earliest: Place, latest: Place) -> Place:
    """What holds wherever in the window the signal began, else that it cannot be told."""
    if earliest in _WARNINGS and latest in _WARNINGS:
        return latest
    return Place.WITHIN_WINDOW


def _placed(
    day: str,
    collected: Span | None,
    trained: Span | None,
    released: Span | None,
    is_trained: bool,
) -> Place:
    if collected and day <= collected.first:
        return Place.BEFORE_COLLECTION
    if collected and day <= collected.last:
        return Place.DURING_COLLECTION
    if not is_trained:
        return Place.AFTER_COLLECTION if collected else Place.COLLECTION_UNDATED
    # What was released was trained before; that much is known without a date of training.
    if (trained and trained.last < day) or (released and released.last < day):
        return Place.AFTER_TRAINING
    if trained and day <= trained.first:
        return Place.BEFORE_TRAINING
    if trained:
        return Place.DURING_TRAINING
    return Place.TRAINING_UNDATED if collected else Place.COLLECTION_UNDATED
