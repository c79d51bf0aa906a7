"""What all tests share: a store with the shipped catalogue, and small records to write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.model import Record
from catalog.rdf.parse import parse_records
from catalog.records.files import read_records, record_files, shipped_entries
from catalog.records.register import register
from catalog.shacl import Validator
from catalog.store import CatalogStore

PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hw: <https://w3id.org/headwaters/ns#> .
@prefix it6: <http://data.europa.eu/it6/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix edge-kind: <https://w3id.org/headwaters/ns/edge-kind/> .
@prefix id: <https://w3id.org/headwaters/id/> .
"""


def small_record(slug: str, more: str = "", *, kind: str = "unresolved") -> str:
    """A record in Turtle that keeps to every shape: a name nobody could resolve.

    :param more: further predicates and objects of the thing, each ended by `;`.
    """
    return f"""{PREFIXES}
<https://w3id.org/headwaters/record/test/{kind}/{slug}> a dcat:CatalogRecord ;
  foaf:primaryTopic <https://w3id.org/headwaters/id/{kind}/{slug}> ;
  adms:status <https://w3id.org/headwaters/ns/record-status/published> ;
  hw:authority <https://w3id.org/headwaters/ns/authority/editor> ;
  prov:wasAttributedTo <https://w3id.org/headwaters/id/organization/headwaters-editors> ;
  dct:issued "2026-11-24"^^xsd:date ; dct:source <https://example.org/{slug}> ;
  hw:retrievedOn "2026-11-24"^^xsd:date ; hw:confidence "V" .
<https://w3id.org/headwaters/id/{kind}/{slug}> a hw:UnresolvedReference ;
  {more}
  dct:title "Example {slug}"@en ; dct:identifier "{slug}" ;
  dct:description "A name in a test that stands for a source which nobody could resolve."@en .
"""


def records_of(*texts: str) -> list[Record]:
    """The records in some Turtle texts."""
    return [record for text in texts for record in parse_records(text.encode(), "text/turtle")]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes expected answers anew; a person then reads the difference."""
    parser.addoption("--update", action="store_true", help="rewrite expected results")


@pytest.fixture(scope="session")
def validator() -> Validator:
    """The shapes, loaded once."""
    return Validator.load()


@pytest.fixture(scope="session")
def shipped_records() -> list[Record]:
    """Every record of the shipped catalogue."""
    return list(read_records(record_files([shipped_entries()])))


@pytest.fixture(scope="session")
def shipped_store(
    tmp_path_factory: pytest.TempPathFactory,
    shipped_records: list[Record],
    validator: Validator,
) -> Iterator[CatalogStore]:
    """A store with the shipped catalogue, for tests that only read."""
    with CatalogStore.open(tmp_path_factory.mktemp("shipped") / "store", create=True) as store:
        register(store, shipped_records, actor="tests", message="load", validator=validator)
        yield store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CatalogStore]:
    """An empty store."""
    with CatalogStore.open(tmp_path / "store", create=True) as opened:
        yield opened
