"""Which of the seventeen components of the Model Openness Framework a model is recorded with.

It follows the configuration of the Model Openness Tool of 2026-05-11 and reads nothing but
records: the outcome is what the records add up to, not a result of the Linux Foundation's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, partial
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from catalog.governance.case import Case, LicenseClaim
from catalog.governance.completeness import Truth
from catalog.governance.dataset_items import addresses
from catalog.governance.rows import Row, of_class
from catalog.governance.statements import Said, code_of
from catalog.terms import PREF_LABEL
from catalog.vocabulary import ontology_dir

_TABLE: Final = "model-openness.ttl"


class Standing(StrEnum):
    """How a component stands, as recorded."""

    INCLUDED = "included"
    CONDITIONAL = "conditional"
    """Released under an open license that was not written for things of this type."""
    WAIVED = "waived"
    """Not there, and not needed because another component is."""
    UNLICENSED = "unlicensed"
    NOT_OPEN = "not-open"
    LICENSE_UNKNOWN = "license-unknown"
    """There, and no license, or only one of unknown openness, is recorded."""
    MISSING = "missing"
    """A record says that it was not released."""
    NOT_RECORDED = "not-recorded"


_TRUTH: Final = {
    Standing.INCLUDED: Truth.TRUE,
    Standing.CONDITIONAL: Truth.TRUE,
    Standing.WAIVED: Truth.TRUE,
    Standing.UNLICENSED: Truth.FALSE,
    Standing.NOT_OPEN: Truth.FALSE,
    Standing.MISSING: Truth.FALSE,
    Standing.LICENSE_UNKNOWN: Truth.UNKNOWN,
    Standing.NOT_RECORDED: Truth.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Component:
    """One of the seventeen components and how it stands.

    `needed_from` is the class from which on it is required: 3, 2 or 1; None where it is optional.
    `license_from` tells where the license was found: `component`, `type` or `distribution`.
    """

    id: str
    label: str
    type: str
    needed_from: int | None
    standing: Standing
    licenses: tuple[str, ...] = ()
    license_from: str | None = None
    links: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    @property
    def truth(self) -> Truth:
        """Whether the component counts: yes, no, or not known."""
        return _TRUTH[self.standing]


@dataclass(frozen=True, slots=True)
class MofClass:
    """The highest class whose required components all count as recorded; None where none is.

    `blocking` names what keeps the model from the next class up; `is_recorded` is false where no
    component of the model is recorded at all.
    """

    model: str
    title: str
    reached: int | None
    is_conditional: bool
    is_recorded: bool
    components: tuple[Component, ...]
    blocking: tuple[Component, ...]
    configuration: str
    records: tuple[str, ...]


def mof_class(case: Case) -> MofClass:
    """Which class the components recorded for the subject add up to."""
    table = of_class(_TABLE, "hw:ComponentTable")[0]
    recorded = _recorded(case)
    found = [_component(case, row, recorded) for row in of_class(_TABLE, "hw:ComponentRequirement")]
    components = _waive(found)
    reached = None
    for number in (3, 2, 1):
        if _blocking(components, number):
            break
        reached = number
    following = 3 if reached is None else reached - 1
    counted = [c for c in components if reached and (c.needed_from or 0) >= reached]
    return MofClass(
        case.subject,
        case.title(case.subject),
        reached,
        any(component.standing is Standing.CONDITIONAL for component in counted),
        bool(recorded),
        components,
        _blocking(components, following) if following else (),
        table["dct:issued"][0],
        tuple(sorted({record for component in components for record in component.records})),
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What records say of one component: nodes to read licenses from, and links."""

    nodes: tuple[Said, ...]
    links: tuple[str, ...] = ()


def _recorded(case: Case) -> dict[str, _Kept]:
    """The components the records name, by kind."""
    said = case.statements
    nodes: dict[str, list[Said]] = {}
    for node in said.said(case.subject, "hw:hasComponent"):
        for kind in sorted(said.codes(node.value, "hw:componentKind")):
            nodes.setdefault(kind, []).append(node)
    return {kind: _Kept(tuple(kept), _links(case, kept)) for kind, kept in nodes.items()}


def _links(case: Case, nodes: list[Said]) -> tuple[str, ...]:
    names = ("dcat:accessURL", "dcat:downloadURL", "dcat:landingPage", "foaf:page", "dct:source")
    return tuple(
        sorted(
            {url for n in nodes for name in names for url in case.statements.values(n.value, name)}
        )
    )


def _component(case: Case, row: Row, recorded: dict[str, _Kept]) -> Component:
    kind = row["hw:componentKind"][0]
    types = row["hw:componentType"]
    needed = int(row["hw:requiredFromClass"][0]) if "hw:requiredFromClass" in row else None
    about = partial(Component, kind, _label(kind), types[0], needed)
    kept = recorded.get(kind)
    if kept is None:
        return _elsewhere(case, kind, types, about)
    records = {node.record for node in kept.nodes}
    if any(case.statements.value(n.value, "hw:notReleased") == "true" for n in kept.nodes):
        return about(Standing.MISSING, records=tuple(sorted(records)))
    claims = [claim for node in kept.nodes for claim in case.claims(node.value)]
    level = "component"
    if not claims and any(case.statements.said(n.value, "hw:licenseNote") for n in kept.nodes):
        return about(Standing.UNLICENSED, links=kept.links, records=tuple(sorted(records)))
    if not claims:
        level, claims = _inherited(case, types[0], kind)
    return about(
        _standing(case, claims, types),
        tuple(sorted({claim.license for claim in claims if claim.license})),
        level if claims else None,
        kept.links,
        tuple(sorted(records | {claim.record for claim in claims})),
    )


def _inherited(case: Case, type_id: str, kind: str) -> tuple[str, list[LicenseClaim]]:
    """The license of all components of a type, else that of the whole distribution."""
    own = case.claims(case.subject)
    scopes = {"code": {"code"}, "data": {"content"}, "document": {"metadata"}}[type_id]
    if kind in ("final-parameters", "intermediate-parameters"):
        scopes = {"weights"}
    for_type = [claim for claim in own if claim.scopes & scopes]
    if for_type:
        return "type", for_type
    return "distribution", [claim for claim in own if not claim.scopes or "mixed" in claim.scopes]


def _standing(case: Case, claims: list[LicenseClaim], types: tuple[str, ...]) -> Standing:
    texts = case.texts(claims)
    if not texts:
        return Standing.UNLICENSED if any(c.note for c in claims) else Standing.LICENSE_UNKNOWN
    if any(not text.openness & {"okd", "osd", "none"} for text in texts):
        return Standing.LICENSE_UNKNOWN
    if any("none" in text.openness for text in texts):
        return Standing.NOT_OPEN
    suits = all(suitable_types(text.iri) & set(types) for text in texts)
    return Standing.INCLUDED if suits else Standing.CONDITIONAL


def _elsewhere(
    case: Case, kind: str, types: tuple[str, ...], about: Callable[..., Component]
) -> Component:
    """A component no record lists, where other statements of the catalogue show it."""
    said = case.statements
    if kind == "final-parameters":
        claims = [c for c in case.claims(case.subject) if "weights" in c.scopes]
        if claims:
            return about(
                _standing(case, claims, types),
                tuple(sorted({c.license for c in claims if c.license})),
                "component",
                tuple(said.values(case.subject, "dcat:landingPage")),
                tuple(sorted({c.record for c in claims})),
            )
    if kind in ("datasets", "evaluation-data"):
        name = "it6:trainedOn" if kind == "datasets" else "it6:testedOn"
        data = said.said(case.subject, name)
        links = {each.value: addresses(said, each.value) for each in data}
        if links and all(links.values()):
            claims = [c for each in links for c in case.claims(each) if c.scopes != {"packaging"}]
            return about(
                _standing(case, claims, types),
                tuple(sorted({c.license for c in claims if c.license})),
                "component",
                tuple(sorted({a.value for found in links.values() for a in found})),
                tuple(sorted({s.record for s in data} | {c.record for c in claims})),
            )
    return about(Standing.NOT_RECORDED)


def _waive(components: list[Component]) -> tuple[Component, ...]:
    """Counts in what need not be there because another component is."""
    counts = {c.id for c in components if c.truth is Truth.TRUE}
    waived_by = {
        row["hw:componentKind"][0]: row["hw:waivedBy"]
        for row in of_class(_TABLE, "hw:ComponentRequirement")
        if "hw:waivedBy" in row
    }
    return tuple(
        replace(c, standing=Standing.WAIVED)
        if c.truth is not Truth.TRUE and counts.intersection(waived_by.get(c.id, ()))
        else c
        for c in components
    )


def _blocking(components: tuple[Component, ...], number: int) -> tuple[Component, ...]:
    """The components that a class needs and that do not count."""
    return tuple(
        c
        for c in components
        if c.needed_from is not None and c.needed_from >= number and c.truth is not Truth.TRUE
    )


@cache
def _suitable() -> dict[str, frozenset[str]]:
    return {
        row["dct:license"][0]: frozenset(row["hw:componentType"])
        for row in of_class(_TABLE, "hw:LicenseSuitability")
    }


def suitable_types(license_iri: str) -> frozenset[str]:
    """The types of component a license was written for; empty where the table does not say."""
    return _suitable().get(license_iri, frozenset())


@cache
def _labels() -> dict[str, str]:
    path = ontology_dir() / "schemes" / "mof-component.ttl"
    return {
        code_of(quad.subject.value): quad.object.value
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
        if quad.predicate == PREF_LABEL
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
    }


def _label(kind: str) -> str:
    return _labels().get(kind, kind)
