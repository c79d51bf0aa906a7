"""A handful of triples kept to be looked up by subject and property."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalog.terms import TYPE, term

Node = NamedNode | BlankNode
Value = NamedNode | BlankNode | Literal

_FIRST: Final = term("rdf:first")
_REST: Final = term("rdf:rest")


class Statements:
    """Triples in memory, for vocabularies and shapes; the catalogue itself stays in the store."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Keep them in the order given."""
        self._by_subject: dict[Node, dict[NamedNode, list[Value]]] = defaultdict(dict)
        for triple in triples:
            if isinstance(triple.subject, Node) and isinstance(triple.object, Value):
                values = self._by_subject[triple.subject].setdefault(triple.predicate, [])
                if triple.object not in values:
                    values.append(triple.object)

    def subjects(self, kind: NamedNode) -> list[NamedNode]:
        """The named things of a class, in order of their IRIs."""
        found = [
            s
            for s, said in self._by_subject.items()
            if isinstance(s, NamedNode) and kind in said.get(TYPE, ())
        ]
        return sorted(found, key=lambda node: node.value)

    def all(self, subject: Node, predicate: NamedNode) -> list[Value]:
        """The values of a property."""
        said = self._by_subject.get(subject)
        return said.get(predicate, []) if said else []

    def nodes(self, subject: Node, predicate: NamedNode) -> list[NamedNode]:
        """The values of a property that are IRIs."""
        return [v for v in self.all(subject, predicate) if isinstance(v, NamedNode)]

    def text(self, subject: Node, predicate: NamedNode) -> str | None:
        """The first text of a property."""
        found = self.texts(subject, predicate)
        return found[0] if found else None

    def texts(self, subject: Node, predicate: NamedNode) -> list[str]:
        """The texts of a property."""
        return [v.value for v in self.all(subject, predicate) if isinstance(v, Literal)]

    def items(self, head: Value) -> list[Value]:
        """The members of an RDF list."""
        found: list[Value] = []
        node: Value | None = head
        while isinstance(node, Node) and self.all(node, _FIRST):
            found.append(self.all(node, _FIRST)[0])
            node = next(iter(self.all(node, _REST)), None)
        return found
