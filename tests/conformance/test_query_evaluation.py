"""SPARQL 1.1 queries and their result formats, asked of `/sparql`.

Each data file is a named graph of the store; the request names those that make up its dataset
(SPARQL 1.1 Protocol § 2.1.4).
"""

from __future__ import annotations

import re

import httpx
import pytest
from rdflib.term import Node

from tests.conformance.manifest import QT, Case, of_kinds, path_of
from tests.conformance.results import is_result_set, read_graph, read_table

NOTHING = "urn:x-conformance:nothing"
"""A graph that holds nothing, for cases without data."""
MEDIA_TYPES = {
    "srx": "application/sparql-results+xml",
    "srj": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
}


Parameters = list[tuple[str, str | int | float | bool | None]]
"""As httpx wants them."""


@pytest.mark.parametrize("case", of_kinds("sparql11", "QueryEvaluationTest", "CSVResultFormatTest"))
def test_query_evaluation(asked: httpx.Client, case: Case) -> None:
    expected_file = path_of(case.result)
    ending, data = expected_file.suffix[1:], expected_file.read_bytes()
    is_table = ending != "ttl" or is_result_set(data)
    sent = "srj" if ending == "ttl" and is_table else ending
    answer = asked.post(
        "/sparql",
        params=dataset(case),
        content=query(case),
        headers={"Content-Type": "application/sparql-query", "Accept": MEDIA_TYPES[sent]},
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].partition(";")[0] == MEDIA_TYPES[sent]
    if is_table:
        assert read_table(answer.content, sent) == read_table(data, ending, str(case.result))
    else:
        assert read_graph(answer.content, "ttl") == read_graph(data, "ttl", str(case.result))


def query(case: Case) -> str:
    """The query, its relative IRIs against its own address."""
    file = case.graph.value(case.action, QT.query)
    assert file is not None
    return f"BASE <{file}>\n{path_of(file).read_text()}"


def dataset(case: Case) -> Parameters:
    """The dataset as parameters; none where the query names its own by FROM."""
    if re.search(r"\bFROM\s", query(case)):
        return []
    default = _files(case, QT.data) or [NOTHING]
    named = _files(case, QT.graphData)
    return [
        *(("default-graph-uri", iri) for iri in default),
        *(("named-graph-uri", iri) for iri in named),
    ]


def _files(case: Case, predicate: Node) -> list[str]:
    return [str(file) for file in case.graph.objects(case.action, predicate)]
