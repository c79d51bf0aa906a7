"""Findings made ready to be read."""

from __future__ import annotations

from typing import Any, Final

import pytest

from catalog.api.findings_page import WORDS
from catalog.vocabulary import labels
from ui.addresses import entry
from ui.findings import STATUSES, Status, counts, csv_of, grouped, item, record_cell, way, way_words
from ui.sheet import Cell, Line
from ui.wording import CODES, code_words

_ID: Final = "https://w3id.org/headwaters/id"
_RECORD: Final = "https://w3id.org/headwaters/record"
_TITLES: Final = {f"{_ID}/dataset/a": "=A", f"{_ID}/model/b": "B"}
_SERVER: Final = "http://s"


# Any: JSON as the service gives it.
def _finding(status: str, **changed: object) -> dict[str, Any]:
    return {
        "rule": "R5",
        "status": status,
        "reason": "SA-WEIGHTS",
        "message": f"A {status}.",
        "source": None,
        "path": [],
        "further_paths": 0,
        "records": [f"{_RECORD}/shipped/model/b"],
        "confidence": "K",
        **changed,
    }


def _step(source: str, made: str, kind: str) -> dict[str, str]:
    return {"from": f"{_ID}/{source}", "to": f"{_ID}/{made}", "kind": kind}


_PATH: Final = [_step("dataset/a", "dataset/c", "carry"), _step("dataset/c", "model/b", "learn")]


def test_the_words_are_those_of_the_service() -> None:
    theirs = [(name.value, words.head, words.meaning) for name, words in WORDS.items()]
    assert [(one.name, one.head, one.meaning) for one in STATUSES] == theirs


@pytest.mark.parametrize("code", CODES)
def test_the_codes_are_called_as_the_ontology_calls_them(code: str) -> None:
    names = {"V": "verified", "K": "known", "W": "white-paper", "M": "ambiguous", "H": "harvested"}
    iri = f"https://w3id.org/headwaters/ns/confidence/{names.get(code, code)}"
    assert CODES[code] == labels()[iri].lower()


def test_a_code_in_words() -> None:
    assert code_words("V") == "V, verified"
    assert code_words("contested") == "contested"
    assert code_words("X\u202e") == "X⟨U+202E⟩"


def test_the_worst_stand_first_and_a_status_without_words_last() -> None:
    found = [_finding(name) for name in ("info", "new", "unknown", "conflict", "unknown")]
    assert [(status.name, len(all_)) for status, all_ in grouped(found)] == [
        ("conflict", 1),
        ("unknown", 2),
        ("info", 1),
        ("new", 1),
    ]
    assert grouped(found)[-1][0] == Status("new", "new", "")
    assert counts({"findings": found})[1] == (
        Cell("2", mark="strong"),
        Cell("Not recorded", mark="is is-unknown"),
    )


def test_a_way_has_its_steps_with_their_kinds() -> None:
    finding = _finding("unknown", path=_PATH, further_paths=2)
    assert way(finding, _TITLES) == [
        Cell("=A", to=entry("dataset", "a")),
        Cell("carry", mark="step step-carry"),
        Cell("c", to=entry("dataset", "c")),
        Cell("learn", mark="step step-learn"),
        Cell("B", to=entry("model", "b")),
        Cell("and 2 further ways", mark="quiet"),
    ]
    assert way_words(finding, _TITLES) == "=A →carry→ c →learn→ B"
    assert way(_finding("unknown"), _TITLES) == []


def test_a_kind_of_step_cannot_become_a_style() -> None:
    odd = _finding("unknown", path=[_step("dataset/a", "model/b", "x is-satisfied")])
    assert way(odd, _TITLES)[1] == Cell("x is-satisfied", mark="step step-unknown")


def test_a_finding_with_its_records_and_how_sure_they_are() -> None:
    shown = item(_finding("conflict", path=_PATH[1:]), _TITLES, _SERVER)
    assert shown.head == Cell("A conflict.", note="R5 · SA-WEIGHTS", mark="is is-conflict")
    assert [line.label for line in shown.lines] == ["Way", "Records", "How sure"]
    assert shown.lines[1:] == (
        Line("Records", (Cell("model/b", url="http://s/record/shipped/model/b"),)),
        Line("How sure", (Cell("K, widely known"),)),
    )
    many = item(
        _finding("info", records=[f"{_RECORD}/shipped/model/m{n}" for n in range(4)]), {}, ""
    )
    assert many.lines[0].fold == "4 records"
    assert many.lines[1] == Line("How sure", (Cell("K, widely known at the weakest of them"),))
    assert item(_finding("info", records=[]), {}, "").lines == ()


def test_records_of_others_say_whose_they_are() -> None:
    assert record_cell(f"{_RECORD}/white-paper/model/b", _SERVER).text == "model/b (white paper)"
    assert record_cell(f"{_RECORD}/supposed", _SERVER) == Cell("what is supposed", mark="quiet")
    assert record_cell("https://example.org/r", _SERVER).url == ""


def test_findings_as_csv_are_protected() -> None:
    finding = _finding("unknown", message="=1+1", path=_PATH, further_paths=1)
    assert csv_of([finding], _TITLES, f"{_ID}/dataset/a").decode().splitlines() == [
        "subject,subject_iri,status,rule,reason,message,way,further_ways,records,"
        "weakest_confidence",
        f"'=A,{_ID}/dataset/a,unknown,R5,SA-WEIGHTS,'=1+1,'=A →carry→ c →learn→ B,1,"
        f"{_RECORD}/shipped/model/b,K",
    ]
