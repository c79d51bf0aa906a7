"""Data that plays tricks on readers is kept as it is, and shown so that it cannot."""

from __future__ import annotations

import re

import httpx
import pytest
from pyoxigraph import Literal, RdfFormat, parse

from tests.conftest import small_record
from tests.robustness.documents.service import RunningService

HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
TEXTS = {
    "safe\u202eevil\u202c",
    "bell\x07 escape\x1b[31m",
    "line\u2028break\x85",
    "<script>alert(1)</script>",
}


@pytest.fixture(scope="module")
def page(service: RunningService) -> str:
    found = httpx.get(
        f"{service.address}/page/unresolved/tricky", headers={"Accept": "text/html"}, timeout=30
    )
    assert found.status_code == 200
    return found.text


def test_what_hides_or_reorders_text_is_shown_by_its_code(page: str) -> None:
    for shown in ("safe⟨U+202E⟩evil⟨U+202C⟩", "bell⟨U+0007⟩ escape⟨U+001B⟩[31m"):
        assert shown in page
    assert "line⟨U+2028⟩break⟨U+0085⟩" in page
    assert HIDDEN.search(page) is None


def test_markup_is_text(page: str) -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_only_web_addresses_are_links(page: str) -> None:
    links = re.findall(r"""(?:href|src|action)=["']?([^"'\s>]+)""", page)
    assert "https://example.org/a" in links
    assert [link for link in links if re.match(r"\s*(javascript|data|vbscript):", link, re.I)] == []
    assert "javascript:alert(1)" in page  # as text
    assert "data:text/html,x" in page


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "rdf"])
def test_data_is_given_back_as_it_was(service: RunningService, ending: str) -> None:
    """Each form of the data holds the texts unchanged, and can be read again."""
    found = httpx.get(f"{service.address}/data/unresolved/tricky.{ending}", timeout=30)
    rdf_format = RdfFormat.from_extension(ending)
    assert rdf_format is not None
    quads = list(parse(found.content, format=rdf_format))
    named = "http://purl.org/dc/terms/alternative"
    texts = {
        quad.object.value
        for quad in quads
        if quad.predicate.value == named and isinstance(quad.object, Literal)
    }
    assert texts == TEXTS


def test_a_finding_about_such_a_value_names_it_whole(service: RunningService) -> None:
    """In JSON nothing is escaped but by JSON: what it is shown in must do that."""
    text = small_record("odd", "<urn:p> <javascript:alert(1)> ;")
    found = httpx.post(
        f"{service.address}/validate",
        content=text,
        headers={"Content-Type": "text/turtle"},
        timeout=30,
    ).json()
    assert [finding["value"] for finding in found["findings"]] == ["javascript:alert(1)"]
