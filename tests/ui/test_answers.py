"""Answers of questions as tables and as files."""

from __future__ import annotations

from typing import Any, Final

from ui.addresses import entry
from ui.answers import Gap, cells, csv_of, gaps
from ui.sheet import Cell

_COLUMNS: Final = [
    {"name": "model", "label": "Model"},
    {"name": "status", "label": "Status"},
    {"name": "count", "label": "Count"},
]
_MODEL: Final = "https://w3id.org/headwaters/id/model/m"
_UNKNOWN: Final = "https://w3id.org/headwaters/ns/disclosure/unknown"


# Any: rows as the service gives them.
def _uri(value: str, label: str) -> dict[str, Any]:
    return {"value": value, "type": "uri", "label": label}


def _text(value: str) -> dict[str, Any]:
    return {"value": value, "type": "literal"}


ROWS: Final[list[dict[str, Any]]] = [
    {"model": _uri(_MODEL, "=M"), "status": _uri(_UNKNOWN, "Not known"), "count": _text("3")},
    {"model": None, "status": _text("not recorded"), "count": _text("-1")},
]


def test_cells_link_and_set_apart_what_is_not_known() -> None:
    assert cells(_COLUMNS, ROWS[0]) == [
        Cell("=M", to=entry("model", "m")),
        Cell("Not known", mark="unknown"),
        Cell("3"),
    ]
    assert cells(_COLUMNS, ROWS[1]) == [
        Cell("nothing recorded", mark="quiet"),
        Cell("nothing recorded", mark="quiet"),
        Cell("-1"),
    ]


def test_gaps_count_both_ways_of_not_knowing() -> None:
    assert gaps(_COLUMNS, ROWS) == [Gap("Model", 0, 1), Gap("Status", 1, 1)]


def test_csv_has_words_and_addresses_and_no_formula() -> None:
    assert csv_of(_COLUMNS, ROWS).decode() == (
        "model,model_iri,status,status_iri,count\r\n"
        f"'=M,{_MODEL},Not known,{_UNKNOWN},3\r\n"
        ",,not recorded,,'-1\r\n"
    )


def test_a_link_that_is_no_web_address_stays_text() -> None:
    row = {"model": _uri("javascript:alert(1)", "click"), "status": None, "count": None}
    assert cells(_COLUMNS, row)[0].to_json() == {"text": "click"}
    row = {"model": _uri("https://example.org/", "there"), "status": None, "count": None}
    assert cells(_COLUMNS, row)[0].to_json() == {
        "text": "there",
        "outside": "https://example.org/",
    }
