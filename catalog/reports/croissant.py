"""Croissant 1.1 with the RAI vocabulary 1.0: its dataset-level fields (reports.md 6.5).

Names of RAI properties are those of the published Turtle. Files and record sets are not in this
catalogue, so they are left out of the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from catalog.governance.steps import steps_into
from catalog.reports import data
from catalog.reports.croissant_document import document
from catalog.reports.reading import Reading
from catalog.reports.report import Field, Report, Section, Value

TITLE: Final = "Croissant metadata with responsible-AI fields"
FOLLOWS: Final = (
    "Croissant 1.1 and Croissant RAI 1.0, dataset level. Kinds of edges, confidence and values "
    "on which sources differ have no place in schema.org: the document leaves them out."
)
_COLLECTION_TYPES: Final = {
    "crawl": "Web Scraping",
    "scrape": "Web Scraping",
    "digitize": "Physical data collection",
    "record-volunteers": "User-generated content data",
    "sensor-collect": "Direct measurement",
    "purchase": "Others",
    "license-in": "Others",
}


@dataclass(frozen=True, slots=True)
class _Rai:
    """A RAI property: its name in the vocabulary, a label, what would fill it."""

    name: str
    label: str
    asks: str


_RAI: Final = (
    _Rai("dataCollection", "How the data was collected", "Describe the collecting activity"),
    _Rai("dataCollectionType", "Type of collection", "Give the kind of the collecting activity"),
    _Rai("dataCollectionMissingData", "Missing data", ""),
    _Rai("dataCollectionRawData", "Raw data", "Say what the data was taken from"),
    _Rai(
        "dataCollectionTimeframe",
        "Time of collection",
        "Give start and end of the collecting (prov:startedAtTime, prov:endedAtTime)",
    ),
    _Rai("dataPreprocessingProtocol", "Preprocessing", "Record filtering and deduplication"),
    _Rai("dataImputationProtocol", "Imputation", ""),
    _Rai("dataManipulationProtocol", "Manipulation", "Record how the data was changed"),
    _Rai("dataReleaseMaintenancePlan", "Release and maintenance", ""),
    _Rai(
        "personalSensitiveInformation",
        "Personal and sensitive information",
        "Say whether it contains personal data (hw:personalData)",
    ),
    _Rai("dataAnnotationProtocol", "Annotation protocol", "Describe the annotating activity"),
    _Rai("dataAnnotationPlatform", "Annotation platform", ""),
    _Rai("dataAnnotationAnalysis", "Analysis of annotations", ""),
    _Rai("annotationsPerItem", "Annotations per item", ""),
    _Rai("annotatorDemographics", "Demographics of annotators", ""),
    _Rai("machineAnnotationTools", "Machine annotation tools", "Record the model that annotated"),
    _Rai("dataSocialImpact", "Social impact", ""),
    _Rai("dataBiases", "Biases", "Describe known biases (rai:dataBiases)"),
    _Rai("dataLimitations", "Limitations", "Describe known limits (rai:dataLimitations)"),
    _Rai("dataUseCases", "Use cases", "Say what it is meant for (rai:dataUseCases)"),
)


def draft(reading: Reading) -> Report:
    """Fill the template for a dataset."""
    sections = (
        Section("croissant", "Croissant", tuple(_croissant(reading))),
        Section("rai", "Responsible AI", tuple(_rai_fields(reading))),
        Section("prov", "Provenance and conditions", tuple(_provenance(reading))),
    )
    report = reading.report("croissant", TITLE, FOLLOWS, sections)
    return reading.report("croissant", TITLE, FOLLOWS, sections, document=document(reading, report))


def _croissant(reading: Reading) -> Iterator[Field]:
    """The properties of sc:Dataset, those the specification requires first."""
    subject = reading.subject
    creators = data.agents(reading, subject, "maker") or data.agents(reading, subject, "steward")
    filled: tuple[tuple[str, str, Iterable[Value], str, bool], ...] = (
        ("name", "Name", reading.values(subject, "dct:title"), "Give the title", True),
        (
            "description", "Description", data.nearest(reading, subject, "dct:description"),
            "Describe the dataset (dct:description)", True,
        ),
        (
            "license", "License", data.licenses(reading, subject),
            "Record the license (hw:hasLicenseAssertion)", True,
        ),
        (
            "url", "Address", data.nearest(reading, subject, "dcat:landingPage"),
            "Give a landing page (dcat:landingPage)", True,
        ),
        ("creator", "Creator", creators, "Say who made it (role maker)", True),
        (
            "datePublished", "Date of publication", reading.values(subject, "dct:issued"),
            "Give the date of issue (dct:issued)", True,
        ),
        ("version", "Version", reading.values(subject, "dcat:version"), "Give a version", False),
        (
            "inLanguage", "Languages", data.nearest(reading, subject, "dct:language"),
            "Give the languages (dct:language)", False,
        ),
        (
            "publisher", "Publisher", data.nearest(reading, subject, "dct:publisher"),
            "Say who publishes it (dct:publisher)", False,
        ),
        (
            "keywords", "Keywords", data.nearest(reading, subject, "dcat:keyword", "hw:modality"),
            "Give modality or keywords", False,
        ),
        (
            "citeAs", "Citation", data.nearest(reading, subject, "dct:bibliographicCitation"),
            "Give a citation (dct:bibliographicCitation)", False,
        ),
    )  # fmt: skip
    for name, label, values, asks, required in filled:
        yield reading.field(name, label, values, asks, required=required)


def _rai_fields(reading: Reading) -> Iterator[Field]:
    """The twenty RAI properties: as stated, else as read from activities and profiles."""
    derived = dict(_derived(reading))
    for each in _RAI:
        stated = data.nearest(reading, reading.subject, data.rai(each.name))
        yield reading.field(
            f"rai:{each.name}",
            each.label,
            stated or derived.get(each.name, ()),
            each.asks or f"State rai:{each.name}",
            required=False,
        )


def _derived(reading: Reading) -> Iterator[tuple[str, Iterable[Value]]]:
    """What activities and profiles say, by the RAI property it belongs to."""
    done = data.activities(reading, reading.subject)
    collected = [each for each in done if each.kind in data.COLLECTING]
    yield "dataCollection", data.activity_values(reading, collected)
    types: dict[str, set[str]] = {}
    for each in collected:
        types.setdefault(_COLLECTION_TYPES.get(each.kind, "Others"), set()).add(each.record)
    yield "dataCollectionType", [Value(t, None, tuple(sorted(r))) for t, r in types.items()]
    sources = [
        step
        for step in steps_into(reading.statements, reading.subject)
        if step.property not in ("dcat:isVersionOf", "dcat:previousVersion")
    ]
    yield "dataCollectionRawData", reading.valued_steps(sources)
    period = ("prov:startedAtTime", "prov:endedAtTime")
    yield "dataCollectionTimeframe", data.of_nodes(reading, collected, *period)
    for name, kinds in (
        ("dataPreprocessingProtocol", data.PREPARING),
        ("dataManipulationProtocol", data.PROTECTING | data.REMOVING),
        ("dataAnnotationProtocol", data.ANNOTATING),
    ):
        yield name, data.activity_values(reading, [a for a in done if a.kind in kinds])
    models = [each for each in done if each.kind in data.ANNOTATING and each.node]
    tools = data.of_nodes(reading, models, "prov:used")
    yield "machineAnnotationTools", [t for t in tools if "/id/model" in (t.iri or "")]
    yield (
        "personalSensitiveInformation",
        [
            Value(f"personal data: {value.text.lower()}", None, value.records)
            for value in data.personal_data(reading, reading.subject)
        ],
    )


def _provenance(reading: Reading) -> Iterator[Field]:
    subject = reading.subject
    yield reading.field(
        "prov:wasDerivedFrom",
        "Made from",
        reading.valued_steps(steps_into(reading.statements, subject)),
        "Say what it was made from (prov:wasDerivedFrom)",
        required=False,
    )
    yield reading.field(
        "prov:wasGeneratedBy",
        "Made by",
        data.activity_values(reading, data.activities(reading, subject)),
        "Record the activities that made it (prov:wasGeneratedBy)",
        required=False,
    )
    yield reading.field(
        "prov:wasAttributedTo",
        "Attributed to",
        data.agents(reading, subject, "maker", "steward", "collector", "curator"),
        "Say who looks after it (role steward)",
        required=False,
    )
    yield reading.field(
        "usageInfo",
        "Conditions and expectations beside the license",
        reading.values(subject, "hw:hasProtocol", "hw:hasLabel", "odrl:hasPolicy"),
        "Link protocols and labels of communities (hw:hasProtocol, hw:hasLabel)",
        required=False,
    )
