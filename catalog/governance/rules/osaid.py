"""R18: whether the information on training data that OSAID 1.0 asks for is recorded.

It counts what is recorded and says nothing of what that makes the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from catalog.governance.case import Case
from catalog.governance.completeness import DataInformation, Item, Overall, Truth
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.osaid_items import data_information
from catalog.governance.steps import Way, confidence_of

_NAMES_SHOWN: Final = 4
_OUTCOME: Final = {
    Overall.INCOMPLETE: (Status.WARNING, "DATA-INFO-INCOMPLETE", "incomplete as recorded"),
    Overall.UNKNOWN: (Status.UNKNOWN, "DATA-INFO-UNKNOWN", "not known to be complete"),
    Overall.COMPLETE: (Status.SATISFIED, "DATA-INFO-COMPLETE", "complete as recorded"),
}


def completeness(case: Case) -> Iterator[RuleFinding]:
    """R18: the items of data information, for a model and for the models beneath it."""
    if not case.is_model:
        return
    information = data_information(case)
    if any(item.truth is not Truth.NOT_APPLICABLE for _, item in information.all_items()):
        yield _own(case, information)
    ways = {way.source: way for way in reversed(case.ways.found)}
    for base in information.walk():
        if base is not information and base.own is Overall.INCOMPLETE:
            yield _via_base(case, base, ways.get(base.model))


def _own(case: Case, information: DataInformation) -> RuleFinding:
    status, reason, words = _OUTCOME[information.own]
    direct = sum(not dataset.is_part for dataset in information.datasets)
    parts = len(information.datasets) - direct
    named = f"{direct} dataset{'' if direct == 1 else 's'} named"
    inside = f" and {parts} inside {'it' if direct == 1 else 'them'}" if parts else ""
    message = (
        f"The information on the training data of {information.title} that OSAID 1.0 asks for is "
        f"{words}: {named}{inside}.{_gaps(case, information)}"
    )
    return found(
        "R18", status, reason, case.subject, message,
        records=information.records, codes=_codes(case, information.records),
    )  # fmt: skip


def _via_base(case: Case, base: DataInformation, way: Way | None) -> RuleFinding:
    if base.undisclosed or base.disclosure == "undisclosed":
        why = "whose maker does not disclose the training data, as recorded"
    else:
        why = "for which that information is incomplete as recorded"
    return found(
        "R18", Status.WARNING, "DATA-INFO-INCOMPLETE-VIA-BASE", case.subject,
        f"{case.title(case.subject)} was made, directly or through others, from {base.title}, "
        f"{why}. The information on the data beneath {case.title(case.subject)} is incomplete "
        "by that.",
        way=way, source=base.model, records=base.records, codes=_codes(case, base.records),
    )  # fmt: skip


def _gaps(case: Case, information: DataInformation) -> str:
    """What is not there and what is not recorded, each in one sentence."""
    lacking: dict[str, list[tuple[str, Item]]] = {}
    silent: dict[str, list[str]] = {}
    asked: dict[str, int] = {}
    listings = ("public-data-listing", "obtainable-data-listing")
    for thing, item in information.all_items():
        if item.id in listings:  # repeats what is said of each dataset
            continue
        asked[item.label] = asked.get(item.label, 0) + 1
        if item.truth is Truth.FALSE:
            lacking.setdefault(item.label, []).append((thing, item))
        elif item.truth is Truth.UNKNOWN:
            silent.setdefault(item.label, []).append(thing)
    sentences = []
    if lacking:
        each = "; ".join(_lacking(case, label, items) for label, items in lacking.items())
        sentences.append(f" Not there: {each}.")
    if silent:
        each = "; ".join(
            f"{_small(label)}{_share(len(things), asked[label])}"
            for label, things in silent.items()
        )
        sentences.append(f" Not recorded: {each}.")
    return "".join(sentences)


def _lacking(case: Case, label: str, items: list[tuple[str, Item]]) -> str:
    if items[0][0] == case.subject:
        return f"{_small(label)} ({items[0][1].note})"
    names = [f"{case.title(thing)}, {item.note}" for thing, item in items[:_NAMES_SHOWN]]
    more = f" and {len(items) - _NAMES_SHOWN} more" if len(items) > _NAMES_SHOWN else ""
    return f"{_small(label)} ({'; '.join(names)}{more})"


def _share(count: int, asked: int) -> str:
    return f" ({count} of {asked} datasets)" if asked > 1 else ""


def _small(label: str) -> str:
    return label[0].lower() + label[1:]


def _codes(case: Case, records: tuple[str, ...]) -> list[str]:
    return [confidence_of(case.statements, record) for record in records]
