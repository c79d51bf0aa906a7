"""SPARQL 1.1 Update, sent to `/sparql` with a token: what it leaves, and what is no update."""

from __future__ import annotations

import re

import httpx
import pytest
from rdflib import RDFS
from rdflib.term import Node

from tests.conformance.manifest import UT, Case, of_kinds, path_of
from tests.conformance.written import Graphs, expected, fill, present, update

UNREADABLE = "The text cannot be read"


@pytest.mark.parametrize("case", of_kinds("sparql11", "UpdateEvaluationTest"))
def test_update_evaluation(writable: httpx.Client, case: Case) -> None:
    fill(writable, _graphs(case, case.action))
    request = case.graph.value(case.action, UT.request)
    assert request is not None
    answer = update(writable, f"BASE <{request}>\n{path_of(request).read_text()}")
    assert answer.status_code == 200, answer.text
    assert present(writable) == expected(_graphs(case, case.result))


@pytest.mark.parametrize("case", of_kinds("sparql11", "PositiveUpdateSyntaxTest11"))
def test_positive_update_syntax(writable: httpx.Client, case: Case) -> None:
    """What is well-formed is also done, where the graph it names is there or not as it needs."""
    text = path_of(case.action).read_text()
    if re.search(r"(CLEAR|DROP)\s+GRAPH", text, re.IGNORECASE):
        update(writable, "INSERT DATA { GRAPH <graph> { <a> <b> <c> } }").raise_for_status()
    elif re.search(r"CREATE\s+GRAPH", text, re.IGNORECASE):
        fill(writable, {})
    answer = update(writable, text)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("case", of_kinds("sparql11", "NegativeUpdateSyntaxTest11"))
def test_negative_update_syntax(writable: httpx.Client, case: Case) -> None:
    answer = update(writable, path_of(case.action).read_text())
    assert (answer.status_code, answer.json()["title"]) == (400, UNREADABLE)


def _graphs(case: Case, node: Node) -> Graphs:
    """The dataset before an update or after it."""
    found: Graphs = {}
    for default in case.graph.objects(node, UT.data):
        found[None] = path_of(default)
    for given in case.graph.objects(node, UT.graphData):
        name, file = case.graph.value(given, RDFS.label), case.graph.value(given, UT.graph)
        assert file is not None
        found[str(name)] = path_of(file)
    return found
