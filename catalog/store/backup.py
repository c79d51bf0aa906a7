"""Backups: the journal in one file, with a manifest to check it by.

The journal is the truth and everything else is built from it, so a backup holds nothing else.
SQLite's online backup gives a consistent copy while others write.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from catalog.errors import StoreDamagedError, UsageError
from catalog.store.bulk import Progress
from catalog.store.catalog_store import CatalogStore
from catalog.store.check import check
from catalog.store.journal import GENESIS, Journal

_JOURNAL: Final = "journal.db"
_MANIFEST: Final = "manifest.json"
_PIECE: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the last commit and its seal, how many records, the file's digest."""

    commit: int
    seal: str
    records: int
    sha256: str


def write_backup(store: CatalogStore, target: Path) -> Manifest:
    """Write a backup of a store into one file, while the store goes on working.

    :raises UsageError: where the file exists already.
    """
    if target.exists():
        raise UsageError(f"{target} exists already; a backup overwrites nothing.")
    with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
        copy = Path(folder) / _JOURNAL
        source = sqlite3.connect(store.journal.path)
        into = sqlite3.connect(copy)
        try:
            source.backup(into)
            into.execute("PRAGMA journal_mode=DELETE")
        finally:
            source.close()
            into.close()
        manifest = _manifest_of(copy)
        packed = Path(folder) / "backup"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=2))
            archive.write(copy, _JOURNAL)
        with packed.open("rb") as written:
            os.fsync(written.fileno())
        packed.rename(target)
    return manifest


def restore_backup(
    source: Path,
    directory: Path,
    *,
    verify: bool = False,
    progress: Progress | None = None,
    service: str | None = None,
) -> Manifest:
    """Make a store from a backup.

    :param directory: a folder that does not exist yet or is empty.
    :param service: the SPARQL service that is to hold the graph, as `CatalogStore.open` takes it.
    :param verify: also look through every commit and every graph, as the doctor does.
    :raises UsageError: where the folder is not empty or the file is no backup.
    :raises StoreDamagedError: where the file is not what its manifest says.
    """
    if directory.exists() and any(directory.iterdir()):
        raise UsageError(f"{directory} is not empty; restoring overwrites nothing.")
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = Manifest(**json.loads(archive.read(_MANIFEST)))
            directory.mkdir(parents=True, exist_ok=True)
            with archive.open(_JOURNAL) as packed, (directory / _JOURNAL).open("wb") as out:
                while piece := packed.read(_PIECE):
                    out.write(piece)
                os.fsync(out.fileno())
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise _no_backup(source, directory) from error
    if _digest(directory / _JOURNAL) != manifest.sha256:
        (directory / _JOURNAL).unlink()
        raise StoreDamagedError(f"{source} is damaged: its journal is not the one it was made of.")
    with CatalogStore.open(directory, progress=progress, service=service) as store:
        symptoms = [symptom.message for symptom in check(store)] if verify else []
        if store.head != manifest.commit or symptoms:
            raise StoreDamagedError(" ".join(symptoms) or f"{source} holds another commit.")
    return manifest


def _manifest_of(path: Path) -> Manifest:
    journal = Journal(path)
    try:
        head = journal.head
        last = next(journal.since(head - 1), None)
        records = journal.count()
    finally:
        journal.close()
    _fold(path)
    return Manifest(head, last.hash if last else GENESIS, records, _digest(path))


def _fold(path: Path) -> None:
    """Put everything into the one file again, since opening a journal turns on the WAL."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=DELETE")
    db.close()


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _no_backup(source: Path, directory: Path) -> UsageError:
    (directory / _JOURNAL).unlink(missing_ok=True)
    return UsageError(f"{source} is no backup that `headwaters backup` wrote, or it is cut short.")
