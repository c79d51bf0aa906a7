"""The named questions, and validation: what one can ask without SPARQL."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from catalog.api.bodies import UnsupportedMediaTypeError, media_type_of, read_body
from catalog.api.examples import ANSWER, QUESTIONS, RECORD_TEXT, VALIDATION, answers
from catalog.api.html import address_with, render
from catalog.api.negotiation import HTML, JSON, wants_page
from catalog.api.problems import errors
from catalog.api.replies import json_reply, reply, to_json
from catalog.api.running import watched
from catalog.api.service import Service, ServiceOf
from catalog.ask import DEFAULT_LIMIT, ask
from catalog.errors import NotFoundError, UsageError
from catalog.questions import Question, question, questions
from catalog.rdf.parse import FORMATS, MAX_BYTES

router = APIRouter()

_OWN_PARAMETERS: Final = frozenset({"limit"})


@router.get(
    "/questions",
    summary="The named questions",
    tags=["Questions"],
    responses=answers("All of them.", QUESTIONS, page=True),
)
def list_questions(request: Request, service: ServiceOf) -> Response:
    """Every question with its parameters and columns."""
    every = list(questions().values())
    if wants_page(request):
        return reply(
            request,
            service,
            HTML,
            lambda: render(service.pages, "questions.html", request, questions=every),
        )
    return json_reply(
        request,
        service,
        lambda: {"total": len(every), "questions": [one.to_json() for one in every]},
    )


@router.get(
    "/questions/{name}",
    summary="The answer to a named question",
    tags=["Questions"],
    responses={**answers("The rows.", ANSWER, page=True), **errors(400, 404, 409)},
)
def answer_question(
    request: Request,
    service: ServiceOf,
    name: Annotated[
        str, Path(description="The question's name or number.", examples=["upstream-of"])
    ],
    limit: Annotated[
        int, Query(ge=1, le=5000, description="Rows at most.", examples=[100])
    ] = DEFAULT_LIMIT,
) -> Response:
    """The rows, the query that found them, and the commit they hold at.

    The question's parameters are parameters of the address, as `/questions/upstream-of?start=
    aguila-7b`; those left out take their defaults.
    """
    asked = question(name)
    given = {k: v for k, v in request.query_params.items() if k not in _OWN_PARAMETERS}
    if wants_page(request):
        return _page(request, service, asked, given, limit)
    return json_reply(
        request,
        service,
        lambda: ask(service.store, asked.name, given, limit=limit).to_json(),
    )


def _page(
    request: Request, service: Service, asked: Question, given: dict[str, str], limit: int
) -> Response:
    """The answer with its form; where a parameter is missing or wrong, the form and why."""
    known = {p.name for p in asked.parameters}
    kept = {k: v for k, v in given.items() if k in known}
    trouble: UsageError | NotFoundError | None = None

    def body() -> str:
        answer = None if trouble else ask(service.store, asked.name, kept, limit=limit).to_json()
        return render(
            service.pages,
            "question.html",
            request,
            question=asked,
            given={p.name: kept.get(p.name, p.default) for p in asked.parameters},
            answer=answer,
            trouble=str(trouble) if trouble else None,
            near=trouble.near if isinstance(trouble, NotFoundError) else (),
            as_json=address_with(request),
        )

    try:
        return reply(request, service, HTML, body)
    except (UsageError, NotFoundError) as error:
        trouble = error
        return Response(body(), error.status, {"Vary": "Accept"}, HTML)


async def _posted(request: Request) -> bytes:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise UnsupportedMediaTypeError(f"A body compressed as {encoding[:20]}. Send it plain.")
    return await read_body(request, MAX_BYTES)


@router.post(
    "/validate",
    summary="Every finding on some records; nothing is written",
    tags=["Validation"],
    responses={**answers("What the shapes find.", VALIDATION), **errors(400, 413, 415, 422, 503)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                name: {
                    "schema": {"type": "string"},
                    **({"example": RECORD_TEXT} if name == "text/turtle" else {}),
                }
                for name in FORMATS
            },
        }
    },
)
async def validate(
    request: Request, service: ServiceOf, data: Annotated[bytes, Depends(_posted)]
) -> Response:
    """Validate one record as Turtle, or many as TriG with a named graph for each.

    The records are seen together with each other and with what is published. Text that cannot
    be read is a problem with its line and column (400); records that cannot be told from one
    another are findings (422). A document is checked in a process of its own; where it takes
    more time or memory than a query may, that is ended (422, too-costly). Where the findings
    are too many to send, `truncated` is true and `total` says how many there are.
    """
    media_type = media_type_of(request)
    if media_type not in FORMATS:
        raise UnsupportedMediaTypeError(
            f"“{media_type or 'no type'}” is not read here. We read {', '.join(FORMATS)}."
        )
    checked = await watched(
        request,
        lambda gone: service.checker.check(service.store.graph, data, media_type, gone),
    )
    found: dict[str, Any] = {  # Any: the document of architecture.md section 5
        "conforms": checked.conforms,
        "findings": [finding.to_json() for finding in checked.findings],
    }
    if checked.is_truncated:
        found |= {"truncated": True, "total": checked.total}
    return Response(to_json(found), media_type=JSON)
