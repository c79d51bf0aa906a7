from __future__ import annotations

import pytest

from catalog.api.links import href, local, short
from catalog.api.text import counted, day, marked, safe_link, shortened, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("safe\u202egpj.exe", "safe⟨U+202E⟩gpj.exe"),
        ("\u2066isolated\u2069", "⟨U+2066⟩isolated⟨U+2069⟩"),
        ("bell\x07 and nul\x00", "bell⟨U+0007⟩ and nul⟨U+0000⟩"),
        ("next line\x85", "next line⟨U+0085⟩"),
        ("mark\u200f", "mark⟨U+200F⟩"),
        ("Ǎguila, 日本語, עברית", "Ǎguila, 日本語, עברית"),
    ],
)
def test_characters_that_hide_or_reorder_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_values_that_are_no_text_pass() -> None:
    assert visible(7) == 7
    assert visible(marked("a `b`")) == "a <code>b</code>"


@pytest.mark.parametrize(
    ("iri", "link"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTP://example.org/a", "HTTP://example.org/a"),
        ("mailto:someone@example.org", "mailto:someone@example.org"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("urn:isbn:1", None),
        ("https:///no-host", None),
        ("https://exa\u202emple.org/", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_only_web_and_mail_addresses_become_links(iri: str, link: str | None) -> None:
    assert safe_link(iri) == link


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("https://w3id.org/headwaters/id/model/x", "/page/model/x"),
        ("https://w3id.org/headwaters/id/model/a b", "/page/model/a%20b"),
        ("https://w3id.org/headwaters/record/shipped/model/x", "/record/shipped/model/x"),
        ("https://w3id.org/headwaters/record/shipped/model/x#c14n0", "/record/shipped/model/x"),
        ("https://w3id.org/headwaters/ns#edgeKind", "/ns#edgeKind"),
        ("https://w3id.org/headwaters/ns/edge-kind/learn", "/ns#edge-kind-learn"),
        ("https://w3id.org/headwaters/ns/edge-kind", "/ns#codes-edge-kind"),
        ("https://w3id.org/headwaters/ns", "/ns"),
        ("https://w3id.org/headwaters/shapes#ModelShape", "/shapes#ModelShape"),
        ("https://example.org/", None),
    ],
)
def test_our_own_names_lead_to_our_own_pages(iri: str, path: str | None) -> None:
    assert local(iri) == path


def test_links_of_others_lead_to_them() -> None:
    assert href("https://example.org/a") == "https://example.org/a"
    assert href("javascript:alert(1)") is None


def test_short_forms() -> None:
    assert short("http://purl.org/dc/terms/title") == "dct:title"
    assert short("https://w3id.org/headwaters/ns/edge-kind/learn") == "edge-kind:learn"
    assert short("https://w3id.org/headwaters/id/model/x") == "id/model/x"
    assert short("https://example.org/a") == "https://example.org/a"


def test_words_for_numbers_dates_and_long_texts() -> None:
    assert counted(1, "thing") == "1 thing"
    assert counted(1200, "thing") == "1,200 things"
    assert counted(2, "entry", "entries") == "2 entries"
    assert day("2026-11-24") == "24 November 2026"
    assert day("2023-05") == "May 2023"
    assert day("2023") == "2023"
    assert day("some day") == "some day"
    assert day("2023-13-01") == "2023-13-01"
    assert shortened("one two three", 9) == "one two…"
    assert marked("<b> and `<i>`") == "&lt;b&gt; and <code>&lt;i&gt;</code>"
    assert marked("one ` alone") == "one ` alone"
