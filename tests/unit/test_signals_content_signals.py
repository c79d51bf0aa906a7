"""Content Signals on raw lines: yes, no, and not said."""

from __future__ import annotations

import pytest

from catalog.governance.signals.content_signals import parse_signals, signals_in
from catalog.governance.signals.preference import Preference
from catalog.governance.signals.robots import parse_robots

ALLOW, DISALLOW = Preference.ALLOW, Preference.DISALLOW

MANAGED = """\
User-agent: *
Content-Signal: search=yes,ai-train=no,use=reference
Allow: /

User-agent: CCBot
Disallow: /
"""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("search=yes, ai-input=no, ai-train=no",
         {"search": ALLOW, "ai-input": DISALLOW, "ai-train": DISALLOW}),
        ("AI-Train = NO", {"ai-train": DISALLOW}),
        ("ai-train=y", {}),
        ("ai-train", {}),
        ("ai-train=yes, ai-train=no", {"ai-train": DISALLOW}),
        ("use=reference", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_a_line(value: str, expected: dict[str, Preference]) -> None:
    assert parse_signals(value) == expected


def test_signals_belong_to_their_group() -> None:
    robots = parse_robots(MANAGED)
    assert signals_in(robots, "GPTBot") == {"search": ALLOW, "ai-train": DISALLOW}
    assert signals_in(robots, "CCBot") == {}


def test_what_is_absent_is_not_said() -> None:
    robots = parse_robots("User-agent: *\nContent-Signal: search=yes\n")
    assert signals_in(robots, "x") == {"search": ALLOW}


def test_a_signal_for_a_path() -> None:
    robots = parse_robots("User-agent: *\nContent-Signal: /art ai-train=no\nAllow: /\n")
    assert signals_in(robots, "x", "/art/1") == {"ai-train": DISALLOW}
    assert signals_in(robots, "x", "/blog") == {}


def test_a_signal_does_not_part_a_run_of_user_agents() -> None:
    robots = parse_robots(
        "User-agent: a\nContent-Signal: ai-train=no\nUser-agent: b\nDisallow: /\n"
    )
    assert [robots.access(agent) for agent in "ab"] == [DISALLOW, DISALLOW]
