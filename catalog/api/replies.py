"""Replies that say which commit they show, so that nothing unchanged is sent twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import quote

from fastapi import Request, Response

from catalog.api.conditions import http_date, is_held, settled
from catalog.api.negotiation import HTML, JSON, chosen
from catalog.api.service import Service
from catalog.rdf.media import HTML as HTML_OFFER

_SHORT = {HTML: "html", JSON: "json"}
_WITH_CHARSET = frozenset(
    {"text/turtle", HTML, "text/plain", "text/markdown", "application/n-triples"}
)


def reply(
    request: Request,
    service: Service,
    media_type: str,
    body: Callable[[], bytes | str],
    headers: Mapping[str, str] | None = None,
    *,
    day: str = "",
    modified: str | None = None,
    etag: str = "",
) -> Response:
    """The answer to a GET as far as it depends on the catalogue alone.

    Its ETag is the commit number with the edition of the service and the format. Where the
    client holds that already the body is not even made (304, RFC 9110 § 13.1.2); where another
    was given it before, it is kept.

    :param day: the day an answer is judged by, where it is: tomorrow it is another answer.
    :param modified: when the answer last changed, where that is known (Last-Modified).
    :raises NotAcceptableError: where it is a page and the client takes none.
    :param etag: one of its own, where it changes less often than the catalogue.
    """
    if media_type == HTML:
        chosen(request, (HTML_OFFER,))
    short = _SHORT.get(media_type, media_type.rpartition("/")[2])
    etag = (
        etag or f'W/"{service.store.projected}-{service.edition}-{f"{day}-" if day else ""}{short}"'
    )
    all_headers = {
        "ETag": etag,
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        **(headers or {}),
    }
    time = settled(modified) if modified else None
    if time is not None:
        all_headers["Last-Modified"] = http_date(time)
    if is_held(request, etag, time):
        return Response(status_code=304, headers=all_headers)
    kept = service.kept.get_or_make(service.store.projected, (etag, *_address(request)), body)
    return Response(kept, headers=all_headers | {"Content-Type": with_charset(media_type)})


def _address(request: Request) -> tuple[str, ...]:
    """All of a request's address that an answer can depend on."""
    url = request.url
    return url.scheme, url.netloc, url.path, url.query


def json_reply(
    request: Request,
    service: Service,
    value: Callable[[], object],
    headers: Mapping[str, str] | None = None,
    *,
    day: str = "",
) -> Response:
    """As `reply`, with a value as JSON."""
    return reply(request, service, JSON, lambda: to_json(value()), headers, day=day)


def to_json(value: object) -> bytes:
    """A value as JSON, as UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def with_charset(media_type: str) -> str:
    """A media type as a Content-Type."""
    return f"{media_type}; charset=utf-8" if media_type in _WITH_CHARSET else media_type


def alternates(links: Mapping[str, str], **others: str) -> str:
    """A Link header (RFC 8288): other formats by their media type, and other relations."""
    parts = [f'<{in_ascii(url)}>; rel="alternate"; type="{kind}"' for kind, url in links.items()]
    parts += [f'<{in_ascii(url)}>; rel="{relation}"' for relation, url in others.items()]
    return ", ".join(parts)


def in_ascii(iri: str) -> str:
    """An IRI as the URI that a header can hold (RFC 3987 § 3.1)."""
    return quote(iri, safe=":/?#[]@!$&'()*+,;=%~")
