"""Room on the disk: a full one is met before anything is half written."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from catalog.errors import StoreFullError

_RESERVE: Final = 8_000_000
"""Free bytes a write must leave."""
_BALLAST: Final = 1_000_000


class Room:
    """The room for one store, some of it kept as ballast to be thrown off in need.

    Another program may still fill the disk in the middle of a write; taking that write back out
    of the journal needs room, which the ballast then gives.
    """

    def __init__(self, directory: Path) -> None:
        """Look after the disk that a folder lies on."""
        self._directory, self._ballast = directory, directory / "ballast"

    def check(self, size: int) -> None:
        """Let a write of `size` bytes begin, with the ballast in place.

        :raises StoreFullError: where there is too little room.
        """
        if not self._ballast.exists():
            with suppress(OSError):
                self._ballast.write_bytes(b"\0" * _BALLAST)
        free = shutil.disk_usage(self._directory).free
        if free < _RESERVE + 6 * size:
            raise StoreFullError(
                f"The disk of {self._directory} has {free / 1e6:.0f} MB free; this write needs "
                f"{(_RESERVE + 6 * size) / 1e6:.0f} MB. Nothing was changed."
            )

    def throw_ballast(self) -> None:
        """Give the room that was kept, so that a write can be taken back."""
        self._ballast.unlink(missing_ok=True)

    def throw_ballast_if_full(self) -> None:
        """Let a store be opened and read although the disk is full; the next write refuses."""
        if shutil.disk_usage(self._directory).free < _BALLAST:
            self.throw_ballast()
