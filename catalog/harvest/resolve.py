"""From names to IRIs, for the whole of a harvest at once; pure.

A dependency names its parent. Where several items bear the name, the one in the same file is
meant. A name that is no item's, and a name of several items none of which (or several of
which) stand in the same file, becomes one unresolved reference for each distinct name: which
one is meant is for a person to say, so nothing is guessed, and the pairs are reported as
candidates. An item that names itself gives no edge.

Things already catalogued are joined by address, never by name alone (`Known.by_address`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.harvest.addresses import address_key, identifies_thing, is_hub_address
from catalog.harvest.description import Description
from catalog.harvest.naming import alike_key, ending, shorten, slugify
from catalog.harvest.organizations import OrganizationName, organization_names
from catalog.harvest.outcome import Candidate
from catalog.terms import split_thing, thing


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue holds already, as far as resolving needs it.

    `previous` gives the thing an item of this source became in an earlier run; `foreign` the
    titles of things that other sources describe; `by_address` the foreign things of a kind at
    an address (`address_key`).
    """

    previous: Mapping[str, str] = field(default_factory=dict)
    foreign: Mapping[str, str] = field(default_factory=dict)
    by_address: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parent:
    """The far end of an edge: an item's thing, or an unresolved reference (`kind` says which)."""

    name: str
    iri: str
    kind: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A description with the IRI of its thing and of all it names."""

    description: Description
    iri: str
    is_joined: bool
    parents: tuple[Parent, ...]
    organizations: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name nobody could tie to a thing, as given, and the number of items that give it."""

    name: str
    iri: str
    users: int
    fits: int


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization the source names, with its other spellings and the number of items."""

    iri: str
    name: OrganizationName
    users: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """Everything a harvest is about, each thing with its IRI."""

    items: tuple[Resolved, ...]
    unresolved: tuple[Unresolved, ...]
    organizations: tuple[Organization, ...]
    candidates: tuple[Candidate, ...]


def resolve(descriptions: Sequence[Description], known: Known, source: str) -> Resolution:
    """Tie every name of the descriptions to an IRI.

    :param source: the name of the source, the ending of a slug that another source has taken.
    """
    naming = _Naming(known, source)
    joined = _joined(descriptions, known)
    things = {**joined, **naming.things([d for d in descriptions if d.remote_id not in joined])}
    parents = _Parents(descriptions, things, naming)
    names = organization_names([d.organizations for d in descriptions])
    organization_iris = {
        name.key: naming.named("organization", name.title, f"organization:{name.key}")
        for name in names.values
    }
    items = []
    for description in descriptions:
        found, notes = parents.of(description)
        makers = [organization_iris[key] for key in names.keys_of(description.organizations)]
        items.append(
            Resolved(
                description,
                things[description.remote_id],
                things[description.remote_id] in known.foreign,
                found,
                tuple(dict.fromkeys(makers)),
                (*description.notes, *notes),
            )
        )
    organizations = tuple(
        Organization(
            organization_iris[name.key],
            name,
            sum(organization_iris[name.key] in item.organizations for item in items),
        )
        for name in names.values
    )
    unresolved = parents.unresolved()
    return Resolution(
        tuple(items),
        unresolved,
        organizations,
        _candidates(items, unresolved, organizations, known),
    )


class _Naming:
    """Gives out IRIs: the one of the earlier run, else a free slug."""

    def __init__(self, known: Known, source: str) -> None:
        self._known, self._source = known, source
        self._used = set(known.previous.values())

    def things(self, descriptions: Iterable[Description]) -> dict[str, str]:
        """An IRI for each; things of one kind and name are told apart by their maker."""
        groups: dict[tuple[str, str], list[Description]] = defaultdict(list)
        for description in descriptions:
            slug = slugify(description.title, description.kind)
            groups[description.kind, slug].append(description)
        found = {}
        for (kind, slug), group in groups.items():
            endings = _endings(group) if len(group) > 1 else [""]
            for description, end in zip(group, endings, strict=True):
                own = f"{slug}-{end}" if end else slug
                found[description.remote_id] = self._iri(kind, own, description.remote_id)
        return found

    def named(self, kind: str, title: str, remote_id: str) -> str:
        """An IRI for something the source gives by its name alone."""
        return self._iri(kind, slugify(title, kind), remote_id)

    def _iri(self, kind: str, slug: str, remote_id: str) -> str:
        previous = self._known.previous.get(remote_id)
        if previous is not None and split_thing(previous) == (kind, previous.rpartition("/")[2]):
            return previous
        slug = shorten(slug)
        if thing(kind, slug).value in self._known.foreign:
            slug = f"{shorten(slug, 60 - len(self._source))}.{self._source}"
        iri, number = thing(kind, slug).value, 1
        while iri in self._used or iri in self._known.foreign:
            number += 1
            iri = thing(kind, f"{slug}-{number}").value
        self._used.add(iri)
        return iri


def _endings(group: Sequence[Description]) -> list[str]:
    """What tells things of one kind and name apart: their makers, else the files they are in."""
    makers = [ending("-".join(d.organizations)) for d in group]
    if len(set(makers)) == len(group) and all(d.organizations for d in group):
        return makers
    return [ending(d.origin.rpartition(".")[0] or d.origin) for d in group]


class _Parents:
    """Finds what the names in dependencies mean, and gathers those that mean nothing known."""

    def __init__(
        self, descriptions: Sequence[Description], things: Mapping[str, str], naming: _Naming
    ) -> None:
        self._things, self._naming = things, naming
        self._by_name: dict[str, list[Description]] = defaultdict(list)
        for description in descriptions:
            self._by_name[description.title].append(description)
        self._iris: dict[str, str] = {}
        self._users: dict[str, int] = defaultdict(int)

    def of(self, description: Description) -> tuple[tuple[Parent, ...], tuple[str, ...]]:
        """The parents of an item, and what is to be said about names that gave none."""
        parents, notes = [], []
        for name in description.parents:
            bearers = self._by_name.get(name, [])
            here = [bearer for bearer in bearers if bearer.origin == description.origin]
            others_here = [bearer for bearer in here if bearer is not description]
            if here and not others_here:
                notes.append(f"“{name}” names itself as a dependency; that edge was left out.")
                continue
            meant = others_here if here else bearers
            if len(meant) == 1:
                target = meant[0]
                parents.append(Parent(name, self._things[target.remote_id], target.kind))
                continue
            if meant:
                ids = ", ".join(bearer.remote_id for bearer in meant)
                notes.append(f"“{name}” fits {ids}; which one is meant was left open.")
            parents.append(Parent(name, self._unresolved(name), "unresolved"))
        return tuple(parents), tuple(notes)

    def _unresolved(self, name: str) -> str:
        if name not in self._iris:
            self._iris[name] = self._naming.named("unresolved", name, f"unresolved:{name}")
        self._users[name] += 1
        return self._iris[name]

    def unresolved(self) -> tuple[Unresolved, ...]:
        """The names that gave no thing, in the order they were met."""
        return tuple(
            Unresolved(name, iri, self._users[name], len(self._by_name.get(name, [])))
            for name, iri in self._iris.items()
        )


def _joined(descriptions: Sequence[Description], known: Known) -> dict[str, str]:
    """The items that an address ties to one thing another source describes.

    An address counts only where it belongs to one item and one thing, and, where it is that of
    a card and not the item's own page, only if the names are alike too: the card of the largest
    model of a family is often linked for the family.
    """
    claims: dict[tuple[str, str], set[str]] = defaultdict(set)
    for description in descriptions:
        for url in _addresses(description):
            claims[description.kind, address_key(url)].add(description.remote_id)
    joined: dict[str, str] = {}
    for description in descriptions:
        if description.remote_id in known.previous:
            continue
        found: set[str] = set()
        for url in _addresses(description):
            place = (description.kind, address_key(url))
            there = known.by_address.get(place, frozenset())
            if len(there) == 1 and len(claims[place]) == 1:
                (iri,) = there
                alike = alike_key(known.foreign.get(iri, "")) == alike_key(description.title)
                if url == description.landing_page or alike:
                    found.add(iri)
        if len(found) == 1:
            joined[description.remote_id] = found.pop()
    times = Counter(joined.values())
    return {remote_id: iri for remote_id, iri in joined.items() if times[iri] == 1}


def _addresses(description: Description) -> list[str]:
    own = [description.landing_page] if description.landing_page else []
    cards = [document.url for document in description.documents if is_hub_address(document.url)]
    return [url for url in dict.fromkeys(own + cards) if identifies_thing(url)]


def _candidates(
    items: Sequence[Resolved],
    unresolved: Sequence[Unresolved],
    organizations: Sequence[Organization],
    known: Known,
) -> tuple[Candidate, ...]:
    """Pairs of things whose names are alike and that may be one."""
    things = {item.iri: item.description.title for item in items}
    things.update((missing.iri, missing.name) for missing in unresolved)
    agents = {found.iri: found.name.title for found in organizations}
    foreign_agents = {iri: title for iri, title in known.foreign.items() if "/organization/" in iri}
    foreign_things = {
        iri: title for iri, title in known.foreign.items() if iri not in foreign_agents
    }
    return tuple(sorted({*_alike(things, foreign_things), *_alike(agents, foreign_agents)}))


def _alike(own: Mapping[str, str], foreign: Mapping[str, str]) -> list[Candidate]:
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
