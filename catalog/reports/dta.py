"""Data Provenance Standards 1.0.0 of the Data & Trust Alliance (reports.md 6.4).

The standard counts 22 fields; its elements are more, as places and rights are told apart. Code
lists of the standard were not read: our own words are given, and the report says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from catalog.governance.steps import steps_into
from catalog.reports import data
from catalog.reports.reading import Reading
from catalog.reports.report import Field, Fill, Report, Section, Value

TITLE: Final = "Data provenance metadata in the order of the Data & Trust Alliance"
FOLLOWS: Final = (
    "Data Provenance Standards 1.0.0, all elements; codes are this catalogue's, the code lists of "
    "the standard were not read."
)
STANDARD: Final = "1.0.0"
_NO_PEOPLE: Final = "recorded as without personal data"


@dataclass(frozen=True, slots=True)
class _Element:
    """One element: its name in the standard's JSON, a label, whether it must be there."""

    name: str
    label: str
    required: bool
    asks: str


_SOURCE: Final = (
    _Element("version", "Version of the standard", True, ""),
    _Element("title", "Title of the dataset", True, "Give the title (dct:title)"),
    _Element("id", "Identifier of the metadata", True, "Register a record on the dataset"),
    _Element("location", "Where the metadata is", False, "Register a record on the dataset"),
    _Element("issuer", "Issuer", True, "Say who publishes the dataset (dct:publisher)"),
    _Element("description", "Description", True, "Describe the dataset (dct:description)"),
)
_PROVENANCE: Final = (
    _Element(
        "source", "Metadata of the sources", False,
        "Say which datasets it was made from (prov:wasDerivedFrom)",
    ),
    _Element(
        "origin", "Source, where it is not the issuer", False,
        "Say what the data was taken from (prov:wasDerivedFrom a source)",
    ),
    _Element(
        "origin-geography", "Where the data was collected", True,
        "Say where it was collected (dct:spatial, or prov:atLocation on the activity)",
    ),
    _Element("date", "Date of issue", True, "Give the date of issue (dct:issued)"),
    _Element(
        "previous-date", "Date of the version before", False,
        "Name the version before (dcat:previousVersion)",
    ),
    _Element(
        "generation-period", "When the data arose", False,
        "Give start and end of the collecting (prov:startedAtTime, prov:endedAtTime)",
    ),
    _Element(
        "generation-method", "Method", True,
        "Say how the data was made (hw:activityKind on an activity or a derivation)",
    ),
    _Element(
        "format", "Format", False, "Give the media type of a distribution (dcat:mediaType)"
    ),
    _Element(
        "sub-provenance", "Provenance of the parts", False,
        "Say what its sources were made from (prov:wasDerivedFrom on them)",
    ),
)  # fmt: skip
_USE: Final = (
    _Element(
        "classification", "Confidentiality", False,
        "Say whether it contains personal data (hw:personalData)",
    ),
    _Element(
        "consents", "Where consent is documented", False,
        "Link the document of consent (dpv:hasConsentStatus)",
    ),
    _Element(
        "privacy-enhancing", "Techniques that protect people", False,
        "Link the evidence of anonymization (hw:anonymizationEvidence)",
    ),
    _Element("processing-included", "Where it may be processed", False, ""),
    _Element("processing-excluded", "Where it may not be processed", False, ""),
    _Element("storage-allowed", "Where it may be stored", False, ""),
    _Element("storage-forbidden", "Where it may not be stored", False, ""),
    _Element("license", "License", False, "Record the license (hw:hasLicenseAssertion)"),
    _Element(
        "intended-purpose", "Intended use", True, "Say what it is meant for (rai:dataUseCases)"
    ),
    _Element("copyright", "Copyright", False, "Name who holds rights (dct:rightsHolder)"),
    _Element("patent", "Patents", False, ""),
    _Element("trademark", "Trademarks", False, ""),
)  # fmt: skip


def draft(reading: Reading) -> Report:
    """Fill the template for a dataset."""
    values = dict(_values(reading))
    sections = [
        Section(name, title, tuple(_field(reading, name, each, values) for each in elements))
        for name, title, elements in (
            ("source", "Source", _SOURCE),
            ("provenance", "Provenance", _PROVENANCE),
            ("use", "Use", _USE),
        )
    ]
    return reading.report("dta", TITLE, FOLLOWS, sections, document=_document(reading, values))


def _field(
    reading: Reading, group: str, element: _Element, values: dict[str, list[Value]]
) -> Field:
    people = element.name in ("consents", "privacy-enhancing")
    none = people and data.personal_codes(reading, reading.subject) == {"claimed-none"}
    found = values.get(f"{group}/{element.name}", [])
    return reading.field(
        element.name,
        element.label,
        found,
        element.asks or f"Record: {element.label[:1].lower()}{element.label[1:]}",
        required=element.required,
        note=_NO_PEOPLE if none and not found else "",
        empty=Fill.NOT_APPLICABLE if none else Fill.NOT_RECORDED,
        because=reading.statements.records_on(reading.subject) if none else (),
    )


def _values(reading: Reading) -> Iterator[tuple[str, list[Value]]]:
    """What fills each element."""
    subject, said = reading.subject, reading.statements
    records = said.records_on(subject)
    yield "source/version", [Value(STANDARD)]
    yield "source/title", list(reading.values(subject, "dct:title"))
    yield "source/id", [Value(record, record, (record,)) for record in records]
    yield "source/location", [Value(subject, subject, tuple(records))]
    publishers = data.nearest(reading, subject, "dct:publisher")
    yield "source/issuer", list(publishers or data.agents(reading, subject, "steward"))
    yield "source/description", list(data.nearest(reading, subject, "dct:description"))
    yield from _provenance(reading)
    yield from _use(reading)


def _provenance(reading: Reading) -> Iterator[tuple[str, list[Value]]]:
    subject, said = reading.subject, reading.statements
    steps = steps_into(said, subject)
    done = data.activities(reading, subject)
    raw = [step for step in steps if "/id/source/" in step.source]
    made = [step for step in steps if step not in raw]
    yield "provenance/source", [reading.value(s.source, [s.record]) for s in made]
    yield "provenance/origin", [reading.value(s.source, [s.record]) for s in raw]
    places = data.nearest(reading, subject, "dct:spatial")
    places += data.of_nodes(reading, done, "prov:atLocation")
    yield "provenance/origin-geography", list(places)
    yield "provenance/date", list(reading.values(subject, "dct:issued"))
    yield (
        "provenance/previous-date",
        [
            value
            for previous in said.values(subject, "dcat:previousVersion")
            for value in reading.values(previous, "dct:issued")
        ],
    )
    period = data.nearest(reading, subject, "dct:temporal")
    period += data.of_nodes(reading, done, "prov:startedAtTime", "prov:endedAtTime")
    yield "provenance/generation-period", list(period)
    yield "provenance/generation-method", data.activity_values(reading, done)
    nodes = [node.value for node in said.said(subject, "dcat:distribution")]
    yield (
        "provenance/format",
        [value for node in nodes for value in reading.values(node, "dcat:mediaType")],
    )
    below = [s for step in made for s in steps_into(said, step.source)]
    yield (
        "provenance/sub-provenance",
        [
            Value(f"{said.title(s.made)} was made from {said.title(s.source)}", None, (s.record,))
            for s in below
        ],
    )


def _use(reading: Reading) -> Iterator[tuple[str, list[Value]]]:
    subject, said = reading.subject, reading.statements
    done = data.activities(reading, subject)
    profiles = [node.value for node in said.said(subject, "hw:personalData")]
    grounds = ("dpv:hasConsentStatus", "dpv:hasLegalBasis")
    yield (
        "use/classification",
        [
            Value(f"personal data: {value.text.lower()}", None, value.records)
            for value in data.personal_data(reading, subject)
        ],
    )
    yield "use/consents", [v for node in profiles for v in reading.values(node, *grounds)]
    protected = [each for each in done if each.kind in data.PROTECTING]
    evidence = [v for node in profiles for v in reading.values(node, "hw:anonymizationEvidence")]
    yield "use/privacy-enhancing", [*data.activity_values(reading, protected), *evidence]
    yield "use/license", data.licenses(reading, subject)
    yield "use/intended-purpose", list(data.nearest(reading, subject, data.rai("dataUseCases")))
    yield "use/copyright", list(data.nearest(reading, subject, "dct:rightsHolder"))


def _document(reading: Reading, values: dict[str, list[Value]]) -> dict[str, Any]:
    """The three groups as JSON; elements that nothing fills are left out."""

    def texts(path: str) -> list[str]:
        return [value.text for value in values.get(path, [])]

    def links(path: str) -> list[str]:
        return [value.iri or value.text for value in values.get(path, [])]

    source = {name: " / ".join(texts(f"source/{name}")) for name in ("version", "title")}
    source["id"] = (links("source/id") or [reading.subject])[0]
    source["location"] = reading.subject
    source["description"] = " ".join(texts("source/description"))
    provenance: dict[str, Any] = {
        "source": " ".join(links("provenance/source")),
        "origin": [{"name": name} for name in texts("provenance/origin")],
        "origin-geography": [{"country": name} for name in texts("provenance/origin-geography")],
        "date": " / ".join(texts("provenance/date")),
        "previous-date": " / ".join(texts("provenance/previous-date")),
        "generation-method": [
            {"code": kind, "system": "https://w3id.org/headwaters/ns/activity-kind"}
            for kind in sorted({a.kind for a in data.activities(reading, reading.subject)})
        ],
        "format": texts("provenance/format"),
    }
    use: dict[str, Any] = {
        "license": links("use/license"),
        "copyright": texts("use/copyright"),
        "intended-purpose": [
            {"code": "other", "description": text} for text in texts("use/intended-purpose")
        ],
    }
    issuers = [{"name": name} for name in texts("source/issuer")]
    return {
        "source": {k: v for k, v in {**source, "issuer": issuers}.items() if v},
        "provenance": {k: v for k, v in provenance.items() if v},
        "use": {k: v for k, v in use.items() if v},
    }
