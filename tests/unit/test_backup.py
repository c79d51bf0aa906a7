from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from catalog.errors import StoreDamagedError, UsageError
from catalog.store import CatalogStore
from catalog.store.backup import restore_backup, write_backup
from catalog.store.check import check
from tests.unit.test_store import change, commit, gone, lineage


@pytest.fixture
def backup(store: CatalogStore, tmp_path: Path) -> Path:
    commit(store, change("a", "b"), change("b", "c"))
    commit(store, change("a", "c"), gone("b"))
    made = write_backup(store, tmp_path / "backup.zip")
    assert (made.commit, made.records) == (4, 1)
    return tmp_path / "backup.zip"


def test_what_was_backed_up_comes_back_with_its_history(
    store: CatalogStore, backup: Path, tmp_path: Path
) -> None:
    made = restore_backup(backup, tmp_path / "again", verify=True)
    with CatalogStore.open(tmp_path / "again") as again:
        assert list(again.journal.since(0)) == list(store.journal.since(0))
        assert lineage(again) == lineage(store) == {("step", "a", "c"), ("closure", "a", "c")}
        assert list(check(again)) == []
        assert again.head == made.commit == 4


def test_a_backup_is_made_while_the_store_is_written(store: CatalogStore, tmp_path: Path) -> None:
    for number in range(10):
        commit(store, change("a", "b", f"a-{number}"))
        made = write_backup(store, tmp_path / f"{number}.zip")
        assert made.commit == number + 1
        restore_backup(tmp_path / f"{number}.zip", tmp_path / f"s{number}", verify=True)


def test_nothing_is_overwritten(store: CatalogStore, backup: Path) -> None:
    with pytest.raises(UsageError, match="exists already"):
        write_backup(store, backup)
    with pytest.raises(UsageError, match="is not empty"):
        restore_backup(backup, store.directory)


def test_a_file_that_is_no_backup_makes_no_store(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("nothing of the kind")
    (tmp_path / "cut.zip").write_bytes(backup.read_bytes()[:-200])
    for name in ("text.zip", "cut.zip", "missing.zip"):
        with pytest.raises(UsageError, match="no backup"):
            restore_backup(tmp_path / name, tmp_path / "new")
        assert not (tmp_path / "new" / "journal.db").exists()


def test_a_journal_that_is_not_the_manifests_is_refused(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as whole, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        bad.writestr("manifest.json", whole.read("manifest.json"))
        bad.writestr("journal.db", whole.read("journal.db") + b"\0")
    with pytest.raises(StoreDamagedError, match="not the one it was made of"):
        restore_backup(tmp_path / "bad.zip", tmp_path / "new")
    assert not (tmp_path / "new" / "journal.db").exists()
