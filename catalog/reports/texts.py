"""Texts of others made fit to stand in our pages: nothing hidden, nothing that acts as markup."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)
_MARKDOWN: Final = re.compile(r"([\\`*\[\]<]|~|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_]))")
_LIST_START: Final = re.compile(r"^(\d*)([-+=#>.)])(?=\s|=|$)")


def visible(text: str) -> str:
    """A text on one line, with characters that hide or reorder text shown by their code points."""
    line = re.sub(r"\s*[\r\n\t]\s*", " ", text)
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", line)


def markdown(text: str) -> str:
    """A text as plain words in Markdown: every character that could act as markup is escaped."""
    escaped = _MARKDOWN.sub(r"\\\1", visible(text))
    return _LIST_START.sub(r"\1\\\2", escaped)


def safe_link(iri: str | None) -> str | None:
    """The address where it may be linked to: http or https, and nothing odd inside."""
    if not iri or re.search(r"[\s<>\"\\^`{}|]", iri) or _HIDDEN.search(iri):
        return None
    try:
        parts = urlsplit(iri)
    except ValueError:
        return None
    return iri if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def csv_cell(text: str) -> str:
    """A text as a cell no spreadsheet takes for a formula: a leading = + - @ gets a quote mark."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip()[:1] in ("=", "+", "-", "@", "|", "%") else shown
