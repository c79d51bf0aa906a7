"""Strangers' queries where the graph lies in another engine: passed on, within the same bounds.

There is no snapshot for our own workers to read then. The guard lets the query pass, one
connection of its own carries it to the engine, and at the deadline that connection is cut from
another thread, whatever the engine does. What comes back is read as SPARQL results or N-Triples
and written anew, so that every form of answer, the rows and the bytes are ours to bound.

Cutting the connection does not stop every engine: give it a time limit of its own as well
(`oxigraph serve --timeout-s 10`, Virtuoso's MaxQueryExecutionTime).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO, Final, cast

from pyoxigraph import (
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

from catalog.bounded.calling import Cancellation
from catalog.bounded.pool import PoolState
from catalog.errors import (
    BusyError,
    QueryCancelledError,
    QueryFailedError,
    QueryRefusedError,
    QueryTimeoutError,
    UnavailableError,
)
from catalog.sparql.answers import Answer, Spool, SpoolBudget
from catalog.sparql.guard import check
from catalog.sparql.request import PoolLimits, QueryRequest
from catalog.sparql.rowcap import CappedTable, CutError
from catalog.sparql.tokens import Kind, tokens
from catalog.sparql.worker import GRAPH_FORMATS, TABLE_FORMATS
from catalog.store.remote import ASK_TABLE
from catalog.store.service import JSON, NTRIPLES, Exchange, Service

_ENGINES_OWN: Final = ("bif:", "sql:", "<bif:", "<sql:")
"""Virtuoso's functions of its own: some read files or call other services."""
_RAW: Final = 8
"""How many times the bytes an answer may have may come from the engine, which writes at length."""


class Forwarder:
    """Runs queries as `WorkerPool.run` does, on a service; safe to use from many threads."""

    def __init__(
        self,
        service: Service,
        commit: Callable[[], int],
        size: int = 8,
        limits: PoolLimits | None = None,
    ) -> None:
        """Forward at most `size` queries at once; `commit` tells the commit the graph holds."""
        self.limits = limits or PoolLimits()
        self._service, self._commit = service, commit
        self._size, self._running, self._asking = size, 0, 0
        self._counting = threading.Lock()
        self._turns = threading.BoundedSemaphore(size)
        self._waiting = threading.BoundedSemaphore(size + self.limits.waiting)
        self._budget = SpoolBudget(self.limits.spooled_bytes)

    def run(self, request: QueryRequest, cancellation: Cancellation | None = None) -> Answer:
        """Evaluate; the answer is whole when this returns.

        Raises TooLargeError, QueryRefusedError and UnparseableError as the guard does, then
        UnparseableError, QueryTimeoutError, QueryFailedError, QueryCancelledError, BusyError
        and UnavailableError.
        """
        form = check(request.query).form
        refuse_functions_of_engines(request.query)
        called = cancellation or Cancellation()
        seconds = self.limits.seconds_for(request.seconds)
        with self._turn(called.patience(seconds)):
            accept = NTRIPLES if form.gives_graph else JSON
            running = _Running(self._service, request, accept, seconds, called.began + seconds)
            return self._answer(running, request, called)

    def show_commits(self) -> None:
        """Nothing to do: the engine answers from what it holds."""

    def state(self) -> PoolState:
        """How many queries the engine has of us, and how many wait here."""
        with self._counting:
            running, asking = self._running, self._asking
        return PoolState(self._size, self._size - running, running, asking - running)

    def spooled(self) -> int:
        """How many bytes of answers nobody has read yet."""
        return self._budget.used

    def close(self) -> None:
        """Nothing to do: what runs ends at its deadline; the service is the store's to close."""

    @contextmanager
    def _turn(self, patience: float) -> Iterator[None]:
        if not self._waiting.acquire(blocking=False):
            raise BusyError("Too many queries are waiting.", round(self.limits.seconds))
        self._count(asking=1)
        try:
            if not self._turns.acquire(timeout=patience):
                raise BusyError("No query came to its end in time.", round(self.limits.seconds))
            self._count(running=1)
            try:
                yield
            finally:
                self._count(running=-1)
                self._turns.release()
        finally:
            self._count(asking=-1)
            self._waiting.release()

    def _count(self, *, running: int = 0, asking: int = 0) -> None:
        with self._counting:
            self._running += running
            self._asking += asking

    def _answer(
        self, running: _Running, request: QueryRequest, cancellation: Cancellation
    ) -> Answer:
        spool, started = Spool(self._budget), time.monotonic()
        commit = self._commit()
        cancellation.when_cancelled(running.exchange.cut)
        try:
            with running:
                writer = _Writer(request, self.limits, spool)
                writer.write(running)
        except BaseException as error:
            spool.close()
            if cancellation.is_cancelled:
                raise QueryCancelledError(
                    "The query was ended because nobody waits for it."
                ) from error
            running.explain(error)
            raise
        finally:
            cancellation.when_cancelled(None)
            cancellation.busy_seconds += time.monotonic() - started
        return Answer(
            request.media_type,
            writer.variables,
            writer.rows,
            writer.truncated or running.exchange.cut_by_service is not None,
            commit,
            time.monotonic() - started,
            spool,
        )


def refuse_functions_of_engines(text: str) -> None:
    """Refuse what an engine adds to SPARQL that could reach beyond the graph.

    Raises QueryRefusedError.
    """
    for token in tokens(text):
        if token.kind in (Kind.NAME, Kind.IRI) and token.text.lower().startswith(_ENGINES_OWN):
            raise QueryRefusedError(
                f"{token.text} is a function of the engine alone; this service runs SPARQL 1.1."
            )


class _Running:
    """One query on its way: a file of what the engine answers, cut off at the deadline."""

    def __init__(
        self,
        service: Service,
        request: QueryRequest,
        accept: str,
        seconds: float,
        until: float,
    ) -> None:
        query = f"BASE <{request.base}>\n{request.query}" if request.base else request.query
        fields = [("query", query)]
        fields += [("default-graph-uri", iri) for iri in request.default_graphs or ()]
        fields += [("named-graph-uri", iri) for iri in request.named_graphs or ()]
        self.exchange = Exchange(service, fields, accept)
        self._seconds = seconds
        self._timer = threading.Timer(max(0.0, until - time.monotonic()), self._expire)
        self._timer.daemon = True
        self._expired = False
        self._rest: Iterator[bytes] = iter(())
        self._held = b""

    def __enter__(self) -> _Running:
        self._timer.start()
        try:
            self._rest = self.exchange.open()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self.exchange.close()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; as files give them."""
        while not self._held:
            piece = next(self._rest, None)
            if piece is None:
                return b""
            self._held = piece
        if size < 0:
            size = len(self._held)
        piece, self._held = self._held[:size], self._held[size:]
        return piece

    def explain(self, error: BaseException) -> None:
        """Raise what a failure means to the person who asked; return where it says so itself."""
        if self._expired or isinstance(error, TimeoutError):
            raise QueryTimeoutError(
                f"The query was not done after {self._seconds:g} seconds and was stopped. Narrow "
                "it, add LIMIT, or begin from a named thing."
            ) from error
        if isinstance(error, SyntaxError | ValueError | OSError):
            raise QueryFailedError(
                "The graph engine broke off in the middle of its answer, as engines do at a time "
                "limit of their own."
            ) from error

    def _expire(self) -> None:
        self._expired = True
        self.exchange.cut()


class _Writer:
    """Writes what comes from the engine in the form that was asked for, within the caps."""

    def __init__(self, request: QueryRequest, limits: PoolLimits, spool: Spool) -> None:
        self._request, self._spool = request, spool
        self._most_rows = min(request.rows or limits.rows, limits.rows)
        self._most_bytes = limits.bytes
        self.variables: tuple[str, ...] = ()
        self.rows, self.truncated = 0, False

    def write(self, running: _Running) -> None:
        source = cast("IO[bytes]", running)  # the reader needs no more than `read`
        running.exchange.bound(self._most_bytes * _RAW)
        if self._request.format in GRAPH_FORMATS:
            self.variables = ("subject", "predicate", "object")
            self._graph(parse(source, format=RdfFormat.N_TRIPLES))
            return
        found = parse_query_results(source, format=QueryResultsFormat.JSON)
        if isinstance(found, QuerySolutions):
            self.variables = tuple(variable.value for variable in found.variables)
            if self.variables != (ASK_TABLE,):
                self._table(found)
                return
            self.variables = ()
            found = _boolean(next(found, None) is not None)
        self._spool.write(found.serialize(format=TABLE_FORMATS[self._request.format]) or b"")
        self.rows = 1

    def _table(self, found: QuerySolutions) -> None:
        table = CappedTable(
            self._request.format, self._most_rows, self._most_bytes, self._spool.write
        )
        try:
            found.serialize(cast("IO[bytes]", table), format=TABLE_FORMATS[self._request.format])
            table.close()
        except CutError:
            pass  # the table has closed itself and remembers that it was cut
        self.rows, self.truncated = table.rows, table.truncated

    def _graph(self, quads: Iterable[Quad]) -> None:
        prefixes = dict(self._request.prefixes) or None
        form = GRAPH_FORMATS[self._request.format]
        serialize(
            self._within(quads), cast("IO[bytes]", self._spool_file()), form, prefixes=prefixes
        )

    def _within(self, quads: Iterable[Quad]) -> Iterator[Triple]:
        rest = iter(quads)
        for quad in islice(rest, self._most_rows):
            if self._spool.size > self._most_bytes:
                self.truncated = True
                return
            self.rows += 1
            yield quad.triple
        self.truncated = next(rest, None) is not None

    def _spool_file(self) -> _SpoolFile:
        return _SpoolFile(self._spool)


class _SpoolFile:
    """A spool as a file the engine's library writes into."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def write(self, data: bytes) -> int:
        self._spool.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""


def _boolean(value: bool) -> QueryBoolean:
    text = f'{{"head":{{}},"boolean":{"true" if value else "false"}}}'
    found = parse_query_results(text.encode(), format=QueryResultsFormat.JSON)
    if not isinstance(found, QueryBoolean):
        raise UnavailableError("A yes or no cannot be written.")
    return found
