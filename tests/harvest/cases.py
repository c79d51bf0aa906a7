"""What the tests of harvesting share: our own small files, and the real ones beside the project."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from catalog.harvest.description import Description, SourceFile, Unreadable
from catalog.harvest.files import read_source
from catalog.harvest.resolution import Known, Resolution
from catalog.harvest.resolve import resolve
from catalog.harvest.sources import source_format

CASES = Path(__file__).parent / "ecosystem_graphs"
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
REAL = DATA / "ecosystem-graphs"
FORMAT = source_format("ecosystem-graphs")
ID = "https://w3id.org/headwaters/id/"


def read_folder(folder: Path) -> list[Description | Unreadable]:
    """Everything the source module yields for the files of a folder."""
    results: list[Description | Unreadable] = []
    for file in read_source(folder, FORMAT):
        results.extend(FORMAT.read([file]) if isinstance(file, SourceFile) else [file])
    return results


def read_text(text: str | bytes, name: str = "case.yaml") -> list[Description | Unreadable]:
    """Everything the source module yields for one text."""
    data = text.encode() if isinstance(text, str) else text
    return list(FORMAT.read([SourceFile(name, data)]))


def described(results: list[Description | Unreadable]) -> list[Description]:
    """Those that could be read."""
    return [result for result in results if isinstance(result, Description)]


def unreadable(results: list[Description | Unreadable]) -> list[Unreadable]:
    """Those that could not."""
    return [result for result in results if isinstance(result, Unreadable)]


def resolved(case: str, known: Known | None = None) -> Resolution:
    """The names of one of our cases, tied to IRIs."""
    return resolve(described(read_folder(CASES / case)), known or Known(), "ecosystem-graphs")


def edges(resolution: Resolution) -> dict[str, list[str]]:
    """For each item by its id, the things it depends on, without the common beginning."""
    return {
        item.description.remote_id: [parent.iri.removeprefix(ID) for parent in item.parents]
        for item in resolution.items
    }


def downstream(resolution: Resolution, start: str) -> set[str]:
    """The things made from a thing, by following every edge; the start is left out."""
    made = defaultdict(set)
    for item in resolution.items:
        for parent in item.parents:
            made[parent.iri].add(item.iri)
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        found = made[waiting.pop()] - seen - {start}
        seen |= found
        waiting.extend(found)
    return seen
