"""R16: what is recorded of people in the data, and how far that goes on.

It is said of data only, never of a model that it holds anybody's data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.governance.activities import activities_of
from catalog.governance.case import Case
from catalog.governance.days import Span, read
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.memo import once
from catalog.governance.statements import Statements
from catalog.governance.steps import Step, Way, confidence_of
from catalog.governance.wording import listed

PERSONAL = "personal-data"
_ORDER = ("claimed-none", "may-contain", "contains", "special-category")
_WORDS = {
    "claimed-none": "is said to hold no personal data",
    "may-contain": "may contain personal data",
    "contains": "contains personal data",
    "special-category": "contains personal data of a special kind, as on health or children",
}
_MASKING = frozenset({"redact", "anonymize", "pseudonymize"})
_INSIDE = frozenset({"carry", "transform"})
_WITHDRAWN = "ConsentWithdrawn"


@dataclass(frozen=True, slots=True)
class _Profile:
    """What is claimed on people in a dataset: the strongest claim, None where none is recorded."""

    status: str | None
    has_ground: bool
    withdrawn: Span | None
    is_withdrawn: bool
    limits: tuple[str, ...]
    has_evidence: bool
    records: tuple[str, ...]


def people(case: Case) -> Iterator[RuleFinding]:
    """R16: each dataset upstream with people in it, and one finding on those nobody looked at."""
    gaps: list[str] = []
    chosen: dict[str, tuple[Way, int]] = {}
    for way in case.ways.found:
        if case.statements.is_a(way.source, "dcat:Dataset", "hw:DatasetVersion"):
            first, count = chosen.get(way.source, (way, -1))
            chosen[way.source] = (first, count + 1)
    for source, (way, further) in chosen.items():
        profile = _profile(case, source)
        if profile.is_withdrawn:
            yield _withdrawn(case, profile, way, further)
        if profile.status is None:
            gaps.append(source)
        elif profile.status != "claimed-none":
            if case.is_dataset and set(way.kinds) <= _INSIDE:
                yield _inside(case, profile, way, further)
            elif "learn" in way.kinds:
                yield _learned(case, profile, way, further)
            if profile.status == "special-category" and not profile.has_ground:
                yield _found(
                    case, profile, way, further, Status.WARNING, "PD-NO-GROUND",
                    f"{case.title(source)} {_WORDS[profile.status]}, as recorded. The ground on "
                    "which it is held is not recorded.",
                )  # fmt: skip
    if gaps:
        yield found(
            "R16", Status.UNKNOWN, "PD-UNKNOWN", case.subject,
            f"Whether people can be recognized in {listed([case.title(gap) for gap in gaps])} is "
            "not recorded.",
            condition=PERSONAL,
            records=[record for gap in gaps for record in _profile(case, gap).records],
        )  # fmt: skip


def _inside(case: Case, profile: _Profile, way: Way, further: int) -> RuleFinding:
    """A dataset that took over the content of another with people in it."""
    source, made = case.title(way.source), case.title(case.subject)
    about = f"{source} {_WORDS[profile.status or '']}, as recorded, and went into {made}"
    masked = [step for step in way.steps if _kinds(case, step) & _MASKING]
    proven = [step.made for step in masked if _profile(case, step.made).has_evidence]
    own = _profile(case, case.subject)
    if proven and own.status == "claimed-none":
        return _found(
            case, profile, way, further, Status.WARNING, "PD-LOWER-CLAIM",
            f"{about}. Details were masked on the way, with evidence on record. By its "
            f"own record {made} {_WORDS[own.status]}; masking leaves at least a “may contain”.",
        )  # fmt: skip
    if proven:
        limits = [text for made_ in proven for text in _profile(case, made_).limits]
        known = f" Its known limits, as recorded: {listed(limits)}." if limits else (
            " Its known limits are not recorded."
        )  # fmt: skip
        return _found(
            case, profile, way, further, Status.INFO, "PD-MASKED",
            f"{about}. Details were masked on the way, with evidence on record; it may still "
            f"contain personal data.{known}",
        )  # fmt: skip
    if masked:
        return _found(
            case, profile, way, further, Status.WARNING, "PD-NO-EVIDENCE",
            f"{about}. Details are said to have been masked on the way; no evidence of how, or of "
            f"its limits, is recorded. {made} counts as before: it {_WORDS[profile.status or '']}.",
        )  # fmt: skip
    if own.status is not None and _rank(own.status) < _rank(profile.status):
        return _found(
            case, profile, way, further, Status.WARNING, "PD-LOWER-CLAIM",
            f"{about}. By its own record {made} {_WORDS[own.status]}; what took the rest out is "
            "not recorded.",
        )  # fmt: skip
    if own.status is None and profile.status != "may-contain":
        return _found(
            case, profile, way, further, Status.WARNING, "PD-TRAVELS",
            f"{about}. Nothing is recorded on people in {made} itself; it counts as the source.",
        )  # fmt: skip
    return _found(case, profile, way, further, Status.INFO, "PD-CARRIED", f"{about}.")


def _learned(case: Case, profile: _Profile, way: Way, further: int) -> RuleFinding:
    return _found(
        case, profile, way, further, Status.INFO, "PD-TRAINED",
        f"{case.title(case.subject)} was trained, directly or through others, on data that may "
        f"contain personal data: {case.title(way.source)}, as recorded.",
    )  # fmt: skip


def _withdrawn(case: Case, profile: _Profile, way: Way, further: int) -> RuleFinding:
    """Consent that was taken back after collection."""
    day = f" ({profile.withdrawn.first})" if profile.withdrawn else ""
    routes = case.statements.values(way.source, "dcat:contactPoint")
    route = (
        f"Requests for removal go to {listed(routes)}."
        if routes
        else "Where to ask for removal is not recorded."
    )
    return _found(
        case, profile, way, further, Status.WARNING, "CONSENT-WITHDRAWN",
        f"For {case.title(way.source)} consent is recorded as withdrawn{day}. "
        f"{case.title(case.subject)} comes of it. {route}",
    )  # fmt: skip


def _profile(case: Case, thing: str) -> _Profile:
    return _profile_of(case.statements, thing)


@once
def _profile_of(said: Statements, thing: str) -> _Profile:
    nodes = said.said(thing, "hw:personalData")
    codes = {code for node in nodes for code in said.codes(node.value, "hw:personalDataStatus")}
    ranked = [code for code in codes if code in _ORDER]
    withdrawn = [
        node.value
        for node in nodes
        if any(v.endswith(_WITHDRAWN) for v in said.values(node.value, "dpv:hasConsentStatus"))
    ]
    days = read(d for node in withdrawn for d in said.said(node, "prov:invalidatedAtTime"))
    evidence = [v for n in nodes for v in said.values(n.value, "hw:anonymizationEvidence")]
    limits = [v for n in (*(n.value for n in nodes), *evidence)
              for v in said.values(n, "hw:knownLimits")]  # fmt: skip
    return _Profile(
        max(ranked, key=_ORDER.index, default=None),
        any(said.said(node.value, "dpv:hasLegalBasis") for node in nodes),
        Span.over(days.spans),
        bool(withdrawn),
        tuple(dict.fromkeys(limits)),
        bool(evidence),
        tuple(sorted({node.record for node in nodes})),
    )


def _rank(status: str | None) -> int:
    return _ORDER.index(status) if status in _ORDER else -1


def _kinds(case: Case, step: Step) -> frozenset[str]:
    """What was done at a step, as the step and the thing made record it."""
    kinds = case.statements.codes(step.node, "hw:activityKind") if step.node else frozenset()
    made = activities_of(case.statements, step.made)
    return kinds.union(*(activity.kinds for activity in made))


def _found(
    case: Case,
    profile: _Profile,
    way: Way,
    further: int,
    status: Status,
    reason: str,
    message: str,
) -> RuleFinding:
    return found(
        "R16",
        status,
        reason,
        case.subject,
        message,
        way=way,
        condition=PERSONAL,
        further=further,
        records=profile.records,
        codes=[confidence_of(case.statements, record) for record in profile.records],
    )
