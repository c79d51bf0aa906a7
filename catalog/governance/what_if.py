"""What would be different if: a dataset withdrawn, a license changed, a signal given.

An overlay over what is recorded, never a write. The answer is the difference: findings that
appear and that go, the things touched and who looks after them, each with its way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.errors import UsageError
from catalog.governance.evaluate import evaluate, titles_in
from catalog.governance.finding import RuleFinding
from catalog.governance.load import statements_for
from catalog.governance.statements import Said, Statements
from catalog.lineage import Direction, LineageNode, count, trace
from catalog.model import Thing
from catalog.store import CatalogStore
from catalog.terms import NS, RECORDS, THINGS

SUPPOSED: Final = RECORDS + "supposed"
"""The record that supposed statements are said to stand in."""

MOST: Final = 2_000
"""How many things downstream are looked at; beyond that the answer says what it left out."""

_VALUES: Final = ("allow", "disallow", "conditional")


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed of a thing: `kind` is withdraw, license or signal, `value` what to.

    `title` is what to call the value, where it is a license.
    """

    kind: str
    thing: Thing
    value: str = ""
    title: str = ""

    @property
    def sentence(self) -> str:
        """The supposition in words."""
        if self.kind == "withdraw":
            return f"Suppose {self.thing.title} were withdrawn."
        if self.kind == "license":
            name = self.title or self.value
            return f"Suppose {self.thing.title} were under {name} from now on."
        return f"Suppose a signal on {self.thing.title} said: {self.value}."


@dataclass(frozen=True, slots=True)
class Difference:
    """What the supposition changes, with the share of the catalogue it touches."""

    supposition: Supposition
    as_of: str
    commit: int
    appear: tuple[RuleFinding, ...]
    go: tuple[RuleFinding, ...]
    touched: tuple[LineageNode, ...]
    total: int
    stewards: tuple[Thing, ...]
    catalogue: int
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The answer as a document; values of several kinds."""
        return {
            "suppose": self.supposition.sentence,
            "as_of": self.as_of,
            "commit": self.commit,
            "appear": [_with_subject(finding) for finding in self.appear],
            "go": [_with_subject(finding) for finding in self.go],
            "touched": [
                {
                    "iri": node.thing.iri,
                    "title": node.thing.title,
                    "kind": node.thing.kind,
                    "hops": node.hops,
                }
                for node in self.touched
            ],
            "touched_total": self.total,
            "truncated": len(self.touched) < self.total,
            "stewards": [{"iri": t.iri, "title": t.title} for t in self.stewards],
            "catalogue": self.catalogue,
            "titles": dict(self.titles),
        }


def suppose(
    store: CatalogStore, supposition: Supposition, as_of: str, *, most: int = MOST
) -> Difference:
    """What would be different; nothing is written.

    :param as_of: the ISO 8601 date of the supposition.
    :param most: how many things downstream to look at.
    :raises UsageError: where the supposed license or signal value is none we know.
    """
    thing = supposition.thing
    below = trace(store, thing, Direction.DOWNSTREAM, limit=most)
    subjects = [thing.iri, *(node.thing.iri for node in below.nodes)]
    before = statements_for(
        store, [*subjects, *([supposition.value] if supposition.kind == "license" else [])]
    )
    after = _overlay(before, supposition, as_of)
    appear: list[RuleFinding] = []
    go: list[RuleFinding] = []
    for subject in subjects:
        now, then = (
            {_words(finding): finding for finding in evaluate(view, subject, as_of)}
            for view in (before, after)
        )
        appear.extend(then[words] for words in then.keys() - now.keys())
        go.extend(now[words] for words in now.keys() - then.keys())
    return Difference(
        supposition,
        as_of,
        store.head,
        tuple(sorted(appear, key=_by_rank)),
        tuple(sorted(go, key=_by_rank)),
        below.nodes,
        count(store.graph, thing.iri, Direction.DOWNSTREAM),
        _stewards(store, before, subjects),
        store.search.count(),
        {**_titles(before, go), **_titles(after, appear)},
    )


def _titles(statements: Statements, findings: Iterable[RuleFinding]) -> dict[str, str]:
    """What to call the subjects of some findings and everything on their ways."""
    titles: dict[str, str] = {}
    for finding in findings:
        titles.update(titles_in(statements, finding.subject, [finding]))
    return titles


def _overlay(statements: Statements, supposition: Supposition, as_of: str) -> Statements:
    iri = supposition.thing.iri
    if supposition.kind == "withdraw":
        return _withdrawn(statements, iri, as_of)
    if supposition.kind == "license":
        return _relicensed(statements, iri, supposition.value, as_of)
    return _signaled(statements, iri, supposition.value, as_of)


def _record(as_of: str) -> dict[str, tuple[Said, ...]]:
    """What the supposed record says of itself: as sure as any, and read today."""
    return {
        "hw:confidence": (Said("V", SUPPOSED),),
        "hw:retrievedOn": (Said(as_of, SUPPOSED),),
    }


def _withdrawn(statements: Statements, iri: str, as_of: str) -> Statements:
    dropped = ("hw:dataType", "dcat:distribution", "hw:obtainableFrom")

    def stays(subject: str, name: str, _: Said) -> bool:
        return not (subject == iri and name in dropped)

    return statements.where(
        stays,
        {
            iri: {
                "hw:dataType": (Said(NS + "data-type/unshareable", SUPPOSED),),
                "hw:unshareableReason": (Said(NS + "unshareable-reason/lost", SUPPOSED),),
            },
            SUPPOSED: _record(as_of),
        },
    )


def _relicensed(statements: Statements, iri: str, license_iri: str, as_of: str) -> Statements:
    if not statements.records_on(license_iri):
        raise UsageError(f"No license {license_iri} is recorded here.")
    node = f"{SUPPOSED}#license"

    def stays(subject: str, name: str, _: Said) -> bool:
        return not (subject == iri and name in ("hw:hasLicenseAssertion", "dct:license"))

    return statements.where(
        stays,
        {
            iri: {
                "hw:hasLicenseAssertion": (Said(node, SUPPOSED),),
                "dct:license": (Said(license_iri, SUPPOSED),),
            },
            node: {
                "dct:license": (Said(license_iri, SUPPOSED),),
                "hw:licenseScope": (Said(NS + "license-scope/content", SUPPOSED),),
                "schema:validFrom": (Said(as_of, SUPPOSED),),
            },
            SUPPOSED: _record(as_of),
        },
    )


def _signaled(statements: Statements, iri: str, value: str, as_of: str) -> Statements:
    answer, _, category = value.partition(":")
    if answer not in _VALUES:
        raise UsageError(f"“{answer}” is no signal value; one of {', '.join(_VALUES)}.")
    node = f"{SUPPOSED}#signal"
    return statements.where(
        lambda *_: True,
        {
            node: {
                "rdf:type": (Said("https://w3id.org/headwaters/ns#PreferenceStatement", SUPPOSED),),
                "dct:title": (Said("the supposed signal", SUPPOSED),),
                "hw:usesMechanism": (Said(THINGS + "mechanism/supposed", SUPPOSED),),
                "hw:appliesTo": (Said(iri, SUPPOSED),),
                "hw:signalValue": (Said(f"{NS}signal-value/{answer}", SUPPOSED),),
                "hw:useCategory": (Said(f"{NS}use-category/{category or 'ai-train'}", SUPPOSED),),
                "hw:issuerKind": (Said(f"{NS}issuer-kind/unknown", SUPPOSED),),
                "hw:rawExpression": (Said(f"supposed: {value}", SUPPOSED),),
                "schema:validFrom": (Said(as_of, SUPPOSED),),
                "hw:firstObserved": (Said(as_of, SUPPOSED),),
            },
            SUPPOSED: _record(as_of),
        },
    )


def _stewards(
    store: CatalogStore, statements: Statements, subjects: Sequence[str]
) -> tuple[Thing, ...]:
    """Who looks after, makes or publishes the things touched; each once, by name."""
    agents: set[str] = set()
    for subject in subjects:
        agents.update(statements.values(subject, "dct:creator"))
        for node in statements.values(subject, "prov:qualifiedAttribution"):
            agents.update(statements.values(node, "prov:agent"))
    known = store.search.things(sorted(agents))
    return tuple(sorted(known.values(), key=lambda thing: (thing.title, thing.iri)))


def _with_subject(finding: RuleFinding) -> dict[str, Any]:
    return {"subject": finding.subject, **finding.to_json()}


def _words(finding: RuleFinding) -> tuple[object, ...]:
    """What a finding says; that the supposed record is among its records is no difference."""
    return (
        finding.rule, finding.status, finding.reason, finding.source, finding.condition,
        finding.message,
    )  # fmt: skip


def _by_rank(finding: RuleFinding) -> tuple[object, ...]:
    return (*finding.rank, finding.subject)
