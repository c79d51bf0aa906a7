"""The mapping of kinds of use: every row speaks of things that exist, and covers what it should."""

from __future__ import annotations

import pytest

from catalog.governance.signals.categories import shipped_categories
from catalog.terms import THINGS
from catalog.vocabulary import ontology_dir

MECHANISM = THINGS + "mechanism/"
CATEGORIES = shipped_categories()


def scheme(name: str) -> str:
    return (ontology_dir() / "schemes" / f"{name}.ttl").read_text(encoding="utf-8")


def test_every_code_of_the_table_is_defined() -> None:
    uses = scheme("use-category")
    kinds = scheme("activity-kind")
    named = set(CATEGORIES.covers).union(*CATEGORIES.covers.values(), *CATEGORIES.tokens.values())
    assert [use for use in sorted(named) if f"use-category:{use} a" not in uses] == []
    assert [k for k in sorted(CATEGORIES.of_activity) if f"activity-kind:{k} a" not in kinds] == []


@pytest.mark.parametrize(
    ("mechanism", "token", "expected"),
    [
        ("robots", "disallow", {"acquisition"}),
        ("aipref-robots", "train-ai", {"ai-train"}),
        ("content-signals", "ai-train", {"ai-train"}),
        ("tdmrep-file", "tdm-reservation", {"ai-train", "tdm-research"}),
        ("dntr", "opt-out", {"ai-train"}),
    ],
)
def test_words_of_mechanisms(mechanism: str, token: str, expected: set[str]) -> None:
    assert CATEGORIES.tokens[MECHANISM + mechanism, token] == expected


@pytest.mark.parametrize(
    ("use", "spoken_of", "expected"),
    [
        ("ai-train", {"ai-train"}, True),
        ("ai-finetune", {"ai-train"}, True),
        ("ai-train", {"ai-finetune"}, False),
        ("ai-train", {"acquisition"}, False),
        ("acquisition", {"any"}, True),
        ("search", {"ai-train", "search"}, True),
        ("ai-input", set(), False),
    ],
)
def test_what_is_covered(use: str, spoken_of: set[str], expected: bool) -> None:
    assert CATEGORIES.is_covered(use, frozenset(spoken_of)) is expected


def test_whoever_follows_robots_follows_its_rules_on_ai_crawlers() -> None:
    robots = frozenset({MECHANISM + "robots"})
    assert CATEGORIES.is_followed(MECHANISM + "robots-ai-ua", robots)
    assert not CATEGORIES.is_followed(MECHANISM + "tdmrep-file", robots)
