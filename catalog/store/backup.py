"""Backups: the journal in one file, with a manifest to check it by.

The journal is the truth and everything else is built from it, so a backup holds nothing else.
SQLite's online backup gives a consistent copy while others write.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from catalog.errors import HeadwatersError, StoreDamagedError, StoreFullError, UsageError
from catalog.store.bulk import Progress
from catalog.store.catalog_store import CatalogStore, NoStoreError
from catalog.store.check import check, check_journal
from catalog.store.commits import GENESIS
from catalog.store.damage import explained
from catalog.store.journal import Journal

_JOURNAL: Final = "journal.db"
_MANIFEST: Final = "manifest.json"
_PIECE: Final = 1_048_576
_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(RuntimeError, KeyError, TypeError, ValueError),
)
"""What unpacking a damaged file may raise, by the place of the damage."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the last commit and its seal, how many records, the file's digest."""

    commit: int
    seal: str
    records: int
    sha256: str


def write_backup(directory: Path, target: Path) -> Manifest:
    """Write a backup of the store in a folder into one file, whoever has the store open.

    The journal is only read; another process may go on writing it. The copy holds every commit
    acknowledged before this was called, and is looked through before it is packed.

    :raises NoStoreError: where the folder holds no store.
    :raises UsageError: where the file exists already, or its folder does not.
    :raises StoreDamagedError: where the journal is damaged; no file is written then.
    :raises StoreFullError: where the disk has no room; no file is written then.
    """
    if target.exists():
        raise UsageError(f"{target} exists already; a backup overwrites nothing.")
    if not target.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {target.absolute().parent} to write a backup into.")
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
            copy = Path(folder) / _JOURNAL
            copy_journal(directory, copy)
            manifest = _manifest_of(copy)
            packed = Path(folder) / "backup"
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=2))
                archive.write(copy, _JOURNAL)
            with packed.open("rb") as written:
                os.fsync(written.fileno())
            packed.rename(target)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise StoreFullError(f"The disk has no room for {target}. Nothing was written.") from error
    return manifest


def copy_journal(directory: Path, target: Path) -> None:
    """Copy the journal of a store as it is at one moment, while another process may write it.

    :raises NoStoreError: where the folder holds no store.
    :raises StoreDamagedError: where it cannot be read.
    :raises StoreFullError: where the disk has no room.
    """
    path = directory / _JOURNAL
    if not path.exists():
        raise NoStoreError(str(directory))
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    into = sqlite3.connect(target)
    try:
        source.backup(into)  # in one go: one moment, as the WAL keeps it
        into.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        raise explained(error, path) from error
    finally:
        source.close()
        into.close()


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
    :raises StoreDamagedError: where the file is damaged or is not what its manifest says.
    Whatever is raised, the folder is left as it was.
    """
    if directory.exists() and any(directory.iterdir()):
        raise UsageError(f"{directory} is not empty; restoring overwrites nothing.")
    existed = directory.exists()
    try:
        return _restore(source, directory, verify, progress, service)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        if existed:
            directory.mkdir()
        raise


def _restore(
    source: Path, directory: Path, verify: bool, progress: Progress | None, service: str | None
) -> Manifest:
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = Manifest(**json.loads(archive.read(_MANIFEST)))
            directory.mkdir(parents=True, exist_ok=True)
            with archive.open(_JOURNAL) as packed, (directory / _JOURNAL).open("wb") as out:
                while piece := packed.read(_PIECE):
                    out.write(piece)
                os.fsync(out.fileno())
    except _UNREADABLE as error:
        raise _unreadable(source, error) from error
    if _digest(directory / _JOURNAL) != manifest.sha256:
        raise StoreDamagedError(f"{source} is damaged: its journal is not the one it was made of.")
    with CatalogStore.open(directory, progress=progress, service=service) as store:
        symptoms = [symptom.message for symptom in check(store)] if verify else []
        if store.head != manifest.commit or symptoms:
            raise StoreDamagedError(" ".join(symptoms) or f"{source} holds another commit.")
    return manifest


def _manifest_of(path: Path) -> Manifest:
    journal = Journal(path)
    try:
        if symptoms := [symptom.message for symptom in check_journal(journal)]:
            raise StoreDamagedError(
                f"{' '.join(symptoms)} Nothing was written. Keep the backups you have, and restore "
                "the store from the last good one."
            )
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


def _unreadable(source: Path, error: Exception) -> HeadwatersError:
    """Why a file gives no store: no room for it, not a backup at all, or a damaged one."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreFullError(f"The disk has no room for what is in {source}.")
    try:
        with source.open("rb") as file:
            begins_well = file.read(4) == b"PK\x03\x04"
    except OSError as reason:
        return UsageError(f"{source} cannot be read: {reason.strerror}.")
    if begins_well:
        return StoreDamagedError(f"{source} is damaged or cut short. Take another backup.")
    return UsageError(f"{source} is no backup that `headwaters backup` wrote.")
