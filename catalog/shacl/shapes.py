"""The shapes the catalogue is checked against, read once.

They are ours alone: no shape is ever read from input, since a shape may hold a query or a
pattern that takes forever.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS
from pyshacl.shape import Shape
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from catalog.shacl.neighborhood import Steps, steps_of
from catalog.shacl.prepared import PreparedShapes
from catalog.terms import HW
from catalog.vocabulary import shapes_dir

_WITHIN_RECORD: Final = URIRef(HW + "withinRecord")
_FIX: Final = URIRef(HW + "fix")


@dataclass(frozen=True)
class Check:
    """One shape, with what it is for: the unit in which records are validated."""

    shape: Shape
    node: URIRef
    fix: URIRef | None
    """The property whose field mends a finding."""
    within_record: bool
    """Whether it is about what one source says, so that sources may differ without fault."""
    classes: frozenset[URIRef]
    subjects_of: frozenset[URIRef]
    objects_of: frozenset[URIRef]


class Shapes:
    """A set of shapes, prepared."""

    def __init__(self, graph: Graph) -> None:
        """Prepare the shapes of `graph`."""
        self.prepared = PreparedShapes(graph)
        self.graph: Graph = self.prepared.graph

    @cached_property
    def steps(self) -> Steps:
        """How far the shapes look."""
        return steps_of(self.graph)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The shapes to run, in the order of their names.

        A node shape that only lists property shapes is run as these, each once over all focus
        nodes: pySHACL would set each of them up again for every node.
        """
        found: dict[URIRef, list[URIRef]] = {}
        for target in self._targeted():
            if self._has_only_properties(target):
                for part in self.graph.objects(target, SH.property):
                    found.setdefault(_named(part), []).append(target)
            else:
                found.setdefault(target, []).append(target)
        return tuple(self._check(node, targets) for node, targets in sorted(found.items()))

    def _targeted(self) -> Iterator[URIRef]:
        for shape in self.graph.subjects(RDF.type, SH.NodeShape):
            if isinstance(shape, URIRef) and any(self._targets(shape)):
                yield shape

    def _targets(self, *shapes: Node) -> tuple[frozenset[URIRef], ...]:
        return tuple(
            frozenset(_named(found) for shape in shapes for found in self.graph.objects(shape, by))
            for by in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
        )

    def _has_only_properties(self, shape: Node) -> bool:
        used = set(self.graph.predicates(shape)) & set(ALL_CONSTRAINT_PARAMETERS)
        return used == {SH.property}

    def _check(self, node: URIRef, targeted: list[URIRef]) -> Check:
        classes, subjects_of, objects_of = self._targets(*targeted)
        fix = self.graph.value(node, _FIX)
        return Check(
            shape=self.prepared.lookup_shape_from_node(node),
            node=node,
            fix=fix if isinstance(fix, URIRef) else None,
            within_record=(node, _WITHIN_RECORD, None) in self.graph,
            classes=classes,
            subjects_of=subjects_of,
            objects_of=objects_of,
        )


def _named(node: Node) -> URIRef:
    """A shape, class or property, which is never a blank node here."""
    if not isinstance(node, URIRef):
        raise TypeError(f"shapes and targets need a name, so that a finding can state it: {node}")
    return node


@lru_cache(maxsize=1)
def load_shapes() -> Shapes:
    """All shapes of `shapes/`, read and prepared once in the life of the process."""
    graph = Graph()
    for path in sorted(shapes_dir().glob("*.ttl")):
        graph.parse(data=path.read_bytes(), format="turtle")
    return Shapes(graph)
