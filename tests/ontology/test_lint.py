"""The ontology keeps its own rules, and each rule finds what it is for."""

from __future__ import annotations

import tomllib
from typing import TypedDict

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH

from catalog.vocabulary import ontology_dir

from .support import HERE, LINT, graph_of, lint, ontology

GOOD = (HERE / "lint_good.ttl").read_text(encoding="utf-8")


class Case(TypedDict):
    """One way to break a rule."""

    replace: str
    by: str
    expected: list[list[str]]


CASES: dict[str, Case] = tomllib.loads((HERE / "lint_cases.toml").read_text(encoding="utf-8"))


def test_the_ontology_keeps_every_rule() -> None:
    assert lint(ontology()) == []


def test_the_small_good_ontology_keeps_every_rule() -> None:
    assert lint(graph_of(GOOD)) == []


@pytest.mark.parametrize("name", CASES)
def test_a_broken_rule_is_found_and_nothing_else(name: str) -> None:
    case = CASES[name]
    assert case["replace"] in GOOD
    broken = graph_of(GOOD.replace(case["replace"], case["by"]))
    assert lint(broken) == [tuple(finding) for finding in case["expected"]]


def test_every_rule_has_a_case() -> None:
    rules = Graph().parse(ontology_dir() / "lint.ttl")
    testing = {
        str(shape).removeprefix(LINT) for shape in rules.subjects(RDF.type, SH.PropertyShape)
    } | {str(shape).removeprefix(LINT) for shape in rules.subjects(SH.sparql, None)}
    tested = {finding[0] for case in CASES.values() for finding in case["expected"]}
    assert testing == tested
