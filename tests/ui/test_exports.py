"""CSV for spreadsheets."""

from __future__ import annotations

import pytest

from ui.exports import protected, to_csv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cells_that_look_like_formulas_are_protected(start: str) -> None:
    assert protected(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "1", "a=b", "'quoted", " =1", "Ǎguila-7B", "–"])
def test_other_cells_stay(cell: str) -> None:
    assert protected(cell) == cell


def test_a_table_as_csv() -> None:
    rows = [["Ǎguila-7B", '=HYPERLINK("x")'], ["two\nlines", "a,b"]]
    assert to_csv(["name", "-note"], rows).decode() == (
        'name,\'-note\r\nǍguila-7B,"\'=HYPERLINK(""x"")"\r\n"two\nlines","a,b"\r\n'
    )
