"""Each kind of file of a store is damaged, and each damage gets its words (robustness.md A5.9)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.errors import StoreDamagedError
from catalog.store import CatalogStore
from catalog.store.check import check
from tests.cli.conftest import Run
from tests.unit.test_store import change, commit

REBUILD = "built from the journal: run `headwaters rebuild`"


def flip(path: Path, share: float = 0.5, count: int = 64) -> None:
    """Change bytes in the middle of a file, as a bad disk does."""
    content = bytearray(path.read_bytes())
    start = int(len(content) * share)
    for at in range(start, min(start + count, len(content))):
        content[at] ^= 0xFF
    path.write_bytes(content)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def gone(path: Path) -> None:
    path.unlink()


def other(path: Path) -> None:
    path.write_text("nonsense\n")


DAMAGES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "tables with other bytes": ("*.sst", flip),
    "tables cut short": ("*.sst", cut),
    "tables gone": ("*.sst", gone),
    "the list of tables with other bytes": ("MANIFEST*", flip),
    "the list of tables cut short": ("MANIFEST*", cut),
    "the name of the list gone": ("CURRENT", gone),
    "the name of the list other": ("CURRENT", other),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some hundred records, whose graph lies in tables rather than in its log."""
    folder = tmp_path_factory.mktemp("whole") / "s"
    with CatalogStore.open(folder, create=True) as store:
        commit(store, *(change("a", "bc", f"a-{n}") for n in range(300)))
    with CatalogStore.open(folder) as store:
        assert list(check(store)) == []
    assert list((folder / "graph").glob("*.sst"))
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "s"))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_graph_is_named_and_built_again(damage: str, folder: Path, run: Run) -> None:
    pattern, harm = DAMAGES[damage]
    files = list((folder / "graph").glob(pattern))
    assert files
    for path in files:
        harm(path)
    found = run("--store", folder, "doctor")
    assert found.code == 4, found
    assert REBUILD in found.err
    assert "Traceback" not in found.err
    assert run("--store", folder, "rebuild").code == 0
    assert run("--store", folder, "doctor").out.startswith("All is well at commit 300")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7])
def test_a_damaged_index_is_named_and_built_again(share: float, folder: Path, run: Run) -> None:
    flip(folder / "search.db", share, 4096)
    found = run("--store", folder, "doctor")
    assert found.code in (1, 4), found
    assert "rebuild" in found.err
    assert "Traceback" not in found.err
    assert run("--store", folder, "rebuild").code == 0
    assert run("--store", folder, "doctor").out.startswith("All is well at commit 300")


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.6, 0.8])
def test_a_damaged_journal_is_named_and_never_rebuilt_from(
    share: float, folder: Path, tmp_path: Path, run: Run
) -> None:
    backup = tmp_path / "backup.zip"
    assert run("--store", folder, "backup", backup).code == 0
    flip(folder / "journal.db", share, 4096)
    found = run("--store", folder, "doctor")
    assert found.code == 4, found
    assert "journal" in found.err
    assert "from a backup" in found.err
    assert "Traceback" not in found.err
    again = run("--store", folder, "backup", tmp_path / "second.zip")
    assert (again.code, (tmp_path / "second.zip").exists()) == (4, False)
    assert run("--store", tmp_path / "new", "restore", backup, "--verify").code == 0
    assert run("--store", tmp_path / "new", "doctor").out.startswith("All is well at commit 300")


def test_a_journal_that_lost_its_end_is_told_from_a_graph_that_is_ahead(
    folder: Path, tmp_path: Path, run: Run
) -> None:
    """The log of the journal is damaged: SQLite drops what it cannot read, and says nothing."""
    with CatalogStore.open(folder) as store:
        commit(store, change("b"))
        commit(store, change("c"))
        for name in ("journal.db", "journal.db-wal"):
            shutil.copy(folder / name, tmp_path / name)  # as a crash would leave them
    for name in ("journal.db", "journal.db-wal"):
        shutil.copy(tmp_path / name, folder / name)
    flip(folder / "journal.db-wal", 0.97)
    with pytest.raises(StoreDamagedError, match=r"ends at commit 301, and the graph holds 302"):
        CatalogStore.open(folder)
    found = run("--store", folder, "doctor")
    assert found.code == 4
    assert "the end of the journal is lost" in found.err
    assert run("--store", folder, "rebuild").code == 0
    well = run("--store", folder, "doctor")
    assert well.out.startswith("All is well at commit 301")


def test_the_doctor_of_a_store_in_use_looks_at_the_journal(folder: Path, run: Run) -> None:
    with CatalogStore.open(folder):
        found = run("--store", folder, "doctor")
        assert found.code == 3
        assert "The journal is whole at commit 300." in found.err
        assert f"process {os.getpid()} on" in found.err


def test_a_store_in_use_is_backed_up(folder: Path, tmp_path: Path, run: Run) -> None:
    with CatalogStore.open(folder) as store:
        commit(store, change("b"))
        made = run("--store", folder, "backup", tmp_path / "backup.zip")
        assert made.code == 0
        assert "301 records at commit 301" in made.out
