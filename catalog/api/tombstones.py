"""What the address of something withdrawn answers: 410, or 308 to what it was merged into.

Either way the body says when, by whom and why, in the form the client asked for. Nothing of what
the record said is shown: it may have been withdrawn for what it said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalog.api.formats import BY_ENDING, DATASET_OFFERS, GRAPH_OFFERS, write
from catalog.api.html import render
from catalog.api.links import local, page_of
from catalog.api.negotiation import HTML, JSON, accept_of
from catalog.api.problems import PROBLEM_JSON, problem_of
from catalog.api.replies import in_ascii, to_json, with_charset
from catalog.errors import GoneError, MergedError
from catalog.model import Tombstone
from catalog.rdf.media import HTML as HTML_OFFER
from catalog.rdf.media import Offer, choose
from catalog.terms import RECORDS, TYPE, split_thing, term

_OFFERS: Final = (
    Offer("problem", PROBLEM_JSON, aliases=(JSON,)),
    *GRAPH_OFFERS,
    *DATASET_OFFERS,
    HTML_OFFER,
)
_REPLACED_BY: Final = term("dct:isReplacedBy")


def install(app: FastAPI) -> None:
    """Let what was withdrawn leave an app as a tombstone, and what was merged as a redirect."""

    @app.exception_handler(GoneError)
    def gone(request: Request, error: GoneError) -> Response:
        return _respond(request, error, {})

    @app.exception_handler(MergedError)
    def merged(request: Request, error: MergedError) -> Response:
        left = error.tombstone
        link = f'<{in_ascii(left.replaced_by or "")}>; rel="{_REPLACED_BY.value}"'
        return _respond(request, error, {"Location": _new_address(request, left), "Link": link})


def _respond(request: Request, error: GoneError | MergedError, headers: dict[str, str]) -> Response:
    left = error.tombstone
    asked = choose(accept_of(request), _OFFERS)
    name = _ending(request) or (asked.name if asked else "problem")
    if name == HTML_OFFER.name:
        body: bytes | str = _page(request, left)
        media_type = HTML
    elif name in BY_ENDING:
        wanted = BY_ENDING[name]
        body, media_type = write(statements(left), wanted), wanted.media_type
    else:
        body = to_json({**problem_of(error), **_members(left)})
        media_type = PROBLEM_JSON
    all_headers = {
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "Content-Type": with_charset(media_type),
        **headers,
    }
    return Response(body, error.status, all_headers)


def statements(left: Tombstone) -> Iterator[Triple]:
    """What is left as RDF: the withdrawal, by PROV-O."""
    node, act, agent = NamedNode(left.iri), BlankNode("withdrawal"), BlankNode("agent")
    time = Literal(left.time, datatype=term("xsd:dateTime"))
    yield Triple(node, TYPE, term("prov:Entity"))
    yield Triple(node, term("prov:invalidatedAtTime"), time)
    yield Triple(node, term("prov:wasInvalidatedBy"), act)
    yield Triple(act, TYPE, term("prov:Activity"))
    yield Triple(act, term("prov:endedAtTime"), time)
    yield Triple(act, term("dct:description"), Literal(left.reason))
    yield Triple(act, term("prov:wasAssociatedWith"), agent)
    yield Triple(agent, TYPE, term("prov:Agent"))
    yield Triple(agent, term("rdfs:label"), Literal(left.actor))
    if left.replaced_by:
        yield Triple(node, _REPLACED_BY, NamedNode(left.replaced_by))


# Any: a problem holds values of several types.
def _members(left: Tombstone) -> dict[str, Any]:
    return {
        "iri": left.iri,
        "withdrawn": {
            "time": left.time,
            "by": left.actor,
            "reason": left.reason,
            "commit": left.commit,
        },
        "replaced_by": left.replaced_by,
        "history": history_of(left),
    }


def history_of(left: Tombstone) -> str:
    """Where the feed of changes tells of the withdrawal."""
    return f"/changes?since={left.commit - 1}&limit=1"


def _page(request: Request, left: Tombstone) -> str:
    service = request.app.state.service
    new = split_thing(left.replaced_by or "")
    return render(
        service.pages,
        "tombstone.html",
        request,
        left=left,
        is_record=left.iri.startswith(RECORDS),
        named="/".join(split_thing(left.topic) or (left.topic,)),
        new=page_of(*new) if new else None,
        history=service.store.journal.history(left.iri)[::-1],
        told_at=history_of(left),
    )


def _ending(request: Request) -> str | None:
    """The format an address under /data names; there the ending decides, whatever is accepted."""
    path: str = request.url.path
    ending = path.rpartition(".")[2]
    return ending if path.startswith("/data/") and ending in BY_ENDING else None


def _new_address(request: Request, left: Tombstone) -> str:
    """The same question of what stands in its place."""
    old, new = (split_thing(iri or "") for iri in (left.topic, left.replaced_by))
    if old is None or new is None:
        return local(left.replaced_by or "") or "/"
    was, now = ("/" + "/".join(name) for name in (old, new))
    path = request.url.path
    if left.iri.startswith(RECORDS) and not _has_record(request, path.replace(was, now, 1)):
        path = "/id" + was
    address = quote(path.replace(was, now, 1))
    return f"{address}?{request.url.query}" if request.url.query else address


def _has_record(request: Request, path: str) -> bool:
    """Whether the same source speaks of the other thing."""
    journal = request.app.state.service.store.journal
    return journal.digest(RECORDS + path.removeprefix("/record/")) is not None
