"""`query` and `ask`: SPARQL, and the named questions."""

from __future__ import annotations

import sys
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from catalog.ask import DEFAULT_LIMIT
from catalog.ask import ask as ask_store
from catalog.cli.context import Context, say, write, write_json
from catalog.cli.show import table_text
from catalog.errors import UsageError
from catalog.questions import questions
from catalog.sparql.formats import format_named
from catalog.sparql.guard import check
from catalog.sparql.request import QueryRequest
from catalog.sparql.runners import open_runner


class AnswerFormat(StrEnum):
    """What `query` prints."""

    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    XML = "xml"
    TURTLE = "turtle"
    JSONLD = "jsonld"
    NTRIPLES = "ntriples"


_MEDIA_TYPES: Final = {
    AnswerFormat.JSON: "application/sparql-results+json",
    AnswerFormat.CSV: "text/csv",
    AnswerFormat.TSV: "text/tab-separated-values",
    AnswerFormat.XML: "application/sparql-results+xml",
    AnswerFormat.TURTLE: "text/turtle",
    AnswerFormat.JSONLD: "application/ld+json",
    AnswerFormat.NTRIPLES: "application/n-triples",
}


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("query")(query)
    app.command("ask")(ask)


def query(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A SPARQL query; - reads stdin.")] = "",
    file: Annotated[Path | None, typer.Option("-f", "--file", help="A file with one.")] = None,
    answer_format: Annotated[
        AnswerFormat | None,
        typer.Option("--format", help="How to print it: JSON for tables, Turtle for graphs."),
    ] = None,
) -> None:
    """Run a SPARQL query."""
    if bool(text) == bool(file):
        raise UsageError("Give a query as text, or a file with -f.")
    sparql = file.read_text(encoding="utf-8") if file else sys.stdin.read() if text == "-" else text
    settings = Context.of(context)
    client = settings.client()
    if client:
        accept = _MEDIA_TYPES[answer_format] if answer_format else "*/*"
        with client:
            sys.stdout.buffer.write(client.query(sparql, accept)[1])
        return
    checked = check(sparql)
    usual = AnswerFormat.TURTLE if checked.form.gives_graph else AnswerFormat.JSON
    chosen = format_named(checked.form, (answer_format or usual).value)
    with settings.open() as store:
        request = QueryRequest(sparql, chosen.name, chosen.media_type)
        with closing(open_runner(store, size=1)) as runner, runner.run(request) as answer:
            for part in answer:
                sys.stdout.buffer.write(part)
            if answer.truncated:
                say(f"Cut after {answer.rows} rows.")


def ask(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The question; none lists all of them.")] = "",
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Its parameters.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows to show at most.")] = DEFAULT_LIMIT,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the named questions, or ask one."""
    if not name:
        _list(as_json=as_json)
        return
    given = _parse(parameters or [])
    settings = Context.of(context)
    client = settings.client()
    if client:
        with client:
            answer = client.ask(name, {**given, "limit": str(limit)})
    else:
        with settings.open() as store:
            answer = ask_store(store, name, given, limit=limit).to_json()
    if as_json:
        write_json(answer)
    else:
        _print(answer)


def _print(answer: dict[str, Any]) -> None:
    """An answer as a table; `Any` as JSON has no finer type."""
    write(answer["title"])
    for name, value in answer["parameters"].items():
        write(f"  {name}: {value}")
    write(table_text(answer["columns"], answer["rows"]))
    shown, total = len(answer["rows"]), answer["total"]
    rows = "row" if total == 1 else "rows"
    words = f"{total} {rows}" if shown == total else f"{shown} of {total} rows"
    empty = " Nothing recorded; that is not the same as none." if total == 0 else ""
    write(f"{words}, at commit {answer['commit']}.{empty}")


def _list(*, as_json: bool) -> None:
    if as_json:
        write_json({"questions": [question.to_json() for question in questions().values()]})
        return
    for question in questions().values():
        write(f"{question.number:<4} {question.name:<32} {question.title}")
        for parameter in question.parameters:
            default = f" (else {parameter.default})" if parameter.default else ""
            write(f"       {parameter.name}=… {parameter.label}{default}")


def _parse(parameters: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            raise UsageError(f"“{parameter}”: write parameters as name=value.")
        given[name] = value
    return given
