"""From names to slugs, and when two names are alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

MAX_LENGTH: Final = 72
_SPELLED_OUT: Final = {
    "+": " plus ", "&": " and ", "@": " at ", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l",
    "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "đ": "d", "Đ": "d", "þ": "th", "ð": "d", "ı": "i",
}  # fmt: skip
_TABLE: Final = str.maketrans(_SPELLED_OUT)


def slugify(name: str, kind: str) -> str:
    """A slug for a name: lower-case ASCII words joined by hyphens, as shape S03 asks for.

    A dot stays between digits, since `claude-3.5` is not `claude-35`. A name of which too
    little is left ("Q", "通义") is told apart by its kind and, where no letter is left, by a
    digest of the name.

    >>> slugify("Claude 3.5 Sonnet", "model")
    'claude-3.5-sonnet'
    >>> slugify("Q*", "model")
    'q-model'
    """
    slug = _words(name)
    if not slug:
        return f"{kind}-{digest(name)}"
    if len(slug) < 2:
        return f"{slug}-{kind}"
    return shorten(slug)


def ending(name: str) -> str:
    """What a name adds to a slug to tell it from another: its words, or a digest of it."""
    return _words(name) or digest(name)


def shorten(slug: str, limit: int = MAX_LENGTH) -> str:
    """The slug, or, where it is longer than the limit, its beginning and a digest of the whole."""
    if len(slug) <= limit:
        return slug
    return f"{slug[: limit - 9].rpartition('-')[0] or slug[: limit - 9]}-{digest(slug)}"


def digest(name: str) -> str:
    """Eight hexadecimal digits that depend on the name and nothing else."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def _words(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.translate(_TABLE))
    ascii_only = folded.encode("ascii", "ignore").decode().lower()
    without_quotes = re.sub(r"['`]", "", ascii_only)
    dots_between_digits = re.sub(r"(?<!\d)\.|\.(?!\d)", " ", without_quotes)
    return re.sub(r"[^a-z0-9.]+", "-", dots_between_digits).strip("-.")


def alike_key(name: str) -> str:
    """What two names share that differ only in case, spaces and punctuation.

    Names with one key are candidates for being one thing, never more than that.

    >>> alike_key("Common Crawl") == alike_key("CommonCrawl")
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold().replace("+", "plus")
    return "".join(char for char in folded if char.isalnum())
