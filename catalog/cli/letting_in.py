"""`token`: who may write over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Final

import typer

from catalog.cli.context import Context, say, write, write_json
from catalog.errors import UsageError
from catalog.store.tokens import Scope, Tokens

_token: Final = typer.Typer(
    name="token", help="Let people and programs write over HTTP.", no_args_is_help=True
)


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(_token)


@_token.command("new")
def new(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="Whom it is for; the history shows it.")],
    scope: Annotated[
        list[Scope],
        typer.Option(help="publish: write records. admin: that, and SPARQL Update."),
    ],
    expires: Annotated[
        str, typer.Option(help="The last day it is valid, as 2027-12-31; else it stays valid.")
    ] = "",
) -> None:
    """Make a token and print it, once."""
    with _tokens(context) as tokens:
        token = tokens.new(name, scope, _day(expires))
    say("Keep it; it cannot be shown again.")
    write(token)


@_token.command("list")
def list_tokens(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List all tokens ever made, without their secrets."""
    with _tokens(context) as tokens:
        every = tokens.all()
    if as_json:
        write_json(
            [
                {
                    "id": one.id, "name": one.name, "scopes": list(one.scopes),
                    "created": one.created, "expires": one.expires, "used": one.used,
                    "revoked": one.revoked,
                }
                for one in every
            ]
        )  # fmt: skip
        return
    for one in every:
        notes = [f"until {one.expires}"] if one.expires else []
        notes += [f"last used {one.used}" if one.used else "not used yet"]
        notes += [f"revoked {one.revoked}"] if one.revoked else []
        write(f"{one.id:>4}  {one.name}  {' '.join(one.scopes)}  {one.created}  {', '.join(notes)}")


@_token.command("revoke")
def revoke(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME|ID", help="Its name or its number.")],
) -> None:
    """Make a token invalid at once, also for a service that runs."""
    with _tokens(context) as tokens:
        revoked = tokens.revoke(name)
    write(f"{revoked.name} can no longer write.")


@contextmanager
def _tokens(context: typer.Context) -> Iterator[Tokens]:
    """The tokens of the store, which a running service may have open."""
    settings = Context.of(context)
    if settings.server:
        raise UsageError("Tokens are made where the store is; name it with --store.")
    journal = settings.store / "journal.db"
    if not journal.exists():
        settings.open().close()  # which says that there is none
    tokens = Tokens(journal)
    try:
        yield tokens
    finally:
        tokens.close()


def _day(text: str) -> str | None:
    """The last day in a text, or None where it names none.

    :raises UsageError: where it is no date, or a day that is over.
    """
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"“{text}” is no day; write it as 2027-12-31.") from error
    if day < date.today():
        raise UsageError(f"{text} is over; such a token would never be valid.")
    return day.isoformat()
