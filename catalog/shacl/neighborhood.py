"""The closed neighborhood: just the triples that decide whether records are valid.

Shapes look past the statements of a record: at the openness of a license, at the type and the
date of a source. How far they look is read off the shapes (`steps_of`); `gather` then asks the
catalogue for those descriptions and for no others, in as many calls as the longest path has
steps, however many records there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from pyoxigraph import BlankNode, NamedNode, Triple
from rdflib import Graph, Variable
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from catalog.model import Record
from catalog.shacl.paths import Sequences, query_sequences, sequences
from catalog.shacl.queries import THIS, triple_patterns
from catalog.terms import UPSTREAM, UPSTREAM_TRANSITIVE

Context = Callable[[set[NamedNode]], Iterable[Triple]]
Subject = NamedNode | BlankNode
Steps = dict[str, "Steps"]
"""Where shapes look from a node: the predicates they follow to a node they also look at."""

_DERIVED = (UPSTREAM, UPSTREAM_TRANSITIVE)
"""Of topics these speak of the published state, which the records are about to replace."""
_LISTS = (SH["or"], SH["and"], SH.xone)
_SHAPES = (SH.node, SH["not"], SH.qualifiedValueShape)


class Neighborhood:
    """Triples by subject, with the subjects that are the records' own."""

    def __init__(self, records: Sequence[Record]) -> None:
        """Start from the records' own statements."""
        self.triples: defaultdict[Subject, set[Triple]] = defaultdict(set)
        self.own: set[Subject] = {record.topic for record in records}
        for record in records:
            for triple in record.triples:
                if not isinstance(triple.subject, NamedNode | BlankNode):
                    continue
                self.triples[triple.subject].add(triple)
                self.own.add(triple.subject)
        self.shared: set[Subject] = set()
        """Topics about which the published catalogue holds statements of other records too."""

    def add(self, triples: Iterable[Triple]) -> None:
        """Take in what the catalogue says."""
        for triple in triples:
            if isinstance(triple.subject, NamedNode | BlankNode):
                self.triples[triple.subject].add(triple)

    def objects(self, subject: Subject, predicate: str) -> Iterator[NamedNode]:
        """The things `subject` points to by `predicate`."""
        for triple in self.triples.get(subject, ()):
            if triple.predicate.value == predicate and isinstance(triple.object, NamedNode):
                yield triple.object

    def __iter__(self) -> Iterator[Triple]:
        """All triples."""
        for triples in self.triples.values():
            yield from triples


def gather(records: Sequence[Record], context: Context, steps: Steps) -> Neighborhood:
    """The closed neighborhood of the topics of `records`.

    `context` gives all triples the published catalogue has on a set of subjects, leaving out
    those of the records being validated.
    """
    found = Neighborhood(records)
    topics = {record.topic for record in records}
    own = {triple for record in records for triple in record.triples}
    published = [
        triple
        for triple in context(topics)
        if triple not in own and triple.predicate not in _DERIVED
    ]
    found.add(published)
    found.shared = {
        triple.subject for triple in published if isinstance(triple.subject, NamedNode | BlankNode)
    }
    described: set[Subject] = {*topics, *(record.iri for record in records)}
    names = {record.iri.value for record in records}
    described.update(
        node
        for node in found.own
        if isinstance(node, NamedNode) and node.value.partition("#")[0] in names
    )
    level: list[tuple[Steps, set[Subject]]] = [(steps, set(found.own))]
    while level:
        following = [
            (beyond, {node for start in starts for node in found.objects(start, predicate)})
            for after, starts in level
            for predicate, beyond in after.items()
        ]
        missing = {node for _, nodes in following for node in nodes} - described
        if missing:
            found.add(context({node for node in missing if isinstance(node, NamedNode)}))
            described |= missing
        level = [(beyond, set(nodes)) for beyond, nodes in following if beyond and nodes]
    return found


def steps_of(shapes: Graph) -> Steps:
    """How far the shapes of a graph look, from any focus node."""
    steps: Steps = {}
    for shape in set(shapes.subjects(SH.targetClass)) | set(_targets(shapes)):
        _merge(steps, _looks(shapes, shape) or {})
    return steps


def _targets(shapes: Graph) -> Iterator[Node]:
    yield from shapes.subjects(SH.targetSubjectsOf)
    yield from shapes.subjects(SH.targetObjectsOf)
    yield from shapes.subjects(SH.targetNode)


def _looks(shapes: Graph, shape: Node) -> Steps | None:
    """What a shape follows from its value nodes; None where it does not look at their triples."""
    steps: Steps = {}
    looks = (shape, SH["class"], None) in shapes
    for constraint in shapes.objects(shape, SH.property):
        looks = True
        _put(
            steps,
            sequences(shapes, shapes.value(constraint, SH.path) or constraint),
            _looks(shapes, constraint),
        )
    for inner in _inner_shapes(shapes, shape):
        beyond = _property(shapes, inner)
        if beyond is not None:
            looks = True
            _merge(steps, beyond)
    for constraint in shapes.objects(shape, SH.sparql):
        looks = True
        text = _prefixed(shapes, constraint)
        _merge(steps, _query_steps(text))
    return steps if looks else None


def _property(shapes: Graph, shape: Node) -> Steps | None:
    """As `_looks`, for a shape that may itself be a property shape."""
    path = shapes.value(shape, SH.path)
    if path is None:
        return _looks(shapes, shape)
    steps: Steps = {}
    _put(steps, sequences(shapes, path), _looks(shapes, shape))
    return steps


def _inner_shapes(shapes: Graph, shape: Node) -> Iterator[Node]:
    for predicate in _SHAPES:
        yield from shapes.objects(shape, predicate)
    for predicate in _LISTS:
        for members in shapes.objects(shape, predicate):
            yield from Collection(shapes, members)


def _prefixed(shapes: Graph, constraint: Node) -> str:
    """The text of a constraint query, with the prefixes it is declared to use (SHACL § 5.2.1)."""
    declared = "".join(
        f"PREFIX {shapes.value(entry, SH.prefix)}: <{shapes.value(entry, SH.namespace)}>\n"
        for source in shapes.objects(constraint, SH.prefixes)
        for entry in shapes.objects(source, SH.declare)
    )
    return declared + str(shapes.value(constraint, SH.select))


def _query_steps(text: str) -> Steps:
    patterns = triple_patterns(text)

    def from_variable(variable: Node, seen: frozenset[Node]) -> Steps | None:
        steps: Steps = {}
        leaving = [pattern for pattern in patterns if pattern[0] == variable]
        for _, path, target in leaving:
            if isinstance(path, Variable):
                continue  # any property at all: only its value is looked at, not what it names
            beyond = None
            if isinstance(target, Variable) and target not in seen:
                beyond = from_variable(target, seen | {target})
            _put(steps, query_sequences(path), beyond)
        return steps if leaving else None

    return from_variable(THIS, frozenset({THIS})) or {}


def _put(steps: Steps, paths: Sequences, beyond: Steps | None) -> None:
    """Note that each path is followed, and its last node looked at where `beyond` is given."""
    for sequence in paths:
        here = steps
        for predicate in sequence[:-1]:
            here = here.setdefault(str(predicate), {})
        if beyond is not None:
            _merge(here.setdefault(str(sequence[-1]), {}), beyond)


def _merge(into: Steps, other: Steps) -> None:
    for predicate, beyond in other.items():
        _merge(into.setdefault(predicate, {}), beyond)
