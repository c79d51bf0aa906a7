"""The Croissant document: read by mlcroissant, and written as the published examples are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.reports import draft, render
from catalog.reports.reading import DATA_KINDS
from catalog.store import CatalogStore
from tests.reports.conftest import AS_OF, drafted

REAL = Path(__file__).parents[3] / "shared/data/croissant/1.0"
RAI = 20


def marsh() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        render(drafted("full", "croissant", "dataset/marsh"), "document")
    )
    return document


def test_the_document_says_what_is_recorded_and_no_more() -> None:
    found = {key: value for key, value in marsh().items() if key != "@context"}
    assert found == {
        "@type": "sc:Dataset",
        "@id": "https://w3id.org/headwaters/id/dataset/marsh",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": "Marsh <script>alert(1)</script> & *pages*",
        "description": "Pages about marshes, gathered by a library and cleaned by hand.",
        "license": [
            {
                "@type": "sc:CreativeWork",
                "name": "Open Terms 1.0 (content)",
                "url": "https://spdx.org/licenses/CC-BY-4.0",
            }
        ],
        "url": "https://example.org/marsh",
        "creator": [
            {
                "@type": "sc:Organization",
                "name": "Reed Library",
                "url": "https://example.org/reed",
            }
        ],
        "datePublished": "2025-03-01",
        "inLanguage": ["nl"],
        "publisher": [
            {
                "@type": "sc:Organization",
                "name": "Reed Library",
                "url": "https://example.org/reed",
            }
        ],
        "keywords": ["Text"],
        "rai:dataCollection": "Crawl: Crawled slowly, with a pause between pages.",
        "rai:dataCollectionType": ["Web Scraping"],
        "rai:dataCollectionRawData": "The web",
        "rai:dataCollectionTimeframe": ["2024-01-01", "2024-06-30"],
        "rai:dataPreprocessingProtocol": ["Filter, from The web"],
        "rai:personalSensitiveInformation": ["personal data: claimed to have none"],
        "rai:dataBiases": ["Mostly about marshes in the north."],
        "rai:dataUseCases": ["Training of small language models."],
        "prov:wasDerivedFrom": [
            {
                "@type": "prov:Entity",
                "name": "The web",
                "@id": "https://w3id.org/headwaters/id/source/web",
            }
        ],
        "prov:wasGeneratedBy": [
            {
                "@type": "prov:Activity",
                "rdfs:comment": "Crawl: Crawled slowly, with a pause between pages.",
            },
            {"@type": "prov:Activity", "rdfs:comment": "Filter, from The web"},
        ],
        "prov:wasAttributedTo": [
            {
                "@type": "prov:Agent",
                "name": "Reed Library",
                "@id": "https://w3id.org/headwaters/id/organization/reed",
            }
        ],
        "rdfs:comment": [
            "Filled from recorded claims as of 2026-11-24; not a filing, not legal advice.",
            "Kinds of edges, confidence and contested values have no place here; see the records "
            "in the catalogue. A property that is missing is not recorded, which is not the same "
            "as none.",
        ],
    }


def test_all_rai_properties_of_the_vocabulary_have_a_field() -> None:
    report = drafted("full", "croissant", "dataset/marsh")
    names = [field.id for field in report.fields() if field.id.startswith("rai:")]
    assert len(names) == len(set(names)) == RAI
    folder = Path(__file__).parents[2] / "ontology/imports/rai.ttl"
    text = folder.read_text(encoding="utf-8")
    assert {name for name in names if f"{name} a " in text} == set(names)


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data/croissant is not there")
def test_the_context_agrees_with_the_published_examples() -> None:
    ours = marsh()["@context"]
    for path in sorted(REAL.glob("*/metadata.json")):
        theirs = json.loads(path.read_text(encoding="utf-8"))["@context"]
        for key, value in theirs.items():
            if key in ours:
                assert ours[key] == value or key in ("name", "description"), (path.parent.name, key)


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data/croissant is not there")
def test_properties_are_written_as_the_published_examples_write_them() -> None:
    used: dict[str, set[str]] = {}
    for path in REAL.glob("*/metadata.json"):
        for key, value in json.loads(path.read_text(encoding="utf-8")).items():
            used.setdefault(key, set()).add(type(value).__name__)
    ours = marsh()
    shared = {key for key in ours if key in used and not key.startswith("@")}
    assert {"name", "description", "license", "url", "creator"} <= shared
    assert {"rai:dataCollection", "rai:dataBiases", "rai:personalSensitiveInformation"} <= shared
    for key in ("name", "description", "url"):
        assert type(ours[key]).__name__ in used[key]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the libraries it reads with
def test_mlcroissant_reads_every_dataset_of_the_catalogue(shipped_store: CatalogStore) -> None:
    mlc = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed")
    things = [
        hit.thing
        for kind in DATA_KINDS
        for hit in shipped_store.search.search("", {"kind": [kind]}, 1_000, 0).hits
    ]
    assert len(things) > 80
    for thing in things:
        document = json.loads(render(draft(shipped_store, "croissant", thing, AS_OF), "document"))
        read = mlc.Dataset(document).metadata
        assert not read.ctx.issues.errors, thing.iri
        assert read.name == document.get("name", "")
        assert read.description == document.get("description")
        assert read.personal_sensitive_information == document.get(
            "rai:personalSensitiveInformation"
        )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the libraries it reads with
def test_mlcroissant_reads_what_was_written() -> None:
    mlc = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed")
    read = mlc.Dataset(marsh()).metadata
    assert read.name == "Marsh <script>alert(1)</script> & *pages*"
    assert read.conforms_to == [
        "http://mlcommons.org/croissant/1.1",
        "http://mlcommons.org/croissant/RAI/1.0",
    ]
    assert [text.url for text in read.license] == ["https://spdx.org/licenses/CC-BY-4.0"]
    assert [creator.name for creator in read.creators] == ["Reed Library"]
    assert read.date_published.date().isoformat() == "2025-03-01"
    # It spells dataCollectionTimeframe and dataManipulationProtocol otherwise than the vocabulary
    # does, so it passes over them.
    assert read.data_collection_timeframe is None
    assert read.data_collection == "Crawl: Crawled slowly, with a pause between pages."
    assert read.data_biases == ["Mostly about marshes in the north."]
    warnings = list(read.ctx.issues.warnings)
    assert len(warnings) == 2
    assert all("is recommended, but does not exist" in str(each) for each in warnings)
