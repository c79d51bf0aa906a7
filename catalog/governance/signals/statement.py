"""Preference statements as recorded, and what their exact words come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.governance.days import Span, read
from catalog.governance.reverse import pointing_at
from catalog.governance.signals import aipref, content_signals, tdmrep
from catalog.governance.signals.categories import Categories
from catalog.governance.signals.preference import Preference, combined
from catalog.governance.signals.robots import Robots, parse_robots, product_token
from catalog.governance.statements import Said, Statements
from catalog.governance.steps import confidence_of, weakest
from catalog.terms import THINGS

_MECHANISM: Final = THINGS + "mechanism/"
_ROBOTS: Final = frozenset({"robots", "robots-ai-ua"})
_IN_ROBOTS: Final = _ROBOTS | {"aipref-robots", "content-signals"}
_VALUES: Final = {"allow": Preference.ALLOW, "disallow": Preference.DISALLOW}


@dataclass(frozen=True, slots=True)
class Signal:
    """A preference statement. `begins` is the window in which it can have begun.

    `value` is what the record says it comes to, `categories` the kinds of use it speaks of, and
    `begins` is None where neither a date of validity nor an observation is recorded.
    """

    iri: str
    title: str
    mechanism: str
    raw: str | None
    value: str
    categories: frozenset[str]
    agents: frozenset[str]
    issuer_kinds: frozenset[str]
    issuers: tuple[str, ...]
    begins: Span | None
    is_only_observed: bool
    ended: str | None
    has_evidence: bool
    records: tuple[str, ...]
    confidence: str
    malformed: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a signal says to one agent for one path; `problem` says why it could not be read."""

    preference: Preference
    is_addressed: bool = True
    problem: str | None = None


def signals_about(statements: Statements, thing: str) -> list[Signal]:
    """The preference statements recorded to apply to a thing."""
    return [
        _signal(statements, subject)
        for subject in pointing_at(statements, "hw:appliesTo", thing)
        if statements.said(subject, "hw:usesMechanism")
    ]


def read_signal(signal: Signal, categories: Categories, agent: str | None, path: str) -> Reading:
    """Read a signal's exact words by its mechanism's rules, else take its recorded value.

    :param agent: the name the crawler gives itself; None where it is not recorded.
    """
    kind = signal.mechanism.removeprefix(_MECHANISM)
    if kind in _IN_ROBOTS and signal.raw is not None:
        return _by_robots(signal, categories, kind, agent, path)
    named = {product_token(each) for each in signal.agents} - {"*", ""}
    if named and (agent is None or product_token(agent) not in named):
        return Reading(Preference.UNKNOWN, is_addressed=False)
    if signal.raw is not None and kind == "aipref-header":
        usage = aipref.parse_usage(signal.raw.rpartition(":")[2])
        return _of_tokens(signal, categories, usage)
    if signal.raw is not None and kind.startswith("tdmrep-"):
        return _by_tdmrep(signal, kind, path)
    return Reading(_VALUES.get(signal.value, Preference.UNKNOWN))


def _by_robots(
    signal: Signal, categories: Categories, kind: str, agent: str | None, path: str
) -> Reading:
    robots = parse_robots(signal.raw or "")
    if robots.is_markup:
        return Reading(Preference.UNKNOWN, problem="the words kept are a web page, not robots.txt")
    if not robots.groups and signal.agents:
        heads = "".join(f"User-agent: {each}\n" for each in sorted(signal.agents))
        robots = parse_robots(heads + (signal.raw or ""))
    if not robots.groups:
        return Reading(Preference.UNKNOWN, problem="the words kept hold no group for any crawler")
    asked = agent if agent is not None else "*"
    is_addressed = robots.addresses(asked)
    if kind in _ROBOTS:
        preference = robots.access(asked, path)
        problem = None
        if is_addressed and preference is Preference.UNKNOWN and _is_listed(robots, asked):
            problem = "its user-agent line is a list by commas, which RFC 9309 does not provide for"
        return Reading(preference, is_addressed, problem)
    found = (
        aipref.usage_in(robots, asked, path)
        if kind == "aipref-robots"
        else content_signals.signals_in(robots, asked, path)
    )
    reading = _of_tokens(signal, categories, found)
    return Reading(reading.preference, is_addressed, reading.problem)


def _is_listed(robots: Robots, agent: str) -> bool:
    return any(product_token(agent) in group.listed for group in robots.groups)


def _by_tdmrep(signal: Signal, kind: str, path: str) -> Reading:
    raw = signal.raw or ""
    if kind == "tdmrep-file":
        file = tdmrep.parse_file(raw)
        declared, problems = file.declared_for(path), file.problems
    elif kind == "tdmrep-header":
        declared = tdmrep.parse_header(raw)
        problems = declared.problems
    else:
        declared = tdmrep.parse_content(raw)
        problems = declared.problems
    is_unread = declared.reservation is Preference.UNKNOWN and problems
    return Reading(declared.reservation, problem="; ".join(problems) if is_unread else None)


def _of_tokens(signal: Signal, categories: Categories, found: aipref.Usage) -> Reading:
    """What the words come to for the kinds of use the record names."""
    given = [
        preference
        for token, preference in found.items()
        if categories.tokens.get((signal.mechanism, token), frozenset()) & signal.categories
    ]
    return Reading(combined(given))


def _signal(statements: Statements, iri: str) -> Signal:
    valid_from = read(statements.said(iri, "schema:validFrom"))
    valid_through = read(statements.said(iri, "schema:validThrough"))
    first_seen = read(statements.said(iri, "hw:firstObserved"))
    looks = [_looked(statements, said) for said in statements.said(iri, "hw:hasObservation")]
    begins, is_only_observed = _begins(valid_from.spans, first_seen.spans, looks)
    records = statements.records_on(iri)
    return Signal(
        iri,
        statements.title(iri),
        statements.value(iri, "hw:usesMechanism") or "",
        statements.value(iri, "hw:rawExpression"),
        min(statements.codes(iri, "hw:signalValue"), default="unknown"),
        statements.codes(iri, "hw:useCategory"),
        frozenset(statements.values(iri, "hw:addressedAgent")),
        statements.codes(iri, "hw:issuerKind"),
        tuple(statements.values(iri, "prov:wasAttributedTo")),
        begins,
        is_only_observed,
        min((span.last for span in valid_through.spans), default=None),
        bool(statements.said(iri, "hw:evidence")),
        tuple(records),
        weakest(confidence_of(statements, record) for record in records),
        (*valid_from.malformed, *valid_through.malformed, *first_seen.malformed),
    )


def _looked(statements: Statements, node: Said) -> tuple[bool | None, Span | None]:
    found = statements.value(node.value, "hw:signalFound")
    days = read(
        (
            *statements.said(node.value, "prov:startedAtTime"),
            *statements.said(node.value, "prov:endedAtTime"),
        )
    )
    return (found == "true" if found in ("true", "false") else None), Span.over(days.spans)


def _begins(
    valid_from: tuple[Span, ...],
    first_seen: tuple[Span, ...],
    looks: list[tuple[bool | None, Span | None]],
) -> tuple[Span | None, bool]:
    """The window in which a signal began, and whether only observations tell."""
    if valid_from:
        return Span.over(valid_from), False
    seen = [span for found, span in looks if found and span] + list(first_seen)
    if not seen:
        return None, True
    first = min(seen)
    absent = [span.last for found, span in looks if found is False and span]
    before = [day for day in absent if day < first.first]
    return Span(max(before, default=first.first), first.last), True
