"""Which of several representations a request wants (RFC 9110 § 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import Request

from catalog.errors import NotAcceptableError
from catalog.rdf.media import HTML as HTML_OFFER
from catalog.rdf.media import Offer, choose, parse_accept

HTML: Final = "text/html"
JSON: Final = "application/json"

_PAGE_OR_JSON: Final = (Offer("json", JSON), HTML_OFFER)


def accept_of(request: Request) -> str | None:
    """The Accept header of a request, however often it stands there."""
    return ", ".join(request.headers.getlist("accept")) or None


def chosen(request: Request, offers: Sequence[Offer]) -> str:
    """The name of the offer a request likes best.

    :raises NotAcceptableError: where it accepts nothing of what is offered.
    """
    accept = accept_of(request)
    found = choose(accept, offers)
    if found is None:
        raise NotAcceptableError(accept or "", [offer.essence for offer in offers])
    return found.name


def wants_page(request: Request) -> bool:
    """Whether a browser asks: HTML is named, and liked at least as well as JSON."""
    accept = accept_of(request)
    named = any((r.type, r.subtype) == ("text", "html") for r in parse_accept(accept))
    found = choose(accept, _PAGE_OR_JSON)
    return named and found is not None and found.name == HTML_OFFER.name


def page_rather_than_json(request: Request) -> bool:
    """As `wants_page`, for addresses that have a page and JSON and nothing else.

    :raises NotAcceptableError: where the request accepts neither.
    """
    chosen(request, _PAGE_OR_JSON)
    return wants_page(request)
