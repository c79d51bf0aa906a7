"""Tables and lists with links that stay in the explorer.

Streamlit's own tables draw on a canvas or open every link in a new tab. These are plain HTML
tables and lists: a screen reader reads them, a narrow window folds them. The script below is
fixed and puts every text in as text; no markup is ever made from what the catalogue says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from ui.addresses import Address, outside
from ui.wording import plain

_SCRIPT: Final = (Path(__file__).parent / "sheet.js").read_text(encoding="utf-8")
_STYLE: Final = (Path(__file__).parent / "sheet.css").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, with a link to one of our screens or to the world outside, and a note below.

    `mark` sets it apart by shape and color: `chip`, `claim`, `unknown`, `quiet`, `strong`,
    `here`, `file` for a link to a file, `step step-…` for a step of a way with its kind, and
    `is is-…` for a finding's status.
    """

    text: str
    to: Address | None = None
    url: str = ""
    note: str = ""
    mark: str = ""
    indent: int = 0

    def to_json(self) -> dict[str, str | int]:
        """What the script draws; a link the explorer does not follow is left out."""
        drawn: dict[str, str | int] = {"text": plain(self.text)}
        link = outside(self.url) if self.url else None
        if self.to is not None:
            drawn["href"] = self.to.href
        elif link:
            drawn["outside"] = link
        for name, value in (("note", plain(self.note)), ("mark", self.mark)):
            if value:
                drawn[name] = value
        if self.indent:
            drawn["indent"] = self.indent
        return drawn


Row = Sequence[Cell | Sequence[Cell]]
"""A row of a table; where a cell is a sequence, its parts stand below one another."""


@dataclass(frozen=True, slots=True)
class Line:
    """A labeled line below a heading: its cells beside one another.

    `look` is `way` for a way in steps, or empty; with a `fold` the cells are hidden below these
    words until they are asked for.
    """

    label: str
    cells: tuple[Cell, ...]
    look: str = ""
    fold: str = ""

    # Any: JSON for the browser, like all `to_json` here.
    def to_json(self) -> dict[str, Any]:
        """What the script draws."""
        return {
            "label": self.label,
            "cells": [cell.to_json() for cell in self.cells],
            "look": self.look,
            "fold": plain(self.fold),
        }


@dataclass(frozen=True, slots=True)
class Item:
    """A text that stands out, with what there is to say about it line by line."""

    head: Cell
    lines: tuple[Line, ...]


def table(
    header: Sequence[str], rows: Sequence[Row], *, caption: str, key: str, look: str = ""
) -> None:
    """Show a table; its caption says in words what it holds.

    :param look: `tally` for counts with their words, `ways` where the last column has ways.
    """
    _show(
        {
            "caption": plain(caption),
            "header": [plain(name) for name in header],
            "rows": [[_parts(cell) for cell in row] for row in rows],
            "look": look,
        },
        key,
    )


def cards(items: Sequence[Sequence[Cell]], *, caption: str, key: str) -> None:
    """Show a list of cards: of each row the first cell is its title, the others follow."""
    _show(
        {"caption": plain(caption), "cards": [[cell.to_json() for cell in row] for row in items]},
        key,
    )


def items(all_: Sequence[Item], *, caption: str, key: str) -> None:
    """Show texts with their lines, one below another."""
    told = [
        {"head": item.head.to_json(), "lines": [line.to_json() for line in item.lines]}
        for item in all_
    ]
    _show({"caption": plain(caption), "items": told}, key)


def names(cells: Sequence[Cell], *, caption: str, key: str) -> None:
    """Show many short links beside one another."""
    _show({"caption": caption, "links": [c.to_json() for c in cells], "look": "names"}, key)


def note(cells: Sequence[Cell], *, caption: str, key: str) -> None:
    """Show a small line of words and links below something, to explain it."""
    _show({"caption": caption, "links": [c.to_json() for c in cells], "look": "note"}, key)


def trail(*cells: Cell) -> None:
    """Show the way from the start to here, as links; the last one is here."""
    _show(
        {"caption": "You are here", "links": [c.to_json() for c in cells], "look": "trail"}, "trail"
    )


def buttons(cells: Sequence[Cell], *, caption: str, key: str) -> None:
    """Show a few links to go on with, as large as buttons."""
    _show({"caption": caption, "links": [c.to_json() for c in cells], "look": "buttons"}, key)


def pages(number: int, last: int, at: Callable[[int], Address]) -> None:
    """Show links to the pages of a list: the first, the last, and those around this one.

    :param at: the address of a page by its number.
    """
    if last <= 1:
        return
    shown = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    cells = [
        Cell(f"{page:,}", mark="here") if page == number else Cell(f"{page:,}", to=at(page))
        for page in shown
    ]
    if number < last:
        cells.append(Cell("Next", to=at(number + 1)))
    _show({"caption": "Pages", "links": [c.to_json() for c in cells], "look": "pages"}, "pages")


def _parts(cell: Cell | Sequence[Cell]) -> list[dict[str, str | int]]:
    return [part.to_json() for part in ((cell,) if isinstance(cell, Cell) else cell)]


# Any: JSON for the browser, made above and nowhere else.
def _show(drawn: dict[str, Any], key: str) -> None:
    _component()(data=drawn, key=key)


def _component() -> ComponentRenderer:
    # Registered anew in every run, as Streamlit's own examples do: the registry belongs to
    # the running server, while a module lives as long as the process.
    return st.components.v2.component(
        "headwaters_sheet", html='<div class="sheet"></div>', css=_STYLE, js=_SCRIPT
    )
