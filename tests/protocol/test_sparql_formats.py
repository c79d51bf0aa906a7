"""Content negotiation for query answers, with the headers real clients send."""

from __future__ import annotations

import pytest

from catalog.errors import NotAcceptableError, UsageError
from catalog.rdf.media import HTML, choose
from catalog.sparql.formats import GRAPHS, TABLES, choose_format, format_named
from catalog.sparql.guard import QueryForm

SELECT, ASK = QueryForm.SELECT, QueryForm.ASK
CONSTRUCT, DESCRIBE = QueryForm.CONSTRUCT, QueryForm.DESCRIBE

WRAPPER_JSON = (
    "application/sparql-results+json,application/json,text/javascript,application/javascript"
)
RDFLIB = "application/rdf+xml, application/sparql-results+xml"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,"
    "application/xml;q=0.3,text/html;q=0.2,application/sparql-results+json;q=0.1"
)
CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
TURTLE = "text/turtle; charset=utf-8"


@pytest.mark.parametrize(
    ("form", "accept", "name", "media_type"),
    [
        (SELECT, None, "json", JSON),
        (ASK, "", "json", JSON),
        (SELECT, "*/*", "json", JSON),
        (CONSTRUCT, "*/*", "turtle", TURTLE),
        (DESCRIBE, None, "turtle", TURTLE),
        (SELECT, WRAPPER_JSON, "json", JSON),
        (SELECT, "application/json", "json", "application/json"),
        (SELECT, "text/javascript", "json", JSON),
        (SELECT, "application/sparql-results+xml", "xml", XML),
        (ASK, "application/sparql-results+xml", "xml", XML),
        (SELECT, "text/csv", "csv", CSV),
        (SELECT, "text/*", "csv", CSV),
        (SELECT, "text/tab-separated-values;q=0.9, text/csv;q=0.8", "tsv", TSV),
        (CONSTRUCT, "application/turtle,text/turtle", "turtle", TURTLE),
        (CONSTRUCT, "application/turtle", "turtle", TURTLE),
        (CONSTRUCT, "application/rdf+xml", "rdfxml", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json", "jsonld", "application/ld+json"),
        (CONSTRUCT, "application/json", "jsonld", "application/json"),
        (CONSTRUCT, WRAPPER_JSON, "jsonld", "application/json"),
        (CONSTRUCT, "text/plain", "ntriples", "text/plain"),
        (DESCRIBE, "application/n-triples", "ntriples", "application/n-triples"),
        (SELECT, RDFLIB, "xml", XML),
        (CONSTRUCT, RDFLIB, "rdfxml", "application/rdf+xml"),
        (SELECT, COMUNICA, "xml", "application/xml"),
        (CONSTRUCT, COMUNICA, "nquads", "application/n-quads"),
        (SELECT, "application/sparql-results+json, application/sparql-results+xml", "json", JSON),
        (SELECT, "application/sparql-results+xml, application/sparql-results+json", "xml", XML),
        (SELECT, "application/sparql-results+json,*/*;q=0.9", "json", JSON),
        (SELECT, "*/*, text/csv", "csv", CSV),
        (SELECT, "text/csv;q=0.5, application/*", "json", JSON),
        (SELECT, "application/sparql-results+json;q=0, */*", "xml", XML),
        (SELECT, "TEXT/CSV", "csv", CSV),
        (SELECT, "text/csv ; charset=utf-8 ; q=0.4", "csv", CSV),
        (SELECT, "text/csv;q=abc", "csv", CSV),
        (SELECT, "gibberish", "json", JSON),
        (SELECT, "gibberish, text/csv", "csv", CSV),
        (SELECT, "," * 5000 + "text/csv", "json", JSON),
        (SELECT, CHROMIUM, "xml", "application/xml"),
    ],
)
def test_the_best_form_is_chosen(
    form: QueryForm, accept: str | None, name: str, media_type: str
) -> None:
    choice = choose_format(form, accept)
    assert (choice.name, choice.media_type) == (name, media_type)


@pytest.mark.parametrize(
    ("form", "accept"),
    [
        (SELECT, "text/turtle"),
        (SELECT, "image/png, application/rdf+xml"),
        (CONSTRUCT, "text/csv"),
        (CONSTRUCT, "application/sparql-results+xml"),
        (SELECT, "*/*;q=0"),
    ],
)
def test_what_is_not_offered_is_told_with_all_offers(form: QueryForm, accept: str) -> None:
    offered = {
        SELECT: (JSON, XML, "text/csv", "text/tab-separated-values"),
        CONSTRUCT: (
            "text/turtle",
            "application/n-triples",
            "application/rdf+xml",
            "application/ld+json",
            "application/trig",
            "application/n-quads",
        ),
    }
    with pytest.raises(NotAcceptableError) as raised:
        choose_format(form, accept)
    assert raised.value.offered == offered[form]
    assert str(raised.value) == (
        f"Nothing here matches “{accept}”. Offered: {', '.join(offered[form])}."
    )


@pytest.mark.parametrize(
    ("accept", "name"),
    [(CHROMIUM, "html"), ("*/*", "json"), (JSON, "json"), ("text/html", "html"), (None, "json")],
)
def test_a_page_put_last_is_for_browsers_only(accept: str | None, name: str) -> None:
    choice = choose(accept, [*TABLES, HTML])
    assert choice is not None
    assert choice.name == name


def test_short_names_are_those_of_the_command_line() -> None:
    assert [format_named(SELECT, offer.name).media_type for offer in TABLES] == [
        offer.media_type for offer in TABLES
    ]
    assert [offer.name for offer in GRAPHS] == [
        "turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads",
    ]  # fmt: skip
    with pytest.raises(UsageError) as raised:
        format_named(ASK, "turtle")
    assert str(raised.value) == (
        "ASK cannot be answered as turtle. It can be answered as: json, xml, csv, tsv."
    )
