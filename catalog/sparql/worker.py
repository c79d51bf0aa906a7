"""The program that evaluates one stranger's query after another: `python -m catalog.sparql.worker`.

Started by `workers.WorkerPool` with the snapshot's path and the limits as one JSON argument. It
opens the snapshot read-only, gives up every way to open a file or a connection, then reads jobs
on standard input and writes frames on standard output. It keeps no state between jobs and may
be killed at any moment: the deadline is the pool's to keep, by SIGKILL.

Imports are few on purpose: it must be up within some 50 ms.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from catalog.bounded.frames import Frame, FrameDecoder, FrameKind
from catalog.bounded.limits import (
    bind_to_parent,
    close_the_doors,
    give_way,
    limit_memory,
    limit_processor,
)
from catalog.bounded.sender import Sender
from catalog.sparql.mistakes import locate
from catalog.sparql.rowcap import CappedTable, CutError

TABLE_FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}

_CHUNK = 64 * 1024


class CappedGraph:
    """A file the engine writes triples into, which also feeds it the triples and counts them."""

    def __init__(self, most_rows: int, most_bytes: int, sender: Sender) -> None:
        """Pass bytes to `sender`, and no more triples than the caps allow."""
        self._most_rows, self._most_bytes, self._sender = most_rows, most_bytes, sender
        self._bytes, self.rows, self.truncated = 0, 0, False

    def write(self, data: bytes) -> int:
        """Pass a piece on."""
        self._bytes += len(data)
        if self._bytes > 2 * self._most_bytes:
            raise OverflowError(f"one triple of the answer has over {self._most_bytes:,} bytes")
        self._sender.data(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def within(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """The triples until a cap is reached."""
        rest = iter(triples)
        for triple in islice(rest, self._most_rows):
            if self._bytes > self._most_bytes:
                self.truncated = True
                return
            self.rows += 1
            yield triple
        self.truncated = next(rest, None) is not None


def evaluate(store: Store, job: dict[str, object]) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Start the job's query over the dataset it names, else over the union of all graphs."""
    text, base = str(job["query"]), job.get("base")
    base_iri = str(base) if base else None
    default, named = job.get("default_graphs"), job.get("named_graphs")
    if default is not None or named is not None:
        return store.query(
            text, base_iri=base_iri, default_graph=_nodes(default), named_graphs=_nodes(named)
        )
    # FROM would be ignored under the union flag, so a query with FROM goes without it.
    union = not job.get("names_dataset", False)
    return store.query(text, base_iri=base_iri, use_default_graph_as_union=union)


def _nodes(iris: object) -> list[Any]:  # Any: the engine's lists are invariant
    return [NamedNode(str(iri)) for iri in iris] if isinstance(iris, list) else []


def answer(store: Store, job: dict[str, object], sender: Sender) -> None:
    """Evaluate one job and send its frames."""
    found = evaluate(store, job)
    name, rows, size = str(job["format"]), int(str(job["rows"])), int(str(job["bytes"]))
    if isinstance(found, QuerySolutions):
        variables: list[object] = [variable.value for variable in found.variables]
        sender.header({"variables": variables})
        table = CappedTable(name, rows, size, sender.data)
        try:
            found.serialize(cast("IO[bytes]", table), format=TABLE_FORMATS[name])
            table.close()
        except CutError:
            pass  # the table has closed itself and remembers that it was cut
        sender.end(table.rows, table.truncated)
    elif isinstance(found, QueryBoolean):
        sender.header({"variables": []})
        sender.data(found.serialize(format=TABLE_FORMATS[name]) or b"")
        sender.end(1, False)
    else:
        sender.header({"variables": ["subject", "predicate", "object"]})
        graph = CappedGraph(rows, size, sender)
        prefixes = job.get("prefixes")
        names = prefixes if isinstance(prefixes, dict) else None
        output = cast("IO[bytes]", graph)  # the engine needs no more than write and flush
        serialize(graph.within(found), output, GRAPH_FORMATS[name], prefixes=names)
        sender.end(graph.rows, graph.truncated)


def serve(store: Store, sender: Sender) -> None:
    """Answer jobs until standard input ends."""
    decoder = FrameDecoder()
    while data := os.read(0, _CHUNK):
        for frame in decoder.feed(data):
            run(store, frame, sender)


def run(store: Store, frame: Frame, sender: Sender) -> None:
    """One job with every failure that leaves the process sound told to the pool."""
    job = frame.json()
    limit_processor(float(job["seconds"]))
    try:
        answer(store, job, sender)
    except SyntaxError as error:
        mistake = locate(str(job["query"]), str(error), lambda text: report(text, job))
        sender.failure("syntax", mistake.message, line=mistake.line, column=mistake.column)
    except MemoryError:
        sender.failure("memory", "its answer needs more memory than a query may have")
        sys.exit(1)
    except OverflowError as error:
        sender.failure("size", str(error))
    except ValueError as error:
        sender.failure("usage", str(error))
    except (RuntimeError, OSError) as error:
        unknown = "custom function" in str(error)
        sender.failure("usage" if unknown else "evaluation", str(error))


def report(text: str, job: dict[str, object]) -> str | None:
    """What the engine has against another text in the job's place; it is not evaluated."""
    base = job.get("base")
    try:
        Store().query(text, base_iri=str(base) if base else None)
    except SyntaxError as error:
        return str(error)
    return None


def main() -> None:
    """Open, close the doors, say that we are ready, serve."""
    settings = json.loads(sys.argv[1])
    bind_to_parent(int(settings["parent"]))
    limit_memory(int(settings["memory"]))
    sender = Sender(1, int(settings["memory"]))
    try:
        store = Store.read_only(settings["snapshot"])
        store.query("ASK {}")
    except (OSError, RuntimeError, ValueError) as error:
        sender.failure("open", f"it cannot open its snapshot: {error}")
        sys.exit(1)
    close_the_doors()
    give_way()
    sender.frame(FrameKind.READY, {"snapshot": settings["snapshot"]})
    serve(store, sender)


if __name__ == "__main__":
    main()
