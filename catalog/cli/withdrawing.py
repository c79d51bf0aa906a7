"""`withdraw` and `merge`: taking things out, with a reason that stays at their address."""

from __future__ import annotations

from typing import Annotated

import typer

from catalog.cli.context import Context, say
from catalog.cli.registering import refresh_findings
from catalog.lookup import find_thing
from catalog.terms import RECORDS

_ACTOR = "command line"

Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; shown at the old address.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("withdraw")(withdraw)
    app.command("merge")(merge)


def withdraw(
    context: typer.Context,
    thing: Annotated[str, typer.Argument(metavar="ID", help="A thing, or a record's IRI.")],
    reason: Reason,
) -> None:
    """Withdraw a record, or all records about a thing; their addresses answer 410 from then on."""
    from catalog.records.withdraw import withdraw as take_out  # half a second other commands save

    with Context.of(context).open() as store:
        iri = thing if thing.startswith(RECORDS) else find_thing(store.search, thing).iri
        commits = take_out(store, iri, actor=_ACTOR, reason=reason)
        refresh_findings(store)
        head = store.head
    for commit in commits:
        say(f"{commit.record} is withdrawn.")
    say(f"The catalogue is at commit {head}.")


def merge(
    context: typer.Context,
    thing: Annotated[str, typer.Argument(metavar="ID", help="The thing that gives up its name.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The thing that it is.")],
    reason: Reason,
) -> None:
    """Merge a thing into another: its address leads there, and records name the other instead."""
    from catalog.records.withdraw import merge as join  # half a second other commands save

    with Context.of(context).open() as store:
        old, new = (find_thing(store.search, name) for name in (thing, into))
        done = join(store, old, new, actor=_ACTOR, reason=reason)
        refresh_findings(store)
        head = store.head
    for record in done.withdrawn:
        say(f"{record} is withdrawn.")
    for record in done.mended:
        say(f"{record} names {new.kind}/{new.slug} now.")
    say(f"The catalogue is at commit {head}.")
