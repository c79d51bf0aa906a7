"""What must never be claimed (rules.md 3.3), over every report on the shipped catalogue.

Texts that a record or the ontology states word for word are what others say; all else is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from catalog.model import Thing
from catalog.reports import Fill, Report, draft, templates_for
from catalog.reports.attribution import bundle, bundle_text
from catalog.reports.letter import letter, letter_text
from catalog.reports.reading import DATA_KINDS, MODEL_KINDS
from catalog.reports.rendering import completeness_words, gap_words
from catalog.store import CatalogStore
from catalog.vocabulary import labels
from tests.reports.conftest import AS_OF

VERDICTS = re.compile(
    r"\b(il|para)?legal(ly|ity)?\b|\bunlawful|\bcompl(y|ies|iant|iance)\b|\binfring\w*"
    r"|\bsafe to use\b|\bcleared\b|\bconsented\b|\bgave consent\b|\bno restrictions?\b"
    r"|\bis open[- ]source\b|\bopen[- ]source ai model\b|\bclass (i|ii|iii) awarded\b"
    r"|\baccepted\b|\bapproved\b|\bcertified\b|\bverified by\b|\bguarantee\w*|\bviolat\w*"
    r"|\bbreach\w*|\bthe model contains\b|\bnot used\b|\bwithout restrictions?\b|\bbest\b|\bworst\b"
    r"|\brank(s|ed|ing)?\b",
    re.IGNORECASE,
)
COVER = re.compile(
    r"Filled from recorded claims as of \d{4}-\d{2}-\d{2}; not a filing, not legal advice\."
)
MOST_KINDS = (*MODEL_KINDS, *DATA_KINDS)


@pytest.mark.parametrize(
    "sentence",
    [
        "This use is legal.", "It is unlawful", "compliant with the AI Act", "it infringes",
        "cleared", "safe to use", "The author consented.", "no restrictions", "MOF class I awarded",
        "is open source", "accepted by the office", "the model contains the work", "ranked first",
    ],
)  # fmt: skip
def test_verdicts_are_seen(sentence: str) -> None:
    assert VERDICTS.search(sentence)


def things(store: CatalogStore, kinds: Iterable[str]) -> list[Thing]:
    return [
        hit.thing
        for kind in kinds
        for hit in store.search.search("", {"kind": [kind]}, 2_000, 0).hits
    ]


def ours(report: Report, stated: frozenset[str]) -> Iterator[str]:
    """Every sentence of a report that is ours."""
    yield from (report.title, report.follows, completeness_words(report))
    yield from (without(gap_words(gap), stated) for gap in report.gaps)
    for section in report.sections:
        yield from (section.title, section.note)
        for field in section.fields:
            yield from (field.label, field.asks, field.note)
            yield from (without(value.text, stated) for value in field.values)


def without(text: str, stated: frozenset[str]) -> str:
    """A text without the parts that are stated somewhere."""
    if text in stated:
        return ""
    for part in sorted(re.split(r", from |, to make |: |; | \(", text), key=len, reverse=True):
        if part.strip(") ") in stated or part.strip() in stated:
            text = text.replace(part, "")
    return text


@pytest.fixture(scope="module")
def stated(shipped_store: CatalogStore) -> frozenset[str]:
    """Every text that a record or the ontology states."""
    rows = shipped_store.graph.select(
        "SELECT DISTINCT ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER isLiteral(?o) }"
    )
    return frozenset({row["o"].value for row in rows} | {*labels().values()})


@pytest.fixture(scope="module")
def reports(shipped_store: CatalogStore) -> list[Report]:
    """Every report on every model and dataset."""
    return [
        draft(shipped_store, template.name, thing, AS_OF)
        for thing in things(shipped_store, MOST_KINDS)
        for template in templates_for(thing)
    ]


def test_no_report_claims_what_must_not_be_claimed(
    reports: list[Report], stated: frozenset[str]
) -> None:
    seen = 0
    for report in reports:
        assert COVER.fullmatch(report.cover)
        for sentence in ours(report, stated):
            seen += 1
            assert not VERDICTS.search(sentence), (report.template, report.subject, sentence)
    assert seen > 20_000


def test_no_empty_field_reads_as_none(reports: list[Report]) -> None:
    """Unknown is not fine: what is empty has a reason, and a silent maker is on record."""
    assert {field.fill for report in reports for field in report.fields()} == {*Fill}
    for report in reports:
        for field in report.fields():
            assert (field.fill is Fill.VALUE) == bool(field.values)
            if field.fill is Fill.NOT_DISCLOSED:
                assert field.because, (report.template, report.subject, field.id)
            for value in field.values:
                assert value.text.strip()
                assert value.text.lower() not in ("no", "none", "n/a", "false")


@cache
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(re.split(r"(?<=[.?!:])\s+|\n+", COVER.sub("", text)))


@pytest.mark.parametrize(
    "name",
    ["dolly-15k", "the-pile", "common-crawl", "books3", "laion-5b", "common-voice", "the-stack"],
)
def test_no_letter_claims_what_must_not_be_claimed(
    shipped_store: CatalogStore, stated: frozenset[str], name: str
) -> None:
    thing = shipped_store.search.thing(f"https://w3id.org/headwaters/id/dataset/{name}")
    assert thing
    for sentence in _sentences(letter_text(letter(shipped_store, thing, AS_OF))):
        assert not VERDICTS.search(without(sentence, stated)), sentence


def test_no_bundle_claims_what_must_not_be_claimed(
    shipped_store: CatalogStore, stated: frozenset[str]
) -> None:
    for thing in things(shipped_store, MODEL_KINDS):
        for sentence in _sentences(bundle_text(bundle(shipped_store, [thing], AS_OF), "text")):
            assert not VERDICTS.search(without(sentence, stated)), sentence
