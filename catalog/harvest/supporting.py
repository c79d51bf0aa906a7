"""Drafts of the records that items need and that are no items themselves; pure."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from catalog.harvest.description import SourceFormat
from catalog.harvest.drafts import Draft, Statements, draft, english
from catalog.harvest.licenses import KnownLicense
from catalog.harvest.resolution import Organization, Unresolved
from catalog.terms import KINDS, concept, split_thing, thing


def editors_draft(source: SourceFormat, agent: NamedNode) -> Draft:
    """Who speaks in the harvested records."""
    stated = _statements(agent, "organization", source.editors_title, source.editors_description)
    stated.add(agent, "dcat:landingPage", NamedNode(source.homepage))
    stated.add(agent, "hw:agentRole", concept("role", "curator"))
    stated.add(agent, "hw:stakeholderGroup", concept("stakeholder-group", "curators"))
    return draft(source.name, "editors", agent, stated, agent, [source.homepage])


def organization_draft(found: Organization, source: SourceFormat, agent: NamedNode) -> Draft:
    """An organization the source names as a maker, with the spellings it uses."""
    topic = NamedNode(found.iri)
    count = "one entry" if found.users == 1 else f"{found.users} entries"
    text = (
        f"Organization of {count} of {source.title}, known by name only: “{found.name.title}”. "
        "Where the name is a list, the source gives it as one."
    )
    stated = _statements(topic, "organization", found.name.title, text)
    stated.add(topic, "dct:alternative", *map(english, found.name.alternatives))
    stated.add(topic, "hw:agentRole", concept("role", "maker"))
    remote_id = f"organization:{found.name.key}"
    return draft(source.name, remote_id, topic, stated, agent, [source.homepage])


def unresolved_draft(missing: Unresolved, source: SourceFormat, agent: NamedNode) -> Draft:
    """A name in dependencies that could not be tied to a thing."""
    topic = NamedNode(missing.iri)
    count = "one entry" if missing.users == 1 else f"{missing.users} entries"
    why = (
        f"{missing.fits} entries there have this name and none is meant for certain"
        if missing.fits
        else "no entry there has exactly this name"
    )
    text = f"Named “{missing.name}” as a dependency by {count} of {source.title}; {why}."
    stated = _statements(topic, "unresolved", missing.name, text)
    remote_id = f"unresolved:{missing.name}"
    return draft(source.name, remote_id, topic, stated, agent, [source.homepage])


def license_drafts(
    known: Iterable[KnownLicense], source: SourceFormat, agent: NamedNode
) -> list[Draft]:
    """The licenses that no other source describes, by name and SPDX id; their terms unknown."""
    drafts = []
    for found in known:
        topic = thing("license", found.slug)
        text = (
            f"{found.title}, the license with the SPDX identifier {found.spdx_id}. "
            f"Entries of {source.title} name it; what it asks for is not recorded here."
        )
        stated = _statements(topic, "license", found.title, text)
        stated.add(topic, "hw:spdxId", Literal(found.spdx_id))
        stated.add(topic, "hw:extendsToModels", concept("reach", "unknown"))
        stated.add(topic, "hw:extendsToOutputs", concept("reach", "unknown"))
        stated.add(topic, "hw:openness", concept("openness", "unknown"))
        note = "The terms of this license are not recorded here."
        stated.add(topic, "hw:licenseNote", english(note))
        page = source.homepage
        if not found.spdx_id.startswith("LicenseRef-"):
            page = f"https://spdx.org/licenses/{found.spdx_id}.html"
            stated.add(topic, "dcat:landingPage", NamedNode(page))
        drafts.append(draft(source.name, f"license:{found.spdx_id}", topic, stated, agent, [page]))
    return drafts


def _statements(topic: NamedNode, kind: str, title: str, text: str) -> Statements:
    stated = Statements()
    stated.add(topic, "rdf:type", KINDS[kind])
    stated.add(topic, "dct:title", english(title))
    stated.add(topic, "dct:identifier", Literal((split_thing(topic.value) or ("", ""))[1]))
    stated.add(topic, "dct:description", english(text))
    return stated
