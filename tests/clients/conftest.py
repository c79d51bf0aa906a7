"""A service with the shipped catalogue, started as anyone would start it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest

HEADWATERS: Final = str(Path(sys.executable).with_name("headwaters"))
_PATIENCE: Final = 120.0


@pytest.fixture(scope="session")
def shipped_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the shipped catalogue, closed."""
    folder = tmp_path_factory.mktemp("clients") / "store"
    subprocess.run([HEADWATERS, "--store", str(folder), "load"], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def service(shipped_folder: Path) -> Iterator[str]:
    """The address of the service."""
    with serving(shipped_folder) as address:
        yield address


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """The address of `headwaters serve` on a store, with some settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [HEADWATERS, "--store", str(folder), "serve", "--no-explorer", "--port", str(port)]
    log = folder.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=_PATIENCE)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/health", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"The service did not start:\n{log.read_text(errors='replace')}")
