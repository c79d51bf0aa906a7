"""The command line (architecture.md section 5)."""

from __future__ import annotations

from catalog.cli.main import main

__all__ = ["main"]
