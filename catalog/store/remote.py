"""The projection in any SPARQL 1.1 service, as Oxigraph's server, Virtuoso or Fuseki.

The same promises as the embedded engine, with two differences that `Graph` allows for: an
engine may run an update in parts, which replaying mends, and there are no snapshots.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from catalog.errors import QueryFailedError, UnavailableError, UsageError
from catalog.store.base import NoSnapshotError, Row
from catalog.store.literals import revealed
from catalog.store.service import JSON, NTRIPLES, Reply, Service, place_of
from catalog.store.updates import HEAD, Traits, changes, insertions
from catalog.terms import BASE, COMMIT_NUMBER, HEAD_GRAPH, IDENTIFIER

_OWNER_GRAPH: Final = NamedNode(BASE + "graph/owner")
_PROBE_GRAPH: Final = NamedNode(BASE + "graph/probe")
ASK_TABLE: Final = "__ASK_RETVAL"
"""The column of the table Virtuoso gives for some ASK queries; it has a row where the answer
is yes."""
_LOAD_BYTES: Final = 16_000_000
_SOME: Final = 200


class RemoteGraph:
    """The named graphs of a SPARQL service; see `catalog.store.base.Graph` for what is promised.

    Every call raises UnavailableError where the service does not answer.
    """

    def __init__(self, service: Service, owner: str) -> None:
        """Look whether the service can do what is needed, and whether it is ours.

        :param owner: the mark of the store; the service keeps it and refuses another store's.
        :raises UnavailableError: where it does not answer, or cannot do something; says what.
        :raises UsageError: where it holds the graph of another store, or anything else.
        """
        self._service, self._owner = service, owner
        self._place = place_of(service.address.query)
        server = self._ask("ASK {}", JSON).server
        self.traits = Traits.of(server)
        self._name = server.partition("/")[0].strip() or "SPARQL service"
        self._probe()
        self._claim()

    @property
    def engine(self) -> str:
        """What the service calls itself, and its address."""
        return f"{self._name} at {self._place}"

    @property
    def can_snapshot(self) -> bool:
        """No: the files are elsewhere."""
        return False

    @property
    def service(self) -> Service:
        """The service, for `catalog.sparql.forward`."""
        return self._service

    def commit_number(self) -> int:
        """The number of the last commit the graph holds; 0 where it holds none.

        Two notes are left where noting broke off; the lower one is certain.
        """
        rows = self.select(
            f"SELECT ?n WHERE {{ GRAPH {HEAD_GRAPH} {{ {HEAD} {COMMIT_NUMBER} ?n }} }}"
        )
        return min((int(row["n"].value) for row in rows), default=0)

    def select(self, query: str) -> list[Row]:
        """The solutions of a SELECT query."""
        solutions = self._table(query, "SELECT")
        if not isinstance(solutions, QuerySolutions):
            raise TypeError("not a SELECT query")
        names = [variable.value for variable in solutions.variables]
        if names == [ASK_TABLE]:
            raise TypeError("not a SELECT query")
        rows: list[Row] = []
        for solution in solutions:
            row: Row = {}
            for position, name in enumerate(names):
                value = solution[position]
                if isinstance(value, NamedNode | Literal):
                    row[name] = self._read(value)
            rows.append(row)
        return rows

    def ask(self, query: str) -> bool:
        """The answer of an ASK query."""
        answer = self._table(query, "ASK")
        if isinstance(answer, QueryBoolean):
            return bool(answer)
        if [variable.value for variable in answer.variables] == [ASK_TABLE]:
            return next(answer, None) is not None
        raise TypeError("not an ASK query")

    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        reply = self._ask(query, NTRIPLES)
        if reply.media_type not in (NTRIPLES, "text/plain"):
            raise TypeError("not a CONSTRUCT or DESCRIBE query")
        quads = parse(reply.content, format=RdfFormat.N_TRIPLES)
        return [Triple(q.subject, q.predicate, self._read(q.object)) for q in quads]

    def construct_bytes(self, query: str, rdf_format: RdfFormat) -> bytes:
        """The triples of a CONSTRUCT or DESCRIBE query, serialized.

        Sorted, so that what is said of one thing stands together: services give them mixed.
        """
        return serialize(sorted(self.construct(query), key=str), format=rdf_format) or b""

    def graph(self, name: NamedNode) -> list[Triple]:
        """All triples of one named graph."""
        rows = self.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}")
        return [
            Triple(row["s"], row["p"], row["o"])
            for row in rows
            if isinstance(row["s"], NamedNode) and isinstance(row["p"], NamedNode)
        ]

    def apply(
        self,
        replaced: Sequence[tuple[NamedNode, str]],
        removed: Iterable[Quad],
        added: Iterable[Quad],
        commit: int,
    ) -> None:
        """Change everything by one request where the engine takes it as one.

        Broken off at any point, the same call again ends in the same state: the commit is
        noted last, and what is removed and added is worked out from the graphs, which are
        replaced after it.
        """
        for update in changes(self.traits, replaced, removed, added, commit):
            self._service.update(update)

    def load(self, nquads: bytes) -> None:
        """Add quads by the service's address for that, else by INSERT DATA in parts."""
        if self._service.address.load:
            for part in _parts(nquads):
                self._service.load(part)
            return
        quads = parse(nquads, format=RdfFormat.N_QUADS, lenient=True)
        for update in insertions(self.traits, quads):
            self._service.update(update)

    def set_commit_number(self, commit: int) -> None:
        """Note which commit the graph holds now."""
        self.apply([], [], [], commit)

    def clear(self) -> None:
        """Remove everything but what the engine keeps for itself; the service stays ours."""
        if not self.traits.own_graphs:
            self._service.update(f"DROP ALL ;\n{self._mark()}")
            return
        self._service.update(f"DROP SILENT GRAPH {HEAD_GRAPH}")  # first: no half is taken for whole
        while names := [name for name in self._graphs() if name != _OWNER_GRAPH]:
            for start in range(0, len(names), self.traits.graphs):
                part = names[start : start + self.traits.graphs]
                self._service.update(" ;\n".join(f"DROP SILENT GRAPH {name}" for name in part))

    def snapshot(self, directory: Path) -> None:
        """Never: see `can_snapshot`."""
        raise NoSnapshotError(
            f"The graph lies in the service at {self._place}; there is no copy in {directory} "
            "to read. Queries are forwarded to it."
        )

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    def _ask(self, query: str, accept: str) -> Reply:
        reply = self._service.query(query, f"{accept}, */*;q=0.1")
        if reply.cut:
            raise QueryFailedError(
                f"The answer of the graph service at {self._place} was {reply.cut}."
            )
        return reply

    def _table(self, query: str, form: str) -> QuerySolutions | QueryBoolean:
        reply = self._ask(query, JSON)
        if reply.media_type != JSON:
            raise TypeError(f"not {'an' if form == 'ASK' else 'a'} {form} query")
        return parse_query_results(reply.content, QueryResultsFormat.JSON)

    def _read(self, value: NamedNode | Literal) -> NamedNode | Literal:
        return value if self.traits.takes_all_literals else revealed(value)

    def _probe(self) -> None:
        """Write and read a mark, so that a wrong set-up shows now and in words."""
        mark = f"{_PROBE_GRAPH} {IDENTIFIER} {Literal(str(uuid.uuid4()))}"
        drop = f"DROP SILENT GRAPH {_PROBE_GRAPH}"
        self._service.update(f"{drop} ;\nINSERT DATA {{ GRAPH {_PROBE_GRAPH} {{ {mark} }} }}")
        if not self.ask(f"ASK {{ GRAPH {_PROBE_GRAPH} {{ {mark} }} }}"):
            raise UnavailableError(
                f"What is written to {place_of(self._service.address.update)} cannot be read at "
                f"{self._place}: the two addresses in HEADWATERS_GRAPH are of different data."
            )
        if not self.ask(f"ASK {{ {mark} }}"):
            raise UnavailableError(
                f"The default graph of the service at {self._place} is not the union of its "
                "named graphs. Switch that on: Oxigraph --union-default-graph, Fuseki "
                "tdb2:unionDefaultGraph true, Stardog query.all.graphs=true."
            )
        self._service.update(drop)

    def _claim(self) -> None:
        """Make an empty service ours; refuse one that is not."""
        rows = self.select(
            f"SELECT ?owner WHERE {{ GRAPH {_OWNER_GRAPH} {{ ?s {IDENTIFIER} ?owner }} }}"
        )
        owners = {row["owner"].value for row in rows}
        if owners == {self._owner}:
            return
        if owners:
            raise UsageError(
                f"The service at {self._place} holds the graph of another store. Give each store "
                "a service of its own; if the other is gone for good, empty the service."
            )
        others = [name for name in self._graphs() if name != _PROBE_GRAPH]
        if others:
            raise UsageError(
                f"The service at {self._place} holds other data already, as {others[0].value}: "
                "every answer would mix both. Give the store a service or a dataset of its own."
            )
        self._service.update(self._mark())

    def _mark(self) -> str:
        """The update that says whose graph this is."""
        mark = f"{_OWNER_GRAPH} {IDENTIFIER} {Literal(self._owner)}"
        return f"INSERT DATA {{ GRAPH {_OWNER_GRAPH} {{ {mark} }} }}"

    def _graphs(self) -> list[NamedNode]:
        """Some of the named graphs, those left out that the engine keeps for itself."""
        own = [f"STRSTARTS(STR(?g), {Literal(start)})" for start in self.traits.own_graphs]
        without = f"FILTER (!({' || '.join(own)}))" if own else ""
        rows = self.select(
            f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {without} }} LIMIT {_SOME}"
        )
        return [row["g"] for row in rows if isinstance(row["g"], NamedNode)]


def _parts(nquads: bytes) -> Iterator[bytes]:
    """N-Quads cut after line ends into parts a server takes at once."""
    start = 0
    while start < len(nquads):
        end = nquads.rfind(b"\n", start, start + _LOAD_BYTES) + 1
        if end <= start or start + _LOAD_BYTES >= len(nquads):
            end = len(nquads)
        yield nquads[start:end]
        start = end
