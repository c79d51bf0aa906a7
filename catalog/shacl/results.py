"""Results of pySHACL (SHACL § 3.6.2) as our findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rdflib import Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from catalog.model import Finding
from catalog.shacl.paths import sequences, written
from catalog.shacl.shapes import Check
from catalog.terms import compact


class Reader:
    """Reads the results of one check on one graph."""

    def __init__(self, shapes: Graph, data: Graph, check: Check) -> None:
        """Remember where paths and values are to be looked up."""
        self._shapes, self._data, self._check = shapes, data, check

    def finding(self, triples: Iterable[tuple[Node, Node, Any]]) -> Finding:
        """The finding a result states."""
        parts: dict[Node, Node] = {}
        for _, predicate, value in triples:
            # pySHACL gives a term, or the pair of a graph and the term to copy from it
            parts[predicate] = value[1] if isinstance(value, tuple) else value
        focus, value = parts[SH.focusNode], parts.get(SH.value)
        if value == focus:
            value = None  # of a node shape: the value is the node itself and says nothing more
        return Finding(
            severity=_local(parts[SH.resultSeverity]),
            focus=str(focus),
            path=self._path(parts.get(SH.resultPath), focus, value),
            value="" if value is None else str(value),
            shape=str(self._check.node),
            constraint=_local(parts[SH.sourceConstraintComponent]),
            message=str(parts[SH.resultMessage]),
        )

    def _path(self, path: Node | None, focus: Node, value: Node | None) -> str:
        """The path of a result: of alternatives the one that leads to the value, or the best."""
        if path is None:
            return self._fix()
        if isinstance(path, URIRef):
            return compact(str(path))
        choices = sequences(self._shapes, path)
        if len(choices) == 1:
            return written(choices)
        leading = tuple(
            choice
            for choice in choices
            if value is not None and len(choice) == 1 and (focus, choice[0], value) in self._data
        )
        return written(leading) if leading else self._fix()

    def _fix(self) -> str:
        return compact(str(self._check.fix)) if self._check.fix else ""


def _local(term: Node) -> str:
    """The last part of an IRI of the SHACL vocabulary."""
    return str(term).rpartition("#")[2]
