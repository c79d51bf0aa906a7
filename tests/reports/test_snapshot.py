"""Frozen reports: a changed file is noticed, and two can be compared."""

from __future__ import annotations

import json

import pytest

from catalog.errors import UsageError
from catalog.reports.snapshot import Change, changes_text, compare, freeze, thaw
from tests.reports.conftest import drafted


def test_a_frozen_report_is_read_as_it_was() -> None:
    report = drafted("full", "dta", "dataset/marsh")
    text = freeze(report)
    assert thaw(text, "x.json") == json.loads(json.dumps(report.to_json()))
    frozen = json.loads(text)
    assert (frozen["report"]["version"], frozen["report"]["commit"]) == ("1", 7)
    assert frozen["report"]["as_of"] == "2026-11-24"
    assert len(frozen["sha256"]) == 64


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "x.json is not JSON"),
        ("[]", "x.json is no frozen report"),
        ('{"format": "headwaters-report-1", "report": {}, "sha256": "0"}', "its hash does not fit"),
    ],
)
def test_what_is_no_frozen_report_is_refused(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        thaw(text, "x.json")


def test_a_changed_file_is_refused() -> None:
    text = freeze(drafted("full", "dta", "dataset/marsh")).replace("2025-03-01", "2020-03-01")
    with pytest.raises(UsageError, match="was changed after it was frozen"):
        thaw(text, "x.json")


def test_what_appeared_changed_and_went() -> None:
    old = thaw(freeze(drafted("full", "osaid", "model/heron")), "old")
    new = json.loads(json.dumps(old))
    new["commit"] = 8
    fields = {field["id"]: field for s in new["sections"] for field in s["fields"]}
    fields["data-description"]["fill"] = "not-disclosed"
    fields["data-description"]["values"] = []
    code = next(section for section in new["sections"] if section["id"] == "code")
    gone = code["fields"].pop()
    code["fields"].append({**gone, "id": "extra", "label": "Extra"})
    changes = compare(old, new)
    assert changes == [
        Change(
            "changed", "Description of all data", None, "full", "not disclosed by the maker"
        ),
        Change("appeared", "Extra", None, None, "not recorded"),
        Change("gone", "Model architecture", None, "not recorded", None),
    ]  # fmt: skip
    assert changes_text(old, new, changes).splitlines()[1:4] == [
        "from commit 7 as of 2026-11-24 to commit 8 as of 2026-11-24",
        "changed: Description of all data",
        "  before: full",
    ]
    assert changes_text(old, new, changes).endswith("3 fields differ.")


def test_nothing_changed() -> None:
    old = thaw(freeze(drafted("full", "osaid", "model/heron")), "old")
    assert compare(old, old) == []
    assert changes_text(old, old, []).endswith("0 fields differ.")


def test_reports_on_different_things_are_not_compared() -> None:
    heron = thaw(freeze(drafted("full", "osaid", "model/heron")), "a")
    coot = thaw(freeze(drafted("silent", "osaid", "model/coot")), "b")
    other = thaw(freeze(drafted("full", "mof", "model/heron")), "c")
    with pytest.raises(UsageError, match="of different things"):
        compare(heron, coot)
    with pytest.raises(UsageError, match="of different templates: osaid and mof"):
        compare(heron, other)
