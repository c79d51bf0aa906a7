"""Counts the rows in a table of results while the engine writes it, and cuts it in time.

The engine writes a whole table by itself, far faster than row by row through Python, but knows
no limit. So its bytes are watched on the way: strings are set aside, row marks counted, and at
the cap the table is cut between two rows and closed, which leaves it well formed.

Where a row begins: JSON `[{` or `,{` outside strings (every inner object follows a colon), XML
`<result>` (a `<` in a text is escaped), CSV and TSV after a line end that is not in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar


class CutError(Exception):
    """Raised into the engine to make it stop: the cap is reached and the table is closed."""


class TableMarks:
    """How one serialization shows where its rows begin.

    `inside` is whether the bytes so far ended within a string; pieces come in order.
    """

    closing: ClassVar[bytes] = b""
    """What closes a table that was cut."""

    def hold(self, piece: bytes) -> int:
        """How many bytes at the end of `piece` cannot be judged before more have come."""
        raise NotImplementedError

    def count(self, piece: bytes, inside: bool) -> tuple[int, bool]:
        """How many rows begin in `piece`, and whether it ends within a string."""
        raise NotImplementedError

    def begins(self, piece: bytes, inside: bool) -> list[int]:
        """Where they begin: offsets at which the table can be cut before that row."""
        raise NotImplementedError


class JsonMarks(TableMarks):
    """SPARQL 1.1 Query Results JSON Format, as the engine writes it: without spaces."""

    closing = b"]}}"
    _marks = re.compile(rb'\\.|"|[\[,](?=\{)', re.DOTALL)

    def hold(self, piece: bytes) -> int:
        """A backslash waits for what it escapes, a comma or bracket for what follows."""
        slashes = len(piece) - len(piece.rstrip(b"\\"))
        return slashes % 2 or int(piece.endswith((b",", b"[")))

    def count(self, piece: bytes, inside: bool) -> tuple[int, bool]:
        """Count `[{` and `,{` in every second stretch between bare quotes."""
        if b"\\" in piece:
            piece = piece.replace(b"\\\\", b"").replace(b'\\"', b"")
        stretches = piece.split(b'"')
        outside = b'"'.join(stretches[inside::2])
        return outside.count(b",{") + outside.count(b"[{"), inside ^ (len(stretches) % 2 == 0)

    def begins(self, piece: bytes, inside: bool) -> list[int]:
        """The offset of the comma, or of the brace after the bracket."""
        places: list[int] = []
        for match in self._marks.finditer(piece):
            mark = match.group()
            if mark == b'"':
                inside = not inside
            elif not inside and mark in b"[,":
                places.append(match.start() + (mark == b"["))
        return places


class XmlMarks(TableMarks):
    """SPARQL Query Results XML Format."""

    closing = b"</results></sparql>"
    _mark = b"<result>"

    def hold(self, piece: bytes) -> int:
        """A mark may come in two parts."""
        return next((n for n in range(7, 0, -1) if piece.endswith(self._mark[:n])), 0)

    def count(self, piece: bytes, inside: bool) -> tuple[int, bool]:
        """Count the opening tags; there are no strings to mind."""
        return piece.count(self._mark), inside

    def begins(self, piece: bytes, inside: bool) -> list[int]:
        """The offsets of the opening tags."""
        return [match.start() for match in re.finditer(self._mark, piece)]


class LineMarks(TableMarks):
    """CSV and TSV; the header is a line like the rows. TSV has no line end within a cell."""

    def __init__(self, quotes: bool) -> None:
        """`quotes`: a cell may hold line ends between double quotes (CSV)."""
        self._quotes = quotes

    def hold(self, piece: bytes) -> int:
        """A line end waits for a row to follow it."""
        return int(piece.endswith(b"\n"))

    def count(self, piece: bytes, inside: bool) -> tuple[int, bool]:
        """Count the line ends that matter."""
        if not self._quotes or b'"' not in piece:
            return (0 if inside else piece.count(b"\n")), inside
        return len(self.begins(piece, inside)), inside ^ bool(piece.count(b'"') % 2)

    def begins(self, piece: bytes, inside: bool) -> list[int]:
        """The offsets after line ends outside quotes."""
        places: list[int] = []
        start = 0
        for stretch in piece.split(b'"') if self._quotes else [piece]:
            if not inside:
                places += [start + match.end() for match in re.finditer(b"\n", stretch)]
            start += len(stretch) + 1
            inside = not inside
        return places


MARKS: dict[str, TableMarks] = {
    "json": JsonMarks(),
    "xml": XmlMarks(),
    "csv": LineMarks(quotes=True),
    "tsv": LineMarks(quotes=False),
}


class CappedTable:
    """A file the engine writes a table into: passes bytes on, counts rows, cuts at the caps.

    Over `most_bytes` the table ends before the next row, so it is at most one row larger.
    """

    def __init__(
        self, name: str, most_rows: int, most_bytes: int, send: Callable[[bytes], None]
    ) -> None:
        """Watch the serialization called `name`; `send` takes the bytes that may go out."""
        self._marks, self._send = MARKS[name], send
        self._most_rows, self._most_bytes = most_rows, most_bytes
        self._held, self._inside, self._bytes = b"", False, 0
        self.rows, self.truncated = 0, False

    def write(self, data: bytes) -> int:
        """Take a piece. Raises CutError once cut, OverflowError for a row over all bounds."""
        if self.truncated:
            raise CutError  # the engine's buffer tries once more when it is dropped
        piece = self._held + data
        cut = len(piece) - self._marks.hold(piece)
        piece, self._held = piece[:cut], piece[cut:]
        begun, inside = self._marks.count(piece, self._inside)
        self._bytes += len(piece)
        room = self._most_rows - self.rows
        if self._bytes > self._most_bytes:
            room = 0 if self.rows else 1
        if begun > room:
            place = self._marks.begins(piece, self._inside)[room]
            self._send(piece[:place] + self._marks.closing)
            self.rows, self.truncated = self.rows + room, True
            raise CutError
        if self._bytes > 2 * self._most_bytes:
            raise OverflowError(f"one row of the answer has over {self._most_bytes:,} bytes")
        self.rows, self._inside = self.rows + begun, inside
        self._send(piece)
        return len(data)

    def flush(self) -> None:
        """Nothing waits but what cannot be judged yet."""

    def close(self) -> None:
        """Pass on what was held back for want of more."""
        self._send(self._held)
        self._held = b""
