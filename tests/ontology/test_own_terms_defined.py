"""No IRI of our namespace is used anywhere that the ontology does not define.

Turtle is parsed; queries and Python are searched as text, for full IRIs, for prefixed names such
as `hw:edgeKind`, and for `concept("edge-kind", "learn")`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from catalog.terms import EDGE_KINDS, KINDS
from catalog.vocabulary import labels, ontology_files

from .support import OWN, ROOT, defined_here

TURTLE = [*(ROOT / "shapes").rglob("*.ttl"), *(ROOT / "catalog" / "entries").rglob("*.ttl")]
TEXTS = [
    *(ROOT / "catalog").rglob("*.rq"),
    *(ROOT / "catalog").rglob("*.py"),
    *(ROOT / "ui").rglob("*.py"),
]

FULL = re.compile(
    rf"{re.escape(OWN)}[#/](?!context\.jsonld)([A-Za-z0-9][\w-]*(?:/[A-Za-z0-9][\w-]*)?)"
)
PREFIXED = re.compile(r"(?<![\w:/-])hw:([A-Za-z]\w*)")
DECLARED = re.compile(rf"PREFIX\s+([a-z][a-z0-9-]*):\s*<({re.escape(OWN)}/[a-z-]+/)>", re.I)
CONCEPT = re.compile(r"""\bconcept\(\s*["']([a-z-]+)["'],\s*["']([a-z0-9-]+)["']""")


def used_in_text(text: str) -> Iterator[str]:
    """Every IRI of our namespace that the text of a query or a module uses."""
    for match in FULL.finditer(text):
        yield match[0]
    for match in PREFIXED.finditer(text):
        yield f"{OWN}#{match[1]}"
    for match in CONCEPT.finditer(text):
        yield f"{OWN}/{match[1]}/{match[2]}"
    for prefix, namespace in DECLARED.findall(text):
        for match in re.finditer(rf"(?<![\w:/-]){prefix}:([a-z0-9][a-z0-9-]*)", text):
            yield namespace + match[1]


def used_in_turtle(file: Path) -> Iterator[str]:
    """Every IRI of our namespace in a Turtle file, wherever in a triple it stands."""
    for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
        for part in (quad.subject, quad.predicate, quad.object):
            if isinstance(part, ox.NamedNode) and re.match(rf"{re.escape(OWN)}[#/]", part.value):
                yield part.value


def undefined(uses: dict[Path, set[str]]) -> list[str]:
    """One line for each file and term, of terms that are not defined."""
    known = defined_here(ontology_files())
    return sorted(
        f"{file.relative_to(ROOT)}: {iri}" for file, iris in uses.items() for iri in iris - known
    )


def test_turtle_uses_defined_terms_only() -> None:
    assert undefined({file: set(used_in_turtle(file)) for file in TURTLE}) == []


def test_queries_and_code_use_defined_terms_only() -> None:
    uses = {file: set(used_in_text(file.read_text(encoding="utf-8"))) for file in TEXTS}
    assert undefined(uses) == []


@pytest.mark.parametrize(
    ("text", "iris"),
    [
        ('term("hw:edgeKind")', {f"{OWN}#edgeKind"}),
        ("?x hw:upstream+ ?y ; hw:Stub .", {f"{OWN}#upstream", f"{OWN}#Stub"}),
        ('concept("edge-kind", "learn")', {f"{OWN}/edge-kind/learn"}),
        (f"<{OWN}#share>, <{OWN}/reach/yes>", {f"{OWN}#share", f"{OWN}/reach/yes"}),
        (
            f"PREFIX reach: <{OWN}/reach/> SELECT * {{ ?l ?p reach:silent }}",
            {f"{OWN}/reach", f"{OWN}/reach/silent"},
        ),
        (f'HW = "{OWN}#"; NS = "{OWN}/"', set()),
        ("show:upstream and id/hw:upstream", set()),
    ],
)
def test_uses_are_found_in_text(text: str, iris: set[str]) -> None:
    assert set(used_in_text(text)) == iris


def test_an_undefined_term_is_named_with_its_file() -> None:
    file = ROOT / "shapes" / "dataset.ttl"
    assert undefined({file: {f"{OWN}#upstraem", f"{OWN}#upstream"}}) == [
        f"shapes/dataset.ttl: {OWN}#upstraem"
    ]


def test_every_kind_and_lineage_property_has_a_label() -> None:
    named = {node.value for node in [*KINDS.values(), *EDGE_KINDS]}
    assert named - labels().keys() == set()


def test_every_class_and_property_of_the_entries_has_a_label() -> None:
    """The pages of entries show words, so none may be left as a bare address."""
    terms: set[str] = set()
    for file in (ROOT / "catalog" / "entries").rglob("*.ttl"):
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
            terms.add(quad.predicate.value)
            if quad.predicate.value.endswith("#type") and isinstance(quad.object, ox.NamedNode):
                terms.add(quad.object.value)
    assert terms - labels().keys() == set()
