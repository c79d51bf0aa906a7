"""pySHACL's view of the shapes, with what it asks again for every focus node remembered.

pySHACL reads each shape anew from the shapes graph whenever it runs it, and writes a
description of every result, those inside sh:or included. Our shapes never change while the
process lives, and nobody reads those descriptions: remembering the one and keeping the other
plain makes a validation three times faster with the same results.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import lru_cache
from typing import Any

from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS
from pyshacl.shapes_graph import ShapesGraph
from rdflib import Graph, Literal
from rdflib.namespace import SH, NamespaceManager
from rdflib.term import Node

_PARAMETERS = frozenset(ALL_CONSTRAINT_PARAMETERS)


class PlainNames(NamespaceManager):
    """Writes every IRI in full: shortening them was a tenth of the time."""

    def __init__(self, graph: Graph) -> None:
        """No prefixes."""
        super().__init__(graph, bind_namespaces="none")

    def normalizeUri(self, rdfTerm: str) -> str:  # noqa: N802, N803  rdflib's names
        """The IRI in angle brackets."""
        return f"<{rdfTerm}>"

    def bind(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Nothing to remember."""


class FrozenGraph(Graph):
    """A graph that is complete: what was asked once is answered from memory."""

    def __init__(self, source: Graph) -> None:
        """A copy of `source`."""
        super().__init__(bind_namespaces="none")
        for triple in source:
            self.add(triple)
        self.namespace_manager = PlainNames(self)
        self._triples = lru_cache(maxsize=None)(self._find_triples)
        self._objects = lru_cache(maxsize=None)(self._find_objects)
        self._items = lru_cache(maxsize=None)(self._find_items)

    def _find_triples(self, pattern: Any) -> tuple[Any, ...]:  # noqa: ANN401  a triple with gaps
        return tuple(super().triples(pattern))

    def _find_objects(self, *pattern: Any) -> tuple[Node, ...]:  # noqa: ANN401
        return tuple(super().objects(*pattern))

    def _find_items(self, members: Node) -> tuple[Node, ...]:
        return tuple(super().items(members))

    def triples(self, triple: Any) -> Generator[Any, None, None]:  # noqa: ANN401  rdflib's
        """The triples that match (rdflib's method)."""
        yield from self._triples(triple)

    def objects(
        self,
        subject: Any = None,  # noqa: ANN401
        predicate: Any = None,  # noqa: ANN401
        unique: bool = False,
    ) -> Generator[Node, None, None]:
        """The objects of a subject and a predicate (rdflib's method)."""
        yield from self._objects(subject, predicate, unique)

    def items(self, list: Node) -> Generator[Node, None, None]:  # noqa: A002  rdflib's name
        """The members of a list (rdflib's method)."""
        yield from self._items(list)


class PreparedShapes(ShapesGraph):
    """The shapes graph, frozen once pySHACL has added what it needs."""

    def __init__(self, graph: Graph) -> None:
        """Build every shape of `graph` now rather than in the first request."""
        for node, _, text in list(graph.triples((None, SH.select, None))):
            # pySHACL looks for forbidden words line by line, each time through to the end
            graph.set((node, SH.select, Literal(" ".join(str(text).split()))))
        super().__init__(graph)
        self.graph = FrozenGraph(self.graph)
        self._parameters = lru_cache(maxsize=None)(self._read_parameters)
        self.built = tuple(self.shapes)

    def _read_parameters(self, subject: Node) -> tuple[tuple[Node, Node], ...]:
        found = self.graph.predicate_objects(subject)
        return tuple((key, value) for key, value in found if key in _PARAMETERS)

    def predicate_objects(self, subject: Node) -> Iterator[tuple[Node, Node]]:
        """The constraint parameters of a shape: all that pySHACL looks for here."""
        return iter(self._parameters(subject))
