"""Answers kept until the catalogue changes, so that what many ask for is made once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Final

from cachetools import LRUCache

MOST_BYTES: Final = 64 * 1024**2
_LARGEST: Final = 1024**2
"""A larger answer is made anew each time, lest one of them push out hundreds."""


class KeptAnswers:
    """Bodies by what they depend on; those asked for least lately go first. Safe in threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Keep `most_bytes` at most."""
        self._lock = threading.Lock()
        self._commit = 0
        self._bodies: LRUCache[Hashable, bytes] = LRUCache(most_bytes, getsizeof=len)

    def get_or_make(self, commit: int, key: Hashable, make: Callable[[], bytes | str]) -> bytes:
        """The body kept under a key, else a new one.

        :param commit: what the catalogue is at; a new one throws away what was kept.
        :param key: everything else the body depends on.
        """
        with self._lock:
            if commit != self._commit:
                self._bodies.clear()
                self._commit = commit
            kept = self._bodies.get(key)
        if kept is not None:
            return kept
        made = make()
        body = made.encode() if isinstance(made, str) else made
        if len(body) <= _LARGEST:
            with self._lock:
                if commit == self._commit:
                    self._bodies[key] = body
        return body
