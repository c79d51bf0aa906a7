"""Small graphs as files, read as a template reads a store; the shipped store; the command line."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from catalog.governance.statements import Statements
from catalog.model import Thing
from catalog.rdf.canonical import skolemize
from catalog.reports import TEMPLATES, Report
from catalog.reports.reading import reading_of
from catalog.terms import THINGS
from tests.cli.conftest import Ran, loaded, run

__all__ = ["AS_OF", "CASES", "Ran", "drafted", "loaded", "run"]

CASES = Path(__file__).parent / "cases"
AS_OF = "2026-11-24"


def drafted(case: str, template: str, name: str, as_of: str = AS_OF) -> Report:
    """A report on a thing of a case, at commit 7."""
    statements = statements_in(CASES / f"{case}.trig")
    kind, _, slug = name.partition("/")
    thing = Thing(THINGS + name, kind, slug, statements.title(THINGS + name))
    return TEMPLATES[template].fill(reading_of(statements, thing, as_of, 7))


def statements_in(path: Path) -> Statements:
    """What a TriG file states, record by record."""
    graphs: dict[NamedNode, list[Triple]] = {}
    for quad in parse(path=str(path), format=RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode), "put every statement into a record"
        graphs.setdefault(quad.graph_name, []).append(quad.triple)
    return Statements.of(
        (graph.value, triple)
        for graph, triples in graphs.items()
        for triple in skolemize(graph, triples)
    )
