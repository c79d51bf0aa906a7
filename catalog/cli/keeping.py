"""`export`, `history`, `rebuild`, `doctor`: looking after a store."""

from __future__ import annotations

import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from pyoxigraph import RdfFormat

from catalog.cli.context import Context, progress, say, write, write_json
from catalog.errors import StoreDamagedError, StoreLockedError
from catalog.lookup import find_thing
from catalog.rdf.export import write_records
from catalog.store.backup import copy_journal, restore_backup, write_backup
from catalog.store.check import check, check_journal
from catalog.store.journal import Journal
from catalog.terms import RECORDS


class ExportFormat(StrEnum):
    """What `export` writes."""

    NQUADS = "nquads"
    TRIG = "trig"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    JSONLD = "jsonld"


_FORMATS: Final = {
    ExportFormat.NQUADS: RdfFormat.N_QUADS,
    ExportFormat.TRIG: RdfFormat.TRIG,
    ExportFormat.TURTLE: RdfFormat.TURTLE,
    ExportFormat.NTRIPLES: RdfFormat.N_TRIPLES,
    ExportFormat.JSONLD: RdfFormat.JSON_LD,
}


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("export")(export)
    app.command("history")(history)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("rebuild")(rebuild)
    app.command("doctor")(doctor)


def export(
    context: typer.Context,
    output_format: Annotated[
        ExportFormat, typer.Option("--format", help="How to write it.")
    ] = ExportFormat.NQUADS,
) -> None:
    """Write all published records to stdout; N-Quads, TriG and JSON-LD keep them apart."""
    with Context.of(context).open() as store:
        states = ((commit.record, commit.state or "") for commit in store.journal.current())
        write_records(states, _FORMATS[output_format], sys.stdout.buffer)


def history(
    context: typer.Context,
    thing: Annotated[str, typer.Argument(metavar="ID", help="A thing, or a record's IRI.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the commits on a thing's records, oldest first."""
    with Context.of(context).open() as store:
        commits = store.journal.history(thing)  # what was withdrawn still has a history
        if not commits and not thing.startswith(RECORDS):
            commits = store.journal.history(find_thing(store.search, thing).iri)
    if as_json:
        write_json(
            [
                {
                    "commit": commit.number,
                    "time": commit.time,
                    "actor": commit.actor,
                    "action": commit.action,
                    "record": commit.record,
                    "message": commit.message,
                }
                for commit in commits
            ]
        )
        return
    for commit in commits:
        record = commit.record.removeprefix(RECORDS)
        write(
            f"{commit.number:>6}  {commit.time}  {commit.action:<8}  {record}  "
            f"{commit.actor}: {commit.message}"
        )


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
) -> None:
    """Write the whole catalogue, with its history, into one file; also while it is served."""
    made = write_backup(Context.of(context).folder(), file)
    write(f"{file}: {made.records} records at commit {made.commit}, SHA-256 {made.sha256}.")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `headwaters backup` wrote.")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Also look through every commit and record.")
    ] = False,
) -> None:
    """Make a store from a backup; --store names the new folder."""
    settings = Context.of(context)
    with progress("Restoring", total=None) as bar:
        made = restore_backup(
            file,
            settings.store,
            verify=verify,
            service=settings.graph,
            progress=lambda done: bar.update(bar.task_ids[0], completed=done),
        )
    checked = ", every commit and record looked through" if verify else ""
    write(f"{settings.store}: {made.records} records at commit {made.commit}{checked}.")


def rebuild(context: typer.Context) -> None:
    """Build the graph and the search index again from the journal."""
    settings = Context.of(context)
    with progress("Rebuilding", total=None) as bar:
        store = settings.open_rebuilt(lambda done: bar.update(bar.task_ids[0], completed=done))
    with store:
        say(f"Rebuilt from the journal: {store.journal.count()} records at commit {store.head}.")


def doctor(context: typer.Context) -> None:
    """Check that journal, graph and search index are whole and agree."""
    settings = Context.of(context)
    try:
        with settings.open() as store:
            symptoms = list(check(store))
            head, engine = store.head, store.graph.engine
    except StoreLockedError:
        _look_at_journal(settings.folder())
        raise
    for symptom in symptoms:
        say(symptom.message)
    if any(symptom.damaged for symptom in symptoms):
        raise StoreDamagedError("The journal is damaged. Restore the store from a backup.")
    if symptoms:
        say("Run `headwaters rebuild`.")
        raise typer.Exit(1)
    write(f"All is well at commit {head}; graph: {engine}.")


def _look_at_journal(folder: Path) -> None:
    """What can be checked of a store that another process has open: a copy of its journal.

    :raises StoreDamagedError: where that is damaged.
    """
    with tempfile.TemporaryDirectory() as place:
        copy_journal(folder, Path(place) / "journal.db")
        journal = Journal(Path(place) / "journal.db")
        try:
            symptoms, head = list(check_journal(journal)), journal.head
        finally:
            journal.close()
    for symptom in symptoms:
        say(symptom.message)
    if symptoms:
        raise StoreDamagedError("The journal is damaged. Restore the store from a backup.")
    say(f"The journal is whole at commit {head}. To see graph and index, the store must be free:")
