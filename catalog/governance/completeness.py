"""How complete the information on training data is: the shape of the answer, item by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Truth(StrEnum):
    """Whether something is recorded: yes; a record says it is not there; nothing is recorded."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Overall(StrEnum):
    """How complete the information is, as far as it is recorded."""

    COMPLETE = "complete-as-recorded"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One item asked for. `values` are what is recorded: IRIs or words; `note` says what lacks."""

    id: str
    element: str
    label: str
    truth: Truth
    values: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class DatasetInformation:
    """The items for one dataset: one trained on, or (`is_part`) one inside such a dataset.

    `data_types` holds every type the records give, several where they differ. Parts are asked
    only where they can be had.
    """

    dataset: str
    title: str
    data_types: tuple[str, ...]
    is_part: bool
    items: tuple[Item, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataInformation:
    """The items for a model as a whole, for each dataset, and for the models it was made from.

    `items` are those of the whole: the description of all data, both listings, and the terms of
    the information. `undisclosed` are the sources of which the maker says nothing.
    """

    model: str
    title: str
    disclosure: str | None
    items: tuple[Item, ...]
    datasets: tuple[DatasetInformation, ...]
    bases: tuple[DataInformation, ...]
    undisclosed: tuple[str, ...]
    overall: Overall
    records: tuple[str, ...]

    @property
    def own(self) -> Overall:
        """How complete it is for the model alone, without those it was made from."""
        return overall(item.truth for _, item in self.all_items())

    def walk(self) -> Iterator[DataInformation]:
        """The information on the model, then on all models below it, each once."""
        queue, seen = [self], {self.model}
        for each in queue:
            yield each
            below = [base for base in each.bases if base.model not in seen]
            seen.update(base.model for base in below)
            queue.extend(below)

    def all_items(self) -> Iterator[tuple[str, Item]]:
        """Each item with the thing it is about, of this model alone."""
        for item in self.items:
            yield self.model, item
        for dataset in self.datasets:
            for item in dataset.items:
                yield dataset.dataset, item


def overall(truths: Iterable[Truth]) -> Overall:
    """What some items add up to: one that is not there is worse than one not recorded."""
    seen = set(truths)
    if Truth.FALSE in seen:
        return Overall.INCOMPLETE
    return Overall.UNKNOWN if Truth.UNKNOWN in seen else Overall.COMPLETE
