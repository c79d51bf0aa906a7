"""robots.txt, held against the examples of RFC 9309 and against files as sites really have them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.governance.signals.paths import is_match, normalized, path_of
from catalog.governance.signals.preference import Preference, combined
from catalog.governance.signals.robots import parse_robots, product_token

ALLOW, DISALLOW, UNKNOWN = Preference.ALLOW, Preference.DISALLOW, Preference.UNKNOWN

REAL = Path(__file__).parents[3] / "shared/data/preferences/gpt-firewall/2025/2025-01-robots.txt"

SIMPLE = """\
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""
"""RFC 9309 § 5.1, with its rules for four crawlers and for the others."""


@pytest.mark.parametrize(
    ("agent", "path", "expected"),
    [
        ("otherbot", "/publications/a", ALLOW),
        ("otherbot", "/example/page.html", DISALLOW),
        ("otherbot", "/a/b.gif", DISALLOW),
        ("otherbot", "/a/b.gifx", UNKNOWN),
        ("foobot", "/", DISALLOW),
        ("foobot", "/example/page.html", ALLOW),
        ("foobot", "/example/allowed.gif", ALLOW),
        ("foobot", "/publications/a", DISALLOW),
        ("FooBot/2.1 (+https://example.org)", "/example/page.html", ALLOW),
        ("barbot", "/example/page.html", DISALLOW),
        ("bazbot", "/example/page.html", DISALLOW),
        ("bazbot", "/example/", UNKNOWN),
        ("quxbot", "/example/page.html", UNKNOWN),
    ],
)
def test_the_simple_example_of_the_rfc(agent: str, path: str, expected: Preference) -> None:
    assert parse_robots(SIMPLE).access(agent, path) is expected


def test_the_longest_match_decides() -> None:
    """RFC 9309 § 5.2."""
    robots = parse_robots(
        "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n"
    )
    assert robots.access("foobot", "/example/page/disallowed.gif") is DISALLOW
    assert robots.access("foobot", "/example/page/other.gif") is ALLOW


def test_allow_wins_a_tie() -> None:
    robots = parse_robots("User-agent: *\nDisallow: /a\nAllow: /a\n")
    assert robots.access("x", "/a") is ALLOW


def test_groups_of_one_crawler_are_one_group() -> None:
    """RFC 9309 § 2.2.1."""
    robots = parse_robots(
        "User-Agent: ExampleBot\nDisallow: /foo\nDisallow: /bar\n\n"
        "User-Agent: other\nDisallow: /\n\nUser-Agent: examplebot\nDisallow: /baz\n"
    )
    assert [robots.access("ExampleBot", p) for p in ("/foo", "/bar", "/baz", "/qux")] == [
        DISALLOW, DISALLOW, DISALLOW, UNKNOWN,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz", True),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar", True),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84", True),
        ("/foo/bar/%E3%83%84", "/foo/bar/ツ", True),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz", True),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-%2a.html", True),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-x.html", False),
        ("/fish", "/fish.html", True),
        ("/fish", "/catfish", False),
        ("/fish/", "/fish", False),
        ("/*.php$", "/folder/a.php", True),
        ("/*.php$", "/a.php?x", False),
        ("/fish*.php", "/fishheads/catfish.php?p", True),
        ("/$", "/", True),
        ("/$", "/a", False),
        ("*$", "/anything", True),
        ("/a*a$", "/a", False),
        ("/this/*/exactly", "/this/path/exactly", True),
    ],
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    assert is_match(normalized(pattern), normalized(path)) is expected


def test_many_stars_take_no_time() -> None:
    assert not is_match("/" + "*a" * 2000 + "b$", "/" + "a" * 4000)


def test_a_byte_order_mark_hides_nothing() -> None:
    robots = parse_robots("\ufeffUser-agent: GPTBot\nDisallow: /\n")
    assert robots.access("GPTBot") is DISALLOW


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body>User-agent: GPTBot<br>Disallow: /</body></html>",
        "\n  <html>\n<head><title>404 Not Found</title></head>\nUser-agent: *\nAllow: /\n",
    ],
)
def test_an_error_page_says_nothing(text: str) -> None:
    robots = parse_robots(text)
    assert robots.is_markup
    assert robots.access("GPTBot") is UNKNOWN


@pytest.mark.parametrize("text", ["", "\n\n", "# GPTBot may come\n", "GPTBot\n", "Disallow: /\n"])
def test_a_file_without_a_group_says_nothing(text: str) -> None:
    assert parse_robots(text).access("GPTBot") is UNKNOWN


def test_an_agents_mere_occurrence_is_no_permission() -> None:
    robots = parse_robots("# we love GPTBot\nUser-agent: GPTBot\nCrawl-delay: 5\n")
    assert robots.addresses("GPTBot")
    assert robots.access("GPTBot") is UNKNOWN


def test_an_empty_disallow_leaves_all_free() -> None:
    assert parse_robots("User-agent: *\nDisallow:\n").access("x") is ALLOW


def test_other_lines_do_not_part_a_run_of_user_agents() -> None:
    robots = parse_robots(
        "User-agent: a\nCrawl-delay: 5\nSitemap: https://x.example/s\nUser-agent: b\nDisallow: /\n"
    )
    assert [robots.access(agent) for agent in "ab"] == [DISALLOW, DISALLOW]
    assert [(line.number, line.name) for line in robots.unread] == [
        (2, "crawl-delay"),
        (3, "sitemap"),
    ]


def test_a_list_by_commas_counts_where_it_changes_nothing() -> None:
    robots = parse_robots("User-agent: GPTBot, CCBot\nDisallow: /\n")
    assert robots.access("GPTBot") is DISALLOW
    assert robots.named == {"gptbot", "ccbot"}
    # Read strictly the line names GPTBot alone, and then nothing is said to CCBot.
    assert robots.access("CCBot") is UNKNOWN


def test_a_list_by_commas_never_frees_a_crawler_the_strict_reading_holds_off() -> None:
    robots = parse_robots("User-agent: GPTBot, CCBot\nAllow: /\n\nUser-agent: *\nDisallow: /\n")
    assert [robots.access(a) for a in ("GPTBot", "CCBot", "x")] == [ALLOW, UNKNOWN, DISALLOW]


def test_commas_within_a_name_are_no_list() -> None:
    robots = parse_robots("User-agent: Mozilla/5.0 (KHTML, like Gecko)\nDisallow: /\n")
    assert robots.named == {"mozilla"}


def test_product_tokens() -> None:
    assert product_token("CCBot/2.0 (https://commoncrawl.org/faq/)") == "ccbot"
    assert product_token("meta-externalagent/1.1") == "meta-externalagent"
    assert product_token("*") == "*"
    assert product_token("") == ""


def test_a_path_keeps_its_query() -> None:
    assert path_of("https://example.org") == "/"
    assert path_of("https://example.org/a b?c=ü") == "/a b?c=%C3%BC"


def test_the_own_file_may_always_be_read() -> None:
    assert parse_robots("User-agent: *\nDisallow: /\n").access("x", "/robots.txt") is ALLOW


def test_preferences_combine_to_the_most_restrictive() -> None:
    assert combined([ALLOW, UNKNOWN, DISALLOW]) is DISALLOW
    assert combined([UNKNOWN, ALLOW]) is ALLOW
    assert combined([]) is UNKNOWN


@given(st.text(max_size=300), st.text(min_size=1, max_size=20))
def test_any_text_can_be_read(text: str, agent: str) -> None:
    assert parse_robots(text).access(agent, "/" + text[:20]) in Preference


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.is_dir(), reason="the real files beside the project are absent")
def test_real_files() -> None:
    read = {f.name: f.read_text("utf-8", "replace") for f in sorted(REAL.iterdir())}
    robots = {name: parse_robots(text) for name, text in read.items()}
    markup = [name for name, each in robots.items() if each.is_markup]
    assert "web.archive.org.robots.txt" in markup
    assert all(robots[name].access("GPTBot") is UNKNOWN for name in markup)
    assert robots["giphy.com.robots.txt"].access("GPTBot") is UNKNOWN
    assert robots["www.nytimes.com.robots.txt"].access("GPTBot") is DISALLOW
    # Its list by commas names CCBot; read strictly it does not.
    assert robots["wyborcza.pl.robots.txt"].access("CCBot") is UNKNOWN
