"""One writer at a time: a lock file that says who holds it.

Oxigraph has a lock of its own, which cannot name the holder; a librarian who meets a locked
store needs to know which program to close.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from catalog.errors import StoreLockedError


class WriterLock:
    """Holds a store for this process until `release`."""

    def __init__(self, directory: Path) -> None:
        """Take the lock.

        :raises StoreLockedError: where another process holds it; the message names that process.
        """
        self._holder = directory / "writer.json"
        self._lock = FileLock(directory / "writer.lock")
        try:
            self._lock.acquire(blocking=False)
        except Timeout as error:
            raise StoreLockedError(self._explain(directory)) from error
        with suppress(OSError):  # a full disk: the lock holds without the name of its holder
            self._holder.write_text(json.dumps(_this_process()), encoding="utf-8")

    def release(self) -> None:
        """Let others open the store."""
        self._holder.unlink(missing_ok=True)
        self._lock.release()

    def _explain(self, directory: Path) -> str:
        try:
            holder = json.loads(self._holder.read_text(encoding="utf-8"))
            who = (
                f"“{holder['command']}” (process {holder['pid']} on {holder['host']}, "
                f"since {holder['since']})"
            )
        except (OSError, ValueError, KeyError, TypeError):
            who = "another process"
        return (
            f"{who} has the store {directory} open. Close it first, or ask the running service "
            "with --server http://127.0.0.1:8000."
        )


def _this_process() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:80],
    }
