"""`headwaters report`, `letter` and `attribution` on a store."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.cli.conftest import Run

COVER = "Filled from recorded claims as of 2026-11-24; not a filing, not legal advice."


def test_a_report_in_every_form(run: Run, loaded: Path) -> None:
    for form, begins in (("md", "# Data information"), ("html", "<!doctype html>"), ("json", "{")):
        ran = run(
            "--store", loaded, "report", "osaid", "olmo-7b", "--as-of", "2026-11-24",
            "--format", form,
        )  # fmt: skip
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(begins)
        assert COVER in ran.out
    ran = run("--store", loaded, "report", "croissant", "the-pile", "--format", "document")
    assert json.loads(ran.out)["name"] == "The Pile"


def test_the_date_is_today_unless_one_is_given(run: Run, loaded: Path) -> None:
    ran = run("--store", loaded, "report", "mof", "olmo-7b", "--format", "json")
    assert len(json.loads(ran.out)["as_of"]) == len("2026-11-24")
    ran = run("--store", loaded, "report", "mof", "olmo-7b", "--as-of", "last week")
    assert (ran.code, ran.out) == (2, "")
    assert "“last week” is no date; write it as 2026-11-24." in ran.err


def test_frozen_reports_are_compared(run: Run, loaded: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    for path, day in ((old, "2024-01-01"), (new, "2024-05-01")):
        ran = run(
            "--store", loaded, "report", "dta", "dolma-v1.5", "--as-of", day, "--freeze"
        )  # fmt: skip
        path.write_text(ran.out, encoding="utf-8")
    ran = run("report", "compare", old, new)
    assert ran.code == 0
    assert ran.out.splitlines()[2:] == [
        "changed: License",
        "  before: AI2 ImpACT License - Medium Risk (packaging)",
        "  after:  Open Data Commons Attribution License 1.0 (packaging)",
        "1 field differs.",
    ]
    ran = run("report", "compare", old, new, "--json")
    assert [change["field"] for change in json.loads(ran.out)] == ["License"]
    old.write_text(old.read_text(encoding="utf-8").replace("Medium", "Low"), encoding="utf-8")
    ran = run("report", "compare", old, new)
    assert (ran.code, ran.out) == (2, "")
    assert "was changed after it was frozen" in ran.err


def test_mistakes_are_explained(run: Run, loaded: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (("report", "gpai", "olmo-7b"), "There is no template “gpai”."),
        (("report", "mof", "the-pile"), "The template “mof” is about a model"),
        (("report", "mof", "olmo-7b", "bloom"), "Name one thing to report on."),
        (("report", "mof", "nowhere-to-be-found"), "Nothing here is called"),
        (("report", "compare", "one.json"), "Name two frozen reports"),
        (("report", "compare", str(tmp_path / "a"), str(tmp_path / "b")), "cannot be read"),
        (("report", "mof", "olmo-7b", "--format", "document"), "has no format of its own"),
    ):
        ran = run("--store", loaded, *arguments)
        assert (ran.code, ran.out) == (2, ""), arguments
        assert words in ran.err


def test_letter(run: Run, loaded: Path) -> None:
    ran = run("--store", loaded, "letter", "dolly-15k", "--as-of", "2026-11-24")
    assert ran.code == 0
    assert ran.out.startswith("# What was made of databricks-dolly-15k")
    assert COVER in ran.out
    ran = run("--store", loaded, "letter", "dolly-15k", "--json")
    assert [each["title"] for each in json.loads(ran.out)["reached"]] == [
        "Dolly v2 12B",
        "GPT-SW3 Instruct",
    ]


def test_attribution(run: Run, loaded: Path) -> None:
    ran = run("--store", loaded, "attribution", "olmo-7b", "bielik-11b-v2", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out, newline="")))
    assert "Dolma v1.5-sample" in {row["title"] for row in rows}
    for form in ("text", "bibtex"):
        ran = run("--store", loaded, "attribution", "olmo-7b", "--format", form)
        assert ran.code == 0
        assert "Dolma v1.5-sample" in ran.out
