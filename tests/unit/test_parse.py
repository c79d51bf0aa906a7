from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import InvalidRecordError, TooLargeError, UnparseableError, UsageError
from catalog.rdf.hazards import MAX_DEPTH
from catalog.rdf.parse import MAX_BYTES, media_type_of, parse_quads, parse_records
from tests.conftest import PREFIXES, small_record


def test_a_record_names_itself_and_its_topic() -> None:
    (record,) = parse_records(small_record("one").encode(), "text/turtle; charset=utf-8", "one.ttl")
    assert record.iri.value == "https://w3id.org/headwaters/record/test/unresolved/one"
    assert record.topic.value == "https://w3id.org/headwaters/id/unresolved/one"
    assert record.origin == "one.ttl"
    assert len(record.triples) == 13


def test_broken_turtle_is_named_with_its_line() -> None:
    text = "@prefix ex: <urn:x#> .\nex:a ex:b ex:c .\nex:a ex:b ;;\n] .\n"
    with pytest.raises(UnparseableError) as caught:
        parse_records(text.encode(), "text/turtle", "broken.ttl")
    assert (caught.value.origin, caught.value.line) == ("broken.ttl", 3)
    assert str(caught.value).startswith("broken.ttl, line 3: ")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("data", "media_type", "error", "words"),
    [
        (b"", "text/turtle", UsageError, "nothing is stated"),
        (b"<urn:a> <urn:b> <urn:c> .", "text/csv", UsageError, "not a format we read"),
        (b"<a> <b> <c> .", "text/turtle", UnparseableError, "No scheme found"),
        (b"\xff\xfe", "text/turtle", UnparseableError, "UTF-8"),
        (b"x" * (MAX_BYTES + 1), "text/turtle", TooLargeError, "at most 10,000,000"),
        (b"[" * (MAX_DEPTH + 1), "text/turtle", TooLargeError, "nested 101 deep"),
        (b"[" * 200 + b"]" * 200, "application/ld+json", TooLargeError, "nested 200 deep"),
        (b"<r>" * 200, "application/rdf+xml", TooLargeError, "nested 200 deep"),
        (
            b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><r/>',
            "application/rdf+xml",
            UsageError,
            "document type declaration",
        ),
        (
            b'{"@context": "http://127.0.0.1:9/context.jsonld", "@id": "urn:a"}',
            "application/ld+json",
            UnparseableError,
            "context",
        ),
        (
            b'<urn:a> <urn:b> "' + b"x" * 70_000 + b'" .',
            "text/turtle",
            TooLargeError,
            "70,000 characters",
        ),
        (
            b"<urn:a> <urn:b> <urn:" + b"x" * 3_000 + b"> .",
            "text/turtle",
            TooLargeError,
            "3,004 characters",
        ),
    ],
)
def test_what_is_refused(data: bytes, media_type: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        parse_records(data, media_type, "given")


def test_no_record_says_what_to_add() -> None:
    with pytest.raises(InvalidRecordError) as caught:
        parse_records(b"<urn:a> <urn:b> <urn:c> .", "text/turtle", "given.ttl")
    (finding,) = caught.value.findings
    assert finding.severity == "Violation"
    assert finding.message == (
        "We need to know who registered this entry and when: add a dcat:CatalogRecord with "
        "foaf:primaryTopic, adms:status, dct:issued and prov:wasAttributedTo."
    )


def test_two_records_in_one_text_are_told_apart_only_by_named_graphs() -> None:
    both = small_record("one") + small_record("two").replace(PREFIXES, "")
    with pytest.raises(InvalidRecordError, match="1 thing to mend"):
        parse_records(both.encode(), "text/turtle")
    trig = PREFIXES + "".join(
        f"<https://w3id.org/headwaters/record/test/unresolved/{slug}> "
        f"{{ {small_record(slug).replace(PREFIXES, '')} }}\n"
        for slug in ("one", "two")
    )
    found = parse_records(trig.encode(), "application/trig")
    assert [record.iri.value.rpartition("/")[2] for record in found] == ["one", "two"]


def test_a_graph_must_bear_the_name_of_its_record() -> None:
    trig = f"{PREFIXES} <urn:other> {{ {small_record('one').replace(PREFIXES, '')} }}"
    with pytest.raises(InvalidRecordError) as caught:
        parse_records(trig.encode(), "application/trig")
    assert "the graph must have that same IRI" in caught.value.findings[0].message


def test_a_byte_order_mark_is_passed_over() -> None:
    assert len(parse_quads(b"\xef\xbb\xbf<urn:a> <urn:b> <urn:c> .", "text/turtle")) == 1


def test_media_types_come_from_endings() -> None:
    assert media_type_of(Path("a/b.TTL")) == "text/turtle"
    with pytest.raises(UsageError, match="an ending we do not read"):
        media_type_of(Path("notes.docx"))
