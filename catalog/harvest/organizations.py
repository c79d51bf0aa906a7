"""Organizations as sources name them: case variants are one, lists are taken apart with care."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrganizationName:
    """One organization: the spelling used most, and all others that differ in case only."""

    key: str
    title: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganizationNames:
    """The organizations of a harvest, and which of them a text names."""

    values: tuple[OrganizationName, ...]

    def keys_of(self, texts: Iterable[str]) -> list[str]:
        """The keys of the organizations that the texts of one item name."""
        known = {name.key for name in self.values}
        keys = []
        for text in texts:
            parts = [_key(part) for part in _parts(text)]
            keys.extend([_key(text)] if _key(text) in known else parts)
        return keys


def organization_names(items: Sequence[Sequence[str]]) -> OrganizationNames:
    """The organizations named by items.

    "Microsoft, NVIDIA" is taken apart, since each stands alone elsewhere in the source;
    "Runway AI, Inc." and a list of which a part is unknown stay one name, as given.
    """
    texts = [text for item in items for text in item]
    alone = {_key(text) for text in texts if len(_parts(text)) == 1}
    spellings: dict[str, Counter[str]] = {}
    for text in texts:
        parts = _parts(text)
        if len(parts) > 1 and not all(_key(part) in alone for part in parts):
            parts = [text]
        for part in parts:
            spellings.setdefault(_key(part), Counter())[part] += 1
    return OrganizationNames(tuple(_name(key, counts) for key, counts in spellings.items()))


def _name(key: str, counts: Counter[str]) -> OrganizationName:
    ordered = sorted(counts, key=lambda spelling: (-counts[spelling], spelling))
    return OrganizationName(key, ordered[0], tuple(ordered[1:]))


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", text.strip()) if part]
