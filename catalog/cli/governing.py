"""`findings` and `what-if`: what the rules find, and what would be different if."""

from __future__ import annotations

from typing import Annotated

import typer

from catalog.cli.context import Context, write, write_json
from catalog.cli.show_findings import difference_text, findings_text
from catalog.errors import UsageError
from catalog.governance.asked import day_of, supposition_in
from catalog.governance.evaluate import findings_of
from catalog.governance.what_if import suppose
from catalog.lookup import find_thing

AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="The day to judge by; else today.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("findings")(findings)
    app.command("what-if")(what_if)


def findings(
    context: typer.Context,
    thing: Annotated[str, typer.Argument(metavar="ID", help="An IRI, a slug or an exact name.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Show what the rules find on a thing, each finding with its way and its records."""
    settings = Context.of(context)
    day = day_of(as_of)
    client = settings.client()
    if client:
        with client:
            named = client.lookup(thing)
            answer = client.findings(named.kind, named.slug, as_of=day)
    else:
        with settings.open() as store:
            answer = findings_of(store, find_thing(store.search, thing).iri, day).to_json()
    if as_json:
        write_json(answer)
    else:
        write(findings_text(answer))


def what_if(
    context: typer.Context,
    withdraw: Annotated[str, typer.Option(metavar="ID", help="Suppose it were withdrawn.")] = "",
    license_change: Annotated[
        str,
        typer.Option("--license", metavar="ID=LICENSE", help="Suppose it had another license."),
    ] = "",
    signal: Annotated[
        str,
        typer.Option(
            metavar="ID=VALUE",
            help="Suppose a signal: allow, disallow or conditional, with :category if wanted.",
        ),
    ] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Show what would be different; nothing is written."""
    asked = {"withdraw": withdraw, "license": license_change, "signal": signal}
    given = {kind: value for kind, value in asked.items() if value}
    if len(given) != 1:
        raise UsageError("Suppose one thing: --withdraw, --license or --signal.")
    settings = Context.of(context)
    day = day_of(as_of)
    client = settings.client()
    if client:
        with client:
            answer = client.what_if(given, as_of=day)
    else:
        with settings.open() as store:
            answer = suppose(store, supposition_in(store, given), day).to_json()
    if as_json:
        write_json(answer)
    else:
        write(difference_text(answer))
