"""What a source says about one thing, before any name in it is tied to an IRI.

A source module yields one `Description` for each item it can read and one `Unreadable` for
each it cannot (architecture.md section 4.3). Both are plain values, so that a source can be
tested without a store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal

from catalog.harvest.licenses import LicenseStatement
from catalog.model import Finding, Outcome


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source: its name, and its bytes up to the size the source accepts."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A document the source links for a thing: a code of the record-kind scheme, an address."""

    record_kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Size:
    """A size as the source gives it: a decimal number and a code of the size-unit scheme."""

    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Description:
    """The statements of a source about one thing.

    `remote_id` tells the item from all others of the source and stays the same between runs.
    `parents` and `organizations` are names as given. `notes` says what was read otherwise than
    it stands, or left out; it becomes the reason on the item's outcome.
    """

    remote_id: str
    kind: str
    title: str
    origin: str
    line: int
    page: str
    description: str
    is_described: bool
    parents: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    issued: Literal | None = None
    landing_page: str | None = None
    modalities: tuple[str, ...] = ()
    size: Size | None = None
    access_right: str | None = None
    licenses: tuple[LicenseStatement, ...] = ()
    documents: tuple[Document, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item, or a whole file, that gives no description, with its outcome and reason."""

    remote_id: str
    outcome: Outcome
    reason: str
    findings: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A format we harvest: how its files are named, how they are read, and who speaks in them."""

    name: str
    title: str
    homepage: str
    editors_title: str
    editors_description: str
    suffixes: tuple[str, ...]
    folder: str
    max_bytes: int
    read: Callable[[Iterable[SourceFile]], Iterator[Description | Unreadable]]
