"""rdflib-endpoint over a file of N-Triples: `python -m tests.bench.http.peer FILE STORE PORT`.

One graph rather than its default of a data set, which makes every question slower, and the
access log off, as on our own service.
"""

from __future__ import annotations

import sys

import uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint


def main() -> None:
    """Serve until ended."""
    file, store, port = sys.argv[1:]
    graph = Graph(store=store)
    graph.parse(file, format="ox-nt" if store == "Oxigraph" else "nt")
    app = SparqlEndpoint(graph=graph, path="/sparql")
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning")


if __name__ == "__main__":
    main()
