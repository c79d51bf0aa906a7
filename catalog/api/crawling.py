"""What crawlers read first: which addresses there are, and which to leave alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from catalog.api.links import page_of
from catalog.store import CatalogStore

PART: Final = 10_000
"""Addresses in one part of the sitemap; the protocol allows 50,000."""
_PAGES: Final = ("/", "/catalog", "/questions", "/ns", "/shapes", "/reports", "/docs")
_COSTLY: Final = (
    "/sparql",
    "/search",
    "/lookup",
    "/what-if",
    "/validate",
    "/findings/",
    "/lineage/",
    "/reports/",
    "/changes",
    "/graphs",
    "/metrics",
    "/oembed",
)
"""What is worked out for each who asks, without end; what is worth finding stands in the pages."""
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def robots(origin: str) -> str:
    """The robots.txt: pages and data are open, costly addresses are not for crawlers (RFC 9309)."""
    refused = "".join(f"Disallow: {path}\n" for path in _COSTLY)
    return f"User-agent: *\n{refused}Allow: /\n\nSitemap: {origin}/sitemap.xml\n"


def parts(store: CatalogStore) -> int:
    """How many parts the sitemap has beside the first, which holds the pages about no thing."""
    return -(-store.search.count() // PART)


def index(origin: str, count: int) -> str:
    """The sitemap's index of its parts."""
    entries = (f"<sitemap><loc>{origin}/sitemap-{n}.xml</loc></sitemap>" for n in range(count + 1))
    return _document("sitemapindex", entries)


def part(store: CatalogStore, origin: str, number: int) -> str:
    """One part: the pages of some things, each with the day a record on it last changed."""
    if number == 0:
        return _document("urlset", (_url(origin + path) for path in _PAGES))
    things = store.search.addresses(PART, (number - 1) * PART)
    changed = store.journal.last_times([iri for iri, _, _ in things])
    return _document(
        "urlset",
        (_url(origin + page_of(kind, slug), changed.get(iri, "")) for iri, kind, slug in things),
    )


def _url(address: str, changed: str = "") -> str:
    when = f"<lastmod>{changed[:10]}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{when}</url>"


def _document(name: str, entries: Iterable[str]) -> str:
    return "\n".join(_lines(name, entries))


def _lines(name: str, entries: Iterable[str]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<{name} xmlns="{_NAMESPACE}">'
    yield from entries
    yield f"</{name}>\n"
