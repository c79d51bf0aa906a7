"""R22: the energy and carbon on record for a thing and all it was made from, each once.

What is not recorded stays not recorded: nothing is filled in, nothing is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from catalog.governance.case import Case
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.statements import Said
from catalog.governance.steps import confidence_of
from catalog.terms import THINGS

_FIGURES: Final = {"it6:powerConsumption": "energy", "it6:carbonEmitted": "carbon"}
_LINKS: Final = ("hw:environmental", "it6:hasTrainingImpact")
_MADE: Final = tuple(
    f"{THINGS}{kind}/" for kind in ("model", "model-version", "dataset", "dataset-version")
)


class _Key(NamedTuple):
    """What a figure is about. `activity` tells one making from another."""

    activity: str
    what: str
    basis: str
    unit: str


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure on record; several in one record on one activity add up."""

    key: _Key
    amount: Decimal
    record: str


def roll_up(case: Case) -> Iterator[RuleFinding]:
    """R22: figures of the subject and everything upstream, by unit and by how they were got."""
    things = [case.subject, *case.ways.sources()]
    made = [thing for thing in things if thing.startswith(_MADE)]
    figures: dict[_Key, dict[str, Decimal]] = {}
    covered: set[str] = set()
    for thing in made:
        for node, activity in _impacts(case, thing):
            for figure in _figures(case, node, activity):
                if isinstance(figure, RuleFinding):
                    yield figure
                    continue
                covered.add(thing)
                stated = figures.setdefault(figure.key, {})
                stated[figure.record] = stated.get(figure.record, Decimal(0)) + figure.amount
    differing = {key: stated for key, stated in figures.items() if len({*stated.values()}) > 1}
    counted = {key: stated for key, stated in figures.items() if key not in differing}
    for key, stated in differing.items():
        yield _differ(case, key, stated)
    if covered:
        yield _sum(case, counted, len(made), len(covered))
    elif case.is_model:
        yield found(
            "R22", Status.UNKNOWN, "NO-FIGURES", case.subject,
            f"No energy or carbon figure is recorded for {case.title(case.subject)}"
            f"{_upstream(len(made) - 1)}.",
        )  # fmt: skip


def _upstream(count: int) -> str:
    return f", nor for the models and datasets upstream ({count})" if count > 0 else ""


def _impacts(case: Case, thing: str) -> Iterator[tuple[Said, str]]:
    """The nodes with figures for a thing, each with what it is about: an activity or the thing."""
    said = case.statements
    for link in _LINKS:
        for node in said.said(thing, link):
            yield node, thing
    for activity in said.said(thing, "prov:wasGeneratedBy"):
        for node in said.said(activity.value, "hw:environmental"):
            yield node, activity.value


def _figures(case: Case, node: Said, activity: str) -> Iterator[_Figure | RuleFinding]:
    said = case.statements
    estimated = said.value(node.value, "hw:isEstimated")
    basis = {"true": "estimated", "false": "measured"}.get(estimated or "", "basis not recorded")
    units = said.values(node.value, "schema:unitText")
    for name, what in _FIGURES.items():
        fitting = [unit for unit in units if ("co2" in unit.casefold()) is (what == "carbon")]
        for each in said.said(node.value, name):
            amount = _number(each.value)
            if amount is None or len(fitting) != 1:
                lack = "cannot be one" if amount is None else "has no single fitting unit"
                yield found(
                    "R22", Status.INFO, "MALFORMED", case.subject,
                    f"A record gives a figure for the {what} of {case.title(activity)}, "
                    f"“{each.value}”, that {lack}. It is left out.",
                    source=None if activity == case.subject else activity,
                    records=[each.record],
                    codes=[confidence_of(said, each.record)],
                )  # fmt: skip
            else:
                yield _Figure(_Key(activity, what, basis, fitting[0]), amount, each.record)


def _number(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _sum(
    case: Case, figures: dict[_Key, dict[str, Decimal]], total: int, covered: int
) -> RuleFinding:
    sums: dict[tuple[str, str, str], Decimal] = {}
    counts: dict[tuple[str, str, str], int] = {}
    for (_, *about), stated in figures.items():
        what, basis, unit = about
        key = (what, basis, unit)
        sums[key] = sums.get(key, Decimal(0)) + next(iter(stated.values()))
        counts[key] = counts.get(key, 0) + 1
    each = "; ".join(
        f"{what} {sums[what, basis, unit].normalize():f} {unit}, {basis} "
        f"({_activities(counts[what, basis, unit])})"
        for what, basis, unit in sorted(sums)
    )
    missing = total - covered
    reason = "PARTIAL" if missing else "ROLL-UP"
    records = sorted({record for stated in figures.values() for record in stated})
    return found(
        "R22", Status.INFO, reason, case.subject,
        f"Recorded for {case.title(case.subject)} and what it was made from, each activity once: "
        f"{each or 'only figures on which sources differ'}. Without a figure: {missing} of "
        f"{total} models and datasets.{_shared(case)}",
        records=records, codes=[confidence_of(case.statements, record) for record in records],
    )  # fmt: skip


def _activities(count: int) -> str:
    return "one activity" if count == 1 else f"{count} activities"


def _shared(case: Case) -> str:
    """Sources that several things here use: what making them took is counted once."""
    used_by: dict[str, set[str]] = {}
    for way in case.ways.found:
        used_by.setdefault(way.source, set()).add(way.steps[0].made)
    shared = [(source, users) for source, users in used_by.items() if len(users) > 1]
    if not shared:
        return ""
    source, users = min(shared, key=lambda pair: (-len(pair[1]), pair[0]))
    return f" Shared: {case.title(source)} is a direct source of {len(users)} things here."


def _differ(case: Case, key: _Key, stated: dict[str, Decimal]) -> RuleFinding:
    amounts = ", ".join(sorted({f"{amount.normalize():f}" for amount in stated.values()}))
    records = sorted(stated)
    return found(
        "R22", Status.UNKNOWN, "FIGURES-DIFFER", case.subject,
        f"Records differ on the {key.what} of {case.title(key.activity)}: {amounts} {key.unit}, "
        f"{key.basis}. None of them is added up.",
        records=records, codes=[confidence_of(case.statements, record) for record in records],
    )  # fmt: skip
