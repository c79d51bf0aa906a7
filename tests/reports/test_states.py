"""Every field is a value, or says why it is none: exactly which, and by which records."""

from __future__ import annotations

import pytest

from catalog.errors import UsageError
from catalog.model import Thing
from catalog.reports import TEMPLATES, Field, Fill, Report, draft, templates_for
from catalog.store import CatalogStore
from tests.reports.conftest import drafted

MARSH = "Marsh <script>alert(1)</script> & *pages*"


def field_of(report: Report, name: str, about: str | None = None) -> Field:
    [found] = [f for f in report.fields() if f.id == name and f.about_title == about]
    return found


def texts(field: Field) -> list[str]:
    return [value.text for value in field.values]


@pytest.mark.parametrize(
    ("case", "template", "name", "expected"),
    [
        ("full", "osaid", "model/heron", (28, 26, 10, 16, 0, 2)),
        ("silent", "osaid", "model/coot", (25, 25, 2, 19, 4, 0)),
        ("full", "mof", "model/heron", (19, 19, 3, 16, 0, 0)),
        ("full", "eu-training-summary", "model/heron", (48, 37, 21, 16, 0, 11)),
        ("silent", "eu-training-summary", "model/grebe", (48, 48, 1, 10, 37, 0)),
        ("full", "dta", "dataset/marsh", (27, 25, 14, 11, 0, 2)),
        ("full", "croissant", "dataset/marsh", (35, 35, 20, 15, 0, 0)),
    ],
)
def test_completeness_is_counted(
    case: str, template: str, name: str, expected: tuple[int, ...]
) -> None:
    report = drafted(case, template, name)
    counts = report.completeness
    assert tuple(counts.values()) == expected
    assert list(counts) == ["fields", "applicable", *(fill.value for fill in Fill)]
    assert counts["fields"] == len(list(report.fields()))


def test_a_value_names_its_records() -> None:
    report = drafted("full", "croissant", "dataset/marsh")
    for field in report.fields():
        assert (field.fill is Fill.VALUE) == bool(field.values)
        for value in field.values:
            assert value.records, (field.id, value)
    marsh = "https://w3id.org/headwaters/record/test/dataset/marsh"
    assert [record.iri for record in report.records] == [marsh]
    assert report.records[0].to_json() == {
        "iri": marsh,
        "sources": ["https://example.org/marsh"],
        "retrieved": "2026-11-20",
        "confidence": "V",
    }


def test_cover_line() -> None:
    report = drafted("full", "osaid", "model/heron", "2026-01-31")
    assert report.cover == (
        "Filled from recorded claims as of 2026-01-31; not a filing, not legal advice."
    )
    assert report.commit == 7


def test_data_of_a_silent_base_is_not_disclosed_and_its_maker_is_to_be_asked() -> None:
    report = drafted("silent", "osaid", "model/coot")
    base = field_of(report, "data-description", "Grebe")
    assert base.fill is Fill.NOT_DISCLOSED
    assert base.because == ("https://w3id.org/headwaters/record/test/model/grebe",)
    own = field_of(report, "data-description")
    assert (texts(own), own.note) == (
        ["partial"], "the training data is recorded as partial",
    )  # fmt: skip
    [gap] = [gap for gap in report.gaps if gap.fill is Fill.NOT_DISCLOSED]
    assert gap.asks == "Ask the maker of Grebe which data it was trained on"
    assert gap.fields == 4


def test_what_cannot_be_shared_has_no_place_to_obtain() -> None:
    report = drafted("full", "osaid", "model/heron")
    place = field_of(report, "place", "Letters of keepers")
    assert (place.fill, place.note) == (
        Fill.NOT_APPLICABLE, "cannot be shared; a description is what is asked for",
    )  # fmt: skip
    assert texts(field_of(report, "place", MARSH)) == ["https://example.org/marsh.zip"]
    assert texts(field_of(report, "characteristics", MARSH)) == ["2\u202f000\u202f000 tokens"]


def test_no_kind_of_data_is_ruled_out_unless_all_is_named_and_known() -> None:
    full = drafted("full", "eu-training-summary", "model/heron")
    assert field_of(full, "1.3.size.image").fill is Fill.NOT_APPLICABLE
    assert field_of(full, "2.5.used").fill is Fill.NOT_RECORDED
    assert field_of(full, "2.2.1.licensed").fill is Fill.NOT_RECORDED
    partial = drafted("silent", "eu-training-summary", "model/coot")
    assert field_of(partial, "1.3.size.image").fill is Fill.NOT_RECORDED
    assert field_of(partial, "1.2.base-data", "Grebe").fill is Fill.NOT_DISCLOSED


def test_the_summary_names_crawls_shares_and_dates_as_recorded() -> None:
    report = drafted("full", "eu-training-summary", "model/heron")
    assert texts(field_of(report, "2.1.list")) == [
        f"{MARSH} (75% of the data; 2\u202f000\u202f000 tokens)"
    ]
    assert texts(field_of(report, "2.3.period")) == ["2024-01-01", "2024-06-30"]
    assert texts(field_of(report, "1.3.latest")) == ["2024-06-30"]
    assert texts(field_of(report, "2.3.names")) == ["Reed Library"]
    assert texts(field_of(report, "3.1.measures")) == [f"robots.txt, followed in making {MARSH}"]
    assert texts(field_of(report, "1.2.market-date")) == ["2026-06-01"]


def test_unverified_thresholds_are_labeled_and_not_applied() -> None:
    report = drafted("full", "eu-training-summary", "model/heron")
    assert "unverified" in report.follows
    for name in ("2.1.list", "2.3.domains"):
        assert "unverified" in field_of(report, name).note
    assert "not verified" in field_of(report, "1.3.size.text").note


def test_people_are_not_applicable_only_where_a_record_claims_none() -> None:
    report = drafted("full", "dta", "dataset/marsh")
    assert field_of(report, "consents").fill is Fill.NOT_APPLICABLE
    assert texts(field_of(report, "classification")) == ["personal data: claimed to have none"]
    other = drafted("silent", "dta", "dataset/pond")
    assert field_of(other, "consents").fill is Fill.NOT_RECORDED


def test_gaps_are_ordered_by_what_they_would_fill() -> None:
    for template in ("osaid", "eu-training-summary", "mof"):
        gaps = drafted("silent", template, "model/coot").gaps
        effects = [(gap.required, gap.fields) for gap in gaps]
        assert effects == sorted(effects, reverse=True)
        counts = drafted("silent", template, "model/coot").completeness
        assert sum(gap.fields for gap in gaps) == counts["not-recorded"] + counts["not-disclosed"]


def test_templates_are_for_the_things_they_are_about(shipped_store: CatalogStore) -> None:
    def thing(kind: str, slug: str) -> Thing:
        found = shipped_store.search.thing(f"https://w3id.org/headwaters/id/{kind}/{slug}")
        assert found
        return found

    olmo, pile = thing("model", "olmo-7b"), thing("dataset", "the-pile")
    assert [t.name for t in templates_for(olmo)] == ["osaid", "eu-training-summary", "mof"]
    assert [t.name for t in templates_for(pile)] == ["osaid", "dta", "croissant"]
    with pytest.raises(UsageError) as wrong:
        draft(shipped_store, "mof", pile, "2026-11-24")
    assert str(wrong.value) == (
        "The template “mof” is about a model; The Pile is in the catalogue as dataset. Templates "
        "for it: osaid, dta, croissant."
    )
    with pytest.raises(UsageError) as unknown:
        draft(shipped_store, "gpai", olmo, "2026-11-24")
    assert str(unknown.value) == (
        "There is no template “gpai”. There are: " + ", ".join(sorted(TEMPLATES)) + "."
    )
