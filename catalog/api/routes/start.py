"""The start page, and the page that lists what programs can ask."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from catalog.api import queries
from catalog.api.html import kind_label, render
from catalog.api.negotiation import HTML, wants_page
from catalog.api.origin import about
from catalog.api.problems import PROBLEMS, kinds
from catalog.api.replies import json_reply, reply
from catalog.api.service import Service, ServiceOf
from catalog.api.structured import embedded, of_catalog
from catalog.errors import NotFoundError
from catalog.questions import questions
from catalog.terms import THINGS

router = APIRouter(include_in_schema=False)

_BEGIN_WITH: Final = (
    ("model/aguila-7b", "A model in Catalan and Spanish, and the long way up to the open web."),
    ("dataset/the-pile", "One dataset, and everything that was made from it."),
    ("dataset/common-crawl", "The largest spring of all: what flows from it."),
    ("license/kaitiakitanga", "Terms that a community wrote for its own language data."),
)
_FIRST_QUESTIONS: Final = 4
WHAT_IT_IS: Final = (
    "A catalogue of the datasets behind AI and of the people around them: where the data comes "
    "from, who looks after it, on what terms it was shared, and how sure anyone is."
)
"""What this is, for those who only read what it says of itself."""


@router.get("/")
def start(request: Request, service: ServiceOf) -> Response:
    """What this is, a search box, what there is, and where to begin."""
    return reply(request, service, HTML, lambda: _start(request, service))


def _start(request: Request, service: Service) -> str:
    store = service.store
    found = store.search.search("", {}, 0, 0)
    things = store.search.things([THINGS + name for name, _ in _BEGIN_WITH])
    begin = [
        (things[THINGS + name], words) for name, words in _BEGIN_WITH if THINGS + name in things
    ]
    return render(
        service.pages,
        "start.html",
        request,
        total=found.total,
        records=store.journal.count(),
        commit=store.head,
        kinds=[(kind, kind_label(kind), count) for kind, count in found.facets["kind"]],
        begin=begin,
        query=queries.KINDS,
        questions=list(questions().values())[:_FIRST_QUESTIONS],
        structured=embedded(of_catalog(WHAT_IT_IS, about(request, service))),
    )


@router.get("/problem/{slug}")
def problem(request: Request, service: ServiceOf, slug: str) -> Response:
    """What a sort of problem is: where the `type` of a problem document leads."""
    if slug not in kinds():
        raise NotFoundError(f"problem/{slug}")
    title, status = kinds()[slug]
    if wants_page(request):
        described = {"title": title, "status": status, "detail": _SORT}
        return reply(
            request,
            service,
            HTML,
            lambda: render(service.pages, "problem.html", request, problem=described),
        )
    return json_reply(
        request, service, lambda: {"type": PROBLEMS + slug, "title": title, "status": status}
    )


_SORT: Final = (
    "A sort of problem this service can answer with. What was wrong in one case, and what would "
    "have been accepted, stands in the “detail” of that answer."
)


@router.get("/docs")
def docs(request: Request, service: ServiceOf) -> Response:
    """Every address, its parameters and answers, read from the OpenAPI document."""
    return reply(
        request,
        service,
        HTML,
        lambda: render(service.pages, "docs.html", request, **_described(request)),
    )


# Any: an OpenAPI document holds values of every JSON type.
def _described(request: Request) -> dict[str, Any]:
    document = request.app.openapi()
    by_tag: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            by_tag[operation["tags"][0]].append(
                {"path": path, "method": method.upper(), **operation}
            )
    return {"document": document, "by_tag": by_tag}
