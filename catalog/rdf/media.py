"""Which of the media types we can write a client would like best (RFC 9110 § 12.5.1).

Lenient where clients are odd: types nobody knows are passed over, a quality that cannot be read
counts as 1, and an empty or unreadable header accepts anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_RANGE = re.compile(r"\s*([\w!#$%&'*+.^`|~\-]+)/([\w!#$%&'*+.^`|~\-]+)\s*(?:;(.*))?\Z", re.DOTALL)
_QUALITY = re.compile(r"(?:^|;)\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)
_MOST_RANGES = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """One serialization we can write, and the names clients know it by.

    `media_type` is what we call it (with a charset where that is usual). An alias in `honest` is
    a true name of it as well and is sent back when the client asked by it; one in `aliases` is
    only understood. What the client likes is multiplied by `weight`: below 1 for a serialization
    that serves most clients worse than another they name with it.
    """

    name: str
    media_type: str
    honest: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    weight: float = 1.0

    @property
    def essence(self) -> str:
        """The media type without parameters."""
        return self.media_type.partition(";")[0]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: the serialization's name and the Content-Type to send."""

    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One part of an Accept header."""

    type: str
    subtype: str
    quality: float
    position: int

    @property
    def is_wildcard(self) -> bool:
        """Whether it matches more than one media type."""
        return "*" in (self.type, self.subtype)

    def specificity(self, media_type: str) -> int:
        """How closely it matches: 3 exactly, 2 by `type/*`, 1 by `*/*`, 0 not at all."""
        kind, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == (kind, subtype):
            return 3
        if self.subtype == "*" and self.type in (kind, "*"):
            return 1 if self.type == "*" else 2
        return 0


HTML = Offer("html", "text/html; charset=utf-8", ("application/xhtml+xml",))
"""To be put last among the offers where there is a page as well."""


def parse_accept(header: str | None) -> list[MediaRange]:
    """The ranges of an Accept header; `*/*` where there is none that can be read."""
    ranges = list(_ranges((header or "").split(",", _MOST_RANGES)[:_MOST_RANGES]))
    return ranges or [MediaRange("*", "*", 1.0, 0)]


def _ranges(parts: Iterable[str]) -> Iterator[MediaRange]:
    for position, part in enumerate(parts):
        match = _RANGE.match(part)
        if match is not None:
            quality = _QUALITY.search(match[3] or "")
            weight = min(float(quality[1]), 1.0) if quality else 1.0
            yield MediaRange(match[1].lower(), match[2].lower(), weight, position)


def choose(accept: str | None, offers: Sequence[Offer]) -> Choice | None:
    """The offer the client likes best, or None when it likes none.

    Among equals, one it names beats one it only lets pass, then its order counts, then ours.
    """
    ranges = parse_accept(accept)
    best: tuple[tuple[float, int, int, int], Choice] | None = None
    for place, offer in enumerate(offers):
        for name in (offer.essence, *offer.honest, *offer.aliases):
            found = _most_specific(ranges, name, name == offer.essence)
            if found is None or found[1].quality == 0:
                continue
            specificity, matched = found
            key = (matched.quality * offer.weight, specificity, -matched.position, -place)
            if best is None or key > best[0]:
                said = name if name in offer.honest else offer.media_type
                best = key, Choice(offer.name, said)
    return None if best is None else best[1]


def _most_specific(
    ranges: Iterable[MediaRange], name: str, with_wildcards: bool
) -> tuple[int, MediaRange] | None:
    """The range that decides over one name; a wildcard stands for our own names only."""
    best: tuple[int, MediaRange] | None = None
    for one in ranges:
        specificity = one.specificity(name)
        if not specificity or (one.is_wildcard and not with_wildcards):
            continue
        if best is None or specificity > best[0]:
            best = specificity, one
    return best
