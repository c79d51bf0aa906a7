"""Part 1 of the EU summary: provider, model, size and kind of the training data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from catalog.reports import data
from catalog.reports.report import Field, Fill, Section, Value
from catalog.reports.training import Training
from catalog.terms import NS
from catalog.vocabulary import labels

_MODALITIES: Final = ("text", "image", "audio", "video")
_RANGES: Final = (
    "Ranges for text, as reported: under 1 billion, 1 billion to 10 trillion, over 10 trillion "
    "tokens."
)


def sections(training: Training) -> Iterator[Section]:
    """The head and sections 1.1 to 1.3."""
    yield Section("head", "Version of the summary", tuple(_head(training)))
    yield Section("1.1", "1.1 Provider", tuple(_provider(training)))
    yield Section("1.2", "1.2 Model", tuple(_model(training)))
    yield Section("1.3", "1.3 Modalities, size and characteristics", tuple(_data(training)))


def _head(training: Training) -> Iterator[Field]:
    reading = training.reading
    note = "This is a draft; the provider numbers and dates what it publishes."
    for name, label in (("version", "Version of the summary"), ("updated", "Last update")):
        yield reading.field(name, label, (), "Record the summary the provider published", note=note)


def _provider(training: Training) -> Iterator[Field]:
    reading, subject = training.reading, training.reading.subject
    said = reading.statements
    providers = reading.values(subject, "it6:hasProvider") or data.agents(reading, subject, "maker")
    yield reading.field(
        "1.1.provider", "Provider", providers, "Say who made or provides the model (dct:creator)"
    )
    contacts = [
        value
        for provider in providers
        if provider.iri
        for value in reading.values(provider.iri, "dcat:contactPoint", "dcat:landingPage")
    ]
    yield reading.field(
        "1.1.contact", "Contact", contacts, "Give a contact or page of the provider"
    )
    named = {provider.iri for provider in providers}
    yield reading.field(
        "1.1.representative",
        "Authorized representative",
        [
            reading.value(agent, [stated.record])
            for agent in sorted(said.subjects())
            for stated in said.said(agent, "prov:actedOnBehalfOf")
            if stated.value in named
        ],
        "Record who acts for the provider in the Union (prov:actedOnBehalfOf)",
        note="Asked of providers outside the Union.",
        required=False,
    )


def _model(training: Training) -> Iterator[Field]:
    reading, subject = training.reading, training.reading.subject
    versions = reading.values(subject, "dcat:version")
    version = f", version {versions[0].text}" if len(versions) == 1 else ""
    names = [
        Value(name.text + version, None, tuple(sorted({*name.records, *versions[0].records})))
        if version
        else name
        for name in reading.values(subject, "dct:title")
    ]
    yield reading.field("1.2.names", "Names of the model with version", names, "Name the model")
    bases = [reading.value(step.source, [step.record]) for step in training.bases]
    yield reading.field(
        "1.2.dependencies",
        "Models it depends on",
        bases,
        "Record the model it was made from, or that there is none (it6:fineTunedFrom)",
    )
    market = reading.values(subject, "it6:placedOnMarketDate")
    issued = ", ".join(reading.statements.values(subject, "dct:issued"))
    yield reading.field(
        "1.2.market-date",
        "Date of placing on the Union market",
        market,
        "Record the date (it6:placedOnMarketDate)",
        note=f"Recorded as issued: {issued}." if issued and not market else "",
    )
    for step in training.bases:
        said = reading.statements.said(step.source, "hw:disclosure")
        hidden = reading.statements.codes(step.source, "hw:disclosure") == {"undisclosed"}
        values = [] if hidden else reading.valued(said)
        yield reading.field(
            "1.2.base-data",
            "Disclosure of the training data of a model it depends on",
            values,
            f"Ask the maker of {reading.statements.title(step.source)} which data it was trained on"
            if hidden
            else "Record how much its maker discloses (hw:disclosure)",
            about=step.source,
            empty=Fill.NOT_DISCLOSED if hidden else Fill.NOT_RECORDED,
            because=[each.record for each in said],
        )


def _data(training: Training) -> Iterator[Field]:
    for modality in _MODALITIES:
        yield from _modality(training, modality)
    yield from _modality(training, None)
    reading = training.reading
    collected = [each for each in training.done if each.kind in data.COLLECTING]
    ends = data.of_nodes(reading, collected, "prov:endedAtTime")
    latest = max((value.text for value in ends), default=None)
    yield training.field(
        "1.3.latest",
        "Latest date of acquisition or collection",
        [value for value in ends if value.text == latest],
        "Give the end of the collecting (prov:endedAtTime on the activity)",
    )
    yield training.field(
        "1.3.continuing",
        "Whether training goes on with new data",
        (),
        "Record whether the model is trained further after release",
    )
    languages = [
        value for dataset in training.datasets for value in reading.values(dataset, "dct:language")
    ]
    yield training.field(
        "1.3.languages",
        "Linguistic characteristics of the data",
        _merged(languages),
        "Give the languages of the training data (dct:language)",
    )
    names = (data.rai("dataBiases"), data.rai("dataLimitations"), "dct:spatial")
    others = [v for each in training.datasets for v in reading.values(each, *names)]
    yield training.field(
        "1.3.other",
        "Other characteristics of the data",
        _merged(others),
        "Describe biases and limits of the data (rai:dataBiases, rai:dataLimitations)",
        required=False,
    )


def _modality(training: Training, modality: str | None) -> Iterator[Field]:
    """Size and types of content of one modality; None stands for all that have no own range."""
    said = training.reading.statements
    name = modality or "other"
    label = labels().get(f"{NS}modality/{modality}", name) if modality else "Other modalities"
    having = [
        dataset
        for dataset in training.datasets
        if (codes := said.codes(dataset, "hw:modality"))
        and ({modality} & codes if modality else codes - {*_MODALITIES})
    ]
    sizes, note = _sizes(training, having, modality)
    yield training.field(
        f"1.3.size.{name}",
        f"{label}: size of the training data",
        sizes,
        "Give modality and size of the training data (hw:modality, hw:sizeValue, hw:sizeUnit)",
        note=note,
        known=None if having else "hw:modality",
    )
    yield training.field(
        f"1.3.content.{name}",
        f"{label}: types of content",
        [v for dataset in having for v in training.reading.values(dataset, "dct:description")],
        "Give modality and content of the training data (hw:modality, dct:description)",
        known=None if having else "hw:modality",
    )


def _sizes(training: Training, having: list[str], modality: str | None) -> tuple[list[Value], str]:
    """Sizes dataset by dataset; a range only where every dataset has its tokens recorded."""
    reading = training.reading
    values = [
        Value(f"{reading.statements.title(dataset)}: {size.text}", dataset, size.records)
        for dataset in having
        for size in reading.sizes(dataset)
    ]
    if not having:
        return [], ""
    sized = {value.iri for value in values}
    note = f"Size recorded for {len(sized)} of {len(having)} datasets."
    if modality == "text":
        note += f" {_RANGES} Ranges were not verified and none is chosen here."
    return values, note


def _merged(values: list[Value]) -> list[Value]:
    """Equal values as one, with all their records."""
    records: dict[tuple[str, str | None], set[str]] = {}
    for value in values:
        records.setdefault((value.text, value.iri), set()).update(value.records)
    return [Value(text, iri, tuple(sorted(found))) for (text, iri), found in records.items()]
