"""Part 2 of the EU summary: where the training data came from, source by source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from catalog.governance.steps import Step, steps_into
from catalog.reports import data
from catalog.reports.report import Field, Section, Value
from catalog.reports.training import Training

_LARGE: Final = (
    "Guides report that datasets above a share of 3 % are named one by one; that threshold is "
    "unverified, so every dataset recorded is named."
)
_DOMAINS: Final = (
    "Guides report the top 10 % of domains, for small firms the top 5 % or 1,000; these "
    "thresholds are unverified and not applied."
)
_UPSTREAM: Final = (
    "Crawls recorded for the data, by whomever; the provider may have run none itself."
)


def sections(training: Training) -> Iterator[Section]:
    """Sections 2.1 to 2.6."""
    yield Section("2.1", "2.1 Publicly available datasets", tuple(_public(training)))
    yield Section("2.2", "2.2 Data from others under agreement", tuple(_private(training)))
    yield Section("2.3", "2.3 Crawled and scraped data", tuple(_crawled(training)))
    yield Section("2.4", "2.4 User data", tuple(_user(training)))
    yield Section("2.5", "2.5 Synthetic data", tuple(_synthetic(training)))
    yield Section("2.6", "2.6 Other sources", tuple(_other(training)))


def _public(training: Training) -> Iterator[Field]:
    public = training.of_types("open", "public")
    asks = "Record the training datasets with their data type (it6:trainedOn, hw:dataType)"
    values = training.named(public)
    yield training.field(
        "2.1.used", "Publicly available datasets used", _yes(values), asks, known="hw:dataType"
    )
    yield training.field(
        "2.1.modalities",
        "Their modalities",
        _modalities(training, public),
        asks,
        known="hw:dataType",
    )
    yield training.field(
        "2.1.list", "List of large datasets", values, asks, note=_LARGE, known="hw:dataType"
    )
    yield training.field(
        "2.1.others",
        "General description of the others",
        (),
        "Describe public datasets that are not named one by one",
        known="hw:dataType",
        required=False,
    )


def _private(training: Training) -> Iterator[Field]:
    licensed = [each for each in training.done if each.kind in data.LICENSING]
    values = data.activity_values(training.reading, licensed, named=True)
    asks = "Record what was licensed from rightsholders (hw:activityKind license-in)"
    yield training.field(
        "2.2.1.licensed", "2.2.1 Licensed commercially from rightsholders", values, asks
    )
    yield training.field(
        "2.2.1.modalities",
        "2.2.1 Their modalities",
        _modalities(training, [each.thing for each in licensed]),
        asks,
    )
    private = training.of_types("obtainable", "unshareable")
    yield training.field(
        "2.2.2.list",
        "2.2.2 Private datasets of other third parties, as far as publicly known",
        training.named(private),
        "Record datasets obtained from third parties (hw:dataType obtainable or unshareable)",
        note="Data that is not public; from whom the provider has it is not recorded."
        if private
        else "",
        known="hw:dataType",
    )
    yield training.field(
        "2.2.2.others",
        "2.2.2 General description of the others",
        (),
        "Describe private datasets that are not publicly known",
        known="hw:dataType",
        required=False,
    )


def _crawled(training: Training) -> Iterator[Field]:
    reading = training.reading
    crawls = [each for each in training.done if each.kind in data.CRAWLING]
    values = data.activity_values(reading, crawls, named=True)
    asks = "Record the crawls with agent, dates and signals (prov:wasGeneratedBy, crawl)"
    note = _UPSTREAM if crawls else ""
    yield training.field("2.3.used", "Crawlers used", values, asks, note=note)
    yield training.field(
        "2.3.names",
        "Names or identifiers of the crawlers",
        data.of_nodes(reading, crawls, "prov:wasAssociatedWith", "hw:addressedAgent"),
        asks,
    )
    yield training.field(
        "2.3.behavior",
        "Purpose and behavior of the crawlers",
        data.of_nodes(reading, crawls, "dct:description"),
        asks,
    )
    yield training.field(
        "2.3.period",
        "Period of collection",
        data.of_nodes(reading, crawls, "prov:startedAtTime", "prov:endedAtTime"),
        asks,
    )
    sources = [
        step for each in dict.fromkeys(a.thing for a in crawls) for step in _raw(training, each)
    ]
    yield training.field(
        "2.3.content",
        "Content and sources crawled",
        reading.valued_steps(sources),
        "Record what was crawled (prov:wasDerivedFrom a source)",
    )
    yield training.field(
        "2.3.modalities",
        "Modalities crawled",
        _modalities(training, [each.thing for each in crawls]),
        asks,
    )
    yield training.field(
        "2.3.domains",
        "Most relevant domain names",
        (),
        "Publish a table of domains with the crawl",
        note=_DOMAINS,
    )


def _user(training: Training) -> Iterator[Field]:
    for name, label in (
        ("interactions", "User data from interactions with the model"),
        ("services", "User data from other services of the provider"),
    ):
        yield training.field(
            f"2.4.{name}", label, (), "Record whether data of users was used, and from where"
        )


def _synthetic(training: Training) -> Iterator[Field]:
    made = [
        step
        for dataset in training.upstream
        for step in steps_into(training.reading.statements, dataset)
        if step.kind == "generate"
    ]
    datasets = list(dict.fromkeys(step.made for step in made))
    asks = "Record data that a model wrote, with the model (prov:wasGeneratedBy, prov:used)"
    yield training.field("2.5.used", "Synthetic data used", training.named(datasets), asks)
    yield training.field("2.5.modalities", "Its modalities", _modalities(training, datasets), asks)
    yield training.field(
        "2.5.models", "Models that generated it", training.reading.valued_steps(made), asks
    )


def _other(training: Training) -> Iterator[Field]:
    typed = training.of_types("open", "public", "obtainable", "unshareable")
    rest = [dataset for dataset in training.datasets if dataset not in typed]
    yield training.field(
        "2.6",
        "Other data, or data of which the type is not recorded",
        [*training.named(rest), *training.reading.valued_steps(training.unresolved)],
        "Record further sources of training data",
        known="hw:dataType",
        required=False,
    )


def _yes(values: list[Value]) -> list[Value]:
    """“yes” with the records of all datasets found; never “no”."""
    records = {record for value in values for record in value.records}
    return [Value("yes", None, tuple(sorted(records)))] if values else []


def _modalities(training: Training, things: list[str]) -> tuple[Value, ...]:
    said = training.reading.statements
    return training.reading.valued(
        each for thing in dict.fromkeys(things) for each in said.said(thing, "hw:modality")
    )


def _raw(training: Training, dataset: str) -> list[Step]:
    """The steps from sources that are no dataset."""
    steps = steps_into(training.reading.statements, dataset)
    return [step for step in steps if "/id/source/" in step.source]
