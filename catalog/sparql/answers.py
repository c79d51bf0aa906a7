"""The answer to a query, whole before anyone sees its first byte.

A worker's bytes are spooled: up to 1 MiB in memory, the rest in a nameless temporary file. So a
query that fails late is still answered by a problem document, the number of rows and whether
they were cut are known for the response header, and a reader on a slow line holds no worker.
"""

from __future__ import annotations

import errno
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import IO

from catalog.errors import BusyError, StoreFullError

IN_MEMORY = 1024 * 1024
"""Answers up to this size never touch the disk."""

_CHUNK = 64 * 1024


class SpoolBudget:
    """How many bytes all unread answers together may take."""

    def __init__(self, most: int) -> None:
        """Allow `most` bytes."""
        self._most, self._used, self._lock = most, 0, threading.Lock()

    @property
    def used(self) -> int:
        """What unread answers take now."""
        return self._used

    def take(self, size: int) -> None:
        """Claim room. Raises BusyError when there is none."""
        with self._lock:
            if self._used + size > self._most:
                raise BusyError("Too many large answers are still being read.", retry_after=10)
            self._used += size

    def give_back(self, size: int) -> None:
        """Return room."""
        with self._lock:
            self._used -= size


class Spool:
    """The bytes of one answer: written once, read once."""

    def __init__(self, budget: SpoolBudget) -> None:
        """Take room from `budget` as bytes come."""
        self._budget, self.size = budget, 0
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._closed = False

    @property
    def is_in_memory(self) -> bool:
        """Whether reading it touches no disk."""
        return self._file is None

    def write(self, data: bytes) -> None:
        """Keep a piece. Raises BusyError over the budget, StoreFullError on a full disk."""
        self._budget.take(len(data))
        self.size += len(data)
        if self._file is None and self.size <= IN_MEMORY:
            self._pieces.append(data)
            return
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
                self._file.writelines(self._pieces)
                self._pieces.clear()
            self._file.write(data)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise StoreFullError("The disk has no room for the answer.") from error
            raise

    def chunks(self) -> Iterator[bytes]:
        """All bytes from the start, then nothing is left."""
        try:
            if self._file is None:
                yield from self._pieces
                return
            self._file.seek(0)
            while chunk := self._file.read(_CHUNK):
                yield chunk
        finally:
            self.close()

    def close(self) -> None:
        """Free the memory and the file."""
        if not self._closed:
            self._closed = True
            self._pieces.clear()
            if self._file is not None:
                self._file.close()
            self._budget.give_back(self.size)

    def __del__(self) -> None:
        """Free what a careless caller has dropped."""
        if not getattr(self, "_closed", True):
            self.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. Iterate or `read` it once; a with-block or `close` frees it unread."""

    media_type: str
    variables: tuple[str, ...]
    rows: int
    truncated: bool
    commit: int
    seconds: float
    spool: Spool

    @property
    def size(self) -> int:
        """The length of the body in bytes."""
        return self.spool.size

    @property
    def is_in_memory(self) -> bool:
        """Whether reading it touches no disk."""
        return self.spool.is_in_memory

    def __iter__(self) -> Iterator[bytes]:
        """The body in pieces."""
        return self.spool.chunks()

    def read(self) -> bytes:
        """The whole body."""
        return b"".join(self.spool.chunks())

    def close(self) -> None:
        """Free the body."""
        self.spool.close()

    def __enter__(self) -> Answer:
        """Use it in a with-block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Free the body."""
        self.close()
