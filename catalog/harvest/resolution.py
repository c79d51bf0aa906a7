"""What resolving needs and gives: plain values, shared by the modules that do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.harvest.description import Description
from catalog.harvest.organizations import OrganizationName
from catalog.harvest.outcome import Candidate


@dataclass(frozen=True, slots=True)
class Earlier:
    """The thing an item of this source became in an earlier run, with its title then."""

    iri: str
    title: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue holds already, as far as resolving needs it.

    `previous` gives what the items of this source became in earlier runs; `foreign` the titles
    of things that other sources describe; `by_address` the foreign things of a kind at an
    address (`address_key`).
    """

    previous: Mapping[str, Earlier] = field(default_factory=dict)
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
    """A description with the IRI of its thing and of all it names.

    `is_joined` says that another source describes the thing too.
    """

    description: Description
    iri: str
    is_joined: bool
    parents: tuple[Parent, ...]
    organizations: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name nobody could tie to a thing, as given.

    `users` counts the items that give it, `fits` the things that bear it.
    """

    name: str
    iri: str
    users: int
    fits: int


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization the source names, and the number of items that name it."""

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
