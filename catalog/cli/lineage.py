"""`lineage`: where a thing comes from, and what was made of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from catalog.cli.context import Context, write, write_json
from catalog.cli.show import lineage_text
from catalog.cli.show_changes import as_of_text
from catalog.errors import UsageError
from catalog.governance.asked import day_of
from catalog.lineage import DEFAULT_LIMIT, Direction, trace
from catalog.lookup import find_thing


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("lineage")(lineage)


def lineage(
    context: typer.Context,
    thing: Annotated[str, typer.Argument(metavar="ID", help="An IRI, a slug or an exact name.")],
    upstream: Annotated[
        bool, typer.Option("--upstream", help="Towards the sources (the default).")
    ] = False,
    downstream: Annotated[
        bool, typer.Option("--downstream", help="Towards what was made of it.")
    ] = False,
    depth: Annotated[int | None, typer.Option(min=1, help="Steps to follow at most.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Things to show at most.")] = DEFAULT_LIMIT,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="Leave out what was issued later.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Trace a thing upstream or downstream, with the kind of every step and who states it."""
    if upstream and downstream:
        raise UsageError("Choose one of --upstream and --downstream.")
    day = date.fromisoformat(day_of(as_of)) if as_of else None
    direction = Direction.DOWNSTREAM if downstream else Direction.UPSTREAM
    settings = Context.of(context)
    client = settings.client()
    if client:
        if day:
            raise UsageError("As of a day, a lineage is read from a store; leave --server out.")
        with client:
            found = client.lookup(thing)
            answer = client.lineage(
                found.kind, found.slug, direction.value, depth=depth, limit=limit
            )
    else:
        with settings.open() as store:
            found = find_thing(store.search, thing)
            answer = trace(store, found, direction, depth=depth, limit=limit, as_of=day).to_json()
    if as_json:
        write_json(answer)
    else:
        if day:
            write(as_of_text(answer, found.title))
        if not answer.get("start_is_later"):
            write(lineage_text(answer, found.title))
