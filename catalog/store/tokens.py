"""Who may write: tokens, kept beside the journal as digests (architecture.md section 1).

A token is 32 random bytes; only its SHA-256 is kept, so that a copy of the file lets nobody in.
They have a file of their own: a second writer of the journal's would get in the way of commits.
The table is read at each request, so that revoking works at once, also from another process.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from catalog.errors import NotFoundError, StoreDamagedError, UsageError

PREFIX: Final = "hw_"
"""What every token begins with, so that one left in a text can be recognized."""

_BYTES: Final = 32
_LONGEST_NAME: Final = 100
_PATIENCE: Final = 5_000
"""Milliseconds to wait while another process writes to it."""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created TEXT NOT NULL,
    expires TEXT,
    used TEXT,
    revoked TEXT
)
"""


class Scope(StrEnum):
    """What a token lets its holder do."""

    PUBLISH = "publish"
    """Write and withdraw records, one by one."""
    ADMIN = "admin"
    """That, and change many by SPARQL Update."""


_IMPLIED: Final = {
    Scope.PUBLISH: {Scope.PUBLISH},
    Scope.ADMIN: {Scope.ADMIN, Scope.PUBLISH},
}


@dataclass(frozen=True, slots=True)
class Token:
    """One token without its secret; dates are ISO 8601, days or times in UTC."""

    id: int
    name: str
    scopes: tuple[Scope, ...]
    created: str
    expires: str | None = None
    used: str | None = None
    revoked: str | None = None

    def allows(self, scope: Scope) -> bool:
        """Whether one of its scopes is or implies this one."""
        return any(scope in _IMPLIED[one] for one in self.scopes)

    def is_valid(self, now: datetime) -> bool:
        """Whether it is neither revoked nor past its last day."""
        return self.revoked is None and (
            self.expires is None or now.date().isoformat() <= self.expires
        )


class Tokens:
    """The tokens of one store; safe to use from many threads and beside other processes."""

    def __init__(self, journal: Path) -> None:
        """Open the file beside a journal, making it where there is none.

        :raises StoreDamagedError: where it cannot be read.
        """
        self._lock = threading.Lock()
        path = journal.with_name("tokens.db")
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise StoreDamagedError(
                f"{path} cannot be read ({error}). Delete it and make new tokens; the catalogue "
                "itself is not in it."
            ) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def new(self, name: str, scopes: Sequence[Scope], expires: str | None = None) -> str:
        """Make a token.

        :param name: whom it is for; the journal gives it as the actor.
        :param expires: the last day it is valid, as an ISO 8601 date.
        :returns: the token itself, which nothing can tell again.
        :raises UsageError: where the name is empty, too long or taken by a valid token.
        """
        if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            raise UsageError(f"A name has 1 to {_LONGEST_NAME} characters that can be seen.")
        if not scopes:
            raise UsageError(f"Name a scope: {', '.join(Scope)}.")
        now = datetime.now(UTC)
        if any(held.name == name and held.is_valid(now) for held in self.all()):
            raise UsageError(f"“{name}” has a token that is valid; revoke that first.")
        token = PREFIX + secrets.token_urlsafe(_BYTES)
        with self._lock:
            self._db.execute(
                "INSERT INTO tokens (name, digest, scopes, created, expires) VALUES (?,?,?,?,?)",
                (name, _digest(token), " ".join(scopes), _second(now), expires),
            )
        return token

    def all(self) -> list[Token]:
        """Every token ever made, oldest first."""
        return self._select("ORDER BY id")

    def find(self, token: str) -> Token | None:
        """The valid token with this secret, or None; notes that it was used."""
        now = datetime.now(UTC)
        found = self._select("WHERE digest = ?", _digest(token))
        if not found or not found[0].is_valid(now):
            return None
        used = found[0].used
        if used is None or used[:16] != _second(now)[:16]:  # once a minute is enough
            self._note_use(found[0].id, _second(now))
        return found[0]

    def revoke(self, name: str) -> Token:
        """Make a token invalid for good.

        :param name: its name or its number.
        :raises NotFoundError: where no valid token has that name or number.
        """
        valid = [held for held in self.all() if held.revoked is None]
        chosen = [held for held in valid if name in (held.name, str(held.id))]
        if not chosen:
            raise NotFoundError(name)
        with self._lock:
            self._db.execute(
                "UPDATE tokens SET revoked = ? WHERE id = ?",
                (_second(datetime.now(UTC)), chosen[-1].id),
            )
        return chosen[-1]

    def _note_use(self, number: int, time: str) -> None:
        """Note it if that can be done at once: a full disk or a busy file keeps nobody out."""
        with self._lock:
            self._db.execute("PRAGMA busy_timeout = 0")
            with suppress(sqlite3.OperationalError):
                self._db.execute("UPDATE tokens SET used = ? WHERE id = ?", (time, number))
            self._db.execute(f"PRAGMA busy_timeout = {_PATIENCE}")

    def _select(self, condition: str, *values: str) -> list[Token]:
        with self._lock:
            rows = self._db.execute(
                f"SELECT id, name, scopes, created, expires, used, revoked FROM tokens {condition}",  # noqa: S608 - our own words
                values,
            ).fetchall()
        return [
            Token(row[0], row[1], tuple(Scope(one) for one in row[2].split()), *row[3:])
            for row in rows
        ]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def _second(time: datetime) -> str:
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")
