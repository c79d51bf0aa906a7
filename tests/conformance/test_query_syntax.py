"""SPARQL 1.1 queries that are well-formed or not, sent to `/sparql`."""

from __future__ import annotations

import httpx
import pytest

from tests.conformance.manifest import Case, of_kinds, path_of
from tests.conformance.test_query_evaluation import NOTHING


@pytest.mark.parametrize("case", of_kinds("sparql11", "PositiveSyntaxTest11"))
def test_positive_query_syntax(asked: httpx.Client, case: Case) -> None:
    answer = send(asked, case)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("case", of_kinds("sparql11", "NegativeSyntaxTest11"))
def test_negative_query_syntax(asked: httpx.Client, case: Case) -> None:
    answer = send(asked, case)
    assert (answer.status_code, answer.json()["title"]) == (400, "The text cannot be read")


def send(client: httpx.Client, case: Case) -> httpx.Response:
    """The text of a case, as it is, over a dataset that is empty."""
    return client.post(
        "/sparql",
        params={"default-graph-uri": NOTHING},
        content=path_of(case.action).read_bytes(),
        headers={"Content-Type": "application/sparql-query"},
    )
