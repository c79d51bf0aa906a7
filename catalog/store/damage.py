"""What an error of SQLite means to the person who meets it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from catalog.errors import StoreDamagedError, StoreFullError


def explained(error: sqlite3.Error, path: Path) -> StoreFullError | StoreDamagedError:
    """What an error on the journal means."""
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return StoreFullError(f"No room on the disk to write {path}. Nothing was changed.")
    return StoreDamagedError(
        f"{path} cannot be read ({text}). Restore it from a backup; what stands in it is the "
        "only full copy of the catalogue."
    )


def explained_index(error: sqlite3.Error, path: Path) -> StoreFullError | StoreDamagedError:
    """What an error on the search index means."""
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return StoreFullError(f"No room on the disk to write {path}. Nothing was changed.")
    return StoreDamagedError(
        f"The search index {path} cannot be read ({text}). It is built from the journal: "
        "run `headwaters rebuild`."
    )


def damaged_file(error: sqlite3.Error) -> StoreDamagedError:
    """The words for an error of SQLite that nobody on the way could give a file to."""
    return StoreDamagedError(
        f"A file of the store cannot be read ({error}). Stop the service and run `headwaters "
        "doctor`: it says whether to rebuild the index or to restore the journal from a backup."
    )
