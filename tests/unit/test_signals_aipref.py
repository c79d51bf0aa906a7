"""AIPREF, held against the examples of the two drafts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.governance.signals.aipref import parse_usage, usage_in
from catalog.governance.signals.preference import Preference
from catalog.governance.signals.robots import parse_robots
from catalog.governance.signals.structured import MalformedFieldError, tokens_of

ALLOW, DISALLOW, UNKNOWN = Preference.ALLOW, Preference.DISALLOW, Preference.UNKNOWN

EXAMPLE = """\
User-Agent: *
Allow: /
Disallow: /never/
Content-Usage: / train-ai=n
Content-Usage: /ai-ok/ train-ai=y

User-Agent: ExampleBot
Allow: /
Content-Usage: / train-ai=y
"""
"""draft-ietf-aipref-attach, section “Example”."""


@pytest.mark.parametrize(
    ("agent", "path", "expected"),
    [
        ("x", "/test", {"train-ai": DISALLOW}),
        ("x", "/never/test", {}),
        ("x", "/ai-ok/test", {"train-ai": ALLOW}),
        ("ExampleBot", "/never/test", {"train-ai": ALLOW}),
    ],
)
def test_the_example_of_the_draft(agent: str, path: str, expected: dict[str, Preference]) -> None:
    assert usage_in(parse_robots(EXAMPLE), agent, path) == expected


def test_identical_paths_come_to_the_most_restrictive() -> None:
    robots = parse_robots(
        "User-agent: *\nContent-Usage: /a train-ai=y, search=y\nContent-Usage: /a train-ai=n\n"
    )
    assert usage_in(robots, "x", "/a/b") == {"search": ALLOW, "train-ai": DISALLOW}


def test_a_rule_without_a_path_holds_everywhere() -> None:
    robots = parse_robots("User-agent: *\nContent-Usage: train-ai=n\n")
    assert usage_in(robots, "x", "/a") == {"train-ai": DISALLOW}


def test_a_content_usage_rule_ends_a_run_of_user_agents() -> None:
    robots = parse_robots(
        "User-agent: a\nContent-Usage: / train-ai=n\nUser-agent: b\nDisallow: /\n"
    )
    assert usage_in(robots, "a") == {"train-ai": DISALLOW}
    assert robots.access("a") is UNKNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("train-ai=y, search=n", {"train-ai": ALLOW, "search": DISALLOW}),
        ('train-ai=y, train-ai, search=n, search="n"', {"train-ai": UNKNOWN, "search": UNKNOWN}),
        ("train-ai;allow=n, train-ai=y", {"train-ai": ALLOW}),
        ('train-ai;has;parameters="?"', {"train-ai": UNKNOWN}),
        ("train-ai=yes", {"train-ai": UNKNOWN}),
        ("Train-AI=n", {}),
        ("train-ai=n,", {}),
        ("train-ai=n search=n", {}),
        ("", {}),
    ],
)
def test_the_dictionary(text: str, expected: dict[str, Preference]) -> None:
    assert parse_usage(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=(b c);q=1, d=?1", {"a": None, "d": None}),
        ("a=1.5, b=:aGk=:, c=@1659578233, d=t/x", {"a": None, "b": None, "c": None, "d": "t/x"}),
        ("  a  ,\tb=y  ", {"a": None, "b": "y"}),
    ],
)
def test_other_values_are_read_over(text: str, expected: dict[str, str | None]) -> None:
    assert tokens_of(text) == expected


@pytest.mark.parametrize("text", ["=", "a=", "a=(", "a=(b", 'a="', "a;;b", ",", "a,,b", "a=(b\tc)"])
def test_no_dictionary(text: str) -> None:
    with pytest.raises(MalformedFieldError):
        tokens_of(text)


@given(st.text(alphabet='ab=,;"() \tyn*?:@1', max_size=40))
def test_any_text_ends(text: str) -> None:
    assert set(parse_usage(text).values()) <= set(Preference)
