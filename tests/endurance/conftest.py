"""The shipped catalogue in a store, made once; each proof takes a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.records.shipped import load_shipped
from catalog.store import CatalogStore
from catalog.store.tokens import Scope, Tokens


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Makes a store with the shipped catalogue in a folder."""
    template = tmp_path_factory.mktemp("template") / "store"
    with CatalogStore.open(template, create=True) as store:
        load_shipped(store, actor="tests")

    def copy(folder: Path) -> Path:
        return Path(shutil.copytree(template, folder / "store"))

    return copy


def new_token(store: Path) -> str:
    """A token that allows everything, of a store that a service may have open."""
    tokens = Tokens(store / "journal.db")
    try:
        return tokens.new("endurance", (Scope.PUBLISH, Scope.ADMIN))
    finally:
        tokens.close()
