"""Tables cut on the way out: whole rows, a well-formed end, and the right count."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    QueryResultsFormat,
    QuerySolutions,
    Store,
    Variable,
    parse_query_results,
)

from catalog.sparql.rowcap import CappedTable, CutError
from catalog.sparql.worker import TABLE_FORMATS

NASTY = [
    "},{", "}},{", "[{", '"', '\\"', "\\", ",{", "\n", "\r\n", '"\n"', "<result>", "</result>",
    '"}},{"x":{', ",", "'", "", "plain",
]  # fmt: skip
CELL = st.one_of(st.none(), st.text(max_size=6), st.lists(st.sampled_from(NASTY)).map("".join))


def _query(rows: list[tuple[str | None, str | None]]) -> str:
    cells = [
        "(" + " ".join("UNDEF" if cell is None else str(Literal(cell)) for cell in row) + ")"
        for row in rows
    ]
    return f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {' '.join(cells)} }} }}"


def _whole(query: str, name: str) -> bytes:
    found = Store().query(query)
    assert isinstance(found, QuerySolutions)
    return found.serialize(format=TABLE_FORMATS[name]) or b""


def _cut(
    whole: bytes, name: str, most_rows: int, piece: int, most_bytes: int = 10**9
) -> tuple[CappedTable, bytes]:
    """Feed a serialization in pieces of a size; the table and what it let through."""
    out = bytearray()
    table = CappedTable(name, most_rows, most_bytes, out.extend)
    with contextlib.suppress(CutError):
        for start in range(0, len(whole), piece):
            table.write(whole[start : start + piece])
        table.close()
    return table, bytes(out)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(CELL, CELL), max_size=8),
    most_rows=st.integers(1, 9),
    piece=st.sampled_from([1, 2, 3, 7, 50, 8192]),
    name=st.sampled_from(sorted(TABLE_FORMATS)),
)
def test_a_table_cut_at_n_rows_is_the_table_of_the_first_n(
    rows: list[tuple[str | None, str | None]], most_rows: int, piece: int, name: str
) -> None:
    table, out = _cut(_whole(_query(rows), name), name, most_rows, piece)
    assert out == _whole(_query(rows[:most_rows]), name)
    assert table.rows == min(len(rows), most_rows)
    assert table.truncated is (len(rows) > most_rows)


@pytest.mark.parametrize("name", sorted(TABLE_FORMATS))
def test_rows_without_columns_count_too(name: str) -> None:
    whole = _whole("SELECT * { { FILTER(true) } UNION {} UNION {} }", name)
    for most_rows, rows in ((10, 3), (3, 3), (2, 2)):
        table, _ = _cut(whole, name, most_rows, 1)
        assert (table.rows, table.truncated) == (rows, most_rows == 2)


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_over_the_byte_cap_it_ends_before_the_next_row(name: str) -> None:
    rows: list[tuple[str | None, str | None]] = [(f"{n:05}", "x" * 95) for n in range(1000)]
    table, out = _cut(_whole(_query(rows), name), name, 10**6, 100, most_bytes=20_000)
    found = parse_query_results(out, format=TABLE_FORMATS[name])
    assert isinstance(found, QuerySolutions)
    assert found.variables == [Variable("x"), Variable("y")]
    assert [row["x"].value for row in found] == [f"{n:05}" for n in range(table.rows)]
    assert table.truncated
    assert 20_000 <= len(out) < 20_400


def test_one_row_over_all_bounds_is_an_error() -> None:
    whole = _whole(_query([("x" * 50_000, None)]), "json")
    with pytest.raises(OverflowError):
        _cut(whole, "json", 10, 8192, most_bytes=10_000)


def test_every_table_format_of_the_engine_is_covered() -> None:
    assert set(TABLE_FORMATS.values()) == {
        QueryResultsFormat.JSON,
        QueryResultsFormat.XML,
        QueryResultsFormat.CSV,
        QueryResultsFormat.TSV,
    }
