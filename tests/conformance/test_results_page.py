"""The committed results page says what the run says: a green run is the expected outcomes."""

from __future__ import annotations

from datetime import date

from rdflib import RDF

from tests.conformance.manifest import HERE, every_case, expected_failures
from tests.conformance.outcomes import EARL, counts, earl, expected_outcomes, page

PAGE = HERE.parents[1] / "docs" / "conformance.md"
DAY = date(2026, 12, 1)


def test_the_page_agrees_with_the_run() -> None:
    assert counts(PAGE.read_text()) == counts(page(expected_outcomes(), DAY))


def test_every_expected_failure_is_a_case() -> None:
    assert [iri for iri in expected_failures() if iri not in every_case()] == []


def test_earl_has_an_assertion_for_each_case() -> None:
    graph = earl(expected_outcomes(), DAY)
    assert len(list(graph.subjects(RDF.type, EARL.Assertion))) == len(every_case())
    failed = len(list(graph.subjects(EARL.outcome, EARL.failed)))
    assert failed == len(expected_failures())
