"""Slugs, alike names, organizations, addresses and dates."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.harvest.addresses import address_key, identifies_thing, is_hub_address, web_address
from catalog.harvest.dates import date_literal
from catalog.harvest.naming import alike_key, shorten, slugify
from catalog.harvest.organizations import organization_names


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("The Pile", "the-pile"),
        ("Claude 3.5 Sonnet", "claude-3.5-sonnet"),
        ("Nucleus.AI", "nucleus-ai"),
        ("T0++", "t0-plus-plus"),
        ("AT&T's Set", "at-and-ts-set"),
        ("École Normale Supérieure", "ecole-normale-superieure"),
        ("Straße", "strasse"),
        ("T5", "t5"),
        ("Q*", "q-model"),
        ("通义", "model-41a8d6a9"),
        ("  -- X1 --  ", "x1"),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert slugify(name, "model") == slug


@given(st.text(max_size=200))
def test_any_name_gives_a_slug_that_links_can_carry(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,80}", slugify(name, "model"))


def test_long_slugs_keep_their_beginning_and_stay_apart() -> None:
    one, other = (shorten("word-" * 20 + end) for end in "ab")
    assert one.startswith("word-word-") and other.startswith("word-word-")
    assert len(one) <= 72 and one != other


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("CommonCrawl", "Common Crawl", True),
        ("LLaMA 2", "Llama 2", True),
        ("Open Assistant 1", "OpenAssistant 1", True),
        ("Llama 2", "Llama 3", False),
        ("GPT-3", "GPT-3.5", False),
        ("T0", "T0++", False),
    ],
)
def test_alike_names(one: str, other: str, alike: bool) -> None:
    assert (alike_key(one) == alike_key(other)) is alike


def test_spellings_that_differ_in_case_are_one_organization_under_the_commonest() -> None:
    names = organization_names([["NVIDIA"], ["Nvidia"], ["NVIDIA"], ["nvidia"]])
    assert [(n.key, n.title, n.alternatives) for n in names.values] == [
        ("nvidia", "NVIDIA", ("Nvidia", "nvidia"))
    ]


def test_a_list_is_taken_apart_only_where_each_part_stands_alone_elsewhere() -> None:
    items = [
        ["Microsoft, NVIDIA"],
        ["Microsoft"],
        ["Nvidia"],
        ["Runway AI, Inc."],
        ["X and Microsoft"],
    ]
    names = organization_names(items)
    assert [name.title for name in names.values] == [
        "Microsoft",
        "NVIDIA",
        "Runway AI, Inc.",
        "X and Microsoft",
    ]
    assert [names.keys_of(item) for item in items] == [
        ["microsoft", "nvidia"],
        ["microsoft"],
        ["nvidia"],
        ["runway ai, inc."],
        ["x and microsoft"],
    ]


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("https://example.org", True),
        ("https://medium.com/@someone/post?x=1#y", True),
        ("http://example.org:8080/a", True),
        ("https://user:secret@example.org/", False),
        ("goose.ai", False),
        ("none", False),
        ("javascript:alert(1)", False),
        ("file:///etc/hosts", False),
        ("https://a b", False),
        ("https://a/<x>", False),
        ("See https://example.org", False),
        ("https://example.org/" + "x" * 2_048, False),
    ],
)
def test_whole_addresses(text: str, is_whole: bool) -> None:
    assert (web_address(text) == text) is is_whole


def test_addresses_are_compared_without_decoration() -> None:
    assert address_key("http://www.GitHub.com/01-ai/Yi.git") == "github.com/01-ai/yi"
    assert address_key("https://github.com/01-ai/yi/?tab=readme#top") == "github.com/01-ai/yi"


@pytest.mark.parametrize(
    ("url", "identifies", "is_hub"),
    [
        ("https://huggingface.co/datasets/allenai/dolma", True, True),
        ("https://huggingface.co/bigcode/starcoder", True, True),
        ("https://huggingface.co/Qwen", True, False),
        ("https://github.com/01-ai/Yi", True, False),
        ("https://arxiv.org/abs/2101.00027", False, False),
        ("https://example.org/paper.pdf#page=3", False, False),
        ("https://openreview.net/pdf?id=x", False, False),
    ],
)
def test_a_paper_stands_for_the_paper(url: str, identifies: bool, is_hub: bool) -> None:
    assert (identifies_thing(url), is_hub_address(url)) == (identifies, is_hub)


@pytest.mark.parametrize(
    ("text", "value", "datatype"),
    [
        ("2023-07-18", "2023-07-18", "date"),
        ("2023-7-8", "2023-07-08", "date"),
        ("2023-07-18T10:00:00Z", "2023-07-18", "date"),
        ("2023-07", "2023-07", "gYearMonth"),
        ("2022", "2022", "gYear"),
    ],
)
def test_dates(text: str, value: str, datatype: str) -> None:
    found = date_literal(text)
    assert found is not None
    assert (found.value, found.datatype.value.rpartition("#")[2]) == (value, datatype)


@pytest.mark.parametrize(
    "text", ["", "unknown", "2022-13", "2022-02-30", "May 2022", "20220501", "0000"]
)
def test_what_is_no_date(text: str) -> None:
    assert date_literal(text) is None
