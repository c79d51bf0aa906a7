"""Where the command line starts: global options, exit codes, errors in plain words.

Data goes to stdout, progress and errors to stderr. Exit codes: 0 done, 1 findings of severity
Violation or failed items, 2 usage, 3 store in use, 4 store damaged.
"""

from __future__ import annotations

import errno
import json
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from catalog import __version__
from catalog.cli import (
    asking,
    changing,
    governing,
    harvesting,
    keeping,
    letting_in,
    lineage,
    registering,
    reporting,
    serving,
    withdrawing,
)
from catalog.cli.context import Context
from catalog.cli.show import findings_text
from catalog.errors import HeadwatersError, InvalidRecordError, StoreDamagedError, StoreFullError
from catalog.settings import read_settings
from catalog.store.damage import damaged_file

app: Final = typer.Typer(
    name="headwaters",
    help="Where does this model's data come from, who looks after it, and on what terms?",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_GLOBAL: Final = ("--store", "--server")


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"headwaters {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    store: Annotated[
        Path,
        typer.Option(help="The folder of the store.", envvar="HEADWATERS_STORE"),
    ] = Path("headwaters-data"),
    server: Annotated[
        str,
        typer.Option(
            help="Ask a running service at this address instead of opening a store.",
            envvar="HEADWATERS_SERVER",
        ),
    ] = "",
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    """Headwaters: a catalogue of the datasets behind AI and of the people around them."""
    context.obj = Context(store, server or None, read_settings().graph or None)


for module in (
    serving, registering, withdrawing, harvesting, asking, lineage, governing, changing, keeping,
    letting_in,
    reporting,
):  # fmt: skip
    module.add_commands(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; the process ends with one of the exit codes above."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(_global_first(given))
    except HeadwatersError as error:
        _report(error, as_json="--json" in given)
        sys.exit(error.exit_code)
    except sqlite3.DatabaseError as error:
        _report(damaged_file(error), as_json=False)
        sys.exit(StoreDamagedError.exit_code)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _report(
            StoreFullError("The disk is full; what was written last is not whole."), as_json=False
        )
        sys.exit(StoreFullError.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


def _global_first(arguments: list[str]) -> list[str]:
    """`headwaters lineage X --store D` means the same as `headwaters --store D lineage X`."""
    first: list[str] = []
    rest: list[str] = []
    given = iter(arguments)
    for argument in given:
        if argument == "--":
            rest.extend([argument, *given])
        elif argument in _GLOBAL:
            first.extend([argument, *([value] if (value := next(given, None)) else [])])
        elif argument.startswith(tuple(f"{name}=" for name in _GLOBAL)):
            first.append(argument)
        else:
            rest.append(argument)
    return first + rest


def _report(error: HeadwatersError, *, as_json: bool) -> None:
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    if isinstance(error, InvalidRecordError):
        if as_json:
            found = [finding.to_json() for finding in error.findings]
            sys.stdout.write(json.dumps({"conforms": False, "findings": found}, indent=2) + "\n")
        console.print(findings_text([finding.to_json() for finding in error.findings]))
    console.print(f"headwaters: {error}")
