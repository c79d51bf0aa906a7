"""The program that evaluates one update: `python -m catalog.sparql.update_worker`.

Started by `update.evaluate` with a private copy of the graph, which it may write as it likes and
which nobody reads afterwards. It gives up every way to open a connection, evaluates, and tells
which graphs differ from before and what stands in them now. It may be killed at any moment.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, RdfFormat, Store

from catalog.bounded.frames import Frame, FrameDecoder, FrameKind
from catalog.bounded.limits import (
    bind_to_parent,
    forbid_connections,
    limit_files,
    limit_memory,
    limit_processor,
)
from catalog.bounded.sender import Sender
from catalog.sparql.mistakes import locate

GraphName = NamedNode | BlankNode | DefaultGraph

_CHUNK = 64 * 1024
_LARGEST_FILE = 256 * 1024**2


def prepare(store: Store, job: dict[str, object]) -> None:
    """Make the dataset the update is to see: without some graphs, and with a default graph."""
    hidden = job["hidden"]
    for name in hidden if isinstance(hidden, list) else []:
        store.remove_graph(NamedNode(str(name)))
    if job["default_graph"]:
        store.update(f"MOVE SILENT GRAPH {NamedNode(str(job['default_graph']))} TO DEFAULT")


def contents(store: Store, job: dict[str, object]) -> dict[GraphName, bytes]:
    """For each graph a digest of what stands in it; the engine keeps statements in one order.

    Only for those the update can write to, where that is known.
    """
    given = job["graphs"]
    known = [NamedNode(str(iri)) for iri in given] if isinstance(given, list) else None
    names: list[GraphName] = [DefaultGraph()]
    names += store.named_graphs() if known is None else known
    return {
        name: hashlib.blake2b(statements(store, name), digest_size=20).digest() for name in names
    }


def statements(store: Store, name: GraphName) -> bytes:
    """What stands in a graph, as N-Triples."""
    return store.dump(format=RdfFormat.N_TRIPLES, from_graph=name) or b""


def changed(store: Store, job: dict[str, object]) -> Iterator[GraphName]:
    """Evaluate the update; the graphs that differ from before."""
    before = contents(store, job)
    base = job.get("base")
    store.update(str(job["update"]), base_iri=str(base) if base else None)
    after = contents(store, job)
    nothing = hashlib.blake2b(b"", digest_size=20).digest()
    for name in sorted({*before, *after}, key=str):
        if before.get(name, nothing) != after.get(name, nothing):
            yield name


def tell(store: Store, names: Iterator[GraphName], most: int, sender: Sender) -> None:
    """Send what stands now in some graphs."""
    sender.header({})
    size = 0
    for name in names:
        content = statements(store, name)
        size += len(content)
        if size > most:
            sender.failure("size", f"it changes graphs that hold more than {most:,} bytes together")
            return
        iri = None if isinstance(name, DefaultGraph) else name.value
        told = {"graph": iri, "statements": content.decode()}
        sender.data(json.dumps(told).encode() + b"\n")
    sender.end(0, False)


def run(store: Store, frame: Frame, sender: Sender) -> None:
    """One job with every failure that leaves the process sound told to the caller."""
    job = frame.json()
    limit_processor(float(job["seconds"]))
    try:
        prepare(store, job)
        tell(store, changed(store, job), int(job["bytes"]), sender)
    except SyntaxError as error:
        mistake = locate(str(job["update"]), str(error), lambda text: report(text, job))
        sender.failure("syntax", mistake.message, line=mistake.line, column=mistake.column)
    except MemoryError:
        sender.failure("memory", "it needs more memory than an update may have")
    except (RuntimeError, ValueError, OSError) as error:
        sender.failure("full" if "No space left" in str(error) else "evaluation", str(error))


def report(text: str, job: dict[str, object]) -> str | None:
    """What the engine has against another text in the job's place."""
    base = job.get("base")
    try:
        Store().update(text, base_iri=str(base) if base else None)
    except SyntaxError as error:
        return str(error)
    except (RuntimeError, ValueError, OSError):
        return None
    return None


def main() -> None:
    """Give up connections, open the copy, say that we are ready, do one job."""
    settings = json.loads(sys.argv[1])
    bind_to_parent(int(settings["parent"]))
    limit_memory(int(settings["memory"]))
    limit_files(_LARGEST_FILE)
    sender = Sender(1, int(settings["memory"]))
    try:
        forbid_connections()
        store = Store(str(settings["copy"]))
    except (OSError, RuntimeError, ValueError) as error:
        sender.failure("open", f"it cannot open its copy: {error}")
        sys.exit(1)
    sender.frame(FrameKind.READY, {})
    decoder = FrameDecoder()
    while data := os.read(0, _CHUNK):
        for frame in decoder.feed(data):
            run(store, frame, sender)
            sys.exit(0)


if __name__ == "__main__":
    main()
