"""Ecosystem Graphs (Stanford CRFM): YAML files, each a list of assets that name their parents.

An asset is a model, a dataset or an application. Dependencies are names; which asset a name
means is for `resolve` to say.
Fields: https://github.com/stanford-crfm/ecosystem-graphs (README, section on adding assets).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from catalog.errors import TooLargeError, UnparseableError
from catalog.harvest.bounded_yaml import YamlMapping, YamlValue, read_yaml
from catalog.harvest.description import Description, SourceFile, SourceFormat, Unreadable
from catalog.harvest.sources.ecosystem_graphs_fields import (
    MAX_NAME,
    SILENT,
    Asset,
    access_right_of,
    describe,
    documents_of,
    issued_of,
    licenses_of,
    modalities_of,
    names_in,
    short,
    size_of,
    text_of,
    without_contacts,
)
from catalog.model import Finding, Outcome

HOMEPAGE: Final = "https://github.com/stanford-crfm/ecosystem-graphs"
MAX_BYTES: Final = 5_000_000
KINDS: Final = {"model": "model", "dataset": "dataset", "application": "application"}


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
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, YamlMapping):
            yield _failed(f"{name}#{number}", name, "", f"entry {number} is no mapping of fields")
            continue
        title = text_of(entry.get("name"))
        if title.casefold() in SILENT:
            yield _failed(f"{name}#{number}", name, "name", f"line {entry.line}: it has no name")
            continue
        if len(title) > MAX_NAME:
            message = f"line {entry.line}: a name of {len(title):,} characters"
            yield _failed(f"{name}#{number}", name, "name", message)
            continue
        remote_id, times = f"{name}#{title}", 1
        while remote_id in seen:
            times += 1
            remote_id = f"{name}#{title} ({times})"
        seen.add(remote_id)
        yield _asset(remote_id, title, name, entry)


def _failed(remote_id: str, origin: str, path: str, message: str) -> Unreadable:
    message = f"{origin}: {message}."
    finding = Finding("Violation", remote_id, path, "", "asset", "AssetConstraint", message)
    return Unreadable(remote_id, Outcome.FAILED, message, (finding,))


def _asset(
    remote_id: str, title: str, origin: str, fields: YamlMapping
) -> Description | Unreadable:
    kind = KINDS.get(text_of(fields.get("type")).lower())
    if kind is None:
        return Unreadable(
            remote_id,
            Outcome.SKIPPED,
            f"{origin}, line {fields.line}: its type is “{short(text_of(fields.get('type')))}”; "
            f"we take {', '.join(KINDS)}.",
        )
    asset = Asset(fields)
    for key in fields.repeated:
        asset.notes.append(f"{key} stands twice; the last one was taken.")
    organizations = names_in(asset, "organization", is_list=False)
    given = without_contacts(asset, asset.text("description"))
    return Description(
        remote_id=remote_id,
        kind=kind,
        title=title,
        origin=origin,
        line=fields.line,
        page=f"{HOMEPAGE}/blob/main/assets/{quote(origin)}",
        description=describe(given, kind, title, organizations),
        is_described=bool(given),
        parents=names_in(asset, "dependencies", is_list=True),
        organizations=organizations,
        issued=issued_of(asset),
        landing_page=asset.address("url"),
        modalities=modalities_of(asset, kind),
        size=size_of(asset),
        access_right=access_right_of(asset),
        licenses=licenses_of(asset),
        documents=documents_of(asset),
        notes=tuple(asset.notes),
    )


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
