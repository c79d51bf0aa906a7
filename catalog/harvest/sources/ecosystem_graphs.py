"""Ecosystem Graphs (Stanford CRFM): YAML files, each a list of assets that name their parents.

An asset is a model, a dataset or an application. A value is either plain or a mapping
{value, explanation}. Dependencies are names; which asset a name means is for `resolve` to say.
Fields: https://github.com/stanford-crfm/ecosystem-graphs (README, section on adding assets).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal

from catalog.errors import TooLargeError, UnparseableError
from catalog.harvest.addresses import web_address
from catalog.harvest.bounded_yaml import YamlMapping, YamlValue, read_yaml
from catalog.harvest.dates import date_literal
from catalog.harvest.description import (
    Description,
    Document,
    Size,
    SourceFile,
    SourceFormat,
    Unreadable,
)
from catalog.harvest.licenses import LicenseStatement, license_statements
from catalog.model import Finding, Outcome

HOMEPAGE: Final = "https://github.com/stanford-crfm/ecosystem-graphs"
MAX_BYTES: Final = 5_000_000
MAX_NAME: Final = 500
KINDS: Final = {"model": "model", "dataset": "dataset", "application": "application"}
_SILENT: Final = frozenset({"", "none", "unknown", "unknkown", "n/a", "null"})
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
    r"(?P<number>\d+(?:\.\d+)?)\s*(?P<scale>[KMBT]|thousand|million|billion|trillion)?\s*"
    r"(?P<unit>parameters|tokens|hours|documents)"
    r"(?: audio)?(?: \((?:dense|sparse|dense model)\))?",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(
    r"[^\s@<>()]+@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]+)+|\+[0-9][0-9 ()./-]{7,20}[0-9]"
)
_SCALES: Final = {"k": 3, "m": 6, "b": 9, "t": 12, "thousand": 3, "million": 6, "billion": 9,
                  "trillion": 12}  # fmt: skip


def read(files: Iterable[SourceFile]) -> Iterator[Description | Unreadable]:
    """One description or one stated refusal for each asset, in the order of the files.

    A file that cannot be read gives one refusal with its line, and reading goes on.
    """
    for file in files:
        try:
            documents = read_yaml(file.data, file.name, MAX_BYTES)
        except (UnparseableError, TooLargeError) as error:
            yield _unreadable_file(file.name, error)
            continue
        yield from _assets(file.name, documents)


def _unreadable_file(name: str, error: UnparseableError | TooLargeError) -> Unreadable:
    where = str(error.line) if isinstance(error, UnparseableError) and error.line else ""
    finding = Finding("Violation", name, "", where, "file", type(error).__name__, str(error))
    return Unreadable(
        name, Outcome.FAILED, f"{error} Nothing was taken from this file.", (finding,)
    )


def _assets(name: str, documents: list[YamlValue]) -> Iterator[Description | Unreadable]:
    entries: list[YamlValue] = []
    for document in documents:
        entries.extend(document if isinstance(document, list) else [document])
    if not any(entry is not None for entry in entries):
        yield Unreadable(name, Outcome.SKIPPED, f"{name}: no asset stands in this file.")
        return
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, YamlMapping):
            yield _failed(f"{name}#{number}", name, "", f"entry {number} is no mapping of fields")
            continue
        title = _text(entry.get("name"))
        if title.casefold() in _SILENT:
            yield _failed(f"{name}#{number}", name, "name", f"line {entry.line}: it has no name")
            continue
        if len(title) > MAX_NAME:
            message = f"line {entry.line}: a name of {len(title):,} characters"
            yield _failed(f"{name}#{number}", name, "name", message)
            continue
        seen[title] = seen.get(title, 0) + 1
        repeat = f" ({seen[title]})" if seen[title] > 1 else ""
        yield _asset(f"{name}#{title}{repeat}", title, name, entry)


def _failed(remote_id: str, origin: str, path: str, message: str) -> Unreadable:
    message = f"{origin}: {message}."
    finding = Finding("Violation", remote_id, path, "", "asset", "AssetConstraint", message)
    return Unreadable(remote_id, Outcome.FAILED, message, (finding,))


@dataclass(slots=True)
class _Asset:
    """An asset being read; `notes` gathers what was read otherwise than it stands."""

    fields: YamlMapping
    notes: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        """The value of a field; empty where it is missing, `none` or `unknown`."""
        text = _text(self.fields.get(key))
        return "" if text.casefold() in _SILENT else text

    def explanation(self, key: str) -> str:
        """The explanation beside a value, where the field is a mapping."""
        value = self.fields.get(key)
        return _text(value.get("explanation")) if isinstance(value, YamlMapping) else ""

    def address(self, key: str) -> str | None:
        """The web address in a field, where the field is one and nothing else."""
        text = self.text(key)
        if not text:
            return None
        if web_address(text):
            return text
        self.notes.append(f"{key} “{_short(text)}” is no full web address and was left out.")
        return None


def _asset(
    remote_id: str, title: str, origin: str, fields: YamlMapping
) -> Description | Unreadable:
    kind = KINDS.get(_text(fields.get("type")).lower())
    if kind is None:
        return Unreadable(
            remote_id,
            Outcome.SKIPPED,
            f"{origin}, line {fields.line}: its type is “{_short(_text(fields.get('type')))}”; "
            f"we take {', '.join(KINDS)}.",
        )
    asset = _Asset(fields)
    for key in fields.repeated:
        asset.notes.append(f"{key} stands twice; the last one was taken.")
    organizations = _names(asset, "organization", is_list=False)
    given = _without_contacts(asset, asset.text("description"))
    return Description(
        remote_id=remote_id,
        kind=kind,
        title=title,
        origin=origin,
        line=fields.line,
        page=f"{HOMEPAGE}/blob/main/assets/{quote(origin)}",
        description=_description(given, kind, title, organizations),
        is_described=bool(given),
        parents=_names(asset, "dependencies", is_list=True),
        organizations=organizations,
        issued=_issued(asset),
        landing_page=asset.address("url"),
        modalities=_modalities(asset, kind),
        size=_size(asset),
        access_right=_access(asset),
        licenses=_licenses(asset),
        documents=_documents(asset),
        notes=tuple(asset.notes),
    )


def _text(value: YamlValue) -> str:
    """A field's value as one text; that of {value, explanation} is its value."""
    if isinstance(value, YamlMapping):
        value = value.get("value")
    if isinstance(value, list):
        return "; ".join(part for part in map(_text, value) if part)
    return value.strip() if isinstance(value, str) else ""


def _names(asset: _Asset, key: str, *, is_list: bool) -> tuple[str, ...]:
    """The names in a field, in their order and each once; a placeholder is no name."""
    value = asset.fields.get(key)
    if isinstance(value, YamlMapping):
        if is_list:
            asset.notes.append(f"{key} is a mapping; the names were taken from its value.")
        value = value.get("value")
    elif is_list and isinstance(value, str):
        asset.notes.append(f"{key} is one text; it was taken as one name.")
    names = [_text(part) for part in (value if isinstance(value, list) else [value])]
    if is_list:
        for name in names:
            if name and name.casefold() in _SILENT:
                asset.notes.append(f"{key} “{name}” names nothing and was left out.")
            elif len(name) > MAX_NAME:
                asset.notes.append(f"{key} “{_short(name)}” is no name and was left out.")
    return tuple(
        dict.fromkeys(
            name for name in names if name.casefold() not in _SILENT and len(name) <= MAX_NAME
        )
    )


def _description(given: str, kind: str, title: str, organizations: tuple[str, ...]) -> str:
    """The source's words; where they are too few, a sentence of what it does record."""
    if len(given) >= _MIN_DESCRIPTION:
        return given
    by = f", organization {' and '.join(organizations)}" if organizations else ""
    listed = f"{kind.capitalize()} listed in Ecosystem Graphs under the name “{title}”{by}"
    if not given:
        return f"{listed}; the source gives no description."
    return f"{given}{'' if given[-1] in '.!?' else '.'} {listed}."


def _without_contacts(asset: _Asset, text: str) -> str:
    """The text without addresses at which a person is written to or called (shape S66)."""
    cleaned = _CONTACT.sub("[contact left out]", text)
    if cleaned != text:
        asset.notes.append("Contact details in the description were left out.")
    return cleaned


def _issued(asset: _Asset) -> Literal | None:
    text = asset.text("created_date")
    value = asset.fields.get("created_date")
    stray = _text(asset.fields.get("value"))
    if isinstance(value, YamlMapping) and not text and date_literal(stray) is not None:
        asset.notes.append(
            f"The date {stray} stands one level too far left; taken as created_date."
        )
        text = stray
    issued = date_literal(text)
    if text and issued is None:
        asset.notes.append(f"created_date “{_short(text)}” is no date and was left out.")
    return issued


def _modalities(asset: _Asset, kind: str) -> tuple[str, ...]:
    """Codes for what goes in and out, given as `text, image; text`.

    A dataset has at least one; `other` stands where the source gives none.
    """
    words = [word.strip().lower() for word in re.split(r"[;,]", asset.text("modality"))]
    codes: set[str] = set()
    for word in words:
        if word not in _SILENT:
            codes.update(_MODALITIES.get(word, ("other",)))
    if kind == "dataset" and not codes:
        asset.notes.append("modality is not given; recorded as other.")
        codes.add("other")
    return tuple(sorted(codes))


def _size(asset: _Asset) -> Size | None:
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


def _access(asset: _Asset) -> str | None:
    text = asset.text("access")
    code = _ACCESS.get(text.lower())
    if text and code is None:
        asset.notes.append(f"access “{_short(text)}” is none of {', '.join(_ACCESS)}.")
    return code


def _licenses(asset: _Asset) -> tuple[LicenseStatement, ...]:
    """The license, and apart from it the terms of service, which are no license."""
    stated = license_statements(asset.text("license"), asset.explanation("license"))
    terms = asset.text("terms_of_service")
    if not terms:
        return stated
    return (*stated, LicenseStatement(f"Terms of service: {terms}", link=web_address(terms)))


def _documents(asset: _Asset) -> tuple[Document, ...]:
    """The model card or datasheet, where the field is an address."""
    found = []
    for key, record_kind in (("model_card", "model-card"), ("datasheet", "datasheet")):
        url = asset.address(key)
        if url is not None:
            found.append(Document(record_kind, url))
    return tuple(found)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


ECOSYSTEM_GRAPHS: Final = SourceFormat(
    name="ecosystem-graphs",
    title="Ecosystem Graphs",
    homepage=HOMEPAGE,
    editors_title="Ecosystem Graphs editors",
    editors_description=(
        "The people who keep Ecosystem Graphs, a list of models, datasets and applications and "
        "of what each depends on, at the Stanford Center for Research on Foundation Models."
    ),
    suffixes=(".yaml", ".yml"),
    folder="assets",
    max_bytes=MAX_BYTES,
    read=read,
)
