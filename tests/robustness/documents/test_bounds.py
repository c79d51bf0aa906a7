"""The bounds that hold in-process too: depth nothing can hide, and nodes nobody can tell apart."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalog.errors import TooLargeError, UnparseableError
from catalog.rdf.canonical import skolemize, stating, to_ntriples
from catalog.rdf.contexts import OWN, with_contexts
from catalog.rdf.parse import parse_quads
from tests.conftest import small_record
from tests.patience import PATIENCE

P = NamedNode("urn:p")
RECORD = NamedNode("urn:record")
TEXTS = st.text(st.sampled_from("[](){}<>\"'\\#ab\n é"), max_size=30)


def _depth_refused(data: str, media_type: str) -> bool:
    try:
        parse_quads(data.encode(), media_type)
    except TooLargeError as error:
        return "nested 101 deep" in str(error)
    return False


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_text_hides_depth_or_adds_to_it_in_json(text: str) -> None:
    """101 are refused and 100 are not, whatever brackets and quotes stand in strings."""
    said = json.dumps(text, ensure_ascii=False)
    for levels, refused in ((100, False), (101, True)):
        inner = f'{{"urn:c": {said}}}'
        for _ in range(levels - 1):
            inner = f'{{"urn:c": {said}, "urn:b": {inner}}}'
        assert _depth_refused(inner, "application/ld+json") is refused


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_text_hides_depth_or_adds_to_it_in_turtle(text: str) -> None:
    said = str(Literal(text))
    comment = "#" + text.replace("\n", " ")
    for levels, refused in ((100, False), (101, True)):
        nested = f"[ <urn:b)(> {said} ; {comment}\n <urn:b> " * levels + "1" + "]" * levels
        assert _depth_refused(f"<urn:a> <urn:b> {nested} .", "text/turtle") is refused


@pytest.mark.parametrize(
    ("media_type", "unit"),
    [
        ("text/turtle", b'"\\"'),
        ("text/turtle", b"'''a"),
        ("text/turtle", b"<urn:a "),
        ("text/turtle", b"\\"),
        ("application/ld+json", b'\\"'),
        ("application/rdf+xml", b'<a b="'),
        ("application/rdf+xml", b"<a '"),
        ("application/rdf+xml", b"<!-"),
        ("application/rdf+xml", b"<![CDATA["),
    ],
)
def test_looking_for_depth_takes_no_time(media_type: str, unit: bytes) -> None:
    """The scanners are linear, also where nothing is ever closed."""
    began = time.monotonic()
    with pytest.raises((UnparseableError, TooLargeError)):
        parse_quads(unit * (4_000_000 // len(unit)), media_type)
    assert time.monotonic() - began < 5.0 * PATIENCE


def _nodes(count: int, name: str = "b") -> list[BlankNode]:
    return [BlankNode(f"{name}{number}") for number in range(count)]


def _clique(nodes: list[BlankNode]) -> list[Triple]:
    return [Triple(a, P, b) for a in nodes for b in nodes if a != b]


def _chain(nodes: list[BlankNode]) -> list[Triple]:
    return [Triple(a, P, b) for a, b in pairwise(nodes)]


def test_nodes_nobody_can_tell_apart_are_refused_at_once() -> None:
    began = time.monotonic()
    for nodes, triples in (
        (7, _clique(_nodes(7))),
        (300, _clique(_nodes(300))),
        (98, _chain(_nodes(100))),
        (5_000, _chain([*_nodes(5_000), BlankNode("b0")])),
    ):
        with pytest.raises(TooLargeError, match=f"{nodes:,} nodes without names"):
            skolemize(RECORD, triples)
    assert time.monotonic() - began < 5.0 * PATIENCE


def test_many_nodes_that_can_be_told_apart_are_fine() -> None:
    """What people write: long lists, many alike descriptions, a few alike in a ring."""
    named = _nodes(200)
    long_list = [
        *_chain(named),
        *(Triple(node, P, Literal(str(number))) for number, node in enumerate(named)),
    ]
    alike = [Triple(NamedNode("urn:s"), P, node) for node in _nodes(1000)]
    ring = _chain([*_nodes(20), BlankNode("b0")])
    for triples in (long_list, alike, ring, _clique(_nodes(5))):
        assert len(skolemize(RECORD, triples)) == len(triples)


def test_line_separators_in_texts_do_not_split_statements() -> None:
    triple = Triple(RECORD, P, Literal("a\u2028b\u0085c\x0bd"))
    text = to_ntriples([triple, Triple(RECORD, NamedNode("urn:q"), Literal("x"))])
    assert stating(text, {"<urn:p>"}) == f"{triple} .\n"


def test_a_text_without_named_contexts_is_not_touched() -> None:
    given = b'{ "@context": {"a": "urn:a"}, "@id": "urn:b",\n "a": 1.0E2 }'
    assert with_contexts(given) is given
    put = json.loads(with_contexts(json.dumps({"@context": ["x:", OWN][1]}).encode()))
    assert put["@context"][0]["hw"] == "https://w3id.org/headwaters/ns#"


def test_compressed_text_is_named() -> None:
    with pytest.raises(UnparseableError, match=r"^one\.ttl: this is gzip\. Send the text itself"):
        parse_quads(b"\x1f\x8b" + small_record("one").encode(), "text/turtle", "one.ttl")
