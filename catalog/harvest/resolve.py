"""From names to IRIs, for the whole of a harvest at once; pure.

A dependency names its parent. Where several items bear the name, the one in the same file is
meant. A name that is no item's, and a name of several items none of which (or several of
which) stand in the same file, becomes one unresolved reference for each distinct name: which
one is meant is for a person to say, so nothing is guessed, and the pairs are reported as
candidates. An item that names itself gives no edge.

Items of files that are not read this time, or cannot be, still bear their names: harvesting one
file of a source, or a broken one, leaves the edges of the others as they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.harvest.description import Description
from catalog.harvest.matching import candidates, joined_by_address
from catalog.harvest.naming import ending, shorten, slugify
from catalog.harvest.organizations import organization_names
from catalog.harvest.resolution import (
    Known,
    Organization,
    Parent,
    Resolution,
    Resolved,
    Unresolved,
)
from catalog.terms import split_thing, thing

_SUPPORTING: Final = frozenset({"unresolved", "organization", "license"})


def resolve(descriptions: Sequence[Description], known: Known, source: str) -> Resolution:
    """Tie every name of the descriptions to an IRI.

    :param source: the name of the source, the ending of a slug that another source has taken.
    """
    naming = _Naming(known, source)
    joined = joined_by_address(descriptions, known)
    things = {**joined, **naming.things([d for d in descriptions if d.remote_id not in joined])}
    parents = _Parents(_bearers(descriptions, things, known), naming)
    names = organization_names([d.organizations for d in descriptions])
    makers = {
        name.key: naming.named("organization", name.title, f"organization:{name.key}")
        for name in names.values
    }
    items = []
    for description in descriptions:
        found, notes = parents.of(description)
        keys = dict.fromkeys(names.keys_of(description.organizations))
        iri = things[description.remote_id]
        items.append(
            Resolved(
                description,
                iri,
                iri in known.foreign,
                found,
                tuple(makers[key] for key in keys),
                (*description.notes, *notes),
            )
        )
    users = Counter(iri for item in items for iri in item.organizations)
    organizations = tuple(
        Organization(makers[name.key], name, users[makers[name.key]]) for name in names.values
    )
    unresolved = parents.unresolved()
    pairs = candidates(items, unresolved, organizations, known)
    return Resolution(tuple(items), unresolved, organizations, pairs)


class _Naming:
    """Gives out IRIs: the one of the earlier run, else a free slug."""

    def __init__(self, known: Known, source: str) -> None:
        self._known, self._source = known, source
        self._used = {earlier.iri for earlier in known.previous.values()}
        self._used.add(thing("organization", f"{source}-editors").value)

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
        earlier = self._known.previous.get(remote_id)
        if earlier is not None and _kind(earlier.iri) == kind:
            return earlier.iri
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


@dataclass(frozen=True, slots=True)
class _Bearer:
    """An item that bears a name."""

    remote_id: str
    origin: str
    kind: str
    iri: str


def _bearers(
    descriptions: Sequence[Description], things: Mapping[str, str], known: Known
) -> dict[str, list[_Bearer]]:
    """The items by their names: those of this run, and those of files it has not read."""
    found: dict[str, list[_Bearer]] = defaultdict(list)
    for item in descriptions:
        bearer = _Bearer(item.remote_id, item.origin, item.kind, things[item.remote_id])
        found[item.title].append(bearer)
    read = {item.origin for item in descriptions}
    for remote_id, earlier in known.previous.items():
        origin, mark, _ = remote_id.partition("#")
        kind = _kind(earlier.iri)
        if mark and origin not in read and kind not in _SUPPORTING:
            found[earlier.title].append(_Bearer(remote_id, origin, kind, earlier.iri))
    return found


class _Parents:
    """Finds what the names in dependencies mean, and gathers those that mean nothing known."""

    def __init__(self, bearers: Mapping[str, Sequence[_Bearer]], naming: _Naming) -> None:
        self._bearers, self._naming = bearers, naming
        self._iris: dict[str, str] = {}
        self._users: Counter[str] = Counter()

    def of(self, description: Description) -> tuple[tuple[Parent, ...], tuple[str, ...]]:
        """The parents of an item, and what is to be said about names that gave none."""
        parents, notes = [], []
        for name in description.parents:
            bearers = self._bearers.get(name, ())
            here = [bearer for bearer in bearers if bearer.origin == description.origin]
            others = [bearer for bearer in here if bearer.remote_id != description.remote_id]
            if here and not others:
                notes.append(f"“{name}” names itself as a dependency; that edge was left out.")
                continue
            meant = others if here else bearers
            if len(meant) == 1:
                parents.append(Parent(name, meant[0].iri, meant[0].kind))
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
            Unresolved(name, iri, self._users[name], len(self._bearers.get(name, ())))
            for name, iri in self._iris.items()
        )


def _kind(iri: str) -> str:
    return (split_thing(iri) or ("", ""))[0]
