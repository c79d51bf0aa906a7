"""Paths as sequences of predicates, and as people read them."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import SH

from catalog.shacl.paths import UnsupportedPathError, sequences, written

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix e: <https://example.org/> .
"""


def path(text: str) -> str:
    """A path in Turtle as it is written in findings."""
    shapes = Graph().parse(data=f"{PREFIXES} e:s sh:path {text} .", format="turtle")
    node = shapes.value(URIRef("https://example.org/s"), SH.path)
    assert node is not None
    return written(sequences(shapes, node))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dct:title", "dct:title"),
        ("( dcat:distribution dcat:accessURL )", "dcat:distribution/dcat:accessURL"),
        ("[ sh:alternativePath ( dct:title e:name ) ]", "dct:title|https://example.org/name"),
        (
            "( dct:source [ sh:alternativePath ( dct:title dct:issued ) ] )",
            "dct:source/dct:title|dct:source/dct:issued",
        ),
    ],
)
def test_written(text: str, expected: str) -> None:
    assert path(text) == expected


@pytest.mark.parametrize(
    "kind", ["inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"]
)
def test_paths_without_an_end(kind: str) -> None:
    with pytest.raises(UnsupportedPathError, match="only forward paths are followed"):
        path(f"[ sh:{kind}Path dct:source ]")
