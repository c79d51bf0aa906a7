"""Text from anyone, made fit to be shown.

Catalogue texts come from strangers. Markup is escaped by the templates; what remains is the
two tricks that need no markup: control characters that hide or reorder text, and links whose
scheme runs a script (robustness.md A3.5 and A3.6).
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

LINKED_SCHEMES: Final = frozenset({"http", "https", "mailto"})

_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings, overrides, isolates
    "\u2028\u2029\ufeff]"  # line and paragraph separators, byte order mark
)


def visible(value: object) -> object:
    r"""A value with characters that hide or reorder text shown by their code points.

    As in `visible("a\\u202eb") == "a⟨U+202E⟩b"`. Values that are no text, and markup of our own,
    pass as they are.
    """
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", value)


def safe_link(iri: str) -> str | None:
    """The address to link to, or None where it is shown as text: not http, https or mailto."""
    if _HIDDEN.search(iri) or re.search(r"\s", iri):
        return None
    try:
        parts = urlsplit(iri)
    except ValueError:
        return None
    if parts.scheme.lower() not in LINKED_SCHEMES:
        return None
    return iri if parts.scheme.lower() == "mailto" or parts.netloc else None


def shortened(text: str, length: int = 160) -> str:
    """The beginning of a text, cut at a word."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def day(date: str) -> str:
    """A date as people write it, as in `day("2026-11-24") == "24 November 2026"`."""
    parts = date.split("-")
    try:
        numbers = [int(part) for part in parts]
        month = month_name[numbers[1]] if len(numbers) > 1 else ""
    except (ValueError, IndexError):
        return date
    return " ".join([*(str(n) for n in numbers[2:3]), *([month] if month else []), parts[0]])


def marked(text: str) -> Markup:
    """A text of ours with what stands in backticks set as code; all else is escaped."""
    parts = str(visible(text)).split("`")
    if len(parts) % 2 == 0:
        return escape(visible(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun, as in `counted(2, "thing") == "2 things"`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_words(code: str, words: Mapping[str, str]) -> str:
    """A code with the words for it, where there are any, as in `K: widely documented`."""
    return f"{code}: {words[code]}" if code in words else code
