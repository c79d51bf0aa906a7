"""The worker's end of the pipe."""

from __future__ import annotations

import os
import resource
from typing import Final

from catalog.bounded.frames import FrameKind, encode

_CHUNK: Final = 64 * 1024


class Sender:
    """Standard output: frames, with data gathered into chunks."""

    def __init__(self, descriptor: int, memory: int) -> None:
        """Write to an open descriptor; ask to be replaced over half of `memory`."""
        self._descriptor, self._memory = descriptor, memory
        self._statm = os.open("/proc/self/statm", os.O_RDONLY)
        self._header = b""
        self._gathered = bytearray()

    def header(self, told: dict[str, object]) -> None:
        """Say what goes before the data; it leaves with them, so a short answer is one write."""
        self._header = encode(FrameKind.HEADER, told)

    def frame(self, kind: FrameKind, payload: bytes | dict[str, object]) -> None:
        """Send one frame, after the header and the data that came before it."""
        before, self._header = self._header, b""
        if self._gathered:
            before += encode(FrameKind.DATA, bytes(self._gathered))
            self._gathered.clear()
        self._write(before + encode(kind, payload))

    def data(self, piece: bytes) -> None:
        """Send a piece of the answer, sooner or later."""
        self._gathered += piece
        while len(self._gathered) >= _CHUNK:
            chunk = bytes(self._gathered[:_CHUNK])
            del self._gathered[:_CHUNK]
            before, self._header = self._header, b""
            self._write(before + encode(FrameKind.DATA, chunk))

    def end(self, rows: int, truncated: bool) -> None:
        """Close an answer; say whether this process has grown and should be replaced."""
        pages = int(os.pread(self._statm, 64, 0).split()[0])
        grown = pages * resource.getpagesize() > self._memory * 3 // 4
        self.frame(FrameKind.END, {"rows": rows, "truncated": truncated, "replace": grown})

    def failure(self, kind: str, message: str, **place: int) -> None:
        """Say why there is no answer, or no whole one."""
        self._header = b""
        self._gathered.clear()
        self.frame(FrameKind.FAILURE, {"kind": kind, "message": message, **place})

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]
