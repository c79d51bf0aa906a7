"""The workers that read strangers' documents: what they find, what they may not, how they end."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat

from catalog.bounded.calling import Cancellation
from catalog.errors import BusyError, QueryCancelledError, UnavailableError
from catalog.model import Record
from catalog.rdf.canonical import to_ntriples
from catalog.rdf.export import write_records
from catalog.records.checking import CheckLimits, TooCostlyError
from catalog.records.register import validate
from catalog.records.untrusted import DocumentChecker
from catalog.shacl import Validator
from catalog.store import CatalogStore
from tests.conftest import small_record
from tests.patience import PATIENCE

TURTLE = "text/turtle"
GOOD = small_record("good").encode()
MANY_SORTS = "".join(f", <urn:t{number}>" for number in range(150_000))
SLOW = small_record("slow", f"a <urn:t>{MANY_SORTS} ;").encode()


@pytest.fixture(scope="module")
def checker() -> Iterator[DocumentChecker]:
    with _checker() as opened:
        yield opened


@contextmanager
def _checker(**limits: float) -> Iterator[DocumentChecker]:
    """One worker with the given limits."""
    given: dict[str, Any] = {"seconds": 20.0, "workers": 1} | limits
    checker = DocumentChecker(CheckLimits(**given))
    try:
        yield checker
    finally:
        checker.close()
    assert checker.pids() == set()


def test_it_finds_what_is_found_in_process(
    checker: DocumentChecker,
    shipped_store: CatalogStore,
    shipped_records: list[Record],
    validator: Validator,
) -> None:
    """Its view of the catalogue, told over a pipe, is the same."""
    some = shipped_records[::10]
    document = io.BytesIO()
    states = [(record.iri.value, to_ntriples(record.triples)) for record in some]
    write_records(states, RdfFormat.TRIG, document)
    checked = checker.check(shipped_store.graph, document.getvalue(), "application/trig")
    assert list(checked.findings) == validate(some, shipped_store.graph, validator)
    assert not checked.is_truncated


def test_our_own_context_is_known(checker: DocumentChecker, store: CatalogStore) -> None:
    """A record as JSON-LD by the context we publish conforms as it does in Turtle."""
    ours = "https://w3id.org/headwaters/"
    thing = f"{ours}id/unresolved/good"
    record = {
        "@id": f"{ours}record/test/unresolved/good",
        "@type": "dcat:CatalogRecord",
        "foaf:primaryTopic": {"@id": thing},
        "adms:status": {"@id": "record-status:published"},
        "hw:authority": {"@id": "authority:editor"},
        "prov:wasAttributedTo": {"@id": f"{ours}id/organization/headwaters-editors"},
        "dct:issued": {"@value": "2026-11-24", "@type": "xsd:date"},
        "dct:source": {"@id": "https://example.org/good"},
        "hw:retrievedOn": {"@value": "2026-11-24", "@type": "xsd:date"},
        "hw:confidence": "V",
    }
    described = {
        "@id": thing,
        "@type": "hw:UnresolvedReference",
        "dct:title": {"en": "Example"},
        "dct:identifier": "good",
        "dct:description": {"en": "A name in a test that stands for nothing anybody resolved."},
    }
    text = json.dumps({"@context": f"{ours}ns/context.jsonld", "@graph": [record, described]})
    checked = checker.check(store.graph, text.encode(), "application/ld+json")
    assert checked.findings == ()
    assert checked.conforms


def test_it_can_open_nothing(checker: DocumentChecker, store: CatalogStore) -> None:
    """No file, no connection, no secret, no more memory than allowed, no core file."""
    assert checker.check(store.graph, GOOD, TURTLE).conforms
    (pid,) = checker.pids()
    limits = Path(f"/proc/{pid}/limits").read_text()
    hard = {line[:26].strip(): line[26:].split()[1] for line in limits.splitlines()[1:]}
    descriptors = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    assert int(hard["Max open files"]) == descriptors
    assert int(hard["Max address space"]) == 512 * 1024**2
    assert hard["Max core file size"] == "0"
    assert b"HEADWATERS" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_at_the_deadline_it_is_killed_and_replaced(store: CatalogStore) -> None:
    seconds = 5 * min(PATIENCE, 2)
    with _checker(seconds=seconds) as checker:
        assert checker.check(store.graph, GOOD, TURTLE).conforms
        (before,) = checker.pids()
        began = time.monotonic()
        with pytest.raises(TooCostlyError, match=f"took {seconds:g} seconds and was stopped"):
            checker.check(store.graph, SLOW, TURTLE)
        assert time.monotonic() - began < seconds + PATIENCE
        assert checker.check(store.graph, GOOD, TURTLE).conforms
        assert before not in checker.pids()


def test_who_has_gone_is_not_worked_for(checker: DocumentChecker, store: CatalogStore) -> None:
    assert checker.check(store.graph, GOOD, TURTLE).conforms
    cancellation = Cancellation()
    threading.Timer(0.5, cancellation.cancel).start()
    began = time.monotonic()
    with pytest.raises(QueryCancelledError):
        checker.check(store.graph, SLOW, TURTLE, cancellation)
    assert time.monotonic() - began < 3.0 * PATIENCE


def test_memory_is_bounded_and_what_passes_it_is_remembered(store: CatalogStore) -> None:
    """The second time nobody is burned for it."""
    many = b"".join(b"<urn:s%d> <urn:p%d> <urn:o%d> .\n" % (n, n, n) for n in range(190_000))
    with _checker(memory=160 * 1024**2) as checker:
        assert checker.check(store.graph, GOOD, TURTLE).conforms
        with pytest.raises(TooCostlyError, match="memory"):
            checker.check(store.graph, many, TURTLE)
        began = time.monotonic()
        with pytest.raises(TooCostlyError, match="a short while ago"):
            checker.check(store.graph, many, TURTLE)
        assert time.monotonic() - began < 0.5
        assert checker.check(store.graph, GOOD, TURTLE).conforms


def test_findings_that_do_not_fit_are_counted(store: CatalogStore) -> None:
    """A cut answer never looks like a whole one."""
    wrong = ", ".join(f"<javascript:{number}>" for number in range(50))
    text = small_record("odd", f"<urn:p> {wrong} ;").encode()
    with _checker(findings_bytes=4096) as checker:
        checked = checker.check(store.graph, text, TURTLE)
    assert (checked.total, checked.is_truncated, checked.conforms) == (50, True, False)
    assert 1 <= len(checked.findings) < 50


def test_one_too_many_is_told_when_to_come_again(store: CatalogStore) -> None:
    with _checker(waiting=0) as checker, pytest.raises(BusyError) as caught:
        checker.check(store.graph, GOOD, TURTLE)
    assert caught.value.retry_after >= 1


def test_closed_is_closed(store: CatalogStore) -> None:
    with _checker() as checker:
        assert checker.check(store.graph, GOOD, TURTLE).conforms
    with pytest.raises(UnavailableError, match="closing"):
        checker.check(store.graph, GOOD, TURTLE)
