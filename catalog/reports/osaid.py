"""OSAID 1.0, Data Information: what is recorded of the data, item by item (reports.md 6.1).

The definition asks for information on data, in four types of data. The report says what is
recorded and never what that makes the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from catalog.governance.dataset_items import dataset_information, parts_of
from catalog.governance.mof_components import Component, Standing, mof_class
from catalog.governance.osaid_items import (
    DataInformation,
    DatasetInformation,
    Item,
    Truth,
    data_information,
)
from catalog.reports.reading import DATA_KINDS, Reading
from catalog.reports.report import Field, Fill, Report, Section, Value
from catalog.terms import NS
from catalog.vocabulary import labels

TITLE: Final = "Data information in the order of the Open Source AI Definition 1.0"
FOLLOWS: Final = (
    "Open Source AI Definition 1.0, preferred form, data information; the requirements are in "
    "our words."
)
_TYPES: Final = {
    "open": "Open training data",
    "public": "Public training data",
    "obtainable": "Training data obtainable from others",
    "unshareable": "Training data that cannot be shared",
    "unknown": "Training data of unknown type",
}
_CODE: Final = (
    "training-code", "inference-code", "evaluation-code", "data-preprocessing-code",
    "supporting-libraries", "model-architecture",
)  # fmt: skip
STANDINGS: Final = {
    Standing.INCLUDED: "included, under an open license",
    Standing.CONDITIONAL: "included, under an open license not written for things of this type",
    Standing.WAIVED: "left out, which another component makes up for",
    Standing.UNLICENSED: "included, recorded as without a license",
    Standing.NOT_OPEN: "included, under a license no open definition accepts",
    Standing.LICENSE_UNKNOWN: "included, no license of known openness recorded",
    Standing.MISSING: "recorded as not released",
    Standing.NOT_RECORDED: "not recorded",
}
"""How a component stands, in words."""
_PARAMETERS: Final = ("final-parameters", "intermediate-parameters")


def draft(reading: Reading) -> Report:
    """Fill the template for a model; for a dataset, with what it asks of each dataset."""
    if reading.thing.kind in DATA_KINDS:
        datasets = [dataset_information(reading.case, reading.subject, is_part=False)]
        datasets += [
            dataset_information(reading.case, part, is_part=True)
            for part in parts_of(reading.statements, (reading.subject,))
        ]
        return reading.report("osaid", TITLE, FOLLOWS, _by_type(reading, datasets))
    information = data_information(reading.case)
    found = [dataset for model in information.walk() for dataset in model.datasets]
    sections = [
        Section("whole", "All data", tuple(_whole(reading, information))),
        *_by_type(reading, found),
        *_legs(reading),
    ]
    return reading.report("osaid", TITLE, FOLLOWS, sections)


def _whole(reading: Reading, information: DataInformation) -> Iterator[Field]:
    """The items that are about the data as a whole, of the model and of those beneath it."""
    for model in information.walk():
        title = reading.statements.title(model.model)
        ask = f"Ask the maker of {title} which data it was trained on"
        listed = {dataset.dataset: dataset for dataset in model.datasets}
        is_hidden = model.disclosure == "undisclosed" or bool(model.undisclosed)
        for item in model.items:
            field = _field(reading, item, model.model)
            if item.id.endswith("-listing"):
                field = _listing(reading, model, item, field, listed)
            is_lacking = field.id == "data-description" or not field.values
            if is_hidden and is_lacking and field.id != "information-terms":
                field = _hidden(field, ask, model.records)
            yield field
        for source in model.undisclosed:
            label = "Data of which the maker says nothing"
            yield reading.field(
                "undisclosed",
                label,
                (),
                ask,
                about=source,
                empty=Fill.NOT_DISCLOSED,
                because=reading.statements.records_on(source),
            )


def _listing(
    reading: Reading,
    model: DataInformation,
    item: Item,
    field: Field,
    listed: Mapping[str, DatasetInformation],
) -> Field:
    """A listing with each dataset on its own records.

    That there is nothing to list is known only where the maker is recorded as naming all data.
    """
    if item.truth is not Truth.NOT_APPLICABLE:
        values = tuple(reading.value(each, listed[each].records) for each in item.values)
        return replace(field, values=values)
    return field if model.disclosure == "full" else replace(field, fill=Fill.NOT_RECORDED)


def _hidden(field: Field, ask: str, records: Iterable[str]) -> Field:
    """A field that the maker would have to fill."""
    return replace(
        field, fill=Fill.NOT_DISCLOSED, values=(), asks=ask, because=tuple(sorted(records))
    )


def _by_type(reading: Reading, found: Iterable[DatasetInformation]) -> Iterator[Section]:
    """A section for each type of data; a dataset stands under every type recorded for it."""
    datasets: dict[str, DatasetInformation] = {}
    for each in found:
        datasets.setdefault(each.dataset, each)
    for type_id, title in _TYPES.items():
        fields = [
            _field(reading, item, dataset.dataset)
            for dataset in datasets.values()
            if type_id in (dataset.data_types or ("unknown",))
            for item in dataset.items
        ]
        yield Section(type_id, title, tuple(fields))


def _field(reading: Reading, item: Item, about: str) -> Field:
    """One item as a field: a record that says “not there” fills it with these words.

    A listing has a value wherever it lists something; its note says for how much it lacks a place.
    """
    stated = item.truth in (Truth.TRUE, Truth.FALSE) or item.id.endswith("-listing")
    values = tuple(_value(reading, value, item.records) for value in item.values if stated)
    if item.id == "characteristics":
        values = reading.sizes(about) or values
    if not values and item.truth in (Truth.TRUE, Truth.FALSE) and item.records:
        values = (Value(item.note, None, item.records),)
    if item.id == "provenance" and item.truth is Truth.FALSE:
        field = reading.field(item.id, item.label, (), "", about=about, note=item.note)
        title = reading.statements.title(about)
        return _hidden(field, f"Ask the maker of {title} what it was made from", item.records)
    not_applicable = item.truth is Truth.NOT_APPLICABLE
    shown = {Fill.NOT_RECORDED.words, *(value.text for value in values)}
    return reading.field(
        item.id,
        item.label,
        () if not_applicable else values,
        f"Record: {item.label[:1].lower()}{item.label[1:]}",
        about=about,
        note="" if item.note in shown else item.note,
        empty=Fill.NOT_APPLICABLE if not_applicable else Fill.NOT_RECORDED,
    )


def _value(reading: Reading, value: str, records: Iterable[str]) -> Value:
    """A value of an item; ids of activities are given as their labels."""
    code = f"{NS}activity-kind/{value}"
    return reading.value(code if code in labels() else value, records)


def _legs(reading: Reading) -> Iterator[Section]:
    """Code and parameters, as recorded components only."""
    components = {each.id: each for each in mof_class(reading.case).components}
    for leg, title, wanted in (
        ("code", "Code, as recorded components", _CODE),
        ("parameters", "Parameters, as recorded components", _PARAMETERS),
    ):
        asks = f"Record the components for {leg} with their licenses (hw:hasComponent)"
        fields = [
            component_field(reading, components[each], asks, required=False)
            for each in wanted
            if each in components
        ]
        yield Section(leg, title, tuple(fields), "Shown beside the data information; not judged.")


def component_field(reading: Reading, component: Component, asks: str, *, required: bool) -> Field:
    """How one component of a release stands, with licenses and links as recorded."""
    values: tuple[Value, ...] = ()
    if component.standing is not Standing.NOT_RECORDED:
        values = (
            Value(STANDINGS[component.standing], None, component.records),
            *(reading.value(each, component.records) for each in component.licenses),
            *(reading.value(each, component.records) for each in component.links),
        )
    return reading.field(component.id, component.label, values, asks, required=required)
