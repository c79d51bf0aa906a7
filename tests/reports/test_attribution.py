"""The attribution bundle as text, BibTeX and CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from catalog.errors import UsageError
from catalog.lookup import find_thing
from catalog.reports.attribution import FOLLOWED, Bundle, Credit, bundle, bundle_text
from catalog.store import CatalogStore
from tests.reports.conftest import AS_OF

RECORD = "https://w3id.org/headwaters/record/shipped/"


def made(store: CatalogStore, *names: str) -> Bundle:
    return bundle(store, [find_thing(store.search, name) for name in names], AS_OF)


def credit_of(found: Bundle, slug: str) -> Credit:
    return next(each for each in found.credits if each.iri.endswith(f"/{slug}"))


def test_a_model_owes_credit_to_all_it_was_made_of(shipped_store: CatalogStore) -> None:
    found = made(shipped_store, "model/olmo-7b")
    assert credit_of(found, "dolma-v1.5-sample") == Credit(
        "https://w3id.org/headwaters/id/dataset-version/dolma-v1.5-sample",
        "Dolma v1.5-sample",
        ("Allen Institute for AI",),
        "2023",
        ("Open Data Commons Attribution License 1.0 (packaging)",),
        "https://huggingface.co/datasets/allenai/dolma",
        ("learn",),
        ("OLMo-7B",),
        (f"{RECORD}dataset-version/dolma-v1.5-sample",),
    )
    assert credit_of(found, "wikipedia").how == ("carry", "carry", "learn")
    assert found.is_complete
    lengths = [len(each.how) for each in found.credits]
    assert lengths == sorted(lengths)
    assert all(FOLLOWED.issuperset(each.how) for each in found.credits)


def test_what_is_only_pointed_to_is_not_credited(shipped_store: CatalogStore) -> None:
    found = made(shipped_store, "model/stable-diffusion-1-4")
    assert "common-crawl" not in {each.iri.rpartition("/")[2] for each in found.credits}


def test_a_selection_says_for_which(shipped_store: CatalogStore) -> None:
    found = made(shipped_store, "model/olmo-7b", "model/bielik-11b-v2")
    assert credit_of(found, "common-crawl").used_by == ("OLMo-7B", "Bielik 11B v2")
    assert credit_of(found, "slimpajama").used_by == ("Bielik 11B v2",)
    assert ", for OLMo-7B, Bielik 11B v2\n" in bundle_text(found, "text")
    assert len({each.iri for each in found.credits}) == len(found.credits)


def test_text_says_what_is_not_recorded(shipped_store: CatalogStore) -> None:
    text = bundle_text(made(shipped_store, "model/olmo-7b"), "text")
    assert text.startswith(
        f"Sources of OLMo-7B, as recorded on 2026-11-24 at commit {shipped_store.head}.\n"
    )
    assert (
        "\nReddit\n  Creator: not recorded\n  License: not recorded\n  Address: not recorded\n"
        "  Reached: carry → carry → learn\n"
    ) in text


def test_nothing_upstream(shipped_store: CatalogStore) -> None:
    text = bundle_text(made(shipped_store, "license/apache"), "text")
    assert "Nothing upstream is recorded; that is not the same as none." in text


def hostile() -> Bundle:
    text = '=HYPERLINK("http://x") {\\} $%&#_~^ <b>\n"quoted", \u202e'
    credit = Credit(
        "https://w3id.org/headwaters/id/dataset/x", text, (text, "+1"), "2024", (text,),
        None, ("learn",), ("@y",), ("-r",),
    )  # fmt: skip
    return Bundle((), AS_OF, 1, (credit, replace(credit, iri="x y{}")), False)


def test_cells_are_no_formulas() -> None:
    rows = list(csv.reader(io.StringIO(bundle_text(hostile(), "csv"), newline="")))
    assert rows[0] == [
        "title", "creator", "year", "license", "url", "how", "for", "iri", "record",
    ]  # fmt: skip
    assert len(rows) == 3
    for row in rows[1:]:
        assert len(row) == 9
        for cell in row:
            assert not re.match(r"[\s]*[=+\-@|%]", cell), cell
    assert rows[1][0] == ('\'=HYPERLINK("http://x") {\\} $%&#_~^ <b> "quoted", ⟨U+202E⟩')


def test_bibtex_stays_balanced() -> None:
    text = bundle_text(hostile(), "bibtex")
    assert "@misc{dataset:x,\n" in text
    assert "@misc{thing:x-y--,\n" in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert r"\textbackslash{}" in text
    assert r"\$\%\&\#\_\textasciitilde{}\textasciicircum{}" in text
    assert "There are more ways than were followed" in text


def test_an_empty_selection_and_unknown_forms_are_refused(shipped_store: CatalogStore) -> None:
    with pytest.raises(UsageError, match="Name at least one thing"):
        bundle(shipped_store, [], AS_OF)
    with pytest.raises(UsageError, match="There are: text, bibtex, csv"):
        bundle_text(hostile(), "ris")
