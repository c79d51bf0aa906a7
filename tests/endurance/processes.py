"""What /proc tells of a service and of its workers."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has ended meanwhile
            found += map(int, (task / "children").read_text().split())
    return found


def program_of(pid: int) -> str:
    """What a process was started as."""
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def started_at(pid: int) -> float:
    """When a process was started, which tells it from another with the same number."""
    return Path(f"/proc/{pid}").stat().st_ctime


def memory(pid: int) -> int:
    """Bytes of memory that a process holds; 0 once it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def open_files(pid: int) -> int:
    """How many descriptors a process has; 0 once it has ended."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - names only
    except (FileNotFoundError, ProcessLookupError):
        return 0


@dataclass
class Watch:
    """Looks at the workers of a service again and again; keeps the most they held."""

    service: int
    seconds: float = 0.1
    most_each: int = 0
    most_together: int = 0
    most_workers: int = 0
    _done: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Watch:
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(self.seconds):
            held = [memory(pid) for pid in children(self.service)]
            self.most_each = max(self.most_each, *held, 0)
            self.most_together = max(self.most_together, sum(held))
            self.most_workers = max(self.most_workers, len(held))
