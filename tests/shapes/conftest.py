"""The option that rewrites what the cases of this folder expect."""

from __future__ import annotations

import contextlib

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes the findings there are into the `.expected` files; read the diff."""
    with contextlib.suppress(ValueError):  # another folder of tests has added it
        parser.addoption("--update", action="store_true", help="rewrite expected results")
