"""Addresses: of our own screens, of the service, and of the world outside.

Every state of the explorer is in its address. Names in the address of a screen:

    search      q, page, and one name per facet, repeated for each value
    entry       id (kind/slug, slug, IRI or exact name)
    lineage     id, direction, depth, page
    findings    id, as_of
    what-if     kind (withdraw, license or signal), id, value, as_of
    reports     id, as_of
    questions   question, and `p.` before the name of each parameter
    about       scheme
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from catalog.terms import RECORDS, split_thing
from ui.wording import plain

Parameters = Mapping[str, str | Sequence[str]]

SCREENS: Final[dict[str, str]] = {
    "search": "screens/search.py",
    "entry": "screens/entry.py",
    "lineage": "screens/lineage.py",
    "findings": "screens/findings.py",
    "what-if": "screens/what_if.py",
    "reports": "screens/reports.py",
    "questions": "screens/questions.py",
    "about": "screens/about.py",
}
"""The screens by the first part of their address, with their files; search is at the root."""

_LINKED: Final = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class Address:
    """A screen with its state."""

    screen: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def href(self) -> str:
        """The address as a link within the explorer: `entry?id=model%2Faguila-7b`."""
        path = "./" if self.screen == "search" else self.screen
        return f"{path}?{urlencode(self.parameters)}" if self.parameters else path

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters as Streamlit takes them."""
        return list(self.parameters)


def address(screen: str, parameters: Parameters | None = None) -> Address:
    """The address of a screen; parameters without a value are left out."""
    pairs: list[tuple[str, str]] = []
    for name, value in (parameters or {}).items():
        values = [value] if isinstance(value, str) else value
        pairs.extend((name, one) for one in values if one)
    return Address(screen, tuple(pairs))


def entry(kind: str, slug: str) -> Address:
    """The address of an entry."""
    return address("entry", {"id": f"{kind}/{slug}"})


def entry_of(iri: str) -> Address | None:
    """The address of the entry of a thing, or None where the IRI is not a thing of ours."""
    found = split_thing(iri)
    return entry(*found) if found else None


def lineage(kind: str, slug: str, direction: str, depth: str = "") -> Address:
    """The address of a trace."""
    return address("lineage", {"id": f"{kind}/{slug}", "direction": direction, "depth": depth})


def findings(kind: str, slug: str, as_of: str = "") -> Address:
    """The address of what the rules find on a thing."""
    return address("findings", {"id": f"{kind}/{slug}", "as_of": as_of})


def what_if(supposed: str, thing: str = "", value: str = "", as_of: str = "") -> Address:
    """The address of a supposition: `withdraw`, `license` or `signal`, of what, and what to."""
    return address("what-if", {"kind": supposed, "id": thing, "value": value, "as_of": as_of})


def outside(url: str) -> str | None:
    """A link for a browser, or None where we do not link that kind of address.

    Only http, https and mailto are linked; anything with spaces or control characters in it
    is shown as text, since browsers and people read such addresses differently.
    """
    if url != plain(url) or any(mark in url for mark in ' \t\n"<>\\^`{|}'):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in _LINKED:
        return None
    if parts.scheme.lower() != "mailto" and not parts.hostname:
        return None
    return url


def data(server: str, kind: str, slug: str, suffix: str) -> str:
    """The address of an entry's data at the service, as `….ttl`."""
    return f"{server}/data/{quote(kind)}/{quote(slug)}.{suffix}"


def report(server: str, template: str, thing: str, **asked: str) -> str:
    """The address of a drafted report at the service; `thing` is its kind and slug."""
    wanted = urlencode({name: value for name, value in asked.items() if value})
    return f"{server}/reports/{quote(template)}/{quote(thing)}?{wanted}"


def record(server: str, iri: str) -> str:
    """The address of a record at the service; empty where the IRI is no record's."""
    return f"{server}/record/{iri.removeprefix(RECORDS)}" if iri.startswith(RECORDS) else ""


def sparql(server: str, query: str) -> str:
    """The address that shows a query and its answer at the service."""
    return f"{server}/sparql?{urlencode({'query': query})}"
