"""A registrar that takes any graph, for suites that bring graphs which are no records.

Everything else is the service as it is: endpoints, guard, tokens, journal, query workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from pyoxigraph import parse

from catalog.bounded.calling import Cancellation
from catalog.rdf.canonical import from_ntriples, to_ntriples
from catalog.rdf.parse import FORMATS
from catalog.records.checking import RdfText
from catalog.records.registrar import Document, Taken
from catalog.sparql.update import GraphChange
from catalog.store import CatalogStore, Change
from catalog.terms import FINDINGS_GRAPH, HEAD_GRAPH, LINEAGE_GRAPH, ONTOLOGY_GRAPH

DEFAULT_GRAPH = "urn:x-conformance:default"
HIDDEN = tuple(graph.value for graph in (FINDINGS_GRAPH, HEAD_GRAPH, LINEAGE_GRAPH, ONTOLOGY_GRAPH))


class OpenRegistrar:
    """Lets everything in as it is."""

    default_graph: str | None = DEFAULT_GRAPH
    hidden: Sequence[str] = HIDDEN
    needs_match = False

    def may_write(self, graph: str) -> None:
        """Whatever its name."""

    def of_document(
        self, store: CatalogStore, document: Document, cancellation: Cancellation
    ) -> Taken:
        """The document as a graph, of a name of its own where it has none."""
        graph = document.graph or f"urn:x-conformance:{uuid4().hex}"
        triples = list(from_ntriples(document.onto))
        for part in (RdfText(document.content, document.media_type), *document.more):
            rdf_format = FORMATS[part.media_type]
            quads = parse(part.text, format=rdf_format, base_iri=graph, rename_blank_nodes=True)
            triples += [quad.triple for quad in quads]
        return Taken((Change(graph, graph, to_ntriples(triples)),))

    def of_graphs(
        self, store: CatalogStore, graphs: Sequence[GraphChange], cancellation: Cancellation
    ) -> Taken:
        """The graphs as the update left them."""
        named = [(one.graph or DEFAULT_GRAPH, one.statements or None) for one in graphs]
        return Taken(tuple(Change(graph, graph, state) for graph, state in named))
