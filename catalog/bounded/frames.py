"""What a worker and its pool say to each other over a pipe: framed bytes.

A frame is one letter for its kind, four bytes for the length (big-endian), then the payload:
JSON for all kinds but DATA and TOLD. Pool to worker: JOB. Worker to pool: READY once, then for
each job HEADER, any number of DATA, END; or FAILURE in place of what was to come. A job whose
worker is promised answers may also send ASK, to which the pool sends any number of TOLD, the last
of them empty.
"""

from __future__ import annotations

import json
import struct
from enum import Enum
from typing import Any, NamedTuple

_HEAD = struct.Struct(">cI")
LONGEST = 16 * 1024 * 1024
"""No frame is longer; a worker that says so is broken."""


class FrameKind(Enum):
    """What a frame is for."""

    READY = b"r"
    JOB = b"j"
    HEADER = b"h"
    DATA = b"d"
    END = b"e"
    FAILURE = b"f"
    ASK = b"a"
    TOLD = b"t"


class Frame(NamedTuple):
    """One whole frame."""

    kind: FrameKind
    payload: bytes

    def json(self) -> dict[str, Any]:  # Any: JSON of either side, read key by key
        """The payload of a frame that holds JSON."""
        value = json.loads(self.payload)
        if not isinstance(value, dict):
            raise ValueError("a frame holds a JSON object")
        return value


class BrokenFrameError(Exception):
    """Bytes that are no frame: the other side is out of its mind."""


def encode(kind: FrameKind, payload: bytes | dict[str, object]) -> bytes:
    """A frame as bytes."""
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return _HEAD.pack(kind.value, len(data)) + data


class FrameDecoder:
    """Bytes in as they come, whole frames out."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Take more bytes; give the frames they complete. Raises BrokenFrameError."""
        pending = self._pending
        pending += data
        frames: list[Frame] = []
        while len(pending) >= _HEAD.size:
            letter, length = _HEAD.unpack_from(pending)
            if length > LONGEST:
                raise BrokenFrameError(f"a frame of {length} bytes")
            end = _HEAD.size + length
            if len(pending) < end:
                break
            try:
                kind = FrameKind(letter)
            except ValueError as error:
                raise BrokenFrameError(f"a frame of kind {letter!r}") from error
            frames.append(Frame(kind, bytes(pending[_HEAD.size : end])))
            del pending[:end]
        return frames
