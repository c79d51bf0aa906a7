"""Addresses of screens, of data, and of the world outside."""

from __future__ import annotations

import pytest

from ui import addresses


def test_addresses_of_screens() -> None:
    assert addresses.address("search").href == "./"
    assert addresses.address("search", {"q": "a b", "kind": ["model", "work"]}).href == (
        "./?q=a+b&kind=model&kind=work"
    )
    assert addresses.address("search", {"q": "", "kind": []}).href == "./"
    assert addresses.entry("model", "aguila-7b").href == "entry?id=model%2Faguila-7b"
    assert addresses.lineage("model", "a&b", "upstream").href == (
        "lineage?id=model%2Fa%26b&direction=upstream"
    )
    assert addresses.findings("model", "m", "2026-01-31").href == (
        "findings?id=model%2Fm&as_of=2026-01-31"
    )
    assert addresses.what_if("signal", "a", "allow:search").href == (
        "what-if?kind=signal&id=a&value=allow%3Asearch"
    )
    found = addresses.entry_of("https://w3id.org/headwaters/id/model/aguila-7b")
    assert found == addresses.entry("model", "aguila-7b")
    assert addresses.entry_of("https://example.org/id/model/aguila-7b") is None


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "https://example.org/a?b=c#d", "HTTPS://example.org", "mailto:a@b.org"],
)
def test_outside_links_are_followed(url: str) -> None:
    assert addresses.outside(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "urn:isbn:1",
        "//example.org/",
        "/local",
        "example.org",
        "https://",
        "https://exa mple.org/",
        "https://example.org/\u202egpj",
        "https://example.org/<b>",
        "https://[broken",
        "",
    ],
)
def test_other_links_stay_text(url: str) -> None:
    assert addresses.outside(url) is None


def test_addresses_at_the_service() -> None:
    assert addresses.data("http://s", "model", "a/b", "ttl") == "http://s/data/model/a/b.ttl"
    assert addresses.sparql("http://s", "SELECT ?x { ?x ?y 'a&b' }") == (
        "http://s/sparql?query=SELECT+%3Fx+%7B+%3Fx+%3Fy+%27a%26b%27+%7D"
    )
    assert addresses.report("http://s", "mof", "model/m", as_of="", format="html") == (
        "http://s/reports/mof/model/m?format=html"
    )
    assert addresses.record("http://s", "https://w3id.org/headwaters/record/shipped/model/m") == (
        "http://s/record/shipped/model/m"
    )
    assert addresses.record("http://s", "https://example.org/record/m") == ""
