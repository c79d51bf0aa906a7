"""What a supposition would change, in words and as files."""

from __future__ import annotations

from typing import Any, Final

import pytest

from catalog.errors import UsageError
from ui import days
from ui.difference import named, people_csv, sentence, share, touched_csv

_ID: Final = "https://w3id.org/headwaters/id"


def _step(source: str, made: str) -> dict[str, str]:
    return {"from": f"{_ID}/{source}", "to": f"{_ID}/{made}", "kind": "learn"}


# Any: JSON as the service gives it.
_ANSWER: Final[dict[str, Any]] = {
    "suppose": f"Suppose A were under {_ID}/license/x-4 from now on.",
    "touched": [{"iri": f"{_ID}/model/b", "title": "+B", "kind": "model", "hops": 1}],
    "touched_total": 1,
    "catalogue": 1493,
    "stewards": [{"iri": f"{_ID}/organization/o", "title": "@O"}],
    "appear": [{"path": [_step("dataset/a", "model/b")]}],
    "go": [{"path": []}, {"path": [_step("dataset/z", "dataset/a")]}],
}


def test_a_supposition_in_words_has_names_and_no_addresses() -> None:
    titles = {f"{_ID}/license/x": "X", f"{_ID}/license/x-4": "X 4"}
    assert sentence(_ANSWER, titles) == "Suppose A were under X 4 from now on."


def test_the_share_is_a_count_with_its_whole() -> None:
    assert share(_ANSWER) == "Downstream of it lies 1 of the 1,493 things in this catalogue."
    assert share({**_ANSWER, "touched_total": 0}).startswith("Downstream of it lie 0 of the 1,493")


def test_the_things_that_still_need_a_name() -> None:
    assert named(_ANSWER) == {f"{_ID}/dataset/a", f"{_ID}/dataset/z"}
    assert named({**_ANSWER, "titles": {f"{_ID}/dataset/z": "Z"}}) == {f"{_ID}/dataset/a"}


def test_files_are_protected() -> None:
    assert touched_csv(_ANSWER).decode() == (
        f"title,iri,kind,steps\r\n'+B,{_ID}/model/b,model,1\r\n"
    )
    assert people_csv(_ANSWER).decode() == f"name,iri\r\n'@O,{_ID}/organization/o\r\n"


@pytest.mark.parametrize("text", ["1990-01-01", "2024-02-29", "2099-12-31"])
def test_a_day_in_an_address(text: str) -> None:
    assert days.checked(text) == text


def test_no_day_means_today() -> None:
    assert days.checked("") is None


@pytest.mark.parametrize(
    "text",
    ["2026-13-01", "2025-02-29", "1989-12-31", "2100-01-01", "today", "２０２６-01-01", "20260101"],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no date that can be asked about here"):
        days.checked(text)
