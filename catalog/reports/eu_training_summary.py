"""Summary of training content, AI Act Article 53(1)(d), in the template's order (reports.md 6.2).

The template's own text was not read; its fields are known from published summaries and guides,
so thresholds are given as reported and never applied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from catalog.reports import data
from catalog.reports.eu_data_sources import sections as source_sections
from catalog.reports.eu_general import sections as general_sections
from catalog.reports.reading import Reading
from catalog.reports.report import Field, Report, Section, Value
from catalog.reports.training import Training

TITLE: Final = "Summary of training content in the order of the EU template"
FOLLOWS: Final = (
    "Template of 24 July 2025 for AI Act Article 53(1)(d); fields as published summaries and "
    "guides give them. The template's own text was not read: thresholds are unverified."
)


def draft(reading: Reading) -> Report:
    """Fill the template for a model."""
    training = Training(reading)
    sections = [
        *general_sections(training),
        *source_sections(training),
        Section("3", "3 Data processing", tuple(_processing(training))),
    ]
    return reading.report("eu-training-summary", TITLE, FOLLOWS, sections)


def _processing(training: Training) -> Iterator[Field]:
    reading = training.reading
    own = data.activities(reading, reading.subject)
    yield reading.field(
        "3.1.signatory",
        "3.1 Signatory of the Code of Practice for general-purpose AI, copyright chapter",
        (),
        "Record whether the provider signed the Code of Practice",
    )
    yield training.field(
        "3.1.measures",
        "3.1 Preference signals followed, by the provider or upstream",
        _honored(training, [*own, *training.done]),
        "Record which signals were followed, with cut-off (hw:honoredSignals)",
    )
    yield reading.field(
        "3.1.policy",
        "3.1 Link to the copyright policy of Article 53(1)(c)",
        (),
        "Link the provider's copyright policy",
    )
    yield training.field(
        "3.2",
        "3.2 Removal of content that the law forbids",
        (),
        "Record what was removed from the data, and for what reason",
        note="For what reason something was removed is not recorded; removals are under 3.3.",
    )
    removed = [each for each in training.done if each.kind in data.REMOVING]
    yield reading.field(
        "3.3",
        "3.3 Other information on the processing",
        [
            *data.activity_values(reading, own),
            *data.activity_values(reading, removed, named=True),
            *reading.values(reading.subject, "rdfs:comment"),
        ],
        "Describe the processing of the data",
        required=False,
    )


def _honored(training: Training, done: list[data.Activity]) -> Iterator[Value]:
    """Each mechanism followed, with its cut-off, and what was made with it."""
    said = training.reading.statements
    seen: set[tuple[str, str]] = set()
    for each in done:
        for signal in said.said(each.node, "hw:honoredSignals") if each.node else ():
            if (each.thing, signal.value) in seen:
                continue
            seen.add((each.thing, signal.value))
            mechanism = said.value(signal.value, "hw:usesMechanism") or signal.value
            text = f"{said.title(mechanism)}, followed in making {said.title(each.thing)}"
            cut_off = said.value(signal.value, "hw:cutOff")
            text += f"; signals up to {cut_off}" if cut_off else ""
            if said.value(signal.value, "hw:retroactive") == "true":
                text += ", applied to what was collected before"
            yield Value(text, mechanism, (signal.record,))
