"""The fields of an asset of Ecosystem Graphs, each read into the words of the catalogue.

A value is either plain or a mapping {value, explanation}. What is read otherwise than it
stands, or left out, is said in the notes of the asset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal

from catalog.harvest.addresses import web_address
from catalog.harvest.bounded_yaml import YamlMapping, YamlValue
from catalog.harvest.dates import date_literal
from catalog.harvest.description import Document, Size
from catalog.harvest.licenses import LicenseStatement, license_statements

MAX_NAME: Final = 500
SILENT: Final = frozenset({"", "none", "unknown", "unknkown", "n/a", "null"})
_MIN_DESCRIPTION: Final = 40
_ACCESS: Final = {"open": "PUBLIC", "limited": "RESTRICTED", "closed": "NON_PUBLIC"}
_MODALITIES: Final = {
    "text": ("text",), "text (english)": ("text",), "mathematical tokens": ("text",),
    "image": ("image",), "images": ("image",), "vision": ("image",), "depth maps": ("image",),
    "vector graphic": ("image",), "vector": ("image",),
    "image-caption pairings": ("image", "text"), "video with caption": ("video", "text"),
    "audio": ("audio",), "music": ("audio",), "speech": ("audio",),
    "video": ("video",), "code": ("code",), "time-series": ("structured",),
}  # fmt: skip
_SIZE: Final = re.compile(
    r"(?P<number>\d{1,9}(?:\.\d{1,9})?)\s*(?P<scale>[KMBT]|thousand|million|billion|trillion)?\s*"
    r"(?P<unit>parameters|tokens|hours|documents)"
    r"(?: audio)?(?: \((?:dense|sparse|dense model)\))?",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(
    r"[^\s@<>()]+@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]+)+|\+[0-9][0-9 ()./-]{7,20}[0-9]"
)
_SCALES: Final = {"k": 3, "m": 6, "b": 9, "t": 12, "thousand": 3, "million": 6, "billion": 9,
                  "trillion": 12}  # fmt: skip


@dataclass(slots=True)
class Asset:
    """An asset being read; `notes` gathers what was read otherwise than it stands."""

    fields: YamlMapping
    notes: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        """The value of a field; empty where it is missing, `none` or `unknown`."""
        text = text_of(self.fields.get(key))
        return "" if text.casefold() in SILENT else text

    def explanation(self, key: str) -> str:
        """The explanation beside a value, where the field is a mapping."""
        value = self.fields.get(key)
        return text_of(value.get("explanation")) if isinstance(value, YamlMapping) else ""

    def address(self, key: str) -> str | None:
        """The web address in a field, where the field is one and nothing else."""
        text = self.text(key)
        if not text:
            return None
        if web_address(text):
            return text
        self.notes.append(f"{key} “{short(text)}” is no full web address and was left out.")
        return None


def text_of(value: YamlValue) -> str:
    """A field's value as one text; that of {value, explanation} is its value."""
    if isinstance(value, YamlMapping):
        value = value.get("value")
    if isinstance(value, list):
        return "; ".join(part for part in map(text_of, value) if part)
    return value.strip() if isinstance(value, str) else ""


def names_in(asset: Asset, key: str, *, is_list: bool) -> tuple[str, ...]:
    """The names in a field, in their order and each once; a placeholder is no name."""
    value = asset.fields.get(key)
    if isinstance(value, YamlMapping):
        if is_list:
            asset.notes.append(f"{key} is a mapping; the names were taken from its value.")
        value = value.get("value")
    elif is_list and isinstance(value, str):
        asset.notes.append(f"{key} is one text; it was taken as one name.")
    names = [text_of(part) for part in (value if isinstance(value, list) else [value])]
    if is_list:
        for name in names:
            if name and name.casefold() in SILENT:
                asset.notes.append(f"{key} “{name}” names nothing and was left out.")
            elif len(name) > MAX_NAME:
                asset.notes.append(f"{key} “{short(name)}” is no name and was left out.")
    return tuple(
        dict.fromkeys(
            name for name in names if name.casefold() not in SILENT and len(name) <= MAX_NAME
        )
    )


def describe(given: str, kind: str, title: str, organizations: tuple[str, ...]) -> str:
    """The source's words; where they are too few, a sentence of what it does record."""
    if len(given) >= _MIN_DESCRIPTION:
        return given
    by = f", organization {' and '.join(organizations)}" if organizations else ""
    listed = f"{kind.capitalize()} listed in Ecosystem Graphs under the name “{title}”{by}"
    if not given:
        return f"{listed}; the source gives no description."
    return f"{given}{'' if given[-1] in '.!?' else '.'} {listed}."


def without_contacts(asset: Asset, text: str) -> str:
    """The text without addresses at which a person is written to or called (shape S66)."""
    cleaned = _CONTACT.sub("[contact left out]", text)
    if cleaned != text:
        asset.notes.append("Contact details in the description were left out.")
    return cleaned


def issued_of(asset: Asset) -> Literal | None:
    """The date, found also where it slipped out of its mapping to the level of the fields."""
    text = asset.text("created_date")
    value = asset.fields.get("created_date")
    stray = text_of(asset.fields.get("value"))
    if isinstance(value, YamlMapping) and not text and date_literal(stray) is not None:
        asset.notes.append(
            f"The date {stray} stands one level too far left; taken as created_date."
        )
        text = stray
    issued = date_literal(text)
    if text and issued is None:
        asset.notes.append(f"created_date “{short(text)}” is no date and was left out.")
    return issued


def modalities_of(asset: Asset, kind: str) -> tuple[str, ...]:
    """Codes for what goes in and out, given as `text, image; text`.

    A dataset has at least one; `other` stands where the source gives none.
    """
    words = [word.strip().lower() for word in re.split(r"[;,]", asset.text("modality"))]
    codes: set[str] = set()
    for word in words:
        if word not in SILENT:
            codes.update(_MODALITIES.get(word, ("other",)))
    if kind == "dataset" and not codes:
        asset.notes.append("modality is not given; recorded as other.")
        codes.add("other")
    return tuple(sorted(codes))


def size_of(asset: Asset) -> Size | None:
    """A size that is one number with one unit we count in; anything else is not guessed at."""
    match = _SIZE.fullmatch(asset.text("size"))
    if match is None:
        return None
    whole, _, fraction = match["number"].partition(".")
    zeros = _SCALES.get((match["scale"] or "").lower(), 0)
    digits = (fraction + "0" * zeros)[:zeros]
    rest = fraction[zeros:].rstrip("0")
    value = (whole + digits).lstrip("0") or "0"
    return Size(f"{value}.{rest}" if rest else value, match["unit"].lower())


def access_right_of(asset: Asset) -> str | None:
    """The code of the EU's list of access rights for open, limited or closed."""
    text = asset.text("access")
    code = _ACCESS.get(text.lower())
    if text and code is None:
        asset.notes.append(f"access “{short(text)}” is none of {', '.join(_ACCESS)}.")
    return code


def licenses_of(asset: Asset) -> tuple[LicenseStatement, ...]:
    """The license, and apart from it the terms of service, which are no license."""
    stated = license_statements(asset.text("license"), asset.explanation("license"))
    terms = asset.text("terms_of_service")
    if not terms:
        return stated
    return (*stated, LicenseStatement(f"Terms of service: {terms}", link=web_address(terms)))


def documents_of(asset: Asset) -> tuple[Document, ...]:
    """The model card or datasheet, where the field is an address."""
    found = []
    for key, record_kind in (("model_card", "model-card"), ("datasheet", "datasheet")):
        url = asset.address(key)
        if url is not None:
            found.append(Document(record_kind, url))
    return tuple(found)


def short(text: str) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= 60 else f"{text[:60]}…"
