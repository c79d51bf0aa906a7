"""Where an IRI leads on this service: our own names to our pages, others to themselves."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from catalog.api.text import safe_link
from catalog.terms import BASE, FINDINGS, HW, NS, RECORDS, compact, split_thing

ONTOLOGY: Final = BASE + "ns"
SHAPES: Final = BASE + "shapes#"


def page_of(kind: str, slug: str) -> str:
    """The path of a thing's page."""
    return f"/page/{quote(kind)}/{quote(slug)}"


def local(iri: str) -> str | None:
    """The path on this service that an IRI of ours leads to, or None for one of others."""
    thing = split_thing(iri)
    if thing is not None:
        return page_of(*thing)
    if iri.startswith(RECORDS):
        return "/record/" + quote(iri[len(RECORDS) :].partition("#")[0])
    if iri.startswith(FINDINGS):
        return "/findings/" + quote(iri[len(FINDINGS) :], safe="/#")
    if iri.startswith(HW):
        return "/ns#" + quote(iri[len(HW) :])
    if iri.startswith(NS):
        return "/ns#" + concept_anchor(iri)
    if iri.startswith(SHAPES):
        return "/shapes#" + quote(iri[len(SHAPES) :])
    return "/ns" if iri == ONTOLOGY else None


def short(iri: str) -> str:
    """The shortest clear form of an IRI, as `dct:title`, `edge-kind:learn` or `id/model/x`."""
    if iri.startswith(NS):
        return iri[len(NS) :].replace("/", ":", 1)
    return compact(iri).removeprefix(BASE)


def concept_anchor(iri: str) -> str:
    """The anchor on the ontology's page: `edge-kind-learn`, or `codes-edge-kind` for a scheme.

    A scheme has a prefix since a property may have its name.
    """
    scheme, _, identifier = iri[len(NS) :].partition("/")
    return quote(f"{scheme}-{identifier}" if identifier else f"codes-{scheme}")


def href(iri: str) -> str | None:
    """The address to link an IRI to, or None where it is better shown as text."""
    return local(iri) or safe_link(iri)
