"""`changes`: what changed between two dates, in the world and in this catalogue."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from catalog.cli.context import Context, write, write_json
from catalog.cli.show_changes import changes_text
from catalog.errors import UsageError
from catalog.governance.asked import day_of
from catalog.governance.changes import DEFAULT_LIMIT
from catalog.governance.changes import changes as changes_in
from catalog.governance.world_changes import Window
from catalog.lookup import find_thing


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("changes")(changes)


def changes(
    context: typer.Context,
    thing: Annotated[
        str, typer.Argument(metavar="[ID]", help="A thing to look at, with all upstream of it.")
    ] = "",
    first: Annotated[
        str, typer.Option("--from", metavar="DATE", help="What changed after this day …")
    ] = "",
    last: Annotated[
        str, typer.Option("--to", metavar="DATE", help="… through this day; else today.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="Entries a list.")] = DEFAULT_LIMIT,
    offset: Annotated[int, typer.Option(min=0, help="Entries to pass over.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what changed between two dates: by dates in the data, and by the journal."""
    if not first:
        raise UsageError("Say --from DATE.")
    window = Window(date.fromisoformat(day_of(first)), date.fromisoformat(day_of(last)))
    with Context.of(context).open() as store:
        found = find_thing(store.search, thing) if thing else None
        answer = changes_in(store, window, found, limit=limit, offset=offset).to_json()
    if as_json:
        write_json(answer)
    else:
        write(changes_text(answer))
