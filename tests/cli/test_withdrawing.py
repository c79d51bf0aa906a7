"""`withdraw` and `merge` as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import small_record

WELL = "All is well at commit 4; graph: Oxigraph, embedded.\n"
RECORD = "https://w3id.org/headwaters/record/test/unresolved/"


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """A store with three things."""
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.ttl").write_text(small_record(name), encoding="utf-8")
    names = [tmp_path / f"{name}.ttl" for name in ("one", "two", "three")]
    assert run("--store", tmp_path / "store", "load", *names).code == 0
    return tmp_path / "store"


def test_withdrawing_a_thing(run: Run, folder: Path) -> None:
    done = run("--store", folder, "withdraw", "one", "--reason", "It was a mistake.")
    assert (done.code, done.err) == (
        0,
        f"{RECORD}one is withdrawn.\nThe catalogue is at commit 4.\n",
    )
    again = run("--store", folder, "withdraw", "unresolved/one", "--reason", "Again.")
    assert again.code == 2
    iri = "https://w3id.org/headwaters/id/unresolved/one"
    history = json.loads(run("--store", folder, "history", iri, "--json").out)
    assert [(c["action"], c["actor"], c["message"]) for c in history] == [
        ("create", "command line", "load"),
        ("withdraw", "command line", "It was a mistake."),
    ]


def test_withdrawing_a_record_by_its_iri(run: Run, folder: Path) -> None:
    assert run("--store", folder, "withdraw", RECORD + "two", "--reason", "A test.").code == 0
    assert (
        run("--store", folder, "doctor").out
        == "All is well at commit 4; graph: Oxigraph, embedded.\n"
    )


def test_merging(run: Run, folder: Path) -> None:
    done = run("--store", folder, "merge", "one", "two", "--reason", "One source, two names.")
    assert (done.code, done.err) == (
        0,
        f"{RECORD}one is withdrawn.\nThe catalogue is at commit 4.\n",
    )
    assert run("--store", folder, "rebuild").code == 0
    assert (
        run("--store", folder, "doctor").out
        == "All is well at commit 4; graph: Oxigraph, embedded.\n"
    )


def test_no_reason_no_withdrawal(run: Run, folder: Path) -> None:
    done = run("--store", folder, "withdraw", "one", "--reason", "")
    assert (done.code, done.err) == (
        2,
        "headwaters: Say why: the reason stays at the address for whoever asks later.\n",
    )
