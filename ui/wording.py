"""The words the explorer uses, and how text of the catalogue is made harmless.

Texts of the catalogue come from anywhere. `plain` makes control characters visible;
`escaped` also takes away every meaning Markdown would give them.
"""

from __future__ import annotations

import re
from typing import Final

_CONTROLS: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")
_SHORTCODE: Final = re.compile(r":(?=[\w+-]+:)")
_SPACE: Final = re.compile(r"\s+")
_WORD_JOINER: Final = "\u2060"

KINDS: Final[dict[str, str]] = {
    "dataset": "dataset",
    "dataset-version": "dataset version",
    "series": "dataset series",
    "collection": "collection",
    "source": "source",
    "model": "model",
    "model-version": "model version",
    "application": "application",
    "software": "software",
    "organization": "organization",
    "community": "community",
    "governance-body": "governance body",
    "person": "person",
    "license": "license",
    "protocol": "community protocol",
    "label": "community label",
    "mechanism": "preference mechanism",
    "statement": "preference statement",
    "arrangement": "reciprocity arrangement",
    "intervention": "policy intervention",
    "initiative": "initiative",
    "standard": "standard",
    "work": "publication",
    "unresolved": "unresolved name",
    "undisclosed": "undisclosed source",
}
"""The kinds of thing, as a person reads them."""

IN_LINEAGE: Final = frozenset(
    {
        "dataset",
        "dataset-version",
        "series",
        "collection",
        "source",
        "model",
        "model-version",
        "application",
        "software",
        "unresolved",
        "undisclosed",
    }
)
"""The kinds of thing that come from others, or that others come from."""

PROPERTIES: Final[dict[str, str]] = {
    "it6:trainedOn": "trained on",
    "it6:fineTunedFrom": "fine-tuned from",
    "hw:mergedFrom": "merged from",
    "hw:distilledFrom": "distilled from",
    "hw:quantizedFrom": "quantized from",
    "dcat:isVersionOf": "version of",
    "dcat:previousVersion": "follows version",
    "prov:wasDerivedFrom": "derived from",
    "prov:qualifiedDerivation": "derived from",
    "prov:wasGeneratedBy": "made by an activity on",
    "hw:usesModel": "uses model",
    "hw:usesApplication": "uses application",
}
"""The lineage properties, as a person reads them."""

CODES: Final[dict[str, str]] = {
    "V": "verified",
    "K": "widely known",
    "W": "white paper",
    "M": "ambiguous",
    "H": "harvested",
    "contested": "contested",
}
"""The codes that say how sure a record is, as the ontology calls them."""

UNKNOWN: Final = "unknown"
NOTHING: Final = "nothing recorded"


def plain(text: str) -> str:
    """A text with control and direction-changing characters made visible, as `⟨U+202E⟩`."""
    return _CONTROLS.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)


def escaped(text: str) -> str:
    """A text as one line of Markdown that shows the text itself and nothing else.

    Every ASCII punctuation mark is escaped (CommonMark 0.31 § 2.4), which disarms links,
    code, math, directives, headings and HTML. Emoji shortcodes are found by Streamlit after
    escapes are read, so an invisible word joiner goes into them. A bare web address may still
    become a link, to itself and with http, https or www only (GFM § 6.9).
    """
    line = _SPACE.sub(" ", plain(text)).strip()
    return _PUNCTUATION.sub(r"\\\1", _SHORTCODE.sub(":" + _WORD_JOINER, line))


def kind_words(kind: str) -> str:
    """A kind of thing in words; an unknown kind as it is, without hyphens."""
    return KINDS.get(kind, plain(kind).replace("-", " "))


def edge_words(kind: str, property_: str, *, made: str = "", source: str = "it") -> str:
    """How one thing came from another: `Falcon-7B: trained on it (learn)`."""
    way = f"{PROPERTIES.get(property_, plain(property_))} {plain(source)} ({plain(kind)})"
    return f"{plain(made)}: {way}" if made else way


def code_words(code: str) -> str:
    """A confidence code with its name: `V, verified`."""
    name = CODES.get(code, code)
    return plain(code) if name == code else f"{code}, {name}"


def count_words(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 thing`, `1,204 things`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def shortened(text: str, longest: int) -> str:
    """A text cut at a word so that it has at most `longest` characters, with an ellipsis."""
    line = _SPACE.sub(" ", text).strip()
    if len(line) <= longest:
        return line
    words = line[:longest].rpartition(" ")[0] or line
    return words[: longest - 1].rstrip(" ,;:.") + "…"
