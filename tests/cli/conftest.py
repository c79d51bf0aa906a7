"""Running the command line in this process, and a folder with a loaded store."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from catalog.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A function that runs `headwaters` with some arguments."""
    for name in ("HEADWATERS_STORE", "HEADWATERS_SERVER"):
        monkeypatch.delenv(name, raising=False)

    def headwaters(*arguments: str | Path) -> Ran:
        capfdbinary.readouterr()
        try:
            main([str(argument) for argument in arguments])
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return headwaters


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store that `headwaters load` filled with the shipped catalogue."""
    folder = tmp_path_factory.mktemp("loaded") / "store"
    with pytest.raises(SystemExit) as end:
        main(["--store", str(folder), "load"])
    assert end.value.code == 0
    return folder


@pytest.fixture
def copy(loaded: Path, tmp_path: Path) -> Path:
    """A copy of the loaded store, for tests that change it."""
    return Path(shutil.copytree(loaded, tmp_path / "copy"))
