"""Every case of this folder gets exactly the findings written beside it.

Each folder holds `valid/*.ttl`, which break no rule, and `invalid/{fault}.ttl` with one fault
each and its findings in `{fault}.expected`: sorted lines of severity, focus, path, constraint
and message. `world.ttl` is what the catalogue already holds when a case is registered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from catalog.model import Finding, Record
from catalog.rdf.canonical import skolemize
from catalog.shacl import Validator
from catalog.shacl.shapes import Check, load_shapes
from catalog.terms import PRIMARY_TOPIC, TYPE

HERE = Path(__file__).parent
VALID = sorted(HERE.glob("*/valid/*.ttl"))
INVALID = sorted(HERE.glob("*/invalid/*.ttl"))
TODAY = date(2026, 11, 24)


def triples(path: Path) -> list[Triple]:
    """The statements of a Turtle file."""
    return [quad.triple for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)]


@lru_cache(maxsize=1)
def world() -> dict[NamedNode, list[Triple]]:
    """What is published, by subject."""
    found: dict[NamedNode, list[Triple]] = {}
    for triple in triples(HERE / "world.ttl"):
        assert isinstance(triple.subject, NamedNode)
        found.setdefault(triple.subject, []).append(triple)
    return found


def context(nodes: set[NamedNode]) -> Iterable[Triple]:
    """What the world says of some things."""
    return [triple for node in nodes for triple in world().get(node, ())]


def record(path: Path) -> Record:
    """The record in a file, made without the checks of the parser so that all faults pass."""
    stated = triples(path)
    subject, topic = next((t.subject, t.object) for t in stated if t.predicate == PRIMARY_TOPIC)
    assert isinstance(subject, NamedNode)
    assert isinstance(topic, NamedNode)
    return Record(subject, topic, tuple(skolemize(subject, stated)))


@lru_cache(maxsize=512)
def findings(path: Path) -> tuple[Finding, ...]:
    """What validation finds in a case."""
    return tuple(Validator.load().validate([record(path)], context, TODAY))


def lines(path: Path) -> list[str]:
    """The findings of a case as the lines of its `.expected` file."""
    return sorted(
        "\t".join((found.severity, found.focus, found.path, found.constraint, found.message))
        for found in findings(path)
    )


def name(path: Path) -> str:
    """A case as a test is called."""
    return f"{path.parts[-3]}/{path.stem}"


@pytest.mark.parametrize("path", VALID, ids=name)
def test_valid(path: Path) -> None:
    """It breaks no rule; and the fullest ones leave nothing to advise."""
    found = findings(path)
    assert [finding for finding in found if finding.is_violation] == []
    if path.stem == "maximal":
        assert found == ()


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_invalid(path: Path, request: pytest.FixtureRequest) -> None:
    """It gets exactly the findings written beside it."""
    expected = path.with_suffix(".expected")
    if request.config.getoption("--update", default=False):
        expected.write_text("".join(f"{line}\n" for line in lines(path)), encoding="utf-8")
    assert lines(path) == expected.read_text(encoding="utf-8").splitlines()
    assert lines(path) != []


@pytest.mark.parametrize("check", load_shapes().checks, ids=lambda check: str(check.node))
def test_every_shape_has_its_cases(check: Check) -> None:
    """Each shape is broken by some case, and some valid case has something it looks at."""
    broken_by = [
        name(path)
        for path in INVALID
        if any(found.shape == str(check.node) for found in findings(path))
    ]
    looked_at_in = [name(path) for path in VALID if is_for(check, record(path))]
    assert broken_by != []
    assert looked_at_in != []


def is_for(check: Check, case: Record) -> bool:
    """Whether a shape has a target in a record."""
    used = {triple.predicate.value for triple in case.triples}
    types = {
        triple.object.value
        for triple in case.triples
        if triple.predicate == TYPE and isinstance(triple.object, NamedNode)
    }
    properties = {str(predicate) for predicate in check.subjects_of | check.objects_of}
    return bool(used & properties or types & {str(kind) for kind in check.classes})


def test_every_expectation_has_its_case() -> None:
    """No `.expected` file is left over from a case that is gone."""
    expected = {path.with_suffix("") for path in HERE.glob("*/invalid/*.expected")}
    assert expected == {path.with_suffix("") for path in INVALID}
