"""The search index: names and texts in SQLite FTS5, facets as bitmaps of thing numbers.

A facet's count under any selection is the size of an intersection of bitmaps, which stays
under a millisecond where grouping rows would take seconds (docs/decisions/004). The index is
a projection: it knows the last commit it holds and can be built again from the journal.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from pyroaring import BitMap

from catalog.model import Thing
from catalog.store import facets
from catalog.store.damage import explained_index
from catalog.store.document import Document

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS things (
    id INTEGER PRIMARY KEY,
    iri TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    facets TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS things_by_slug ON things (slug);
CREATE INDEX IF NOT EXISTS things_by_title ON things (title COLLATE NOCASE);
CREATE TABLE IF NOT EXISTS names (
    name TEXT NOT NULL COLLATE NOCASE,
    id INTEGER NOT NULL,
    PRIMARY KEY (name, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names_by_thing ON names (id);
CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5 (
    names, description, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
CREATE TABLE IF NOT EXISTS head (number INTEGER NOT NULL);
"""
_WORD: Final = re.compile(r"\w+")
_RANKED: Final = 3_000
"""How many of the things found are put in order of fit; beyond that the order is arbitrary."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found, with its description."""

    thing: Thing
    description: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits, how many there are in all, and the counts of every facet."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]]


class SearchIndex:
    """Names, texts and facets of all things, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        """Open the index, making it where there is none."""
        self.path = path
        self._local = threading.local()
        self._writing = threading.Lock()
        try:
            self._db.executescript(_SCHEMA + facets.SCHEMA)
            self._members = facets.load(self._db)
        except sqlite3.DatabaseError as error:
            raise explained_index(error, path) from error

    @property
    def _db(self) -> sqlite3.Connection:
        """The connection of this thread: readers never wait for one another."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")  # a projection, built again if lost
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close this thread's connection."""
        self._db.close()
        del self._local.connection

    def commit_number(self) -> int:
        """The number of the last commit the index holds."""
        row = self._db.execute("SELECT number FROM head").fetchone()
        return int(row[0]) if row else 0

    def put(self, documents: Iterable[Document], removed: Iterable[str], commit: int) -> None:
        """Index things anew, forget others, and note the commit, in one transaction."""
        with self._writing:
            db = self._db
            members = {facet: dict(values) for facet, values in self._members.items()}
            changed: facets.Changed = set()
            try:
                db.execute("BEGIN IMMEDIATE")
                kept = list({document.iri: document for document in documents}.values())
                numbers = self._forget({*removed, *(d.iri for d in kept)}, members, changed)
                self._keep(kept, numbers, members, changed)
                facets.save(db, members, changed)
                db.execute("DELETE FROM head")
                db.execute("INSERT INTO head VALUES (?)", (commit,))
                db.execute("COMMIT")
            except sqlite3.Error as error:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise explained_index(error, self.path) from error
            self._members = members

    def clear(self) -> None:
        """Forget everything."""
        with self._writing:
            self._db.executescript(
                "BEGIN; DELETE FROM things; DELETE FROM names; DELETE FROM texts; "
                "DELETE FROM facets; DELETE FROM head; COMMIT;"
            )
            self._members = {}

    def is_sound(self) -> bool:
        """Whether SQLite finds every page of the file as it should be."""
        try:
            return bool(self._db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        except sqlite3.DatabaseError:
            return False

    def count(self) -> int:
        """How many things are indexed."""
        return int(self._db.execute("SELECT count(*) FROM things").fetchone()[0])

    def thing(self, iri: str) -> Thing | None:
        """The thing with an IRI."""
        found = self.things([iri])
        return found.get(iri)

    def things(self, iris: Sequence[str]) -> dict[str, Thing]:
        """The things with the given IRIs, as far as they are indexed."""
        rows = self._db.execute(
            "SELECT iri, kind, slug, title FROM things "
            "WHERE iri IN (SELECT value FROM json_each(?))",
            (json.dumps(list(iris)),),
        )
        return {row[0]: Thing(*row) for row in rows}

    def named(self, name: str) -> list[Thing]:
        """The things with that slug, else those with exactly that name, else ignoring case."""
        query = "SELECT DISTINCT iri, kind, slug, title FROM things"
        for where in (
            "WHERE slug = ? ORDER BY iri",
            "WHERE title = ? COLLATE BINARY ORDER BY iri",
            "JOIN names USING (id) WHERE name = ? COLLATE BINARY ORDER BY iri",
            "JOIN names USING (id) WHERE name = ? ORDER BY iri",
        ):
            rows = self._db.execute(f"{query} {where}", (name,)).fetchall()
            if rows:
                return [Thing(*row) for row in rows]
        return []

    def similar(self, name: str, limit: int) -> list[Thing]:
        """Things that share the beginning of a word with a name, for near matches."""
        words = _WORD.findall(name)
        found: dict[str, Thing] = {}
        for length in (3, 2):  # two letters catch a slip in the third
            if words and len(found) < limit:
                match = " OR ".join(f'names : "{word[:length]}" *' for word in words)
                rows = self._db.execute(
                    "SELECT iri, kind, slug, title FROM things JOIN "
                    "(SELECT rowid AS id FROM texts WHERE texts MATCH ? LIMIT ?) USING (id)",
                    (match, limit - len(found)),
                )
                found.update((row[0], Thing(*row)) for row in rows)
        return list(found.values())

    def search(
        self, text: str, selected: Mapping[str, Sequence[str]], limit: int, offset: int
    ) -> SearchResult:
        """The things that fit a text and a selection of facet values.

        Values chosen within one facet widen, facets narrow. The counts of a facet are those
        that choosing one more of its values would give.
        """
        members = self._members
        found = self._matching(text)
        chosen = {
            facet: BitMap.union(*(members.get(facet, {}).get(v, BitMap()) for v in values))
            for facet, values in selected.items()
            if values
        }
        counted = facets.counts(members, found, chosen)
        within = facets.intersection(found, chosen.values())
        hits = 0 if found is None else len(found)
        ids = list(self._page(text, hits, within, limit, offset))
        total = self.count() if within is None else len(within)
        return SearchResult(total, tuple(self._hits(ids)), counted)

    def described(self, kinds: Sequence[str]) -> int:
        """How many things of some kinds are described."""
        query = "SELECT count(*) FROM things, json_each(?) WHERE kind = value AND description <> ''"
        return int(self._db.execute(query, (json.dumps(list(kinds)),)).fetchone()[0])

    def listed(self, kinds: Sequence[str], after: str, limit: int) -> list[Hit]:
        """The described things of some kinds whose IRIs come after one, in order of their IRIs."""
        rows = self._db.execute(
            "SELECT iri, kind, slug, title, description FROM things WHERE description <> '' "
            "AND kind IN (SELECT value FROM json_each(?)) AND iri > ? ORDER BY iri LIMIT ?",
            (json.dumps(list(kinds)), after, limit),
        )
        return [Hit(Thing(*row[:4]), row[4]) for row in rows]

    def addresses(self, limit: int, offset: int) -> list[tuple[str, str, str]]:
        """The IRIs of all things in order, from an offset on, each with kind and slug."""
        query = "SELECT iri, kind, slug FROM things ORDER BY iri LIMIT ? OFFSET ?"
        return self._db.execute(query, (limit, offset)).fetchall()

    def _matching(self, text: str) -> BitMap | None:
        """The numbers of the things a text fits; None where there is no text: all of them."""
        match = _match_expression(text)
        if match is None:
            return None
        # As one JSON array, since a common word has more rows than Python can fetch in time.
        found = self._db.execute(
            "SELECT json_group_array(rowid) FROM texts WHERE texts MATCH ?", (match,)
        ).fetchone()
        return BitMap(json.loads(found[0]))

    def _page(
        self, text: str, hits: int, within: BitMap | None, limit: int, offset: int
    ) -> Iterator[int]:
        match = _match_expression(text)
        if match is not None and hits <= _RANKED:
            # A name that begins as the text does comes before one that only holds its words. The
            # hits are fitted first and in one go: asked thing by thing, each costs a search.
            ranked = self._db.execute(
                "WITH hits AS MATERIALIZED (SELECT rowid AS id, bm25(texts, 8.0, 1.0) AS fit "
                "FROM texts WHERE texts MATCH :match) "
                "SELECT id FROM hits JOIN things USING (id) ORDER BY "
                "substr(title, 1, length(:text)) <> :text COLLATE NOCASE, fit, id",
                {"match": match, "text": text.strip()},
            )
        elif match is not None:
            ranked = self._db.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (match,))
        elif within is not None and len(within) <= _RANKED:
            ranked = self._db.execute(
                "SELECT id FROM things WHERE id IN (SELECT value FROM json_each(?)) "
                "ORDER BY title COLLATE NOCASE, id",
                (json.dumps(list(within)),),
            )
        else:
            ranked = self._db.execute("SELECT id FROM things ORDER BY title COLLATE NOCASE, id")
        skipped = given = 0
        for (number,) in ranked:
            if within is not None and number not in within:
                continue
            if skipped < offset:
                skipped += 1
                continue
            if given == limit:
                return
            given += 1
            yield number

    def _hits(self, ids: Sequence[int]) -> Iterator[Hit]:
        rows = self._db.execute(
            "SELECT id, iri, kind, slug, title, description FROM things "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        by_id = {row[0]: Hit(Thing(*row[1:5]), row[5]) for row in rows}
        return (by_id[number] for number in ids)

    def _forget(
        self,
        iris: Iterable[str],
        members: facets.Members,
        changed: facets.Changed,
    ) -> dict[str, int]:
        """Take things out; returns the numbers of those that were in."""
        rows = self._db.execute(
            "SELECT iri, id, facets FROM things WHERE iri IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(iris)),),
        ).fetchall()
        for _, number, stated in rows:
            for facet, values in json.loads(stated).items():
                for value in values:
                    facets.own(members, changed, facet, value).discard(number)
        numbers = [(number,) for _, number, _ in rows]
        self._db.executemany("DELETE FROM things WHERE id = ?", numbers)
        self._db.executemany("DELETE FROM names WHERE id = ?", numbers)
        self._db.executemany("DELETE FROM texts WHERE rowid = ?", numbers)
        return {iri: number for iri, number, _ in rows}

    def _keep(
        self,
        documents: Sequence[Document],
        numbers: Mapping[str, int],
        members: facets.Members,
        changed: facets.Changed,
    ) -> None:
        """Put things in, under the numbers they had before or the next free ones."""
        last = int(self._db.execute("SELECT coalesce(max(id), 0) FROM things").fetchone()[0])
        fresh = count(max([last, *numbers.values()]) + 1)
        numbered = [(numbers[d.iri] if d.iri in numbers else next(fresh), d) for d in documents]
        names = [(number, {d.title, *d.alternatives}) for number, d in numbered]
        self._db.executemany(
            "INSERT INTO things VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (number, d.iri, d.kind, d.slug, d.title, d.description, json.dumps(d.facets))
                for number, d in numbered
            ),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO names VALUES (?, ?)",
            ((name, number) for number, every in names for name in every),
        )
        self._db.executemany(
            "INSERT INTO texts (rowid, names, description) VALUES (?, ?, ?)",
            (
                (number, " · ".join([*sorted(every), d.slug]), d.description)
                for (number, d), (_, every) in zip(numbered, names, strict=True)
            ),
        )
        for number, document in numbered:
            for facet, values in document.facets.items():
                for value in values:
                    facets.own(members, changed, facet, value).add(number)


def _match_expression(text: str) -> str | None:
    """A text as an FTS5 expression: all words, the last one as the beginning of a word."""
    words = _WORD.findall(text)
    if not words:
        return None
    return " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}" *'])
