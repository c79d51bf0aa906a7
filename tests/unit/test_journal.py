from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from catalog.errors import StoreDamagedError
from catalog.store.commits import GENESIS, Change, Commit, seal
from catalog.store.journal import Journal

ONE = '<urn:s> <urn:p> "1" .\n'
TWO = '<urn:s> <urn:p> "2" .\n'


def write(journal: Journal, *changes: Change, message: str = "m") -> list[Commit]:
    return journal.append(changes, time="2026-11-24T00:00:00+00:00", actor="tests", message=message)


def test_commits_are_numbered_sealed_and_chained(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    first, second = write(journal, Change("urn:r", "urn:t", ONE), Change("urn:q", "urn:t", TWO))
    assert (first.number, first.action, first.previous_hash) == (1, "create", GENESIS)
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert second.hash == seal(
        first.hash, 2, second.time, "tests", "create", "urn:q", second.digest_after, "m"
    )
    assert list(journal.since(0)) == [first, second]
    assert list(journal.since(1)) == [second]
    assert journal.head == 2


def test_the_same_state_again_makes_no_commit(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    write(journal, Change("urn:r", "urn:t", ONE))
    assert write(journal, Change("urn:r", "urn:t", ONE)) == []
    assert write(journal, Change("urn:absent", "urn:t", None)) == []
    assert journal.head == 1


def test_a_record_is_updated_withdrawn_and_made_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    changes = [Change("urn:r", "urn:t", state) for state in (ONE, TWO, None, ONE)]
    commits = write(journal, *changes)
    assert [commit.action for commit in commits] == ["create", "update", "withdraw", "create"]
    assert [commit.state for commit in journal.history("urn:t")] == [ONE, TWO, None, ONE]
    assert journal.state("urn:r") == ONE
    assert journal.count() == 1


def test_undo_goes_back_to_the_states_before(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    write(journal, Change("urn:r", "urn:t", ONE))
    before = list(journal.since(0))
    write(journal, Change("urn:r", "urn:t", TWO), Change("urn:new", "urn:t", ONE))
    journal.undo_after(1)
    assert list(journal.since(0)) == before
    assert journal.state("urn:r") == ONE
    assert journal.digest("urn:new") is None


def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    commits = write(journal, Change("urn:r", "urn:t", ONE))
    journal.close()
    assert list(Journal(tmp_path / "journal.db").current()) == commits


def test_full_sync_is_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_is_no_journal_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"not a database at all " * 100)
    with pytest.raises(StoreDamagedError, match=r"journal\.db cannot be read") as caught:
        Journal(path)
    assert caught.value.exit_code == 4


def test_a_change_by_other_hands_breaks_the_seal(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    write(journal, Change("urn:r", "urn:t", ONE))
    journal.close()
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("UPDATE commits SET actor = 'someone else'")
    db.close()
    (commit,) = Journal(tmp_path / "journal.db").since(0)
    resealed = seal(
        commit.previous_hash,
        commit.number,
        commit.time,
        commit.actor,
        commit.action,
        commit.record,
        commit.digest_after,
        commit.message,
    )
    assert resealed != commit.hash
