"""What the tests of the ontology share: where things are, and one way to run SHACL."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import Graph
from rdflib.namespace import SH

from catalog.vocabulary import ontology_dir, ontology_files

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SHARED = ROOT.parent / "shared"
VOCABULARIES = SHARED / "data" / "vocabularies"
OWN = "https://w3id.org/headwaters/ns"
LINT = "https://w3id.org/headwaters/lint#"


@cache
def ontology() -> Graph:
    """All files of the ontology in one graph; kept in Oxigraph, where SPARQL is quick."""
    graph = Graph(store="Oxigraph")
    for file in ontology_files():
        graph.parse(file, format="turtle")
    return graph


def lint(graph: Graph) -> list[tuple[str, str, str]]:
    """What the rules of ontology/lint.ttl find: shape, focus, message, in order."""
    with warnings.catch_warnings():
        # pySHACL 0.40 still calls what rdflib 7.6 has deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        _, report, _ = pyshacl.validate(
            graph, shacl_graph=str(ontology_dir() / "lint.ttl"), inplace=True
        )
    assert isinstance(report, Graph)
    return sorted(
        (
            str(report.value(result, SH.sourceShape)).removeprefix(LINT),
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.resultMessage)),
        )
        for result in report.objects(None, SH.result)
    )


def graph_of(text: str) -> Graph:
    """The graph of a piece of Turtle."""
    return Graph(store="Oxigraph").parse(data=text, format="turtle")


def defined_here(files: Iterable[Path]) -> set[str]:
    """The IRIs of our namespace that the files define: those that are the subject of a triple."""
    return {
        quad.subject.value
        for file in files
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(OWN)
    }
