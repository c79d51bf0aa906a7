"""The data behind a model, read for the training-content summary: direct, and further upstream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from catalog.governance.steps import Step
from catalog.reports.data import Activity, activities
from catalog.reports.reading import DATA_KINDS, MODEL_KINDS, Reading
from catalog.reports.report import Field, Fill, Value
from catalog.terms import split_thing

_CONTENT: Final = frozenset({"carry", "transform", "reference", "unknown"})


@dataclass(frozen=True)
class Training:
    """What a model learned from, as recorded, and whether its maker says so."""

    reading: Reading

    @cached_property
    def steps(self) -> list[Step]:
        """The steps by which it learned from data."""
        return [step for step in self.reading.learned() if self._kind(step) in DATA_KINDS]

    @cached_property
    def bases(self) -> list[Step]:
        """The steps by which it was made from other models."""
        return [step for step in self.reading.learned() if self._kind(step) in MODEL_KINDS]

    @cached_property
    def unresolved(self) -> list[Step]:
        """Steps from names nobody could resolve, and from sources that are no dataset."""
        known = (*DATA_KINDS, *MODEL_KINDS, "undisclosed")
        return [step for step in self.reading.learned() if self._kind(step) not in known]

    @cached_property
    def hidden(self) -> list[Step]:
        """Steps from data of which the maker says nothing."""
        return [step for step in self.reading.learned() if self._kind(step) == "undisclosed"]

    @cached_property
    def datasets(self) -> list[str]:
        """The datasets it learned from directly, each once."""
        return list(dict.fromkeys(step.source for step in self.steps))

    @cached_property
    def upstream(self) -> list[str]:
        """The same datasets and those whose content is in them, nearest first."""
        found = dict.fromkeys(self.datasets)
        for way in self.reading.case.ways.found:
            *above, last = way.steps
            is_inside = last.source in found and all(step.kind in _CONTENT for step in above)
            if is_inside and self._kind(way.steps[0]) in DATA_KINDS:
                found.setdefault(way.source)
        return list(found)

    @cached_property
    def done(self) -> list[Activity]:
        """What was done to make the data, further upstream too."""
        return [each for dataset in self.upstream for each in activities(self.reading, dataset)]

    @cached_property
    def disclosure(self) -> str | None:
        """How much the maker says of the training data, as recorded."""
        codes = self.reading.statements.codes(self.reading.subject, "hw:disclosure")
        return min(codes) if len(codes) == 1 else None

    @property
    def empty(self) -> Fill:
        """Why a field on the data has no value."""
        return Fill.NOT_DISCLOSED if self._is_undisclosed else Fill.NOT_RECORDED

    @property
    def because(self) -> list[str]:
        """The records that say that the maker does not disclose the data."""
        if not self._is_undisclosed:
            return []
        said = self.reading.statements.said(self.reading.subject, "hw:disclosure")
        return sorted({each.record for each in said} | {step.record for step in self.hidden})

    def field(
        self,
        name: str,
        label: str,
        values: Iterable[Value],
        asks: str,
        *,
        note: str = "",
        required: bool = True,
        known: str | None = None,
    ) -> Field:
        """A field on the training data.

        :param known: a property which, where it is recorded of every dataset and the maker is
            recorded as naming all of them, makes “no value” mean “not applicable”.
        """
        filled = tuple(values)
        empty, because = self.empty, self.because
        if known and not filled and self.disclosure == "full" and self._is_known(known):
            empty = Fill.NOT_APPLICABLE
            because = self.reading.statements.records_on(self.reading.subject)
            note = note or "The maker is recorded as naming all training data; none of this kind."
        if empty is Fill.NOT_DISCLOSED:
            asks = f"Ask the maker of {self.reading.thing.title} which data it was trained on"
        return self.reading.field(
            name, label, filled, asks, note=note, required=required, empty=empty, because=because
        )

    def of_types(self, *types: str) -> list[str]:
        """The datasets it learned from that are recorded with one of some data types."""
        said = self.reading.statements
        return [each for each in self.datasets if said.codes(each, "hw:dataType") & {*types}]

    def named(self, datasets: Iterable[str]) -> list[Value]:
        """Datasets as values, with share and size where recorded."""
        return [self._named(dataset) for dataset in datasets]

    def _named(self, dataset: str) -> Value:
        said = self.reading.statements
        steps = [step for step in self.steps if step.source == dataset]
        shares = [v for s in steps if s.node for v in said.values(s.node, "hw:share")]
        remarks = [f"{float(share):.0%} of the data" for share in shares if _is_number(share)]
        remarks += [value.text for value in self.reading.sizes(dataset)]
        remarks += [v for s in steps if s.node for v in said.values(s.node, "rdfs:comment")]
        text = said.title(dataset) + (f" ({'; '.join(remarks)})" if remarks else "")
        records = {step.record for step in steps} | {*said.records_on(dataset)}
        return Value(text, dataset, tuple(sorted(records)))

    @property
    def _is_undisclosed(self) -> bool:
        return self.disclosure == "undisclosed" or bool(self.hidden and not self.datasets)

    def _is_known(self, name: str) -> bool:
        """Whether every source it learned from is a dataset with a known value of a property."""
        said = self.reading.statements
        unknown = [each for each in self.datasets if said.codes(each, name) <= {"unknown"}]
        return bool(self.datasets) and not (unknown or self.unresolved or self.hidden)

    @staticmethod
    def _kind(step: Step) -> str:
        return (split_thing(step.source) or ("", ""))[0]


def _is_number(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
