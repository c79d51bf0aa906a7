"""Every Turtle file of the ontology and the shapes can be read by both of our parsers."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from .support import ROOT

FILES = sorted([*(ROOT / "ontology").rglob("*.ttl"), *(ROOT / "shapes").rglob("*.ttl")])


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_both_parsers_read_the_same_number_of_triples(file: Path) -> None:
    by_oxigraph = {quad.triple for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)}
    by_rdflib = Graph().parse(file, format="turtle")
    assert len(by_oxigraph) == len(by_rdflib) > 0
