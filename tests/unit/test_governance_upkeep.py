"""Findings kept in the graph, and what would be different if."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.errors import UsageError
from catalog.governance.evaluate import evaluate, findings_of
from catalog.governance.load import all_statements, statements_for
from catalog.governance.triples import graph_of
from catalog.governance.upkeep import SUBJECT_KINDS, refresh
from catalog.governance.what_if import Supposition, suppose
from catalog.lookup import find_thing
from catalog.records.register import register
from catalog.shacl import Validator
from catalog.store import CatalogStore
from tests.conftest import records_of

DAY = "2026-11-24"
ID = "https://w3id.org/headwaters/id/"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, shipped_store: CatalogStore) -> Path:
    """A closed store with the shipped catalogue and its findings."""
    folder = tmp_path_factory.mktemp("governed") / "store"
    with CatalogStore.open(folder, create=True) as store:
        from catalog.store import Change

        store.commit(
            [Change(c.record, c.topic, c.state) for c in shipped_store.journal.current()],
            actor="tests",
            message="copy",
        )
        refresh(store, DAY)
    return folder


@pytest.fixture
def governed(filled: Path, tmp_path: Path) -> Iterator[CatalogStore]:
    with CatalogStore.open(Path(shutil.copytree(filled, tmp_path / "store"))) as store:
        yield store


def subjects(store: CatalogStore) -> list[str]:
    hits = store.search.search("", {"kind": list(SUBJECT_KINDS)}, 10_000, 0).hits
    return sorted(hit.thing.iri for hit in hits)


def test_every_subject_is_looked_at_once_and_then_no_more(governed: CatalogStore) -> None:
    assert refresh(governed, DAY) == 0
    assert refresh(governed, "2026-11-25") == len(subjects(governed))


def test_what_is_in_the_graph_is_what_the_rules_find(governed: CatalogStore) -> None:
    iri = ID + "model/dolly-v2-12b"
    found = findings_of(governed, iri, DAY)
    rows = governed.graph.select(
        "PREFIX hw: <https://w3id.org/headwaters/ns#> PREFIX dct: <http://purl.org/dc/terms/> "
        "SELECT ?rule ?reason ?message WHERE { "
        f"?f <http://www.w3.org/ns/oa#hasTarget> <{iri}> ; hw:rule ?rule ; "
        "hw:reasonCode ?reason ; dct:description ?message }"
    )
    assert {(r["rule"].value, r["reason"].value, r["message"].value) for r in rows} == {
        (f.rule, f.reason, f.message) for f in found.findings
    }
    assert len(rows) == len(found.findings) > 2


def test_one_subject_and_all_at_once_give_the_same(governed: CatalogStore) -> None:
    everything = all_statements(governed.journal)
    for subject in subjects(governed):
        one = evaluate(statements_for(governed, [subject]), subject, DAY)
        assert one == evaluate(everything, subject, DAY), subject


def test_a_commit_has_its_subjects_and_all_below_them_computed_again(
    governed: CatalogStore, validator: Validator
) -> None:
    text = (ROOT / "catalog/entries/dataset/dolly-15k.ttl").read_text(encoding="utf-8")
    changed = text.replace("license/cc-by-sa-3>", "license/cc-by-4>")
    assert changed != text
    register(governed, records_of(changed), actor="t", message="m", validator=validator)
    below = {ID + "model/dolly-v2-12b", ID + "model/gpt-sw3-instruct", ID + "dataset/dolly-15k"}
    assert refresh(governed, DAY) == len(below)
    rows = governed.graph.select(
        "PREFIX hw: <https://w3id.org/headwaters/ns#> SELECT ?f WHERE { "
        f"GRAPH {graph_of(ID + 'model/dolly-v2-12b')} {{ ?f hw:rule 'R5' ; "
        f"<http://purl.org/dc/terms/source> <https://w3id.org/headwaters/record/shipped/license/"
        "cc-by-sa-3> } }"
    )
    assert rows == []


def test_a_license_touched_touches_what_names_it(
    governed: CatalogStore, validator: Validator
) -> None:
    text = (ROOT / "catalog/entries/license/esethu.ttl").read_text(encoding="utf-8")
    register(
        governed, records_of(text.replace('"@en ;', ' "@en ;', 1)), actor="t", message="m",
        validator=validator,
    )  # fmt: skip
    naming = {ID + "dataset/vixsd"}
    assert refresh(governed, DAY) == len(naming)


def test_supposing_writes_nothing_and_tells_the_difference(governed: CatalogStore) -> None:
    head = governed.head
    dolly = find_thing(governed.search, "dolly-15k")
    answer = suppose(governed, Supposition("license", dolly, ID + "license/cc0"), DAY)
    assert governed.head == head
    gone = {(f.subject, f.rule, f.reason) for f in answer.go}
    assert (ID + "model/dolly-v2-12b", "R5", "SA-WEIGHTS") in gone
    assert {n.thing.slug for n in answer.touched} == {"dolly-v2-12b", "gpt-sw3-instruct"}
    assert answer.total == 2
    assert {t.slug for t in answer.stewards} >= {"databricks", "ai-sweden"}
    assert answer.catalogue == governed.search.count()


@pytest.mark.parametrize("slug", ["common-crawl", "books3", "laion-5b"])
def test_a_withdrawal_drill_names_everything_downstream(governed: CatalogStore, slug: str) -> None:
    thing = find_thing(governed.search, f"dataset/{slug}")
    answer = suppose(governed, Supposition("withdraw", thing), DAY)
    rows = governed.graph.select(
        "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x "
        f"<https://w3id.org/headwaters/ns#upstreamTransitive> <{thing.iri}> }}"
    )
    assert answer.total == len(answer.touched) == int(rows[0]["n"].value) > 3
    assert answer.stewards
    assert answer.appear


def test_a_signal_supposed_before_training_shows(governed: CatalogStore) -> None:
    crawl = find_thing(governed.search, "common-crawl")
    answer = suppose(governed, Supposition("signal", crawl, "disallow:ai-train"), DAY)
    assert answer.appear
    with pytest.raises(UsageError, match="“maybe” is no signal value"):
        suppose(governed, Supposition("signal", crawl, "maybe"), DAY)
