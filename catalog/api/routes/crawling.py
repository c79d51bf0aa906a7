"""Addresses for crawlers and for sites that link here: robots.txt, sitemap, oEmbed."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from catalog.api import crawling, oembed
from catalog.api.origin import origin
from catalog.api.problems import errors
from catalog.api.replies import json_reply, reply
from catalog.api.service import Service, ServiceOf
from catalog.errors import HeadwatersError, MergedError, NotFoundError
from catalog.model import Thing
from catalog.terms import split_thing

router = APIRouter(tags=["Service"])

_XML: Final = "application/xml"
_EMBED_XML: Final = "text/xml"


class UnknownEmbedFormatError(HeadwatersError):
    """A format of oEmbed that is not written here; the specification wants 501 (§ 2.3.5)."""

    exit_code = 2
    status = 501
    slug = "unknown-embed-format"
    title = "No such format of this is written"


@router.get("/robots.txt", include_in_schema=False)
def robots(request: Request, service: ServiceOf) -> Response:
    """What crawlers may ask."""
    return reply(request, service, "text/plain", lambda: crawling.robots(origin(request, service)))


@router.get(
    "/sitemap.xml",
    summary="The addresses of all pages, in parts",
    response_class=Response,
    responses={200: {"content": {_XML: {}}}},
)
def sitemap(request: Request, service: ServiceOf) -> Response:
    """The index of the sitemap. Each part holds ten thousand pages at most."""
    base, count = origin(request, service), crawling.parts(service.store)
    return reply(request, service, _XML, lambda: crawling.index(base, count))


@router.get(
    "/sitemap-{number}.xml",
    summary="A part of the sitemap",
    response_class=Response,
    responses={200: {"content": {_XML: {}}}, **errors(400, 404)},
)
def sitemap_part(
    request: Request,
    service: ServiceOf,
    number: Annotated[int, Path(ge=0, description="Which part, from 0.", examples=[1])],
) -> Response:
    """Pages with the day a record about their thing last changed; part 0 holds the others."""
    if number > crawling.parts(service.store):
        raise NotFoundError(f"sitemap-{number}.xml")
    base = origin(request, service)
    return reply(request, service, _XML, lambda: crawling.part(service.store, base, number))


@router.get(
    "/oembed",
    summary="What a page is, for sites that link to it",
    response_class=Response,
    responses={
        200: {"content": {"application/json": {}, _EMBED_XML: {}}},
        **errors(400, 404, 410, 501),
    },
)
def embed(
    request: Request,
    service: ServiceOf,
    url: Annotated[
        str,
        Query(
            max_length=2_000,
            description="The address of a page here, or the IRI of a thing.",
            examples=["https://w3id.org/headwaters/id/model/aguila-7b"],
        ),
    ],
    written: Annotated[
        str,
        Query(alias="format", max_length=20, description="`json` or `xml`.", examples=["json"]),
    ] = "json",
) -> Response:
    """The title of a page, as a link by oEmbed 1.0. No markup comes with it."""
    if written not in ("json", "xml"):
        raise UnknownEmbedFormatError(f"“{written}” is not written here, json and xml are.")
    base = origin(request, service)
    name = oembed.name_in(url, base)
    if name is None:
        raise NotFoundError(url)
    told = oembed.description(_thing(service, name), base)
    if written == "json":
        return json_reply(request, service, lambda: told)
    return reply(request, service, _EMBED_XML, lambda: oembed.as_xml(told))


def _thing(service: Service, name: tuple[str, str]) -> Thing:
    """The thing of that name, or the one it was merged into: a link need not tell of the merge."""
    try:
        return service.thing(*name)
    except MergedError as error:
        new = split_thing(error.tombstone.replaced_by or "")
        if new is None:
            raise
        return _thing(service, new)
