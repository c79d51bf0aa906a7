"""`query` and `ask`: SPARQL, and the named questions."""

from __future__ import annotations

import typer


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
