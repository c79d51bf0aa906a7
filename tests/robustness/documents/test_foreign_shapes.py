"""Strangers' shapes: what they may not reach, and when they are ended."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from catalog.errors import TooLargeError
from catalog.records.checking import CheckLimits, RdfText, TooCostlyError
from catalog.records.foreign import ShapesChecker
from tests.patience import PATIENCE
from tests.robustness.documents.service import DEADLINE, Canary, RunningService

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = "<urn:a> <urn:p> 1 . "
GOOD = PREFIXES + "<urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:nodeKind sh:Literal ."
SLOW = PREFIXES + (
    "<urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:property [ sh:path <urn:p> ; "
    'sh:pattern "^(a+)+$" ] .'
)
SLOW_DATA = f'<urn:a> <urn:p> "{"a" * 60}b" .'


CALLS = [
    (DATA, "<ADDRESS> a owl:Ontology . <urn:s> owl:imports <ADDRESS> .", 200),
    (DATA, "<urn:o> a owl:Ontology ; owl:imports <ADDRESS> ; sh:shapesGraph <ADDRESS> .", 200),
    (DATA, "<urn:s> sh:class <ADDRESS> ; sh:node <ADDRESS> .", 200),
    (DATA, '<urn:s> sh:js [ sh:jsFunctionName "f" ; sh:jsLibrary [ sh:jsLibraryURL "ADDRESS" ] ] .',
     200),
    (DATA, '<urn:s> sh:sparql [ sh:select "SELECT $this { SERVICE SILENT <ADDRESS> { $this ?p ?o '
     '} }" ] .', 422),
    (DATA, '<urn:s> sh:sparql [ sh:select "SELECT $this FROM <ADDRESS> { $this ?p ?o }" ] .', 200),
    (f"{DATA} <urn:a> owl:imports <ADDRESS> ; sh:shapesGraph <ADDRESS> .", "", 200),
    ('{"@context": "ADDRESS", "@id": "urn:a"}', "", 400),
]  # fmt: skip
"""Data, what is added to `GOOD`, and the answer."""


@pytest.mark.parametrize(("data", "shapes", "status"), CALLS)
def test_nothing_in_shapes_or_data_makes_a_call(
    service: RunningService, canary: Canary, data: str, shapes: str, status: int
) -> None:
    before = list(canary.calls)
    ours, theirs = (text.replace("ADDRESS", canary.address) for text in (data, f"{GOOD} {shapes}"))
    answer = _send(service, ours, theirs, "jsonld" if data.startswith("{") else "ttl")
    assert (answer.status_code, canary.calls) == (status, before)


def test_a_pattern_without_end_is_ended(service: RunningService) -> None:
    began = time.monotonic()
    found = _send(service, SLOW_DATA, SLOW)
    assert (found.status_code, found.json()["title"]) == (
        422, "The document costs too much to check",
    )  # fmt: skip
    assert time.monotonic() - began < DEADLINE + PATIENCE
    assert _send(service, DATA, GOOD).json()["conforms"] is False


@pytest.fixture
def checker() -> Iterator[ShapesChecker]:
    opened = ShapesChecker(CheckLimits(seconds=10, workers=1, findings_bytes=2_000))
    yield opened
    opened.close()
    assert opened.pids() == set()


def test_a_long_report_says_that_it_is_cut(checker: ShapesChecker) -> None:
    data = "".join(f"<urn:a{number}> <urn:p> {number} . " for number in range(100))
    shapes = f"{PREFIXES} <urn:s> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ; sh:closed true ."
    for as_rdf in (False, True):
        found = checker.validate(_turtle(data), _turtle(shapes), as_rdf=as_rdf)
        sent = len(found.findings) or sum(
            t.predicate.value.endswith("#result") for t in found.triples
        )
        assert (found.conforms, found.total, found.is_truncated) == (False, 100, True)
        assert 0 < sent < 100


def test_shapes_over_the_bound(checker: ShapesChecker) -> None:
    with pytest.raises(TooLargeError, match="shapes: 2,000,001 bytes; we read at most 2,000,000"):
        checker.validate(_turtle(DATA), _turtle("#" * 2_000_001))
    assert checker.pids() == set()


def test_what_grows_past_its_memory_is_ended() -> None:
    checker = ShapesChecker(CheckLimits(seconds=20, workers=1, memory=220 * 1024**2))
    many = "".join(f"<urn:a> <urn:p{n}> <urn:o{n}> . " for n in range(150_000))
    try:
        with pytest.raises(TooCostlyError):
            checker.validate(_turtle(many), _turtle(GOOD))
        assert checker.validate(_turtle(DATA), _turtle(GOOD)).total == 1
    finally:
        checker.close()


def _turtle(text: str) -> RdfText:
    return RdfText(text.encode(), "text/turtle")


def _send(service: RunningService, data: str, shapes: str, ending: str = "ttl") -> httpx.Response:
    media_type = {"ttl": "text/turtle", "jsonld": "application/ld+json"}[ending]
    prefixed = PREFIXES + data if ending == "ttl" else data
    return httpx.post(
        f"{service.address}/validate",
        files={
            "data": (f"data.{ending}", prefixed.encode(), media_type),
            "shapes": ("shapes.ttl", shapes.encode(), "text/turtle"),
        },
        timeout=30,
    )
