"""The named questions: what one can ask without SPARQL."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from catalog.api.examples import ANSWER, QUESTIONS, answers
from catalog.api.html import address_with, render
from catalog.api.negotiation import HTML, page_rather_than_json
from catalog.api.problems import errors
from catalog.api.replies import json_reply, reply
from catalog.api.service import Service, ServiceOf
from catalog.ask import DEFAULT_LIMIT, ask
from catalog.errors import NotFoundError, UsageError
from catalog.questions import Question, question, questions

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
    if page_rather_than_json(request):
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
    responses={**answers("The rows.", ANSWER, page=True), **errors(400, 404, 406, 409)},
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
    if page_rather_than_json(request):
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
