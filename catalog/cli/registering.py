"""`load` and `validate`: records from files."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from catalog.cli.context import Context, progress, say, write, write_json
from catalog.cli.show import findings_text
from catalog.client import Client
from catalog.errors import InvalidRecordError, NotFoundError
from catalog.governance.upkeep import refresh
from catalog.model import Finding, Outcome, Record
from catalog.rdf.parse import media_type_of
from catalog.records.files import read_records, record_files, shipped_entries
from catalog.store import CatalogStore


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("load")(load)
    app.command("validate")(validate_files)


def load(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="RDF files or folders; none means the shipped catalogue."),
    ] = None,
) -> None:
    """Register records from RDF files or folders; all of them, or none where one fails."""
    records = _read(paths or [shipped_entries()])
    with Context.of(context).open(create=True) as store:
        say(load_records(store, records, "load"))


def load_records(store: CatalogStore, records: list[Record], message: str) -> str:
    """Register records and tell in one sentence what became of them."""
    from catalog.records.register import register  # half a second that other commands save

    with progress("Validating and registering", total=None):
        done = register(store, records, actor="command line", message=message)
    refresh_findings(store)
    counts = Counter(registration.outcome for registration in done)
    warnings = sum(len(registration.findings) for registration in done)
    words = ", ".join(
        f"{counts[outcome]} {outcome.value}"
        for outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
        if counts[outcome]
    )
    sentence = f"{len(done)} records: {words}. The catalogue is at commit {store.head}."
    if warnings:
        sentence += f" {warnings} hints for their stewards; `headwaters validate` lists them."
    return sentence


def refresh_findings(store: CatalogStore) -> None:
    """Bring the findings in the graph up to the last commit, with a progress bar."""
    with progress("Computing findings", total=None) as bar:
        refresh(
            store,
            datetime.now(UTC).date().isoformat(),
            lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
        )


def validate_files(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="RDF files or folders.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check records against the shapes; nothing is written."""
    settings = Context.of(context)
    client = settings.client()
    if client:
        findings = _validate_remotely(client, paths)
    else:
        findings = [finding.to_json() for finding in _validate_here(settings, paths)]
    conforms = not any(finding["severity"] == "Violation" for finding in findings)
    if as_json:
        write_json({"conforms": conforms, "findings": findings})
    elif findings:
        write(findings_text(findings))
    else:
        write("Nothing to mend.")
    if not conforms:
        raise typer.Exit(1)


def _validate_here(settings: Context, paths: list[Path]) -> list[Finding]:
    """The findings, seen together with the store where there is one."""
    from catalog.records.register import validate
    from catalog.shacl import Validator

    try:
        records = _read(paths)
    except InvalidRecordError as error:
        return list(error.findings)
    validator = Validator.load()
    try:
        store = settings.open()
    except NotFoundError:
        return validate(records, None, validator)
    with store:
        return validate(records, store.graph, validator)


def _validate_remotely(client: Client, paths: list[Path]) -> list[dict[str, str]]:
    findings: list[dict[str, str]] = []
    with client:
        for path in record_files(paths):
            answer = client.validate(path.read_bytes(), media_type_of(path))
            findings.extend(answer["findings"])
    return findings


def _read(paths: list[Path]) -> list[Record]:
    files = record_files(paths)
    records: list[Record] = []
    with progress("Reading", total=len(files)) as bar:
        for path in files:
            records.extend(read_records([path]))
            bar.advance(bar.task_ids[0])
    return records
