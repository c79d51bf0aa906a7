"""Records from files and folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from catalog.errors import UsageError
from catalog.model import Record
from catalog.rdf.parse import MAX_BYTES, SUFFIXES, media_type_of, parse_records


def shipped_entries() -> Path:
    """The folder of the shipped catalogue, one file for each record."""
    return Path(__file__).resolve().parent.parent / "entries"


def record_files(paths: Iterable[Path]) -> list[Path]:
    """The RDF files that some paths name, folders searched to the bottom, in order of name.

    :raises UsageError: where a path does not exist or a folder holds no RDF.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES)
            if not inside:
                raise UsageError(f"{path}: no RDF in it. We read {', '.join(sorted(SUFFIXES))}.")
            found.extend(inside)
        elif path.exists():
            found.append(path)
        else:
            raise UsageError(f"{path}: no such file or folder.")
    return found


def read_records(files: Iterable[Path]) -> Iterator[Record]:
    """The records in some files.

    :raises UnparseableError, InvalidRecordError, TooLargeError, UsageError: as
        `catalog.rdf.parse.parse_records`; the message names the file.
    """
    for path in files:
        media_type = media_type_of(path)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        yield from parse_records(data, media_type, str(path))
