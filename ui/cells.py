"""Values of the catalogue as cells of our tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.terms import BASE, NS, split_thing
from ui import addresses
from ui.service import server
from ui.sheet import Cell
from ui.statements import Value, is_unknown
from ui.wording import UNKNOWN


def value_cells(values: Sequence[Value]) -> list[Cell]:
    """Values as parts of a cell; short texts without links stand on one line."""
    if len(values) > 1 and all(not (one.iri or one.note or one.is_claim) for one in values):
        return [Cell(", ".join(value.words for value in values))]
    return [_cell(value) for value in values]


def _cell(value: Value) -> Cell:
    cell = iri_cell(value.iri, value.words) if value.iri else Cell(value.words)
    if value.is_claim:
        note = " · ".join(part for part in ("a claim, not a fact", value.note) if part)
        return replace(cell, note=note, mark="claim")
    return replace(cell, note=value.note)


def iri_cell(iri: str, words: str) -> Cell:
    """An IRI as a link: to its entry, to what a word of ours means, or out to the world."""
    found = split_thing(iri)
    if found:
        return Cell(words or found[1], to=addresses.entry(*found))
    if is_unknown(iri):
        return Cell(words or UNKNOWN, mark="unknown")
    if iri.startswith(NS):
        scheme = iri.removeprefix(NS).partition("/")[0]
        return Cell(words or iri, to=addresses.address("about", {"scheme": scheme}))
    if iri.startswith(f"{BASE}ns"):
        return Cell(words or iri, url=server() + "/" + iri.removeprefix(BASE))
    return Cell(words or iri, url=iri)
