"""The forms an answer can take, per form of query, and the choice among them.

Tables for SELECT and ASK (SPARQL 1.1 Results JSON, XML, CSV and TSV), RDF for CONSTRUCT and
DESCRIBE. The odd names are those real clients send (conformance.md B2): SPARQLWrapper asks for
JSON as `text/javascript` and for Turtle as `application/turtle`; rdflib's SPARQLStore names a
graph format and a table format in one header, whatever the query.
"""

from __future__ import annotations

from catalog.errors import NotAcceptableError, UsageError
from catalog.rdf.media import Choice, Offer, choose
from catalog.sparql.guard import QueryForm

TABLES = (
    Offer(
        "json",
        "application/sparql-results+json",
        ("application/json",),
        ("text/json", "text/javascript", "application/javascript"),
    ),
    Offer("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Offer("csv", "text/csv; charset=utf-8"),
    Offer("tsv", "text/tab-separated-values; charset=utf-8"),
)
"""What SELECT and ASK can be answered in; the first is the default."""

GRAPHS = (
    Offer(
        "turtle",
        "text/turtle; charset=utf-8",
        ("text/n3",),
        ("application/turtle", "application/x-turtle", "text/rdf+n3"),
    ),
    Offer("ntriples", "application/n-triples", ("text/plain",), ("text/ntriples",)),
    Offer("rdfxml", "application/rdf+xml", ("application/xml", "text/xml")),
    Offer("jsonld", "application/ld+json", ("application/json",)),
    Offer("trig", "application/trig", (), ("application/x-trig",)),
    Offer("nquads", "application/n-quads", (), ("text/x-nquads", "text/nquads")),
)
"""What CONSTRUCT and DESCRIBE can be answered in; the first is the default."""


def offers_for(form: QueryForm) -> tuple[Offer, ...]:
    """The offers for one form of query, the default first."""
    return GRAPHS if form.gives_graph else TABLES


def choose_format(form: QueryForm, accept: str | None) -> Choice:
    """The form of answer for an Accept header. Raises NotAcceptableError with all offers.

    >>> choose_format(QueryForm.SELECT, "application/rdf+xml, application/sparql-results+xml").name
    'xml'
    """
    offers = offers_for(form)
    choice = choose(accept, offers)
    if choice is None:
        raise NotAcceptableError(accept or "", [offer.essence for offer in offers])
    return choice


def format_named(form: QueryForm, name: str) -> Choice:
    """The form of answer called by our short name, as on the command line (`--format turtle`).

    Raises UsageError naming those that fit the form of query.
    """
    for offer in offers_for(form):
        if offer.name == name:
            return Choice(offer.name, offer.media_type)
    fitting = ", ".join(offer.name for offer in offers_for(form))
    raise UsageError(f"{form} cannot be answered as {name}. It can be answered as: {fitting}.")
