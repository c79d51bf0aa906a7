"""The generated catalogues: their shape, exactly, and that their records keep to every rule."""

from __future__ import annotations

from collections import Counter
from statistics import mean

import pytest
from pyoxigraph import NamedNode

from catalog.model import Record
from catalog.rdf.canonical import digest, from_ntriples, to_ntriples
from catalog.records.register import validate
from catalog.shacl import Validator
from catalog.store import Change
from catalog.store.closure import ancestors_of
from tests.bench.generator import changes, iri_of
from tests.bench.shape import Shape, shape_of


@pytest.fixture(scope="module")
def shape() -> Shape:
    return shape_of(10_000)


@pytest.fixture(scope="module")
def written(shape: Shape) -> list[Change]:
    return list(changes(shape))


def test_things_of_each_kind(shape: Shape) -> None:
    assert shape.counts == {
        "license": 60,
        "community": 100,
        "model": 6_000,
        "dataset": 3_500,
        "organization": 340,
    }
    assert shape.entries == 10_000


def test_degree_shape(shape: Shape) -> None:
    children = Counter(edge.source for edge in shape.edges)
    below = shape.reached(shape.hub, downstream=True)
    bases = Counter(edge.made for edge in shape.edges if edge.source[0] == "model")
    several = sum(count > 1 for node, count in bases.items() if node[0] == "model")
    assert (len(shape.edges), len(below), max(below.values()), several) == (10_784, 3_540, 10, 51)
    assert [count for _, count in children.most_common(4)] == [336, 210, 146, 118]


def test_every_source_is_older_than_what_was_made_from_it(shape: Shape) -> None:
    assert all(e.source[1] < e.made[1] for e in shape.edges if e.source[0] == e.made[0])


def test_closure_agrees_with_a_walk(shape: Shape) -> None:
    upstream: dict[str, set[str]] = {
        iri_of(node): {iri_of(edge.source) for edge in edges}
        for node, edges in shape.upstream.items()
    }
    closed = ancestors_of(list(upstream), upstream)
    below = {node for node, above in closed.items() if iri_of(shape.hub) in above}
    assert below == {iri_of(node) for node in shape.reached(shape.hub, downstream=True)}
    assert round(mean(len(above) for above in closed.values()), 2) == 5.89


def test_records_and_triples(written: list[Change]) -> None:
    triples = sum((change.state or "").count(" .\n") for change in written)
    assert (len(written), triples) == (10_120, 314_171)


def test_same_seed_same_records(shape: Shape, written: list[Change]) -> None:
    again = list(changes(shape_of(10_000)))
    assert again == written
    assert digest("".join(change.state or "" for change in written)).startswith("d6f37e544165")
    assert list(changes(shape_of(200, seed=8))) != list(changes(shape_of(200)))


def test_states_are_canonical(written: list[Change]) -> None:
    for change in written[::97]:
        assert to_ntriples(from_ntriples(change.state or "")) == change.state


def test_every_record_keeps_to_the_shapes(validator: Validator) -> None:
    found = validate(_records(list(changes(shape_of(200)))), validator=validator)
    assert [finding for finding in found if finding.is_violation] == []


def test_each_fault_is_found_and_nothing_else(validator: Validator) -> None:
    shape = shape_of(200)
    sound = {change.record: change for change in changes(shape)}
    faulty = list(changes(shape, faults=0.1))
    changed = [change for change in faulty if change != sound[change.record]]
    found = validate(_records(faulty), validator=validator)
    broken = {finding.focus.partition("#")[0] for finding in found if finding.is_violation}
    assert len(changed) == 30
    for change in changed:
        assert broken & {change.record, change.topic}, change.record
        broken -= {change.record, change.topic}
    assert broken == set()


def _records(written: list[Change]) -> list[Record]:
    return [
        Record(NamedNode(c.record), NamedNode(c.topic), from_ntriples(c.state or ""))
        for c in written
    ]
