"""What a run of the suites came to: the results page, and EARL for those who collect results."""

from __future__ import annotations

import platform
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import version
from itertools import groupby

from rdflib import DCTERMS, RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DOAP, XSD

from tests.conformance.manifest import Case, every_case, expected_failures

EARL = Namespace("http://www.w3.org/ns/earl#")
PRODUCT = URIRef("https://w3id.org/headwaters/ns")
ENGINES = ("pyoxigraph", "pyshacl", "rdflib")

Outcomes = Mapping[str, bool]
"""Whether each case that was run passed, by its IRI."""


def expected_outcomes() -> Outcomes:
    """What a run without surprises comes to."""
    failing = expected_failures()
    return {iri: iri not in failing for iri in every_case()}


def page(outcomes: Outcomes, day: date) -> str:
    """The results as Markdown."""
    return "\n".join([*_opening(day), *_table(outcomes), "", *_failures(outcomes), *_CLOSING])


def counts(text: str) -> list[str]:
    """The part of a page that does not depend on when and with what it was made."""
    return text[text.index("| suite |") :].splitlines()


def earl(outcomes: Outcomes, day: date) -> Graph:
    """One assertion for each case (Evaluation and Report Language 1.0)."""
    graph = Graph()
    for prefix, namespace in (("earl", EARL), ("doap", DOAP)):
        graph.bind(prefix, namespace)
    graph.add((PRODUCT, RDF.type, DOAP.Project))
    graph.add((PRODUCT, RDF.type, EARL.TestSubject))
    graph.add((PRODUCT, DOAP.name, Literal("Headwaters")))
    for iri, has_passed in outcomes.items():
        assertion, result = BNode(), BNode()
        graph.add((assertion, RDF.type, EARL.Assertion))
        graph.add((assertion, EARL.assertedBy, PRODUCT))
        graph.add((assertion, EARL.subject, PRODUCT))
        graph.add((assertion, EARL.test, URIRef(iri)))
        graph.add((assertion, EARL.mode, EARL.automatic))
        graph.add((assertion, EARL.result, result))
        graph.add((result, RDF.type, EARL.TestResult))
        graph.add((result, EARL.outcome, EARL.passed if has_passed else EARL.failed))
        graph.add((result, DCTERMS.date, Literal(day.isoformat(), datatype=XSD.date)))
    return graph


def _opening(day: date) -> Iterator[str]:
    yield "# Conformance"
    yield ""
    yield "The W3C suites, sent to a running service over HTTP. Written by `make conformance`; do"
    yield "not edit. Decision 016 says how cases are run and compared."
    yield ""
    yield f"Run on {day.isoformat()} with Headwaters {version('headwaters-catalog')},"
    engines = ", ".join(f"{name} {version(name)}" for name in ENGINES)
    yield f"{engines} and Python {platform.python_version()}."
    yield ""


def _table(outcomes: Outcomes) -> Iterator[str]:
    yield "| suite | cases | passed | expected failures |"
    yield "|---|---:|---:|---:|"
    total = Counter[str]()
    cases = sorted(every_case().values(), key=_suite)
    for suite, group in groupby(cases, key=_suite):
        found = Counter(_word(outcomes, case) for case in group)
        total += found
        yield _row(f"`{suite}`", found)
    yield _row("**all**", total)


def _row(suite: str, found: Counter[str]) -> str:
    row = f"| {suite} | {found.total()} | {found['passed']} | {found['failed']} |"
    assert not found["not run"], f"{found['not run']} cases of {suite} were not run"
    return row


def _word(outcomes: Outcomes, case: Case) -> str:
    if case.iri not in outcomes:
        return "not run"
    return "passed" if outcomes[case.iri] else "failed"


def _failures(outcomes: Outcomes) -> Iterator[str]:
    yield "## Expected failures"
    yield ""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for iri, reason in expected_failures().items():
        if outcomes.get(iri) is False:
            by_reason[reason].append(iri)
    for reason, cases in by_reason.items():
        yield f"- {reason} ({len(cases)})"
        yield from (f"  - `{_suite(every_case()[iri])}` {_short(iri)}" for iri in cases)
    yield ""


_CLOSING = (
    "## Running them",
    "",
    "`make test` runs every case; one that passes against expectation fails the run.",
    "`make conformance` runs the suites alone and writes this page, and `dist/earl.ttl` with an",
    "`earl:Assertion` for each case. The suites lie in `tests/conformance/suites`.",
    "",
)


def _short(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _suite(case: Case) -> str:
    return case.folder
