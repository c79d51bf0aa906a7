"""Words, and text of the catalogue made harmless."""

from __future__ import annotations

import pytest

from ui.wording import count_words, edge_words, escaped, kind_words, plain, shortened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](http://x)", r"\[a\]\(http\:\/\/x\)"),
        ("<script>", r"\<script\>"),
        ("`code`", r"\`code\`"),
        ("$x$", r"\$x\$"),
        (":red[x]", r"\:red\[x\]"),
        ("*a* _b_", r"\*a\* \_b\_"),
        ("# title", r"\# title"),
        ("a | b", r"a \| b"),
        (r"back\slash", r"back\\slash"),
        ("&lt;", r"\&lt\;"),
        ("1. one", r"1\. one"),
        ("- item", r"\- item"),
        ("~~gone~~", r"\~\~gone\~\~"),
        ("![i](x)", r"\!\[i\]\(x\)"),
        ("    indented", "indented"),
        ("two\nlines\t here", "two lines here"),
        (":smile:", "\\:\u2060smile\\:"),
        (":+1: at 12:30", "\\:\u2060\\+1\\: at 12\\:30"),
        ("Ǎguila-7B", r"Ǎguila\-7B"),
        ("", ""),
    ],
)
def test_escaped_takes_away_every_meaning(text: str, expected: str) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"),
        ("bell\x07", "bell⟨U+0007⟩"),
        ("null\x00", "null⟨U+0000⟩"),
        ("c1\x9b", "c1⟨U+009B⟩"),
        ("mark\u200f", "mark⟨U+200F⟩"),
        ("line\nend\ttab", "line\nend\ttab"),
        ("ʻŌlelo हिन्दी", "ʻŌlelo हिन्दी"),
    ],
)
def test_plain_shows_controls_and_leaves_scripts_alone(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_controls_are_shown_before_escaping() -> None:
    assert escaped("a\u202eb") == "a⟨U\\+202E⟩b"


def test_words_for_kinds_and_edges() -> None:
    assert kind_words("dataset-version") == "dataset version"
    assert kind_words("something-new") == "something new"
    assert edge_words("learn", "it6:trainedOn", made="Falcon-7B") == (
        "Falcon-7B: trained on it (learn)"
    )
    assert edge_words("carry", "prov:wasDerivedFrom", source="The Pile") == (
        "derived from The Pile (carry)"
    )
    assert edge_words("learn", "ex:madeFrom") == "ex:madeFrom it (learn)"


def test_counts_and_shortening() -> None:
    assert count_words(1, "thing") == "1 thing"
    assert count_words(1204, "thing") == "1,204 things"
    assert count_words(2, "property", "properties") == "2 properties"
    assert shortened("a short text", 40) == "a short text"
    assert shortened("one two three, four", 15) == "one two three…"
    assert shortened("x" * 50, 10) == "x" * 9 + "…"
