"""What a pool is asked: a query and how its answer is wanted, within which bounds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What one query may take, and all of them together."""

    seconds: float = 10.0
    most_seconds: float = 60.0
    memory: int = 2 * 1024**3
    rows: int = 1_000_000
    bytes: int = 50 * 1024**2
    waiting: int = 16
    spooled_bytes: int = 1024**3
    crash_memory_seconds: float = 600.0
    crash_memory_size: int = 1000

    def seconds_for(self, asked: float | None) -> float:
        """Seconds from its coming that a query may take which asks for so many, or for none."""
        return min(asked or self.seconds, self.most_seconds)


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query the guard let pass, and how its answer is wanted.

    `format` is a name of `formats`; `media_type` is only handed through. Graph lists are None
    when the request names no dataset (SPARQL 1.1 Protocol § 2.1.4).
    """

    query: str
    format: str
    media_type: str
    names_dataset: bool = False
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    rows: int | None = None

    @property
    def digest(self) -> str:
        """The same for requests that evaluate the same."""
        parts = [self.query, self.default_graphs, self.named_graphs, self.base]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
