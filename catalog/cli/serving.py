"""`demo` and `serve`: the API and the explorer."""

from __future__ import annotations

import typer


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
