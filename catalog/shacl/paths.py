"""Property paths of shapes and of constraint queries (SHACL § 2.3.1, SPARQL 1.1 § 9)."""

from __future__ import annotations

from itertools import product

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.paths import AlternativePath, MulPath, SequencePath
from rdflib.term import Node

from catalog.terms import compact

Sequences = tuple[tuple[URIRef, ...], ...]


class UnsupportedPathError(ValueError):
    """A path the closed neighborhood cannot follow: only steps forward have an end."""


def sequences(shapes: Graph, path: Node) -> Sequences:
    """Every sequence of predicates the SHACL `path` allows.

    Raises UnsupportedPathError for inverse, zero-or-more, one-or-more and zero-or-one paths.
    """
    if isinstance(path, URIRef):
        return ((path,),)
    alternatives = shapes.value(path, SH.alternativePath)
    if alternatives is not None:
        members = Collection(shapes, alternatives)
        return tuple(found for member in members for found in sequences(shapes, member))
    if (path, None, None) in shapes and shapes.value(path, SH.inversePath) is None:
        parts = [sequences(shapes, member) for member in Collection(shapes, path)]
        if parts:
            return tuple(tuple(p for part in choice for p in part) for choice in product(*parts))
    raise UnsupportedPathError(f"only forward paths are followed, not {path}")


def query_sequences(path: object) -> Sequences:
    """The same of a path in a parsed query; a repeated path counts as taken as seldom as it may.

    A repeated path is answered as far as the batch reaches; beyond it, the published closure
    (hw:upstreamTransitive) is what a query should ask.
    """
    if isinstance(path, URIRef):
        return ((path,),)
    if isinstance(path, AlternativePath):
        return tuple(found for member in path.args for found in query_sequences(member))
    if isinstance(path, MulPath):
        return ((),) if path.zero else query_sequences(path.path)
    if isinstance(path, SequencePath):
        parts = [query_sequences(member) for member in path.args]
        return tuple(tuple(p for part in choice for p in part) for choice in product(*parts))
    raise UnsupportedPathError(f"only forward paths are followed, not {path}")


def written(paths: Sequences) -> str:
    """A path as people read it: `dcat:distribution/dcat:accessURL|hw:accessNote`."""
    return "|".join("/".join(compact(str(step)) for step in sequence) for sequence in paths)


_REPEATED: dict[Node, str] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


def path_text(graph: Graph, path: Node) -> str:
    """Any SHACL path as SPARQL writes it: `^ex:parent/(ex:a|ex:b)*`."""
    if isinstance(path, URIRef):
        return compact(str(path))
    for predicate, part in graph.predicate_objects(path):
        if predicate == SH.inversePath:
            return f"^{_part(graph, part)}"
        if predicate == SH.alternativePath:
            return "|".join(_part(graph, member) for member in Collection(graph, part))
        if predicate in _REPEATED:
            return _part(graph, part) + _REPEATED[predicate]
    return "/".join(_part(graph, member) for member in Collection(graph, path))


def _part(graph: Graph, path: Node) -> str:
    text = path_text(graph, path)
    return text if isinstance(path, URIRef) else f"({text})"
