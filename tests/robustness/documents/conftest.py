"""One service for all tests here, over a store with an entry that plays tricks on readers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalog.rdf.canonical import to_ntriples
from catalog.records.register import register
from catalog.shacl import Validator
from catalog.store import CatalogStore, Change
from tests.conftest import records_of, small_record
from tests.robustness.documents.service import Canary, RunningService, running_service

# No budget, so that every document gets an answer of its own.
SETTINGS = {
    "HEADWATERS_CLIENT_SECONDS": "0",
    "HEADWATERS_CLIENT_ERRORS": "0",
    "HEADWATERS_WORKERS": "4",  # of which one address may hold half
}

TRICKS = (
    'dct:alternative "safe\\u202Eevil\\u202C"@en, "bell\\u0007 escape\\u001B[31m"@en, '
    '"line\\u2028break\\u0085"@en, "<script>alert(1)</script>"@en ; '
    "<https://example.org/points-to> <javascript:alert(1)>, "
    "<data:text/html,x>, <https://example.org/a> ; "
)


@pytest.fixture(scope="package")
def canary() -> Iterator[Canary]:
    """A listener that must hear nothing."""
    opened = Canary()
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def service(
    tmp_path_factory: pytest.TempPathFactory, validator: Validator
) -> Iterator[RunningService]:
    """The service."""
    folder = tmp_path_factory.mktemp("documents")
    with CatalogStore.open(folder / "store", create=True) as store:
        records = records_of(small_record("honest"))
        register(store, records, actor="tests", message="load", validator=validator)
        # The shapes let no such address in; what is shown must not depend on that.
        (tricky,) = records_of(small_record("tricky", TRICKS))
        change = Change(tricky.iri.value, tricky.topic.value, to_ntriples(tricky.triples))
        store.commit([change], actor="tests", message="tricks")
    with running_service(folder / "store", folder / "log", **SETTINGS) as running:
        yield running
