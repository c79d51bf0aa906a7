"""The shapes as documents and as rules to read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from catalog.api.formats import TURTLE, Format, write
from catalog.api.statements import Node, Statements, Value
from catalog.api.words import property_label
from catalog.terms import LABEL, compact, term
from catalog.vocabulary import shapes_dir

_SEVERITIES: Final = {"Violation": "must", "Warning": "should", "Info": "could"}
_STEPS: Final = {
    term("sh:inversePath"): "^",
    term("sh:zeroOrMorePath"): "*",
    term("sh:oneOrMorePath"): "+",
    term("sh:zeroOrOnePath"): "?",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape that has a message: what it asks of which things."""

    iri: str
    anchor: str
    number: str | None
    name: str
    path: str
    strength: str
    messages: tuple[str, ...]
    targets: tuple[str, ...]


def _files() -> list[bytes]:
    return [path.read_bytes() for path in sorted(shapes_dir().glob("*.ttl"))]


@cache
def document(wanted: Format) -> bytes:
    """All shapes; Turtle as it was written, other formats from it."""
    if wanted is TURTLE:
        return b"\n".join(_files())
    return write(dict.fromkeys(_triples()), wanted)


def _triples() -> list[Triple]:
    return [
        quad.triple
        for data in _files()
        for quad in parse(data, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    ]


@cache
def all_shapes() -> tuple[Rule, ...]:
    """Every rule, in the order of its number."""
    stated = Statements(_triples())
    targets = _targets(stated)
    rules = [_rule(stated, node, nodes) for node, nodes in targets.items()]
    return tuple(
        sorted((rule for rule in rules if rule.messages), key=lambda r: (_order(r.number), r.iri))
    )


def by_class() -> dict[str, list[Rule]]:
    """The rules for each class."""
    found: dict[str, list[Rule]] = {}
    for rule in all_shapes():
        for target in rule.targets:
            found.setdefault(target, []).append(rule)
    return found


def _targets(stated: Statements) -> dict[NamedNode, list[str]]:
    """Each named shape with what it is for, property shapes with what their owners are for."""
    found: dict[NamedNode, list[str]] = {}
    for shape in stated.subjects(term("sh:NodeShape")):
        own = [
            node.value
            for name in ("sh:targetClass", "sh:targetSubjectsOf", "sh:targetObjectsOf")
            for node in stated.nodes(shape, term(name))
        ]
        for inside in (shape, *stated.nodes(shape, term("sh:property"))):
            known = found.setdefault(inside, [])
            known += [target for target in own if target not in known]
    return found


def _rule(stated: Statements, node: NamedNode, targets: list[str]) -> Rule:
    severity = next(iter(stated.nodes(node, term("sh:severity"))), term("sh:Violation"))
    path = next(iter(stated.all(node, term("sh:path"))), None)
    shown = _path(stated, path) if path is not None else ""
    messages = stated.texts(node, term("sh:message"))
    for constraint in stated.all(node, term("sh:sparql")):
        if isinstance(constraint, Node):
            messages += stated.texts(constraint, term("sh:message"))
    label = stated.text(node, term("sh:name")) or stated.text(node, LABEL)
    if label is None:
        label = property_label(path.value) if isinstance(path, NamedNode) else compact(node.value)
    anchor = node.value.rpartition("#")[2]
    return Rule(
        node.value,
        anchor,
        stated.text(node, term("dct:identifier")),
        label,
        shown,
        _SEVERITIES.get(severity.value.rpartition("#")[2], "must"),
        tuple(dict.fromkeys(messages)),
        tuple(targets),
    )


def _path(stated: Statements, path: Value) -> str:
    """A property path as SPARQL writes it (SHACL § 2.3.1)."""
    if isinstance(path, NamedNode):
        return compact(path.value)
    if not isinstance(path, BlankNode):
        return ""
    members = stated.items(path)
    if members:
        return "/".join(_path(stated, member) for member in members)
    for choice in stated.all(path, term("sh:alternativePath")):
        return " | ".join(_path(stated, member) for member in stated.items(choice))
    for predicate, sign in _STEPS.items():
        for inner in stated.all(path, predicate):
            step = _path(stated, inner)
            return sign + step if sign == "^" else step + sign
    return ""


def _order(number: str | None) -> tuple[int, str]:
    digits = "".join(letter for letter in number or "" if letter.isdigit())
    return (int(digits) if digits else 10_000, number or "")
