"""Which things are one for certain, by address, and which may be, by name; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from catalog.harvest.addresses import address_key, identifies_thing, is_hub_address
from catalog.harvest.description import Description
from catalog.harvest.naming import alike_key
from catalog.harvest.outcome import Candidate
from catalog.harvest.resolution import Known, Organization, Resolved, Unresolved


def joined_by_address(descriptions: Sequence[Description], known: Known) -> dict[str, str]:
    """The items that an address ties to one thing another source describes.

    An address counts only where it belongs to one item and one thing, and, where it is that of
    a card and not the item's own page, only if the names are alike too: the card of the largest
    model of a family is often linked for the family. What an item became in an earlier run it
    stays.
    """
    claims: Counter[tuple[str, str]] = Counter(
        place for description in descriptions for place in set(_places(description))
    )
    joined: dict[str, str] = {}
    for description in descriptions:
        found = {
            iri
            for place, is_own_page in _places(description).items()
            for iri in known.by_address.get(place, ())
            if len(known.by_address[place]) == claims[place] == 1
            and (is_own_page or _are_alike(known.foreign.get(iri, ""), description.title))
        }
        if len(found) == 1 and description.remote_id not in known.previous:
            joined[description.remote_id] = found.pop()
    times = Counter(joined.values())
    return {remote_id: iri for remote_id, iri in joined.items() if times[iri] == 1}


def _places(description: Description) -> dict[tuple[str, str], bool]:
    """The addresses that can stand for the item, by kind; whether each is its own page."""
    own = description.landing_page
    urls = {document.url: False for document in description.documents}
    urls = {url: False for url in urls if is_hub_address(url)}
    if own:
        urls[own] = True
    return {
        (description.kind, address_key(url)): is_own_page
        for url, is_own_page in urls.items()
        if identifies_thing(url)
    }


def _are_alike(one: str, other: str) -> bool:
    return alike_key(one) == alike_key(other)


def candidates(
    items: Sequence[Resolved],
    unresolved: Sequence[Unresolved],
    organizations: Sequence[Organization],
    known: Known,
) -> tuple[Candidate, ...]:
    """Pairs of things whose names are alike and that may be one; a person decides."""
    things = {item.iri: item.description.title for item in items}
    things.update((missing.iri, missing.name) for missing in unresolved)
    agents = {found.iri: found.name.title for found in organizations}
    foreign_agents = {iri: title for iri, title in known.foreign.items() if "/organization/" in iri}
    foreign_things = {
        iri: title for iri, title in known.foreign.items() if iri not in foreign_agents
    }
    return tuple(sorted({*_pairs(things, foreign_things), *_pairs(agents, foreign_agents)}))


def _pairs(own: Mapping[str, str], foreign: Mapping[str, str]) -> list[Candidate]:
    """Pairs within `own`, and between it and `foreign`, with alike names."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for iri, title in {**foreign, **own}.items():
        groups[alike_key(title)].append((iri, title))
    pairs = []
    for group in groups.values():
        group.sort()
        for index, (first, first_title) in enumerate(group):
            for second, second_title in group[index + 1 :]:
                if first in own or second in own:
                    same = first_title == second_title
                    reason = "the same name" if same else "names that differ in spelling only"
                    pairs.append(Candidate(first, second, (first_title, second_title), reason))
    return pairs
