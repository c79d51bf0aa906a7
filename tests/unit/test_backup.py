from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from catalog.errors import NotFoundError, StoreDamagedError, UsageError
from catalog.store import CatalogStore
from catalog.store.backup import restore_backup, write_backup
from catalog.store.check import check
from tests.unit.test_store import change, commit, gone, lineage


@pytest.fixture
def backup(store: CatalogStore, tmp_path: Path) -> Path:
    commit(store, change("a", "b"), change("b", "c"))
    commit(store, change("a", "c"), gone("b"))
    made = write_backup(store.directory, tmp_path / "backup.zip")
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
        made = write_backup(store.directory, tmp_path / f"{number}.zip")
        assert made.commit == number + 1
        restore_backup(tmp_path / f"{number}.zip", tmp_path / f"s{number}", verify=True)


def test_nothing_is_overwritten(store: CatalogStore, backup: Path) -> None:
    with pytest.raises(UsageError, match="exists already"):
        write_backup(store.directory, backup)
    with pytest.raises(UsageError, match="is not empty"):
        restore_backup(backup, store.directory)


@pytest.mark.parametrize("exists", [False, True])
def test_a_file_that_is_no_backup_makes_no_store(tmp_path: Path, exists: bool) -> None:
    (tmp_path / "text.zip").write_text("nothing of the kind")
    if exists:
        (tmp_path / "new").mkdir()
    with pytest.raises(UsageError, match=r"text\.zip is no backup that `headwaters backup` wrote"):
        restore_backup(tmp_path / "text.zip", tmp_path / "new")
    with pytest.raises(UsageError, match=r"missing\.zip cannot be read: No such file"):
        restore_backup(tmp_path / "missing.zip", tmp_path / "new")
    assert (tmp_path / "new").exists() == exists


def test_a_backup_cut_short_or_changed_anywhere_is_refused(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    sound = restore_backup(backup, tmp_path / "sound")
    refused = 0
    for at in range(0, len(whole), max(1, len(whole) // 30)):
        for name, content in (
            ("cut", whole[:at]),
            ("changed", whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]),
        ):
            (tmp_path / "bad.zip").write_bytes(content)
            try:
                made = restore_backup(tmp_path / "bad.zip", tmp_path / "new", verify=True)
            except StoreDamagedError:
                refused += 1
            except UsageError:
                assert at < 4  # it no longer begins as a backup does
            else:  # a date or a flag in the file's own lists, which nothing depends on
                assert (name, made) == ("changed", sound)
                shutil.rmtree(tmp_path / "new")
            assert not (tmp_path / "new").exists()
    assert refused > 45


def test_a_damaged_journal_is_not_backed_up(store: CatalogStore, tmp_path: Path) -> None:
    commit(store, change("a"), change("b"))
    with sqlite3.connect(store.journal.path) as db:
        db.execute("UPDATE commits SET state = 'other' WHERE number = 1")
    db.close()
    with pytest.raises(StoreDamagedError, match=r"state kept in commit 1 .* Nothing was written"):
        write_backup(store.directory, tmp_path / "bad.zip")
    assert not (tmp_path / "bad.zip").exists()


def test_a_folder_without_a_store_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="There is no store in"):
        write_backup(tmp_path / "none", tmp_path / "backup.zip")
    with pytest.raises(UsageError, match="There is no folder"):
        write_backup(tmp_path, tmp_path / "none" / "backup.zip")


WRITE = """
import sys
from pathlib import Path
from catalog.store import CatalogStore
from tests.unit.test_store import change
with CatalogStore.open(Path(sys.argv[1]), create=True) as store:
    for n in range(100000):
        name = "abcdefgh"[n % 8]
        made = store.commit([change(name, "abcdefgh"[: n % 5].replace(name, ""))], actor="t",
                            message=str(n))
        if made:
            print(made[-1].number, flush=True)
"""


def test_ten_backups_while_another_process_writes_each_hold_what_was_acknowledged(
    tmp_path: Path,
) -> None:
    """Each is a state of the journal: its beginning, up to a commit acknowledged or later."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(tmp_path / "s")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    made = []
    try:
        for number in range(10):
            for _ in range(5):
                acknowledged = int(process.stdout.readline())
            made.append((acknowledged, write_backup(tmp_path / "s", tmp_path / f"{number}.zip")))
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()
    with CatalogStore.open(tmp_path / "s") as store:
        commits = list(store.journal.since(0))
    for number, (acknowledged, manifest) in enumerate(made):
        again = tmp_path / f"again-{number}"
        assert restore_backup(tmp_path / f"{number}.zip", again, verify=True) == manifest
        assert manifest.commit >= acknowledged
        with CatalogStore.open(again) as store:
            assert list(store.journal.since(0)) == commits[: manifest.commit]


def test_a_journal_that_is_not_the_manifests_is_refused(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as whole, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        bad.writestr("manifest.json", whole.read("manifest.json"))
        bad.writestr("journal.db", whole.read("journal.db") + b"\0")
    with pytest.raises(StoreDamagedError, match="not the one it was made of"):
        restore_backup(tmp_path / "bad.zip", tmp_path / "new")
    assert not (tmp_path / "new" / "journal.db").exists()
