"""Licenses upstream, and how one of their conditions arrives: where license rules start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.governance.case import Case, LicenseClaim, LicenseText, claims_on, text_of
from catalog.governance.finding import RuleFinding, Status, found
from catalog.governance.memo import once
from catalog.governance.statements import Statements
from catalog.governance.steps import Way, weakest
from catalog.governance.travel import Arrival, State, arrivals

CONTENT: Final = frozenset({"content", "mixed", "annotations", "code", "weights"})
"""License scopes that cover what is inside, as opposed to packaging and metadata."""

VERSIONING: Final = frozenset({"dcat:isVersionOf", "dcat:previousVersion"})
"""Steps between versions of one thing."""

_CARRYING: Final = frozenset({"carry", "transform"})
_NAMED_AT_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Reaching:
    """The licenses of a thing upstream that hold a condition, and how the condition arrives."""

    texts: tuple[LicenseText, ...]
    claims: tuple[LicenseClaim, ...]
    arrival: Arrival

    @property
    def source(self) -> str:
        """The thing upstream."""
        return self.arrival.way.source

    @property
    def title(self) -> str:
        """The titles of the licenses."""
        return names(self.texts)

    @property
    def records(self) -> list[str]:
        """The records used."""
        return records_of(self.claims, self.texts)

    @property
    def codes(self) -> list[str]:
        """The confidence codes of those records and claims."""
        return codes_of(self.claims, self.texts)


def reaching(
    case: Case,
    condition: str,
    ways: Iterable[Way] | None = None,
    also: frozenset[str] = frozenset(),
    scopes: frozenset[str] = CONTENT,
    *,
    nearest: bool = False,
) -> Iterator[Reaching]:
    """How a license term arrives: one for each source and state, nearest source first.

    :param ways: all ways of the case by default.
    :param also: further terms a license must have to be looked at.
    :param nearest: leave out ways on which a thing between source and subject is under the same
        license: that thing is the one to look at.
    """
    grouped = case.ways_by_source if ways is None else by_source(ways)
    for source, group in grouped.items():
        states: dict[State, list[tuple[Arrival, LicenseText, list[LicenseClaim]]]] = {}
        for text, claims in texts_on(case, source, scopes):
            if condition not in text.terms or not also <= text.terms:
                continue
            chosen = [way for way in group if not (nearest and _restated(case, way, text))]
            for arrival in arrivals(case.tables, condition, chosen, text.reach):
                states.setdefault(arrival.state, []).append((arrival, text, claims))
        for _, same in sorted(states.items()):
            yield Reaching(
                tuple(text for _, text, _ in same),
                tuple(dict.fromkeys(claim for _, _, claims in same for claim in claims)),
                min((arrival for arrival, _, _ in same), key=lambda one: len(one.way.steps)),
            )


def by_source(ways: Iterable[Way]) -> dict[str, list[Way]]:
    """Ways by where they begin, in the order given."""
    found: dict[str, list[Way]] = {}
    for way in ways:
        found.setdefault(way.source, []).append(way)
    return found


def texts_on(
    case: Case, thing: str, scopes: frozenset[str] = CONTENT
) -> list[tuple[LicenseText, list[LicenseClaim]]]:
    """The licenses claimed for what is inside a thing, with the claims that name them."""
    return _texts_on(case.statements, thing, scopes, case.as_of)


@once
def _texts_on(
    statements: Statements, thing: str, scopes: frozenset[str], day: str
) -> list[tuple[LicenseText, list[LicenseClaim]]]:
    held = [claim for claim in claims_on(statements, thing) if claim.holds_on(day)]
    claims = inside(held, scopes)
    licenses = sorted({claim.license for claim in claims if claim.license})
    return [
        (text_of(statements, iri), [claim for claim in claims if claim.license == iri])
        for iri in licenses
    ]


def inside(claims: Iterable[LicenseClaim], scopes: frozenset[str] = CONTENT) -> list[LicenseClaim]:
    """The claims that name a license and cover what is inside; a claim without scope may."""
    return [
        claim for claim in claims if claim.license and (not claim.scopes or claim.scopes & scopes)
    ]


def is_carried(way: Way) -> bool:
    """Whether the source's own content may be inside the subject."""
    return _CARRYING.issuperset(way.kinds)


def is_learned(way: Way) -> bool:
    """Whether a model learned on the way."""
    return "learn" in way.kinds


def is_versioning(way: Way) -> bool:
    """Whether the way leads only from version to version of one thing."""
    return all(step.property in VERSIONING for step in way.steps)


def how(way: Way) -> str:
    """What the subject of a way has to do with its source, as in “learned from”."""
    if is_carried(way):
        return "was made of"
    last = way.steps[-1].kind
    if not is_learned(way):
        return {"generate": "was generated by", "use": "uses"}.get(last, "is derived from")
    if last == "use":
        return "runs what learned, directly or through others, from"
    if last == "generate":
        return "was generated by what learned, directly or through others, from"
    return "learned, directly or through others, from"


def is_public(case: Case) -> bool:
    """Whether the subject is recorded as open or public."""
    return bool(case.statements.codes(case.subject, "hw:dataType") & {"open", "public"})


def names(texts: Iterable[LicenseText]) -> str:
    """The titles of some licenses in one phrase."""
    return listed(text.title for text in texts)


def listed(words: Iterable[str], most: int = _NAMED_AT_MOST) -> str:
    """Some words in one phrase; beyond `most` they are counted."""
    all_words = list(dict.fromkeys(words))
    shown, rest = all_words[:most], len(all_words) - most
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""


def records_of(claims: Iterable[LicenseClaim], texts: Iterable[LicenseText] = ()) -> list[str]:
    """The records behind some claims and texts."""
    return [*(claim.record for claim in claims), *(one for text in texts for one in text.records)]


def codes_of(claims: Iterable[LicenseClaim], texts: Iterable[LicenseText] = ()) -> list[str]:
    """The confidence codes of some claims and texts."""
    return [*(claim.confidence for claim in claims), *(text.confidence for text in texts)]


def contradiction(codes: Sequence[str], way: Way) -> tuple[Status, str]:
    """The status of two statements that cannot both be followed, and how the message ends.

    A conflict needs evidence (rules.md 3.1): where a statement is not confirmed, it is a warning.
    """
    if weakest([*codes, way.weakest]) in ("M", "contested"):
        return Status.WARNING, "Both cannot be followed as recorded; one of them is not confirmed."
    return Status.CONFLICT, "Both cannot be followed as recorded."


def judged(
    case: Case,
    rule: str,
    status: Status,
    reason: str,
    condition: str,
    it: Reaching,
    message: str,
    own: Sequence[LicenseClaim] = (),
) -> RuleFinding:
    """A finding on a condition that arrives, weighed against the claims on the subject."""
    texts = case.texts(own)
    return found(
        rule,
        status,
        reason,
        case.subject,
        message,
        way=it.arrival.way,
        condition=condition,
        further=it.arrival.further,
        records=[*it.records, *records_of(own, texts)],
        codes=[*it.codes, *codes_of(own, texts)],
    )


def _restated(case: Case, way: Way, text: LicenseText) -> bool:
    return any(
        claim.license == text.iri for step in way.steps[:-1] for claim in case.claims(step.made)
    )
