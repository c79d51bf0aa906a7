"""The journal: every commit in order, append-only. It is the truth; all else is built from it.

SQLite in WAL mode with `synchronous=FULL`: what `append` has returned from is on the disk.
Each commit holds the whole new state of one record and the hash of the commit before it, so
that a damaged or shortened journal shows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from catalog.errors import StoreDamagedError
from catalog.rdf.canonical import digest
from catalog.store.commits import GENESIS, Change, Commit, Touch, sealed
from catalog.store.damage import explained

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS commits (
    number INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    record TEXT NOT NULL,
    topic TEXT NOT NULL,
    digest_before TEXT,
    digest_after TEXT,
    state TEXT,
    message TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    replaced_by TEXT
);
CREATE INDEX IF NOT EXISTS commits_by_record ON commits (record, number);
CREATE INDEX IF NOT EXISTS commits_by_topic ON commits (topic, number);
CREATE TABLE IF NOT EXISTS current (
    record TEXT PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES commits (number),
    digest TEXT NOT NULL
) WITHOUT ROWID;
"""


class Journal:
    """The commits of one store, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        """Open the journal, making it where there is none.

        :raises StoreDamagedError: where the file is not a journal that SQLite can read.
        """
        self.path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
            self._add_what_is_new()
        except sqlite3.DatabaseError as error:
            raise explained(error, path) from error

    def _add_what_is_new(self) -> None:
        """Bring a journal of an earlier version up to this one."""
        columns = {row[1] for row in self._db.execute("PRAGMA table_info(commits)")}
        if "replaced_by" not in columns:
            self._db.execute("ALTER TABLE commits ADD COLUMN replaced_by TEXT")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @property
    def head(self) -> int:
        """The number of the last commit; 0 where there is none."""
        row = self._one("SELECT max(number) FROM commits")
        return int(row[0] or 0) if row else 0

    def digest(self, record: str) -> str | None:
        """The digest of a record's present state, or None where it has none."""
        row = self._one("SELECT digest FROM current WHERE record = ?", record)
        return str(row[0]) if row else None

    def digests(self, records: Sequence[str]) -> dict[str, str]:
        """The digests of those of the records that have a present state."""
        rows = self._all(
            "SELECT record, digest FROM current WHERE record IN (SELECT value FROM json_each(?))",
            (json.dumps(list(records)),),
        )
        return dict(rows)

    def state(self, record: str) -> str | None:
        """The present state of a record as canonical N-Triples, or None where it has none."""
        row = self._one(
            "SELECT state FROM commits JOIN current USING (number) WHERE current.record = ?",
            record,
        )
        return None if row is None else str(row[0])

    def present(self, record: str) -> Commit | None:
        """The commit that made the present state of a record, or None where it has none."""
        row = self._one(
            "SELECT commits.* FROM current JOIN commits USING (number) WHERE current.record = ?",
            record,
        )
        return None if row is None else Commit(*row)

    def append(
        self, changes: Iterable[Change], *, time: str, actor: str, message: str
    ) -> list[Commit]:
        """Write one commit for each change, all or none, and return once they are on the disk.

        A change to the state a record already has makes no commit.

        :raises StoreFullError: where the disk has no room; nothing is written then.
        """
        wanted = list(changes)
        before = self.digests([change.record for change in wanted])
        row = self._one("SELECT number, hash FROM commits ORDER BY number DESC LIMIT 1")
        number, previous = (int(row[0]), str(row[1])) if row else (0, GENESIS)
        commits: list[Commit] = []
        for change in wanted:
            old = before.get(change.record)
            new = None if change.state is None else digest(change.state)
            if old == new:
                continue
            number += 1
            commit = sealed(change, number, time, actor, message, old, new, previous)
            previous = commit.hash
            commits.append(commit)
            if new is None:
                before.pop(change.record, None)
            else:
                before[change.record] = new
        if commits:
            self._write(commits)
        return commits

    def since(self, number: int) -> Iterator[Commit]:
        """The commits after `number`, in order."""
        rows = self._all("SELECT * FROM commits WHERE number > ? ORDER BY number", (number,))
        for row in rows:
            yield Commit(*row)

    def current(self) -> Iterator[Commit]:
        """For each record that has a present state, the commit that made it, in order."""
        rows = self._all(
            "SELECT commits.* FROM current JOIN commits USING (number) ORDER BY number"
        )
        for row in rows:
            yield Commit(*row)

    def about(self, topics: Sequence[str]) -> Iterator[Commit]:
        """The commits that made the present states of the records on some things.

        They come thing by thing, and within a thing in order of the records' IRIs.
        """
        rows = self._all(
            "SELECT commits.* FROM commits JOIN current USING (record, number) "
            "WHERE topic IN (SELECT value FROM json_each(?)) ORDER BY topic, record",
            (json.dumps(list(topics)),),
        )
        for row in rows:
            yield Commit(*row)

    def states_about(self, topics: Iterable[str]) -> list[tuple[str, str]]:
        """The present states of all records about some things, each with its record."""
        rows = self._all(
            "SELECT commits.record, state FROM json_each(?) AS wanted "
            "CROSS JOIN commits ON commits.topic = wanted.value "
            "CROSS JOIN current ON current.record = commits.record "
            "AND current.number = commits.number ORDER BY commits.number",
            (json.dumps(sorted(topics)),),
        )
        return [(str(row[0]), str(row[1])) for row in rows]

    def count(self) -> int:
        """How many records have a present state."""
        row = self._one("SELECT count(*) FROM current")
        return int(row[0]) if row else 0

    def history(self, iri: str) -> list[Commit]:
        """The commits on a record, or on all records about a thing, oldest first."""
        rows = self._all(
            "SELECT * FROM commits WHERE record = :iri OR topic = :iri ORDER BY number",
            {"iri": iri},
        )
        return [Commit(*row) for row in rows]

    def last(self, iri: str) -> Commit | None:
        """The last commit on a record, or on any record about a thing; None where there is none."""
        row = self._one(
            "SELECT * FROM commits WHERE record = ?1 OR topic = ?1 ORDER BY number DESC LIMIT 1",
            iri,
        )
        return None if row is None else Commit(*row)

    def last_times(self, topics: Sequence[str]) -> dict[str, str]:
        """When a record about each of some things last changed."""
        rows = self._all(
            "SELECT value, (SELECT time FROM commits WHERE topic = value "
            "ORDER BY number DESC LIMIT 1) FROM json_each(?)",
            (json.dumps(list(topics)),),
        )
        return {row[0]: row[1] for row in rows if row[1]}

    def touched(
        self, lower: str, upper: str, topics: Sequence[str] | None = None
    ) -> Iterator[Touch]:
        """Which records commits touched from a time on, until before another, in order.

        :param lower: as `time` of a commit, or the beginning of one.
        :param topics: the things to look at; None looks at all.
        """
        about = None if topics is None else json.dumps(list(topics))
        rows = self._all(
            "SELECT number, record, topic, digest_before, digest_after FROM commits "
            "WHERE time >= :lower AND time < :upper AND (:about IS NULL OR topic IN "
            "(SELECT value FROM json_each(:about))) ORDER BY number",
            {"lower": lower, "upper": upper, "about": about},
        )
        for row in rows:
            yield Touch(*row)

    def is_sound(self) -> bool:
        """Whether SQLite finds every page of the file as it should be."""
        try:
            return self._one("PRAGMA quick_check(1)") == ("ok",)
        except StoreDamagedError:
            return False

    @property
    def undone(self) -> int:
        """The highest number that a commit had which was taken back; 0 where none was."""
        row = self._one("PRAGMA user_version")
        return int(row[0]) if row else 0

    def undo_after(self, number: int) -> None:
        """Take back commits that nobody has been told of, after the graph could not follow."""
        undone = max(self.undone, self.head)
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(f"PRAGMA user_version = {undone:d}")
        records = self._db.execute(
            "SELECT DISTINCT record FROM commits WHERE number > ?", (number,)
        ).fetchall()
        self._db.execute("DELETE FROM current WHERE number > ?", (number,))
        self._db.execute("DELETE FROM commits WHERE number > ?", (number,))
        self._db.executemany(
            "INSERT OR REPLACE INTO current SELECT record, number, digest_after FROM commits "
            "WHERE record = ? AND digest_after IS NOT NULL ORDER BY number DESC LIMIT 1",
            records,
        )
        self._db.execute("COMMIT")

    def _write(self, commits: Sequence[Commit]) -> None:
        rows = [tuple(getattr(commit, name) for name in Commit.__slots__) for commit in commits]
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                "INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            last = {commit.record: commit for commit in commits}.values()
            self._db.executemany(
                "INSERT OR REPLACE INTO current VALUES (?, ?, ?)",
                [(c.record, c.number, c.digest_after) for c in last if c.digest_after],
            )
            self._db.executemany(
                "DELETE FROM current WHERE record = ?",
                [(c.record,) for c in last if c.digest_after is None],
            )
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise explained(error, self.path) from error

    # Any: SQLite gives back whatever type a column holds.
    def _all(
        self, query: str, values: Mapping[str, object] | Sequence[object] = ()
    ) -> Iterator[tuple[Any, ...]]:
        try:
            rows = self._db.execute(query, values)
            while (row := rows.fetchone()) is not None:  # unlike “yield from”, closes nothing
                yield row
        except sqlite3.DatabaseError as error:
            raise explained(error, self.path) from error

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self._db.execute(query, values).fetchone()
        except sqlite3.DatabaseError as error:
            raise explained(error, self.path) from error
        return row
