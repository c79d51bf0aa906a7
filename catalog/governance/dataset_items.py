"""What is recorded of one dataset, held against the items OSAID 1.0 asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from catalog.governance.case import Case
from catalog.governance.completeness import DatasetInformation, Item, Truth
from catalog.governance.memo import once
from catalog.governance.statements import Said, Statements, code_of
from catalog.governance.steps import Step, steps_into
from catalog.terms import THINGS

_ASKED: Final = {
    "provenance": ("provenance", "Where the data came from"),
    "scope": ("scope-and-characteristics", "What the data covers"),
    "characteristics": ("scope-and-characteristics", "Size and other characteristics"),
    "obtaining": ("obtaining-and-selection", "How the data was obtained"),
    "selection": ("obtaining-and-selection", "How the data was selected"),
    "labeling": ("labeling", "How the data was labeled"),
    "processing": ("processing-and-filtering", "How the data was processed and filtered"),
    "place": ("public-data-listing", "Where to obtain the data"),
    "fee": ("obtainable-data-listing", "Whether obtaining the data costs a fee"),
}
"""The items asked of each dataset: the element of OSAID 1.0 that asks, and a label."""

_OBTAINING: Final = frozenset(
    {
        "crawl", "scrape", "digitize", "record-volunteers", "purchase", "license-in",
        "sensor-collect", "synthesize",
    }
)  # fmt: skip
_SELECTING: Final = frozenset({"filter", "deduplicate", "sample", "merge"})
_LABELING: Final = frozenset({"annotate", "classify", "tag"})
_PROCESSING: Final = frozenset(
    {
        "filter", "deduplicate", "anonymize", "pseudonymize", "redact", "remove-on-request",
        "translate",
    }
)  # fmt: skip
_RAI: Final = "http://mlcommons.org/croissant/RAI/"
_ANNOTATED: Final = _RAI + "dataAnnotationProtocol"
_PREPARED: Final = _RAI + "dataPreprocessingProtocol"
_REACH: Final = ("dct:spatial", "dct:temporal", "dcat:theme")
_SIZES: Final = ("hw:sizeValue", "dcat:byteSize")
_SAME: Final = ("dcat:isVersionOf", "dcat:previousVersion")
UNDISCLOSED: Final = "hw:UndisclosedSource"
_DATASETS: Final = ("dcat:Dataset", "hw:DatasetVersion")


@once
def steps_of(said: Statements, made: str) -> tuple[Step, ...]:
    """The steps that end at a thing; read once."""
    return tuple(steps_into(said, made))


@once
def addresses(said: Statements, dataset: str) -> tuple[Said, ...]:
    """Where a dataset, or the one it is a version of, can be had as recorded."""
    return tuple(
        sorted(
            {
                Said(address.value, address.record)
                for thing in _with_hubs(said, dataset)
                for node in said.said(thing, "dcat:distribution")
                for name in ("dcat:accessURL", "dcat:downloadURL")
                for address in said.said(node.value, name)
            }
        )
    )


def dataset_information(case: Case, dataset: str, *, is_part: bool) -> DatasetInformation:
    """The items for one dataset. What is said of the dataset it is a version of counts too."""
    return _read(case.statements, dataset, is_part)


@once
def _read(said: Statements, dataset: str, is_part: bool) -> DatasetInformation:
    things = _with_hubs(said, dataset)
    types = next((t for thing in things if (t := said.codes(thing, "hw:dataType"))), frozenset())
    items = [] if is_part else _descriptive(said, dataset, things)
    items += _places(said, dataset, things, types)
    records = {record for thing in things for record in said.records_on(thing)}
    return DatasetInformation(
        dataset, said.title(dataset), tuple(sorted(types)), is_part, tuple(items),
        tuple(sorted(records)),
    )  # fmt: skip


def _descriptive(said: Statements, dataset: str, things: list[str]) -> list[Item]:
    """The seven descriptive items."""
    done = _activities(said, things)
    words = _first(said, things, "dct:description")
    reach = [*_first(said, things, "dct:language"), *_first(said, things, "hw:modality")]
    reach += [x for name in _REACH for x in _first(said, things, name)]
    size = [x for name in _SIZES for x in _first(said, things, name)]
    return [
        _provenance(said, things, done),
        _item("scope", [*words[:1], *reach] if words and reach else []),
        _item("characteristics", size),
        _item("obtaining", _of_kinds(done, _OBTAINING)),
        _item("selection", _of_kinds(done, _SELECTING)),
        _item("labeling", [*_of_kinds(done, _LABELING), *_first(said, things, _ANNOTATED)]),
        _item("processing", [*_of_kinds(done, _PROCESSING), *_first(said, things, _PREPARED)]),
    ]


def _provenance(said: Statements, things: list[str], done: dict[str, list[Said]]) -> Item:
    steps = [s for thing in things for s in steps_of(said, thing) if s.property not in _SAME]
    sources = [Said(step.source, step.record) for step in steps]
    shown = [s for s in sources if not is_kind(said, s.value, "undisclosed", UNDISCLOSED)]
    shown += _of_kinds(done, _OBTAINING)
    if sources and not shown:
        hidden = tuple(sorted({s.value for s in sources}))
        records = tuple(sorted({s.record for s in sources}))
        element, label = _ASKED["provenance"]
        note = "its sources are recorded as undisclosed"
        return Item("provenance", element, label, Truth.FALSE, hidden, records, note)
    return _item("provenance", shown)


def _places(said: Statements, dataset: str, things: list[str], types: frozenset[str]) -> list[Item]:
    """Where to obtain the data; with the fee where it is obtainable by asking."""
    if types == {"unshareable"}:
        element, label = _ASKED["place"]
        note = "cannot be shared; a description is what is asked for"
        return [Item("place", element, label, Truth.NOT_APPLICABLE, note=note)]
    where = [*addresses(said, dataset), *_first(said, things, "hw:obtainableFrom")]
    why = _first(said, things, "hw:accessNote")
    nobody = [s for s in _first(said, things, "hw:noStewardKnown") if s.value == "true"]
    if where:
        found = [_item("place", where)]
    elif why or nobody:
        element, label = _ASKED["place"]
        note = f"no address: {why[0].value}" if why else "no address and no steward is known"
        records = tuple(sorted({each.record for each in (why or nobody)}))
        found = [Item("place", element, label, Truth.FALSE, (), records, note)]
    else:
        found = [_item("place", [])]
    if "obtainable" in types:
        found.append(_item("fee", _first(said, things, "hw:accessFee")))
    return found


def _item(name: str, values: Iterable[Said]) -> Item:
    values = list(values)
    element, label = _ASKED[name]
    if not values:
        return Item(name, element, label, Truth.UNKNOWN, note="not recorded")
    return Item(
        name, element, label, Truth.TRUE,
        tuple(dict.fromkeys(code_of(said.value) for said in values)),
        tuple(sorted({said.record for said in values})),
    )  # fmt: skip


def _activities(said: Statements, things: list[str]) -> dict[str, list[Said]]:
    """What was done to make a dataset, by kind, as activities and steps say."""
    done: dict[str, list[Said]] = {}
    for thing in things:
        for node in said.said(thing, "prov:wasGeneratedBy"):
            for kind in sorted(said.codes(node.value, "hw:activityKind")):
                done.setdefault(kind, []).append(Said(kind, node.record))
        for step in steps_of(said, thing):
            if step.activity_kind:
                done.setdefault(step.activity_kind, []).append(
                    Said(step.activity_kind, step.record)
                )
    return done


def _of_kinds(done: dict[str, list[Said]], kinds: frozenset[str]) -> list[Said]:
    return [said for kind in sorted(kinds & done.keys()) for said in done[kind]]


def _first(said: Statements, things: list[str], name: str) -> list[Said]:
    """What is said of the nearest thing of which it is said at all."""
    return next((list(found) for thing in things if (found := said.said(thing, name))), [])


def _with_hubs(said: Statements, dataset: str) -> list[str]:
    """A dataset and what it is a version of; nearest first."""
    things = [dataset]
    for thing in things:
        things += [v for v in said.values(thing, "dcat:isVersionOf") if v not in things]
    return things


@once
def parts_of(said: Statements, direct: tuple[str, ...]) -> tuple[str, ...]:
    """The datasets inside some datasets, however deep; nearest first."""
    found: list[str] = []
    queue = [hub for dataset in direct for hub in _with_hubs(said, dataset)]
    seen = set(queue)
    for thing in queue:
        for step in steps_of(said, thing):
            if step.source in seen or step.kind in ("learn", "generate", "use"):
                continue
            if not is_kind(said, step.source, "dataset", *_DATASETS):
                continue
            seen.add(step.source)
            queue.append(step.source)
            if step.property not in _SAME:
                found.append(step.source)
    return tuple(found)


def is_kind(said: Statements, iri: str, kind: str, *classes: str) -> bool:
    """Whether a thing is of a kind, by its type or, where it has no record, by its IRI."""
    return said.is_a(iri, *classes) or iri.startswith((f"{THINGS}{kind}/", f"{THINGS}{kind}-v"))
