"""A report as Markdown, page and JSON: nothing a title holds acts as markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from catalog.errors import UsageError
from catalog.reports import Field, Fill, Report, Section, Value, media_type, render
from catalog.reports.rendering import completeness_words, gap_words
from catalog.reports.texts import csv_cell, markdown, safe_link, visible
from tests.reports.conftest import drafted

HOSTILE = "<script>alert(1)</script> \"'&\u202etxt.exe [x](javascript:alert(1))"


def hostile() -> Report:
    """A report in which every text of others is hostile."""
    record = "https://w3id.org/headwaters/record/test/dataset/x"
    values = (
        Value(HOSTILE, "javascript:alert(1)", (record,)),
        Value(HOSTILE, "https://example.org/a b", (record,)),
        Value(HOSTILE, 'https://example.org/"onmouseover="alert(1)', (record,)),
        Value(HOSTILE, "https://example.org/fine(1)", (record,)),
    )
    field = Field("x", HOSTILE, Fill.VALUE, values, HOSTILE, "https://example.org/x", HOSTILE)
    report = drafted("full", "dta", "dataset/marsh")
    return replace(
        report, subject_title=HOSTILE, sections=(Section("s", HOSTILE, (field,), HOSTILE),)
    )


def test_the_page_escapes_hostile_texts() -> None:
    page = render(hostile(), "html")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\u202e" not in page
    assert "⟨U+202E⟩" in page
    assert re.findall(r'href="([^"#]+)"', page)[0] == "https://example.org/fine(1)"
    assert 'javascript:alert(1)"' not in page
    assert "onmouseover=" not in re.sub(r">[^<]*<", "><", page)


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = render(drafted("full", "eu-training-summary", "model/heron"), "html")
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe)|src=|url\(|@import", page)
    for rule in ("@page { size: A4", "@media print", "@media (max-width: 40rem)"):
        assert rule in page
    assert '<meta name="viewport"' in page


def test_markdown_escapes_hostile_texts() -> None:
    text = render(hostile(), "md")
    assert "<script" not in text.replace("\\<script", "")
    assert "\u202e" not in text
    assert "](javascript:" not in text.replace("\\](", "")
    assert "](https://example.org/fine%281%29)" in text


def test_every_form_opens_with_the_cover_line_and_says_how_complete_it_is() -> None:
    report = drafted("full", "dta", "dataset/marsh")
    cover = "Filled from recorded claims as of 2026-11-24; not a filing, not legal advice."
    words = (
        "14 of 25 fields that apply have a value; 11 not recorded, 0 not disclosed by the maker, "
        "2 not applicable."
    )
    assert completeness_words(report) == words
    for form in ("md", "html"):
        assert cover in render(report, form)
        assert words in render(report, form)
    answer = json.loads(render(report, "json"))
    assert answer["cover"] == cover
    assert answer["completeness"] == {
        "fields": 27, "applicable": 25, "value": 14, "not-recorded": 11, "not-disclosed": 0,
        "not-applicable": 2,
    }  # fmt: skip


@pytest.mark.parametrize("form", ["md", "html"])
def test_every_empty_field_says_why(form: str) -> None:
    for case, template, name in (
        ("silent", "eu-training-summary", "model/grebe"),
        ("full", "dta", "dataset/marsh"),
    ):
        report = drafted(case, template, name)
        mark = "*{}*" if form == "md" else "<em>{}</em>"
        text = render(report, form)
        for fill in (Fill.NOT_RECORDED, Fill.NOT_DISCLOSED, Fill.NOT_APPLICABLE):
            wanted = sum(field.fill is fill for field in report.fields())
            assert text.count(mark.format(fill.words)) == wanted


def test_records_are_numbered_and_each_number_leads_to_one() -> None:
    page = render(drafted("full", "osaid", "model/heron"), "html")
    targets = set(re.findall(r'id="(record-\d+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) == targets
    assert len(targets) == 3


def test_the_gap_that_fills_most_comes_first() -> None:
    [first, *_] = drafted("silent", "eu-training-summary", "model/grebe").gaps
    assert gap_words(first) == (
        "Ask the maker of Grebe which data it was trained on (37 fields: Text: size of the "
        "training data, Text: types of content, Image: size of the training data, Image: types "
        "of content, Audio: size of the training data, Audio: types of content and 31 more)"
    )


def test_forms_that_do_not_exist_are_refused() -> None:
    report = drafted("full", "osaid", "model/heron")
    with pytest.raises(UsageError, match=r"There are: md, html, json, document\."):
        render(report, "pdf")
    with pytest.raises(UsageError, match="has no format of its own"):
        render(report, "document")
    assert media_type(report, "html") == "text/html; charset=utf-8"
    assert media_type(drafted("full", "croissant", "dataset/marsh"), "document") == (
        "application/ld+json"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain 1.0.0 a_b c-d", "plain 1.0.0 a_b c-d"),
        ("1. x", "1\\. x"),
        ("- x", "\\- x"),
        ("# x", "\\# x"),
        ("_x_", "\\_x\\_"),
        ("`x` *y* [z](u) <b>", "\\`x\\` \\*y\\* \\[z\\](u) \\<b>"),
        ("a & b &lt;", "a & b \\&lt;"),
        ("a\n\n# b", "a # b"),
    ],
)
def test_markdown_of_a_text(text: str, expected: str) -> None:
    assert markdown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("  =1", "'  =1"),
        ("\t=1", "' =1"), ("a=1", "a=1"), ("", ""),
    ],
)  # fmt: skip
def test_a_cell_is_no_formula(text: str, expected: str) -> None:
    assert csv_cell(text) == expected


def test_links_and_hidden_characters() -> None:
    assert safe_link("https://example.org/x") == "https://example.org/x"
    for bad in ("javascript:x", "https://", "http://[", "https://a\u200bb", None, "ftp://a/b"):
        assert safe_link(bad) is None
    assert visible("a\u200bb\r\nc") == "a⟨U+200B⟩b c"
