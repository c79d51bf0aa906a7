"""A service in a process of its own, seen from outside, and a listener nobody may call."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from tests.patience import PATIENCE

ROOT: Final = Path(__file__).parents[3]
DEADLINE: Final = 6.0 * min(PATIENCE, 2)
_PROGRAM: Final = "from catalog.cli import main; main()"


@dataclass(frozen=True)
class RunningService:
    """A service and its process."""

    address: str
    process: subprocess.Popen[bytes]
    store: Path

    @property
    def pid(self) -> int:
        """The process id of the service."""
        return self.process.pid

    def most_memory(self) -> int:
        """Bytes the service held at most, its workers not counted."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024

    def open_files(self) -> int:
        """How many descriptors it has."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))  # noqa: PTH208 - names only


@contextmanager
def running_service(store: Path, log: Path, **settings: str) -> Iterator[RunningService]:
    """`headwaters serve` on a store, with a short deadline; what it says goes to a file.

    :param settings: further settings, by their environment variables.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", _PROGRAM, "serve", "--port", str(port), "--no-explorer"]
    given = {"HEADWATERS_STORE": str(store), "HEADWATERS_DEADLINE": str(DEADLINE)} | settings
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | given, stdout=output, stderr=output
        )
    service = RunningService(f"http://127.0.0.1:{port}", process, store)
    try:
        _wait_for(service, log)
        yield service
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(service: RunningService, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and service.process.poll() is None:
        try:
            if httpx.get(f"{service.address}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"The service did not start:\n{log.read_text(errors='replace')}")


class Canary:
    """A listener on loopback that notes who calls."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.calls: list[tuple[str, int]] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, caller = self._socket.accept()
            except OSError:
                return  # closed
            self.calls.append(caller)
            connection.close()

    def close(self) -> None:
        """Listen no longer."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
