"""Where a signal meets a use: the statements upstream, each on its ways to the subject."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.governance.activities import (
    COLLECTING,
    TRAINING,
    Activity,
    Observance,
    activities_of,
    released,
    things_on,
    time_of,
)
from catalog.governance.agreements import Agreement, agreements_on, holds_before
from catalog.governance.case import Case
from catalog.governance.days import Span
from catalog.governance.signals.categories import Categories, shipped_categories
from catalog.governance.signals.paths import path_of
from catalog.governance.signals.preference import Preference, combined
from catalog.governance.signals.statement import Reading, Signal, read_signal, signals_about
from catalog.governance.statements import Statements
from catalog.governance.steps import Step, Way
from catalog.governance.travel import Reach, State, follow

_PREFERENCE = "preference"
_TRAIN = "ai-train"
_KEPT = "signal passages"


@dataclass(frozen=True, slots=True)
class Use:
    """How content came from a thing into a subject, on one way (None: the thing is the subject).

    `learner` is the first model on the way. A list that holds no content collects nothing: what
    was fetched by it later counts.
    """

    thing: str
    way: Way | None
    collecting: tuple[Activity, ...]
    learner: str | None
    training: tuple[Activity, ...]
    later: tuple[Activity, ...]
    kinds: frozenset[str]
    state: State

    @property
    def collected(self) -> Span | None:
        """The days of collecting, as far as recorded."""
        return time_of(self.collecting)

    @property
    def trained(self) -> Span | None:
        """The days of training, as far as recorded."""
        return time_of(self.training)

    @property
    def agents(self) -> frozenset[str]:
        """The names under which the content was fetched."""
        return frozenset().union(*(each.agents for each in self.collecting))

    @property
    def activities(self) -> tuple[Activity, ...]:
        """All activities on the way, from collecting to training."""
        return (*self.collecting, *self.later, *self.training)

    @property
    def declared_later(self) -> tuple[Observance, ...]:
        """What those who worked on the content after collecting declare to have followed."""
        return tuple(o for each in (*self.later, *self.training) for o in each.honored)


@dataclass(frozen=True, slots=True)
class Passage:
    """A signal, the use it meets, and what it says to that use."""

    signal: Signal
    use: Use
    reading: Reading
    is_covering: bool


def passages_in(case: Case) -> list[Passage]:
    """Every signal upstream that was there by the date of the case, on every way.

    Kept with the case, as its own cached readings are: three rules ask for it.
    """
    kept: list[Passage] | None = vars(case).get(_KEPT)
    if kept is None:
        kept = vars(case)[_KEPT] = _passages(case)
    return kept


def _passages(case: Case) -> list[Passage]:
    categories = shipped_categories()
    ways: dict[str, list[Way | None]] = {case.subject: [None]}
    for way in case.ways.found:
        ways.setdefault(way.source, []).append(way)
    found: list[Passage] = []
    for thing, routes in ways.items():
        signals = [
            signal
            for signal in signals_about(case.statements, thing)
            if signal.begins is None or signal.begins.first <= case.as_of
        ]
        for use in _uses(case, thing, routes) if signals else ():
            found += [_passage(case.statements, categories, signal, use) for signal in signals]
    return found


def _uses(case: Case, thing: str, routes: list[Way | None]) -> list[Use]:
    return [_use(case, thing, way) for way in routes]


def _use(case: Case, thing: str, way: Way | None) -> Use:
    steps = way.steps if way else ()
    learned = next((n for n, step in enumerate(steps) if step.kind == "learn"), None)
    before = things_on(way) if way else [thing]
    learner = steps[learned].made if learned is not None else None
    if learned is not None:
        before = before[: learned + 1]
    collecting, later = _collected(case.statements, before)
    made = activities_of(case.statements, learner) if learner else []
    if not collecting:
        collecting = [each for each in made if each.kinds & COLLECTING]
    training = [each for each in made if each.kinds & TRAINING]
    later += [each for each in made if each not in training and each not in collecting]
    state = follow(case.tables, _PREFERENCE, way, Reach())[0] if way else State.BINDING
    kinds = frozenset().union(*(each.kinds for each in collecting), _learned(steps))
    return Use(thing, way, tuple(collecting), learner, tuple(training), tuple(later), kinds, state)


def _collected(statements: Statements, things: list[str]) -> tuple[list[Activity], list[Activity]]:
    """The first collecting among some things in order of travel, and what came after it."""
    collecting: list[Activity] = []
    later: list[Activity] = []
    for thing in things:
        made = activities_of(statements, thing)
        if not collecting:
            collecting = [each for each in made if each.kinds & COLLECTING]
            later += [each for each in made if each not in collecting]
        else:
            later += made
        if "false" in statements.codes(thing, "hw:containsContent"):
            collecting = []
    return collecting, later


def _learned(steps: tuple[Step, ...]) -> frozenset[str]:
    kinds = {step.activity_kind or "train" for step in steps if step.kind == "learn"}
    return frozenset(kinds)


def _passage(statements: Statements, categories: Categories, signal: Signal, use: Use) -> Passage:
    addresses = statements.values(use.thing, "dcat:landingPage")
    paths = sorted({path_of(address) for address in addresses}) or ["/"]
    agents: list[str | None] = [*sorted(use.agents)] or [None]
    readings = [read_signal(signal, categories, agent, path) for agent in agents for path in paths]
    uses = categories.uses_of(use.kinds) | ({_TRAIN} if use.learner else frozenset())
    return Passage(
        signal,
        use,
        Reading(
            combined(reading.preference for reading in readings),
            any(reading.is_addressed for reading in readings),
            next((reading.problem for reading in readings if reading.problem), None),
        ),
        any(categories.is_covered(each, signal.categories) for each in uses),
    )


def contradicts_its_words(passage: Passage) -> bool:
    """Whether the recorded value and the exact words differ, read for their own addressee.

    Where no addressee is recorded, the words are read for those who collected the content.
    """
    signal = passage.signal
    said = passage.reading.preference.value
    if signal.agents:
        agent = min(signal.agents)
        said = read_signal(signal, shipped_categories(), agent, "/").preference.value
    decided = {Preference.ALLOW.value, Preference.DISALLOW.value}
    return {said, signal.value} == decided


def agreement_on(case: Case, use: Use) -> Agreement | None:
    """An agreement on the use that is dated before it, or else before the release."""
    users = [case.subject, *([use.learner] if use.learner else [])]
    users += [each.thing for each in use.activities]
    used = use.trained or use.collected or release_of(case, use)
    return holds_before(agreements_on(case.statements, use.thing, users), used and used.first)


def release_of(case: Case, use: Use) -> Span | None:
    """When the first model on the way was released."""
    return released(case.statements, use.learner) if use.learner else None
