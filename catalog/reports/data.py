"""What is recorded of one dataset, read for the templates that describe datasets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from catalog.governance.statements import Said, code_of
from catalog.governance.steps import steps_into
from catalog.reports.reading import Reading
from catalog.reports.report import Value
from catalog.terms import NS, compact
from catalog.vocabulary import labels

_RAI: Final = "http://mlcommons.org/croissant/RAI/"
COLLECTING: Final = frozenset(
    {
        "crawl", "scrape", "digitize", "record-volunteers", "purchase", "license-in",
        "sensor-collect",
    }
)  # fmt: skip
CRAWLING: Final = frozenset({"crawl", "scrape"})
LICENSING: Final = frozenset({"license-in", "purchase"})
ANNOTATING: Final = frozenset({"annotate", "classify", "tag"})
PREPARING: Final = frozenset({"filter", "deduplicate", "sample", "merge", "translate"})
PROTECTING: Final = frozenset({"anonymize", "pseudonymize", "redact"})
REMOVING: Final = frozenset({"remove-on-request", "redact"})


def rai(name: str) -> str:
    """What statements call a property of the Croissant RAI vocabulary."""
    return compact(_RAI + name)


@dataclass(frozen=True, slots=True)
class Activity:
    """Something done to make a thing: by an activity, or on the way from a source.

    `node` carries further statements where a record has any.
    """

    thing: str
    kind: str
    record: str
    node: str | None = None
    source: str | None = None


def activities(reading: Reading, thing: str) -> list[Activity]:
    """All that was done to make a thing, once for every kind, record and source."""
    said = reading.statements
    found = [
        Activity(thing, kind, node.record, node.value)
        for node in said.said(thing, "prov:wasGeneratedBy")
        for kind in sorted(said.codes(node.value, "hw:activityKind"))
    ]
    for step in steps_into(said, thing):
        if step.node and step.property != "prov:wasGeneratedBy":
            found += [
                Activity(thing, kind, step.record, step.node, step.source)
                for kind in sorted(said.codes(step.node, "hw:activityKind"))
            ]
    return found


def activity_values(
    reading: Reading, found: Iterable[Activity], *, named: bool = False
) -> list[Value]:
    """Activities in words: what was done, from which sources, as described.

    :param named: whether to say which thing was made.
    """
    sources: dict[tuple[str, str], list[str]] = {}
    records: dict[tuple[str, str], set[str]] = {}
    for each in found:
        text = kind_label(each.kind)
        if named:
            text += f", to make {reading.statements.title(each.thing)}"
        key = (text, _described(reading, each))
        sources.setdefault(key, [])
        if each.source:
            sources[key].append(reading.statements.title(each.source))
        records.setdefault(key, set()).add(each.record)
    return [
        Value(
            text
            + (f", from {', '.join(sources[text, words])}" if sources[text, words] else "")
            + words,
            None,
            tuple(sorted(records[text, words])),
        )
        for text, words in sources
    ]


def _described(reading: Reading, activity: Activity) -> str:
    said = reading.statements
    names = ("dct:description", "hw:method", "rdfs:comment") if activity.node else ()
    found = [words for name in names for words in said.values(activity.node or "", name)]
    return f": {' '.join(found)}" if found else ""


def kind_label(kind: str) -> str:
    """The label of an activity kind."""
    return labels().get(f"{NS}activity-kind/{kind}", kind)


def nearest(reading: Reading, dataset: str, *names: str) -> tuple[Value, ...]:
    """The values of properties of a dataset or, where it has none, of what it is a version of."""
    return next(
        (
            values
            for thing in with_hubs(reading, dataset)
            if (values := reading.values(thing, *names))
        ),
        (),
    )


def with_hubs(reading: Reading, dataset: str) -> list[str]:
    """A dataset and what it is a version of; nearest first."""
    things = [dataset]
    for thing in things:
        hubs = reading.statements.values(thing, "dcat:isVersionOf")
        things += [hub for hub in hubs if hub not in things]
    return things


def agents(reading: Reading, thing: str, *roles: str) -> tuple[Value, ...]:
    """The agents with some roles, as a qualified attribution or its shortcut says."""
    said = reading.statements
    names = {"maker": ("dct:creator",), "steward": ("dct:publisher",)}
    found: list[Said] = []
    for role in roles:
        for node in said.said(thing, "prov:qualifiedAttribution"):
            if role in said.codes(node.value, "dcat:hadRole"):
                for agent in said.values(node.value, "prov:agent"):
                    found.append(Said(agent, node.record))
        for name in names.get(role, ()):
            found += said.said(thing, name)
    return reading.valued(found)


def licenses(reading: Reading, thing: str) -> list[Value]:
    """The licenses recorded on a thing that held on the day, each with what it covers."""
    values: dict[tuple[str, str], list[str]] = {}
    for claim in reading.case.claims(thing):
        words = sorted(labels().get(f"{NS}license-scope/{s}", s).lower() for s in claim.scopes)
        if claim.is_per_item:
            words.append("differs from item to item")
        title = reading.case.title(claim.license) if claim.license else (claim.note or "a license")
        text = f"{title} ({', '.join(words)})" if words else title
        if claim.confidence in ("M", "contested"):
            text += ", contested" if claim.confidence == "contested" else ", ambiguous"
        values.setdefault((text, claim.license or ""), []).append(claim.record)
    found = [
        Value(text, iri or None, tuple(sorted(set(records))))
        for (text, iri), records in values.items()
    ]
    found += reading.values(thing, "hw:licenseNote")
    return found


def addresses(reading: Reading, dataset: str) -> tuple[Value, ...]:
    """Where a dataset can be had or read about."""
    said = reading.statements
    found = [
        address
        for thing in with_hubs(reading, dataset)
        for node in said.said(thing, "dcat:distribution")
        for name in ("dcat:downloadURL", "dcat:accessURL")
        for address in said.said(node.value, name)
    ]
    return reading.valued(found) or nearest(reading, dataset, "dcat:landingPage")


def personal_data(reading: Reading, dataset: str) -> tuple[Value, ...]:
    """What is recorded of people in a dataset; “not known” is a value."""
    said = reading.statements
    return reading.valued(
        status
        for node in said.said(dataset, "hw:personalData")
        for status in said.said(node.value, "hw:personalDataStatus")
    )


def personal_codes(reading: Reading, dataset: str) -> frozenset[str]:
    """The ids of what is recorded of people in a dataset."""
    return frozenset(code_of(value.iri or value.text) for value in personal_data(reading, dataset))


def of_nodes(reading: Reading, found: Iterable[Activity], *names: str) -> tuple[Value, ...]:
    """What activities say by some properties."""
    return reading.valued(
        said
        for each in found
        if each.node
        for name in names
        for said in reading.statements.said(each.node, name)
    )
