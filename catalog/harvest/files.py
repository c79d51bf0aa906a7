"""The files of a source on disk, read within the source's bound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from catalog.errors import UsageError
from catalog.harvest.description import SourceFile, SourceFormat, Unreadable
from catalog.model import Finding, Outcome


def source_files(path: Path, source: SourceFormat) -> list[Path]:
    """The files of a source at a path: one file, or those in a folder, in order of name.

    The folder may be that of the files or the one above it, as in a checkout of the source.

    :raises UsageError: where there is nothing to read at the path.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UsageError(f"{path}: no such file or folder.")
    for folder in (path / source.folder, path):
        if folder.is_dir():
            found = [
                file
                for file in folder.iterdir()
                if file.suffix.lower() in source.suffixes and file.is_file()
            ]
            if found:
                return sorted(found, key=lambda file: file.name)
    raise UsageError(
        f"{path}: no file of {source.title} in it. They end in {' or '.join(source.suffixes)}."
    )


def read_source_file(path: Path, source: SourceFormat) -> SourceFile | Unreadable:
    """The bytes of a file, one more than the source accepts at most; or why it has none."""
    name = path.name.encode("utf-8", "replace").decode()
    try:
        with path.open("rb") as file:
            return SourceFile(name, file.read(source.max_bytes + 1))
    except OSError as error:
        message = f"{name}: cannot be read ({error.strerror})."
        finding = Finding("Violation", name, "", "", "file", type(error).__name__, message)
        return Unreadable(name, Outcome.FAILED, message, (finding,))


def read_source(path: Path, source: SourceFormat) -> Iterator[SourceFile | Unreadable]:
    """Every file of a source at a path.

    :raises UsageError: as `source_files`.
    """
    for file in source_files(path, source):
        yield read_source_file(file, source)
