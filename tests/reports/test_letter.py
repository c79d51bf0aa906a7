"""The impact letter: what was made of a thing, and nothing claimed beyond records."""

from __future__ import annotations

import pytest

from catalog.lookup import find_thing
from catalog.rdf.canonical import to_ntriples
from catalog.reports.letter import Letter, letter, letter_text
from catalog.store import CatalogStore
from catalog.store.commits import Change
from tests.conftest import records_of
from tests.reports.conftest import AS_OF

RECORD = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hw: <https://w3id.org/headwaters/ns#> .
@prefix it6: <http://data.europa.eu/it6/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix id: <https://w3id.org/headwaters/id/> .
<https://w3id.org/headwaters/record/test/{kind}/{slug}> a dcat:CatalogRecord ;
  foaf:primaryTopic <https://w3id.org/headwaters/id/{kind}/{slug}> ; hw:confidence "V" .
<https://w3id.org/headwaters/id/{kind}/{slug}> dct:title "{title}"@en ; {more} .
"""


def written(letters: CatalogStore, name: str) -> Letter:
    return letter(letters, find_thing(letters.search, name), AS_OF)


def test_dolly(shipped_store: CatalogStore) -> None:
    found = written(shipped_store, "dataset/dolly-15k")
    assert [(each.thing.slug, each.hops, each.ways) for each in found.reached] == [
        ("dolly-v2-12b", 1, 1),
        ("gpt-sw3-instruct", 1, 1),
    ]
    assert {name: len(found.in_group(name)) for name in ("kept", "not-kept", "open")} == {
        "kept": 0, "not-kept": 0, "open": 2,
    }  # fmt: skip
    assert [value.text for value in found.stewards] == ["Databricks"]
    assert [value.text for value in found.terms] == [
        "Creative Commons Attribution-ShareAlike 3.0 Unported (content)"
    ]
    answer = found.to_json()
    assert (answer["total"], answer["looked_at"]) == (2, 2)
    text = letter_text(found)
    assert text.splitlines()[:3] == [
        "# What was made of databricks-dolly-15k",
        "",
        "Filled from recorded claims as of 2026-11-24; not a filing, not legal advice.",
    ]
    assert (
        "reaches 2 models and 0 other things, by 2 ways followed. For 0 of them a finding says "
        "that its terms were kept, for 0 that there is no sign of it or that a record stands "
        "against it."
    ) in text
    assert "### Open: on this views differ (2 of 2)" in text
    assert "* Databricks (<https://www.databricks.com>): Dolly v2 12B" in text
    assert "* AI Sweden (no address recorded): GPT-SW3 Instruct" in text


def test_a_hub_is_counted_whole(shipped_store: CatalogStore) -> None:
    found = written(shipped_store, "dataset/common-crawl")
    assert found.total == len(found.reached) > 60
    bielik = next(each for each in found.reached if each.thing.slug == "bielik-11b-v2")
    assert bielik.shortest is not None
    assert bielik.shortest.subject == bielik.thing.iri
    assert all(finding.source == found.subject.iri for r in found.reached for finding in r.findings)


def test_nothing_made_of_it_is_no_claim_of_no_use(shipped_store: CatalogStore) -> None:
    text = letter_text(written(shipped_store, "collection/te-hiku-corpora"))
    assert "reaches 0 models and 0 other things, by 0 ways followed." in text
    assert "a missing record is no evidence" in text
    assert "No license, protocol or label is recorded; that is not the same as none." in text
    assert "No maker or steward of these things is recorded." in text


@pytest.mark.parametrize("name", ["dataset/the-stack", "dataset/common-voice", "source/web"])
def test_the_catalogue_speaks_for_nobody(shipped_store: CatalogStore, name: str) -> None:
    text = letter_text(written(shipped_store, name))
    assert "the catalogue speaks for nobody" in text
    assert "> We would like to ask you: is this correct?" in text


def test_hostile_titles_are_only_words(store: CatalogStore) -> None:
    title = "<script>x</script> [a](javascript:x)"
    learned = "it6:trainedOn <https://w3id.org/headwaters/id/dataset/a>"
    records = records_of(
        RECORD.format(kind="dataset", slug="a", title=title, more="a dcat:Dataset"),
        RECORD.format(
            kind="model", slug="b", title=title, more=f"a it6:MachineLearningModel ; {learned}"
        ),
    )
    changes = [Change(r.iri.value, r.topic.value, to_ntriples(r.triples)) for r in records]
    store.commit(changes, actor="tests", message="hostile")
    text = letter_text(written(store, "dataset/a"))
    assert "reaches 1 model and 0 other things, by 1 way followed." in text
    assert "<script" not in text.replace("\\<script", "")
    assert "](javascript" not in text.replace("\\](javascript", "")
