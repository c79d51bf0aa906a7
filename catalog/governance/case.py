"""What a rule is given: one subject, the date, and readings of what is recorded about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from catalog.governance.memo import once
from catalog.governance.statements import Statements, code_of
from catalog.governance.steps import Way, Ways, confidence_of, ways_to, weakest
from catalog.governance.tables import Tables
from catalog.governance.travel import Reach
from catalog.governance.user import UserContext


@dataclass(frozen=True, slots=True)
class LicenseClaim:
    """What a record says about the license of a thing (hw:LicenseAssertion).

    `license` is None where the source gives only words (`note`). Dates are ISO 8601, whole or
    cut short as given.
    """

    thing: str
    license: str | None
    scopes: frozenset[str]
    is_per_item: bool
    valid_from: str | None
    valid_through: str | None
    confidence: str
    record: str
    note: str | None = None

    def holds_on(self, day: str) -> bool:
        """Whether the claim's time of validity covers a day; unknown ends count as open."""
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_through is None or day[:10] <= _last(self.valid_through))


@dataclass(frozen=True, slots=True)
class LicenseText:
    """What is recorded of a license, protocol or other text that sets conditions."""

    iri: str
    title: str
    terms: frozenset[str]
    reach: Reach
    openness: frozenset[str]
    records: tuple[str, ...]
    confidence: str


@dataclass(frozen=True)
class Case:
    """One subject to be looked at. All a rule may use is here: no clock, no store."""

    statements: Statements
    subject: str
    as_of: str
    tables: Tables
    user: UserContext | None = None

    @cached_property
    def ways(self) -> Ways:
        """All ways from upstream down to the subject."""
        return ways_to(self.statements, self.subject)

    @cached_property
    def ways_by_source(self) -> dict[str, list[Way]]:
        """The ways by where they begin, in the order they were found."""
        found: dict[str, list[Way]] = {}
        for way in self.ways.found:
            found.setdefault(way.source, []).append(way)
        return found

    @cached_property
    def is_model(self) -> bool:
        """Whether the subject is a model or a version of one."""
        return self.statements.is_a(self.subject, "it6:MachineLearningModel", "hw:ModelVersion")

    @cached_property
    def is_dataset(self) -> bool:
        """Whether the subject is a dataset or a version of one."""
        return self.statements.is_a(self.subject, "dcat:Dataset", "hw:DatasetVersion")

    def title(self, iri: str) -> str:
        """What to call a thing in a message."""
        return self.statements.title(iri)

    def claims(self, thing: str, day: str | None = None) -> list[LicenseClaim]:
        """The license claims on a thing that hold on a day (the date of the case by default).

        A flat dct:license in a record that makes no assertion counts as a claim without scope.
        """
        return [claim for claim in self.all_claims(thing) if claim.holds_on(day or self.as_of)]

    def all_claims(self, thing: str) -> tuple[LicenseClaim, ...]:
        """The license claims on a thing, whenever they hold."""
        return claims_on(self.statements, thing)

    def text(self, iri: str) -> LicenseText:
        """What is recorded of a license or protocol."""
        return text_of(self.statements, iri)

    def texts(self, claims: Iterable[LicenseClaim]) -> list[LicenseText]:
        """The texts some claims name, each once, in order of their IRIs."""
        return [self.text(iri) for iri in sorted({c.license for c in claims if c.license})]


@once
def claims_on(statements: Statements, thing: str) -> tuple[LicenseClaim, ...]:
    """The license claims on a thing, whenever they hold; see `Case.claims`."""
    found = [
        _claim(statements, thing, said.value, said.record)
        for said in statements.said(thing, "hw:hasLicenseAssertion")
    ]
    asserted = {claim.license for claim in found}
    for said in statements.said(thing, "dct:license"):
        if said.value not in asserted:
            code = confidence_of(statements, said.record)
            found.append(
                LicenseClaim(thing, said.value, frozenset(), False, None, None, code, said.record)
            )
    return tuple(found)


@once
def text_of(statements: Statements, iri: str) -> LicenseText:
    """What is recorded of a license, protocol or other text that sets conditions."""
    records = tuple(statements.records_on(iri))
    codes = [confidence_of(statements, record) for record in records]
    return LicenseText(
        iri,
        statements.title(iri),
        statements.codes(iri, "hw:licenseTerm"),
        Reach(
            statements.codes(iri, "hw:extendsToModels"),
            statements.codes(iri, "hw:extendsToOutputs"),
        ),
        statements.codes(iri, "hw:openness"),
        records,
        weakest(codes) if codes else "M",
    )


def _claim(statements: Statements, thing: str, node: str, record: str) -> LicenseClaim:
    license_iri = statements.value(node, "dct:license")
    return LicenseClaim(
        thing,
        license_iri,
        statements.codes(node, "hw:licenseScope"),
        statements.value(node, "hw:perItem") == "true",
        statements.value(node, "schema:validFrom"),
        statements.value(node, "schema:validThrough"),
        code_of(statements.value(node, "hw:confidence") or confidence_of(statements, record)),
        record,
        statements.value(node, "hw:licenseNote"),
    )


def _last(day: str) -> str:
    """The last day a date cut short can mean: 2024 → 2024-12-31."""
    return day + "9999-12-31"[len(day) :] if len(day) < len("2024-12-31") else day[:10]
