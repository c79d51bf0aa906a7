"""Reports on the shipped catalogue, field by field: exactly the JSON of `expected/`.

`pytest tests/reports --update` writes it anew; the difference is then for a person to read.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.lookup import find_thing
from catalog.reports import draft, render
from catalog.store import CatalogStore
from tests.reports.conftest import AS_OF

EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("osaid", "model/olmo-7b"),
        ("osaid", "model/bielik-11b-v2"),
        ("osaid", "dataset/the-pile"),
        ("mof", "model/olmo-7b"),
        ("mof", "model/bielik-11b-v2"),
        ("eu-training-summary", "model/olmo-7b"),
        ("eu-training-summary", "model/bielik-11b-v2"),
        ("dta", "dataset/the-pile"),
        ("dta", "dataset/common-corpus"),
        ("croissant", "dataset/the-pile"),
        ("croissant", "dataset/common-corpus"),
    ],
)
def test_a_report_is_exactly_as_expected(
    shipped_store: CatalogStore, template: str, name: str, pytestconfig: pytest.Config
) -> None:
    report = draft(shipped_store, template, find_thing(shipped_store.search, name), AS_OF)
    assert report.commit == shipped_store.head
    text = render(replace(report, commit=0), "json")
    expected = EXPECTED / f"{template}.{name.partition('/')[2]}.json"
    if pytestconfig.getoption("update"):
        expected.write_text(text, encoding="utf-8")
    assert json.loads(text) == json.loads(expected.read_text(encoding="utf-8"))


def test_equal_inputs_give_an_equal_report(shipped_store: CatalogStore) -> None:
    olmo = find_thing(shipped_store.search, "model/olmo-7b")
    first, second = (draft(shipped_store, "osaid", olmo, AS_OF) for _ in range(2))
    assert first == second
    assert render(first, "html") == render(second, "html")


def test_licenses_count_as_they_held_on_the_day(shipped_store: CatalogStore) -> None:
    dolma = find_thing(shipped_store.search, "dataset-version/dolma-v1.5")

    def license_on(day: str) -> list[str]:
        report = draft(shipped_store, "dta", dolma, day)
        [field] = [field for field in report.fields() if field.id == "license"]
        return [value.text for value in field.values]

    assert license_on("2024-01-01") == ["AI2 ImpACT License - Medium Risk (packaging)"]
    assert license_on("2024-05-01") == ["Open Data Commons Attribution License 1.0 (packaging)"]
