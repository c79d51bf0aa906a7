"""From resolved descriptions to drafts of records; pure.

What the shapes ask for and the source does not say is recorded as unknown, never made up. On a
thing that another source describes too, nothing is recorded for it: silence is no claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from catalog.harvest.description import Description, SourceFormat
from catalog.harvest.drafts import HARVESTED, Draft, Statements, draft, english
from catalog.harvest.licenses import LicenseStatement
from catalog.harvest.resolution import Resolution, Resolved
from catalog.harvest.supporting import (
    editors_draft,
    license_drafts,
    organization_draft,
    unresolved_draft,
)
from catalog.terms import KINDS, STUB, concept, split_thing, term, thing

_ACCESS_RIGHTS: Final = "http://publications.europa.eu/resource/authority/access-right/"


def drafts_of(
    resolution: Resolution, source: SourceFormat, licenses: Mapping[str, str]
) -> tuple[list[Draft], list[Draft]]:
    """The drafts of the items, in their order, and those of what the items need.

    :param licenses: the IRIs of licenses another source describes, by SPDX id.
    """
    agent = thing("organization", f"{source.name}-editors")
    named = {
        statement.license.spdx_id: statement.license
        for item in resolution.items
        for statement in item.description.licenses
        if statement.license is not None
    }
    iris = {
        spdx: NamedNode(licenses.get(spdx, thing("license", known.slug).value))
        for spdx, known in named.items()
    }
    own = [known for spdx, known in named.items() if spdx not in licenses]
    items = [_item_draft(item, source, agent, iris) for item in resolution.items]
    supporting = [
        editors_draft(source, agent),
        *license_drafts(own, source, agent),
        *(organization_draft(found, source, agent) for found in resolution.organizations),
        *(unresolved_draft(missing, source, agent) for missing in resolution.unresolved),
    ]
    return items, supporting


def stub_draft(item: Resolved, source: SourceFormat) -> Draft:
    """What stands in for an item that failed, so that lineage through it does not break off."""
    topic, description = NamedNode(item.iri), item.description
    stated = Statements()
    stated.add(topic, "rdf:type", STUB)
    stated.add(topic, "hw:expectedType", KINDS[description.kind])
    stated.add(topic, "dct:title", english(description.title))
    stated.add(topic, "dct:identifier", Literal(_slug(topic)))
    agent = thing("organization", f"{source.name}-editors")
    return draft(source.name, description.remote_id, topic, stated, agent, [description.page])


def _item_draft(
    item: Resolved, source: SourceFormat, agent: NamedNode, licenses: Mapping[str, NamedNode]
) -> Draft:
    topic, description = NamedNode(item.iri), item.description
    stated = Statements()
    stated.add(topic, "rdf:type", KINDS[description.kind])
    stated.add(topic, "dct:title", english(description.title))
    stated.add(topic, "dct:identifier", Literal(_slug(topic)))
    if description.is_described or not item.is_joined:
        stated.add(topic, "dct:description", english(description.description))
    stated.add(topic, "dct:issued", description.issued)
    if description.landing_page:
        stated.add(topic, "dcat:landingPage", NamedNode(description.landing_page))
    if description.access_right:
        right = NamedNode(_ACCESS_RIGHTS + description.access_right)
        stated.add(topic, "dct:accessRights", right)
    stated.add(topic, "hw:modality", *(concept("modality", m) for m in description.modalities))
    _add_size(stated, topic, description)
    _add_makers(stated, topic, item.organizations)
    _add_documents(stated, topic, description)
    for statement in description.licenses:
        _add_license(stated, topic, statement, licenses, description.page)
    _add_parents(stated, topic, item)
    if not item.is_joined:
        _add_unknowns(stated, topic, item)
    return draft(source.name, description.remote_id, topic, stated, agent, [description.page])


def _add_size(stated: Statements, topic: NamedNode, description: Description) -> None:
    if description.size is not None:
        value = Literal(description.size.value, datatype=term("xsd:decimal"))
        stated.add(topic, "hw:sizeValue", value)
        stated.add(topic, "hw:sizeUnit", concept("size-unit", description.size.unit))


def _add_makers(stated: Statements, topic: NamedNode, organizations: Iterable[str]) -> None:
    for iri in organizations:
        stated.add(topic, "dct:creator", NamedNode(iri))
        attribution = stated.node(topic, "prov:qualifiedAttribution", "prov:Attribution")
        stated.add(attribution, "prov:agent", NamedNode(iri))
        stated.add(attribution, "dcat:hadRole", concept("role", "maker"))


def _add_documents(stated: Statements, topic: NamedNode, description: Description) -> None:
    for document in description.documents:
        node = stated.node(topic, "hw:hasGovernanceRecord", "hw:GovernanceRecord")
        stated.add(node, "hw:recordKind", concept("record-kind", document.record_kind))
        stated.add(node, "dcat:landingPage", NamedNode(document.url))


def _add_license(
    stated: Statements,
    topic: NamedNode,
    statement: LicenseStatement,
    licenses: Mapping[str, NamedNode],
    page: str,
) -> None:
    """One license assertion; the flat dct:license is for checked licenses only."""
    node = stated.node(topic, "hw:hasLicenseAssertion", "hw:LicenseAssertion")
    if statement.license is not None:
        stated.add(node, "dct:license", licenses[statement.license.spdx_id])
    else:
        stated.add(node, "hw:licenseNote", english(statement.text))
    stated.add(node, "hw:licenseScope", concept("license-scope", statement.scope))
    stated.add(node, "dct:source", NamedNode(page))
    stated.add(node, "hw:confidence", Literal(HARVESTED))
    if statement.link:
        stated.add(node, "rdfs:seeAlso", NamedNode(statement.link))
    if statement.comment:
        stated.add(node, "rdfs:comment", english(statement.comment))
    stated.date(node)


def _add_parents(stated: Statements, topic: NamedNode, item: Resolved) -> None:
    """State the edges.

    An application uses models and applications. Of all else the source says only that one
    depends on the other, so the kind of edge is unknown.
    """
    uses = {"model": "hw:usesModel", "application": "hw:usesApplication"}
    for parent in item.parents:
        iri = NamedNode(parent.iri)
        if item.description.kind == "application" and parent.kind in uses:
            stated.add(topic, uses[parent.kind], iri)
            continue
        stated.add(topic, "prov:wasDerivedFrom", iri)
        derivation = stated.node(topic, "prov:qualifiedDerivation", "prov:Derivation")
        stated.add(derivation, "prov:entity", iri)
        stated.add(derivation, "hw:edgeKind", concept("edge-kind", "unknown"))


def _add_unknowns(stated: Statements, topic: NamedNode, item: Resolved) -> None:
    """What a thing of this kind must say and the source does not."""
    if item.description.kind == "model":
        stated.add(topic, "hw:disclosure", concept("disclosure", "unknown"))
        if not item.organizations:
            stated.add(topic, "hw:noMakerKnown", Literal(True))
        if item.description.issued is None:
            stated.add(topic, "hw:noDateKnown", Literal(True))
    if item.description.kind == "dataset":
        stated.add(topic, "hw:dataType", concept("data-type", "unknown"))
        stated.add(topic, "hw:containsContent", concept("truth-value", "unknown"))
        stated.add(topic, "hw:noStewardKnown", Literal(True))
        profile = stated.node(topic, "hw:personalData", "hw:PersonalDataProfile")
        stated.add(profile, "hw:personalDataStatus", concept("personal-data", "unknown"))


def _slug(topic: NamedNode) -> str:
    return (split_thing(topic.value) or ("", topic.value))[1]
