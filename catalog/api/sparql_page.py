"""The page to write queries on: works without scripts, shows the answer as a table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from catalog.api.html import render
from catalog.api.negotiation import HTML
from catalog.api.problems import Json, problem_of
from catalog.api.protocol import Asked
from catalog.api.replies import with_charset
from catalog.api.running import admitted, run_watched, wanted_request
from catalog.api.service import Service
from catalog.errors import HeadwatersError
from catalog.questions import Question, questions
from catalog.sparql.answers import Answer
from catalog.sparql.guard import QueryForm, check

_FIRST_QUERY: Final = """PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX hw: <https://w3id.org/headwaters/ns#>

# The datasets from which most was made
SELECT ?dataset ?title (COUNT(DISTINCT ?made) AS ?count) WHERE {
  ?made hw:upstreamTransitive ?dataset .
  ?dataset a dcat:Dataset ; dct:title ?title .
}
GROUP BY ?dataset ?title
ORDER BY DESC(?count)
LIMIT 20
"""
_FORMATS: Final = {
    True: ("turtle", "jsonld", "ntriples", "rdfxml"),
    False: ("csv", "tsv", "json", "xml"),
}

Cell = dict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as the page shows it: a table, a yes or no, or RDF as text."""

    seconds: float
    commit: int
    truncated: bool
    count: int
    type: str
    content: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    boolean: bool | None = None
    text: str | None = None
    formats: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """The answer as it came, for the script that takes the table's place."""
        names = ("seconds", "commit", "truncated", "type", "content")
        return {name: getattr(self, name) for name in names}


async def editor_page(request: Request, service: Service, asked: Asked) -> Response:
    """The page with a query and its answer, or what is wrong with it."""
    problem: Json | None = None
    shown: Shown | None = None
    try:
        shown = await _run(request, service, asked)
    except HeadwatersError as error:
        problem = problem_of(error)
    status = problem["status"] if problem else 200
    body = await run_in_threadpool(_render, request, service, asked.query, shown, problem)
    return Response(
        body, status, {"Vary": "Accept", "Cache-Control": "no-cache"}, with_charset(HTML)
    )


def empty_editor(request: Request, service: Service) -> Response:
    """The page with a query to begin from."""
    body = _render(request, service, _FIRST_QUERY, None, None)
    return Response(body, 200, {"Vary": "Accept", "Cache-Control": "no-cache"}, with_charset(HTML))


async def _run(request: Request, service: Service, asked: Asked) -> Shown:
    with admitted(request, service):
        form = check(asked.query).form
        accept = "text/turtle" if form.gives_graph else "application/sparql-results+json"
        wanted = wanted_request(asked, accept, service.options.most_page_rows)
        answer = await run_watched(request, service, wanted)
    return await run_in_threadpool(_shown, form, answer)


def _shown(form: QueryForm, answer: Answer) -> Shown:
    body = answer.read().decode()
    said = (answer.seconds, answer.commit, answer.truncated, answer.rows, answer.media_type, body)
    formats = _FORMATS[form.gives_graph]
    if form.gives_graph:
        return Shown(*said, text=body, formats=formats)
    found: dict[str, Any] = json.loads(body)  # Any: SPARQL results, read key by key
    if form is QueryForm.ASK:
        return Shown(*said, boolean=bool(found["boolean"]), formats=formats[2:])
    columns = tuple(found["head"]["vars"])
    rows = tuple(
        tuple(row.get(column) for column in columns) for row in found["results"]["bindings"]
    )
    return Shown(*said, columns=columns, rows=rows, formats=formats)


def _render(
    request: Request, service: Service, query: str, shown: Shown | None, problem: Json | None
) -> str:
    examples: list[Question] = list(questions().values())
    given: Json | None = {"problem": problem} if problem else shown.to_json() if shown else None
    return render(
        service.pages,
        "sparql.html",
        request,
        query=query,
        shown=shown,
        problem=problem,
        given=given,
        most_rows=service.options.most_page_rows,
        examples=examples,
        lines=min(30, max(10, query.count("\n") + 2)),
    )
