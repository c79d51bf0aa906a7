"""`harvest`: records from another catalogue's files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catalog.cli.context import Context, progress, say, write, write_json
from catalog.cli.registering import refresh_findings
from catalog.model import Outcome


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("harvest")(harvest_files)


def harvest_files(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FORMAT", help="ecosystem-graphs.")],
    path: Annotated[Path, typer.Argument(help="The folder or file to read.")],
    dry_run: Annotated[bool, typer.Option(help="Say what would happen; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Harvest another catalogue; every item gets an outcome and a bad one stops nothing."""
    from catalog.harvest.run import harvest

    with (
        Context.of(context).open(create=True) as store,
        progress("Harvesting", total=None) as bar,
    ):
        report = harvest(
            store,
            source,
            path,
            dry_run=dry_run,
            progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
        )
        if not dry_run:
            refresh_findings(store)
    if as_json:
        write_json(report.to_json())
    else:
        for item in report.items:
            if item.outcome in (Outcome.FAILED, Outcome.SKIPPED):
                write(f"{item.outcome.value:<8} {item.id}: {item.reason}")
        counts = ", ".join(f"{number} {name}" for name, number in report.counts.items())
        say(f"{len(report.items)} items: {counts}." + (" Nothing was written." * dry_run))
    if report.has_failures:
        raise typer.Exit(1)
