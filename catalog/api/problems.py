"""Errors as problem documents (RFC 9457), or as a page where a browser asks.

Never a stack trace, never more of the request than its author needs to mend it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from catalog.api.html import render
from catalog.api.negotiation import HTML, wants_page
from catalog.api.replies import to_json, with_charset
from catalog.errors import (
    AmbiguousError,
    BudgetSpentError,
    BusyError,
    HeadwatersError,
    InvalidRecordError,
    NotAcceptableError,
    NotFoundError,
    UnauthorizedError,
    UnparseableError,
)
from catalog.model import Thing
from catalog.store.damage import damaged_file
from catalog.terms import BASE

PROBLEM_JSON: Final = "application/problem+json"
PROBLEMS: Final = BASE + "problem/"
CHALLENGE: Final = 'Bearer realm="headwaters", Basic realm="headwaters", charset="UTF-8"'

Json = dict[str, Any]  # Any: what a problem adds differs from one to the next


class ProblemDocument(BaseModel):
    """What every error looks like (RFC 9457). Some carry more members, named in `detail`."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(description="A name for the sort of problem, the same for ever.")
    title: str = Field(description="The sort of problem in words.")
    status: int = Field(description="The HTTP status code.")
    detail: str = Field(description="What is wrong here, and what would be accepted.")


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error responses of a route, for its description."""
    return {
        status: {
            "model": ProblemDocument,
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM_JSON: {}},
        }
        for status in statuses
    }


def problem_of(error: HeadwatersError) -> Json:
    """The problem document of one of our errors."""
    return {
        "type": PROBLEMS + error.slug,
        "title": error.title,
        "status": error.status,
        "detail": str(error),
        **_members(error),
    }


def _members(error: HeadwatersError) -> Json:
    """What a program can use beside the words."""
    match error:
        case NotFoundError():
            return {"asked": error.asked, "near": [thing_json(one) for one in error.near]}
        case AmbiguousError():
            return {
                "asked": error.asked,
                "candidates": [thing_json(one) for one in error.candidates],
            }
        case InvalidRecordError():
            return {"findings": [finding.to_json() for finding in error.findings]}
        case UnparseableError():
            return {"line": error.line, "column": error.column}
        case NotAcceptableError():
            return {"offered": list(error.offered)}
        case BusyError() | BudgetSpentError():
            return {"retry_after": error.retry_after}
        case _:
            return {}


def thing_json(thing: Thing) -> dict[str, str]:
    """A thing as lists of things give it."""
    return {"iri": thing.iri, "title": thing.title, "kind": thing.kind, "slug": thing.slug}


@cache
def kinds() -> Mapping[str, tuple[str, int]]:
    """Every sort of problem by its name: its title and status."""
    found = {slug: (HTTPStatus(status).phrase, int(status)) for status, slug in _SLUGS.items()}
    waiting: list[type[HeadwatersError]] = [HeadwatersError]
    while waiting:
        sort = waiting.pop()
        found[sort.slug] = (sort.title, sort.status)
        waiting.extend(sort.__subclasses__())
    return dict(sorted(found.items()))


def install(app: FastAPI) -> None:
    """Let every error of an app leave it as a problem."""

    @app.exception_handler(HeadwatersError)
    def ours(request: Request, error: HeadwatersError) -> Response:
        headers: dict[str, str] = {}
        if isinstance(error, BusyError | BudgetSpentError):
            headers["Retry-After"] = str(error.retry_after)
        if isinstance(error, UnauthorizedError):
            headers["WWW-Authenticate"] = CHALLENGE
        return respond(request, problem_of(error), headers)

    @app.exception_handler(sqlite3.DatabaseError)
    def damaged(request: Request, error: sqlite3.DatabaseError) -> Response:
        return respond(request, problem_of(damaged_file(error)))

    @app.exception_handler(RequestValidationError)
    def parameters(request: Request, error: RequestValidationError) -> Response:
        return respond(request, _wrong_parameters(error))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        return respond(request, _of_status(request, error.status_code), error.headers)

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        problem = _of_status(request, HTTPStatus.INTERNAL_SERVER_ERROR)
        # This answer passes none of our middleware.
        return respond(request, problem, {"X-Request-Id": getattr(request.state, "request_id", "")})


def respond(request: Request, problem: Json, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as JSON, or as a page where a browser asks."""
    all_headers = {"Vary": "Accept", "Cache-Control": "no-store", **(headers or {})}
    slug = problem["type"].removeprefix(PROBLEMS)
    request.app.state.metrics.problem(slug)
    request.state.problem = slug
    if problem["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:  # to ask an operator about
        problem = {**problem, "request_id": getattr(request.state, "request_id", "")}
    if wants_page(request):
        pages = request.app.state.pages
        body: bytes | str = render(pages, "problem.html", request, problem=problem)
        media_type = with_charset(HTML)
    else:
        body, media_type = to_json(problem), PROBLEM_JSON
    return Response(body, problem["status"], all_headers | {"Content-Type": media_type})


def _wrong_parameters(error: RequestValidationError) -> Json:
    wrong = [
        {"parameter": str(found["loc"][-1]), "message": found["msg"]} for found in error.errors()
    ]
    words = "; ".join(f"{one['parameter']}: {one['message']}" for one in wrong)
    return {
        "type": PROBLEMS + "bad-request",
        "title": "The request cannot be understood",
        "status": 400,
        "detail": f"{words}.",
        "parameters": wrong,
    }


_WORDS: Final = {
    404: "Nothing is at the address “{path}”. What there is, /docs lists.",
    405: "“{path}” does not take {method}. What it takes, /docs says.",
    500: "Something went wrong on our side; it has been written down. Please try again.",
}
_SLUGS: Final = {404: "no-such-address", 405: "method-not-allowed", 500: "error"}


def _of_status(request: Request, status: int) -> Json:
    phrase = HTTPStatus(status).phrase
    words = _WORDS.get(status, phrase + ".")
    return {
        "type": PROBLEMS + _SLUGS.get(status, phrase.lower().replace(" ", "-")),
        "title": phrase,
        "status": status,
        "detail": words.format(path=request.url.path, method=request.method),
    }
