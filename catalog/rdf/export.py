"""Writing many records out, one named graph for each where the format can carry that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from catalog.rdf.canonical import from_ntriples
from catalog.terms import PREFIXES


def write_records(
    states: Iterable[tuple[str, str]], rdf_format: RdfFormat, output: IO[bytes]
) -> None:
    """Write records to a binary file.

    :param states: record IRIs with their content as N-Triples.
    :param rdf_format: N-Quads, TriG and JSON-LD keep the records apart; Turtle and N-Triples
        give their union, in which each record still describes itself.
    """
    if rdf_format.supports_datasets:
        statements: Iterator[Quad] = (
            Quad(t.subject, t.predicate, t.object, NamedNode(record))
            for record, state in states
            for t in from_ntriples(state)
        )
    else:
        statements = (
            Quad(t.subject, t.predicate, t.object)
            for _, state in states
            for t in from_ntriples(state)
        )
    prefixes = PREFIXES if rdf_format != RdfFormat.JSON_LD else None
    serialize(statements, output, format=rdf_format, prefixes=prefixes)
