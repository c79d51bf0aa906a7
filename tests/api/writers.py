"""What the tests of writing share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.api.app import create_app
from catalog.settings import Settings
from catalog.store import CatalogStore
from catalog.store.tokens import Scope, Tokens
from tests.api.testing import TestClient

AGUILA_PATH = "/record/shipped/model/aguila-7b"
AGUILA = "https://w3id.org/headwaters" + AGUILA_PATH
TURTLE = {"Content-Type": "text/turtle"}


def token_for(store: CatalogStore, *scopes: Scope, name: str = "Ada") -> str:
    """A new token of a store."""
    tokens = Tokens(store.journal.path)
    try:
        return tokens.new(name, scopes)
    finally:
        tokens.close()


@contextmanager
def writing(store: CatalogStore, token: str, *, updates: bool = True) -> Iterator[TestClient]:
    """A client with a token, of a service of its own."""
    # Patient, for a machine that runs other tests may take long to start a worker.
    settings = Settings(store=Path("unused"), workers=1, updates=updates, deadline=60)
    app = create_app(settings, store)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
