"""`report`, `letter` and `attribution`: what the graph says, in the order others ask for it."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from catalog.cli.context import Context, write, write_json
from catalog.errors import UsageError
from catalog.lookup import find_thing
from catalog.reports import TEMPLATES, draft, render
from catalog.reports.attribution import bundle, bundle_text
from catalog.reports.letter import letter as make_letter
from catalog.reports.letter import letter_text
from catalog.reports.snapshot import changes_text, compare, freeze, thaw

COMPARE: Final = "compare"


class ReportFormat(StrEnum):
    """How to print a report."""

    MD = "md"
    HTML = "html"
    JSON = "json"
    DOCUMENT = "document"


class BundleFormat(StrEnum):
    """How to print an attribution bundle."""

    TEXT = "text"
    BIBTEX = "bibtex"
    CSV = "csv"


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("report")(report)
    app.command("letter")(letter)
    app.command("attribution")(attribution)


def report(
    context: typer.Context,
    template: Annotated[
        str, typer.Argument(help=f"{', '.join(TEMPLATES)}; or compare, with two frozen reports.")
    ],
    names: Annotated[
        list[str], typer.Argument(metavar="ID...", help="A model or dataset; for compare: files.")
    ],
    report_format: Annotated[
        ReportFormat, typer.Option("--format", help="How to print it.")
    ] = ReportFormat.MD,
    as_of: Annotated[str, typer.Option(help="A date, as 2026-11-24; today by default.")] = "",
    frozen: Annotated[
        bool, typer.Option("--freeze", help="Print a frozen report, for compare.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For compare: print JSON.")] = False,
) -> None:
    """Draft a report from the records, or compare two frozen ones."""
    if template == COMPARE:
        _compare(names, as_json=as_json)
        return
    if len(names) != 1:
        raise UsageError("Name one thing to report on.")
    day = day_of(as_of)
    settings = Context.of(context)
    client = settings.client()
    if client:
        if frozen:
            raise UsageError("A report is frozen from a store; leave --server out.")
        with client:
            found = client.lookup(names[0])
            path = (
                f"/reports/{template}/{found.kind}/{found.slug}?format={report_format}&as_of={day}"
            )
            write(client.get_bytes(path, "*/*").decode())
        return
    with settings.open() as store:
        drafted = draft(store, template, find_thing(store.search, names[0]), day)
    write(freeze(drafted) if frozen else render(drafted, report_format.value))


def letter(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="A dataset, collection or source.")],
    as_of: Annotated[str, typer.Option(help="A date, as 2026-11-24; today by default.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """A steward's letter: what was made of a thing, what became of its terms, whom to write to."""
    day = day_of(as_of)
    with Context.of(context).open() as store:
        found = make_letter(store, find_thing(store.search, name), day)
    if as_json:
        write_json(found.to_json())
    else:
        write(letter_text(found))


def attribution(
    context: typer.Context,
    names: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Datasets or models, one or several.")
    ],
    bundle_format: Annotated[
        BundleFormat, typer.Option("--format", help="How to print it.")
    ] = BundleFormat.TEXT,
    as_of: Annotated[str, typer.Option(help="A date, as 2026-11-24; today by default.")] = "",
) -> None:
    """All that things were made of, with creator, license, address and record, to give credit."""
    day = day_of(as_of)
    with Context.of(context).open() as store:
        things = [find_thing(store.search, name) for name in names]
        found = bundle(store, things, day)
    write(bundle_text(found, bundle_format.value))


def _compare(names: list[str], *, as_json: bool) -> None:
    if len(names) != 2:
        raise UsageError("Name two frozen reports: the older and the newer one.")
    old, new = (thaw(_read(name), name) for name in names)
    changes = compare(old, new)
    if as_json:
        write_json([change.to_json() for change in changes])
    else:
        write(changes_text(old, new, changes))


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{name} cannot be read: {error}.") from error


def day_of(given: str) -> str:
    """A date as given, or today's.

    :raises UsageError: where it is no date as ISO 8601 writes one.
    """
    if not given:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError as error:
        raise UsageError(f"“{given}” is no date; write it as 2026-11-24.") from error
