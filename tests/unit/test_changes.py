"""What changed between two days, in the world and in the catalogue; lineage as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from catalog.cli.show_changes import as_of_text, changes_text
from catalog.errors import UsageError
from catalog.governance.catalogue_changes import Stated, stated_in
from catalog.governance.changes import changes
from catalog.governance.world_changes import Window
from catalog.lineage import Direction, Lineage, trace
from catalog.lookup import find_thing
from catalog.rdf.canonical import skolemize, to_ntriples
from catalog.spans import Span
from catalog.store import CatalogStore, Change
from catalog.terms import RECORDS, THINGS

RECORD = RECORDS + "test/dataset/corpus"
CORPUS = THINGS + "dataset/corpus"
HEAD = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix hw: <https://w3id.org/headwaters/ns#> .
@prefix schema: <http://schema.org/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix id: <https://w3id.org/headwaters/id/> . @prefix it6: <http://data.europa.eu/it6/> .
@prefix scope: <https://w3id.org/headwaters/ns/license-scope/> .
@prefix record: <https://w3id.org/headwaters/record/test/> .
"""


def state(text: str, name: str = "dataset/corpus") -> Change:
    record, topic = RECORDS + "test/" + name, THINGS + name
    head = f"<{record}> foaf:primaryTopic <{topic}> ; hw:confidence 'V' . <{topic}> "
    quads = parse(HEAD + head + text, format=RdfFormat.TURTLE)
    triples = [Triple(q.subject, q.predicate, q.object) for q in quads]
    return Change(record, topic, to_ntriples(skolemize(NamedNode(record), triples)))


def commit(store: CatalogStore, time: str, *wanted: Change) -> None:
    store.commit(wanted, actor="ann", message=f"of {time}", time=f"{time}T12:00:00.000+00:00")


OLD = """a dcat:Dataset ; dct:title "Corpus"@en ; dct:issued "2024-03" ;
  hw:hasLicenseAssertion [ dct:license id:license\\/a ; schema:validThrough "2024-04-14" ;
    hw:licenseScope scope:packaging ] ."""
NEW = """a dcat:Dataset ; dct:title "Corpus"@en ; dct:issued "2024-03" ;
  hw:hasLicenseAssertion [ dct:license id:license\\/a ; schema:validThrough "2024-04-14" ;
    hw:licenseScope scope:packaging ] ,
  [ dct:license id:license\\/b ; schema:validFrom "2024-04-15" ;
    hw:licenseScope scope:content ] ."""
MODEL = """a it6:MachineLearningModel ; dct:title "Model"@en ; dct:issued "2024" ;
  it6:trainedOn id:dataset\\/corpus ; prov:wasDerivedFrom id:dataset\\/other ."""
SIGNAL = """a hw:PreferenceStatement ; dct:title "Opt-out"@en ; hw:appliesTo id:dataset\\/corpus ;
  hw:firstObserved "2024-05-02" ; schema:validFrom "in spring" ."""


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[CatalogStore]:
    with CatalogStore.open(tmp_path / "store", create=True) as store:
        commit(store, "2026-01-01", state(OLD), state(MODEL, "model/m"))
        commit(store, "2026-01-02", state(NEW), state(SIGNAL, "statement/s"))
        commit(store, "2026-01-03", Change(RECORDS + "test/model/m", THINGS + "model/m", None))
        commit(store, "2026-01-04", state(MODEL, "model/m"))
        yield store


def window(after: str, through: str) -> Window:
    return Window(date.fromisoformat(after), date.fromisoformat(through))


def found(
    store: CatalogStore, after: str, through: str, name: str = "", **more: int
) -> dict[str, Any]:
    thing = find_thing(store.search, name) if name else None
    return changes(store, window(after, through), thing, **more).to_json()


def test_a_window_holds_a_date_for_sure_perhaps_or_not() -> None:
    held = window("2024-03-31", "2024-06-30")
    day, year = date(2024, 4, 1), Span(date(2024, 1, 1), date(2024, 12, 31))
    assert held.holds(Span(day, day)) is True
    assert held.holds(Span(date(2024, 3, 31), date(2024, 3, 31))) is False
    assert held.holds(Span(date(2024, 6, 30), date(2024, 6, 30))) is True
    assert held.holds(Span(date(2024, 7, 1), date(2024, 7, 31))) is False
    assert held.holds(year) is None


def test_the_world_and_the_catalogue_are_kept_apart(kept: CatalogStore) -> None:
    answer = found(kept, "2024-04-13", "2024-05-31", "model/m")
    assert answer["world"]["label"] == "In the world, by the dates that records give"
    assert answer["catalogue"] == {
        "label": "In this catalogue, by its journal",
        "total": 0,
        "counts": {"created": 0, "updated": 0, "withdrawn": 0, "back as before": 0},
        "records": [],
    }
    assert answer["upstream"] == 2
    rows = [
        (c["date"], c["about"], c["event"], c["thing"].removeprefix(THINGS),
         (c["value"] or "").removeprefix(THINGS), c["detail"], c["certain"])
        for c in answer["world"]["changes"]
    ]  # fmt: skip
    assert rows == [
        ("2024", "lineage", "made from", "model/m", "dataset/corpus", "learn", False),
        ("2024", "lineage", "made from", "model/m", "dataset/other", "unknown", False),
        ("2024", "model", "issued", "model/m", "", "", False),
        ("2024-04-14", "license", "ends", "dataset/corpus", "license/a", "packaging", True),
        ("2024-04-15", "license", "begins", "dataset/corpus", "license/b", "content", True),
        ("2024-05-02", "signal", "first observed", "statement/s", "", "", True),
    ]
    assert answer["world"]["unreadable"] == [
        {
            "thing": THINGS + "statement/s",
            "value": "in spring",
            "record": RECORDS + "test/statement/s",
        }
    ]


def test_the_last_day_of_a_license_is_no_end_yet(kept: CatalogStore) -> None:
    def events(after: str, through: str) -> list[str]:
        world = found(kept, after, through, "corpus")["world"]
        return [c["event"] for c in world["changes"] if c["about"] == "license"]

    assert events("2024-04-12", "2024-04-14") == []
    assert events("2024-04-14", "2024-04-15") == ["begins", "ends"][::-1]
    assert events("2024-04-15", "2024-04-16") == []


def test_the_journal_gives_each_record_its_commits_and_the_statements_that_differ(
    kept: CatalogStore,
) -> None:
    answer = found(kept, "2026-01-01", "2026-01-02")["catalogue"]
    assert (answer["total"], answer["counts"]) == (
        2, {"created": 1, "updated": 1, "withdrawn": 0, "back as before": 0},
    )  # fmt: skip
    corpus, signal = answer["records"]
    assert corpus["action"] == "updated"
    assert corpus["removed"] == []
    assert corpus["added"] == [
        {
            "subject": CORPUS,
            "property": "hw:hasLicenseAssertion",
            "value": "[ dct:license https://w3id.org/headwaters/id/license/b ; hw:licenseScope "
            "https://w3id.org/headwaters/ns/license-scope/content ; schema:validFrom "
            "“2024-04-15” ]",
        }
    ]
    assert corpus["commits"] == [
        {
            "number": 3,
            "time": "2026-01-02T12:00:00.000+00:00",
            "actor": "ann",
            "action": "update",
            "message": "of 2026-01-02",
        }
    ]
    assert (signal["action"], len(signal["added"])) == ("created", 7)


def test_withdrawn_and_back_again(kept: CatalogStore) -> None:
    gone = found(kept, "2026-01-02", "2026-01-03")["catalogue"]
    assert gone["counts"] == {"created": 0, "updated": 0, "withdrawn": 1, "back as before": 0}
    assert (gone["records"][0]["added"], len(gone["records"][0]["removed"])) == ([], 7)
    back = found(kept, "2026-01-02", "2026-01-04")["catalogue"]
    assert back["counts"] == {"created": 0, "updated": 0, "withdrawn": 0, "back as before": 1}
    assert [c["action"] for c in back["records"][0]["commits"]] == ["withdraw", "create"]
    assert back["records"][0]["added"] == back["records"][0]["removed"] == []


def test_one_thing_has_the_commits_on_it_its_upstream_and_what_speaks_of_them(
    kept: CatalogStore,
) -> None:
    def records(name: str) -> list[str]:
        answer = found(kept, "2025-12-31", "2026-01-04", name)["catalogue"]
        return [each["record"].removeprefix(RECORDS + "test/") for each in answer["records"]]

    assert records("corpus") == ["dataset/corpus", "statement/s"]
    assert records("model/m") == ["dataset/corpus", "model/m", "statement/s"]


def test_pages_are_kept_and_totals_exact(kept: CatalogStore) -> None:
    answer = found(kept, "2025-12-31", "2026-01-04", limit=1, offset=1)
    assert (answer["catalogue"]["total"], answer["truncated"]) == (3, True)
    assert [each["topic"] for each in answer["catalogue"]["records"]] == [THINGS + "model/m"]
    assert not found(kept, "2025-12-31", "2026-01-04", limit=3)["truncated"]


def test_days_in_the_wrong_order_are_said_so(kept: CatalogStore) -> None:
    with pytest.raises(UsageError, match="2024-01-01 does not come after 2024-01-01"):
        found(kept, "2024-01-01", "2024-01-01")


def test_a_node_that_got_another_number_is_no_difference() -> None:
    def nodes(first: str, second: str) -> str:
        return (
            f"<{CORPUS}> <http://purl.org/dc/terms/license> <{RECORD}#{first}> .\n"
            f"<{RECORD}#{first}> <http://purl.org/dc/terms/source> <{RECORD}#{second}> .\n"
            f'<{RECORD}#{second}> <http://purl.org/dc/terms/title> "t"@en .\n'
        )

    expected = {Stated(CORPUS, "dct:license", "[ dct:source [ dct:title “t”@en ] ]")}
    assert stated_in(nodes("c14n0", "c14n1"), RECORD) == expected
    assert stated_in(nodes("c14n7", "c14n2"), RECORD) == expected
    assert stated_in(None, RECORD) == set()


def test_findings_of_dolma_differ_once_its_license_changed(shipped_store: CatalogStore) -> None:
    answer = found(shipped_store, "2024-04-14", "2024-04-15", "dataset/dolma")
    world = answer["world"]
    assert [(c["about"], c["event"], c["date"]) for c in world["changes"]] == [
        ("license", "ends", "2024-04-14"),
        ("license", "begins", "2024-04-15"),
    ]
    for key, title in (
        ("appear", "Open Data Commons Attribution License 1.0"),
        ("go", "AI2 ImpACT License - Medium Risk"),
    ):
        assert [
            (each["rule"], each["reason"], each["message"]) for each in world["findings"][key]
            if each["rule"] == "R1"
        ] == [
            (
                "R1",
                "LIC-CONTENT-UNSTATED",
                f"As recorded, {title} covers the packaging of Dolma. No license of what is "
                "inside is recorded.",
            )
        ]  # fmt: skip


def test_as_text(kept: CatalogStore) -> None:
    assert changes_text(found(kept, "2026-01-01", "2026-01-02", "corpus")) == (
        "After 2026-01-01, through 2026-01-02: Corpus and 0 upstream, at commit 6\n"
        "\n"
        "In the world, by the dates that records give: 0 changes\n"
        "  Nothing recorded; that is not the same as nothing happened.\n"
        "  “in spring” is no date: test/statement/s\n"
        "  Findings now there: 0\n"
        "  Findings no longer there: 0\n"
        "\n"
        "In this catalogue, by its journal: 2 records (1 created, 1 updated)\n"
        "  updated: Corpus  · test/dataset/corpus\n"
        "      commit 3, 2026-01-02 12:00, ann: of 2026-01-02\n"
        "      + hw:hasLicenseAssertion [ dct:license id/license/b ; hw:licenseScope "
        "ns/license-scope/content ; schema:validFrom “2024-04-15” ]\n"
        "  created: Opt-out  · test/statement/s\n"
        "      commit 4, 2026-01-02 12:00, ann: of 2026-01-02\n"
        "      + 7 statements"
    )


def test_a_lineage_as_of_a_day_leaves_out_what_was_issued_later(
    shipped_store: CatalogStore,
) -> None:
    def at(name: str, day: str | None) -> Lineage:
        start = find_thing(shipped_store.search, name)
        as_of = date.fromisoformat(day) if day else None
        return trace(shipped_store, start, Direction.DOWNSTREAM, as_of=as_of)

    whole, early = at("dataset/dolma", None), at("dataset/dolma", "2023-11-01")
    assert "as_of" not in whole.to_json()
    assert {node.thing.slug for node in early.nodes} == {
        "dolma-v1", "dolma-v1.5", "dolma-v1.5-sample",
    }  # fmt: skip
    assert early.as_of is not None
    assert early.as_of.to_json() == {
        "as_of": "2023-11-01",
        "left_out": whole.total - 3,
        "undated": 0,
        "imprecise": 0,
        "start_is_later": False,
    }
    assert early.total == 3
    assert not early.truncated


def test_unknown_dates_are_kept_and_counted_and_a_later_start_has_nothing(
    shipped_store: CatalogStore,
) -> None:
    start = find_thing(shipped_store.search, "aguila-7b")
    kept = trace(shipped_store, start, Direction.UPSTREAM, as_of=date(2023, 6, 1), limit=2)
    assert kept.as_of is not None
    assert (kept.total, len(kept.nodes), kept.truncated, kept.unresolved) == (6, 2, True, 1)
    text = as_of_text(kept.to_json(), start.title)
    assert text == (
        "As of 2023-06-01: 0 things left out, issued later or reached through these alone. "
        "2 kept have no date recorded. 3 kept may be later: the date recorded is cut short."
    )
    none = trace(shipped_store, start, Direction.UPSTREAM, as_of=date(2022, 12, 31))
    assert (none.total, none.nodes, none.edges) == (0, (), ())
    assert as_of_text(none.to_json(), start.title) == (
        "As of 2022-12-31: Ǎguila-7B was issued later, as recorded; nothing led to it yet."
    )
