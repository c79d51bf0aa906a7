"""`changes`, and a lineage as of a day, as people and programs get them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.conftest import Run
from tests.conftest import small_record


def test_changes_of_one_thing_by_dates_and_by_the_journal(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    entry = tmp_path / "entry.ttl"
    entry.write_text(small_record("lost"), encoding="utf-8")
    assert run("--store", copy, "load", entry).code == 0
    yesterday = (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
    done = run("--store", copy, "changes", "unresolved/lost", "--from", yesterday, "--json")
    answer = json.loads(done.out)
    assert (done.code, answer["world"]["total"], answer["catalogue"]["total"]) == (0, 0, 1)
    assert answer["catalogue"]["counts"]["created"] == 1
    text = run("--store", copy, "changes", "unresolved/lost", "--from", yesterday).out
    assert "In the world, by the dates that records give: 0 changes\n" in text
    assert "In this catalogue, by its journal: 1 record (1 created)\n" in text


def test_changes_of_the_whole_catalogue_in_pages(run: Run, loaded: Path) -> None:
    given = ("--from", "2023-12-31", "--to", "2024-12-31", "--limit", "3", "--json")
    answer = json.loads(run("--store", loaded, "changes", *given).out)
    assert (answer["thing"], answer["truncated"], len(answer["world"]["changes"])) == (
        None, True, 3,
    )  # fmt: skip
    assert answer["world"]["total"] > 100


def test_dates_that_make_no_sense_are_said_so(run: Run, loaded: Path) -> None:
    assert run("--store", loaded, "changes").err == "headwaters: Say --from DATE.\n"
    wrong = run("--store", loaded, "changes", "--from", "soon")
    assert (wrong.code, wrong.err) == (
        2, "headwaters: “soon” is no date; write it as 2026-11-24.\n",
    )  # fmt: skip
    turned = run("--store", loaded, "changes", "--from", "2024-02-01", "--to", "2024-01-01")
    assert turned.err == "headwaters: 2024-01-01 does not come after 2024-02-01.\n"


def test_a_lineage_as_of_a_day(run: Run, loaded: Path) -> None:
    given = ("lineage", "dataset/dolma", "--downstream", "--as-of", "2023-11-01")
    answer = json.loads(run("--store", loaded, *given, "--json").out)
    assert (answer["as_of"], answer["total"], answer["undated"]) == ("2023-11-01", 3, 0)
    text = run("--store", loaded, *given).out
    assert text.startswith(
        f"As of 2023-11-01: {answer['left_out']} things left out, issued later or reached "
        "through these alone.\nDolma: 3 things downstream\n"
    )
    served = run("--server", "http://127.0.0.1:9", *given)
    assert (served.code, "leave --server out" in served.err) == (2, True)
