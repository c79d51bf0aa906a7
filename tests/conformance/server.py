"""A service for the suites: our app on a store on disk, in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn

from catalog.api.app import create_app
from catalog.settings import Settings
from catalog.store import CatalogStore
from tests.conformance.open_store import OpenRegistrar


@contextmanager
def running(directory: Path, token: str | None = None) -> Iterator[httpx.Client]:
    """A client of a service on the store in a folder.

    :param token: lets the client write; without it updates are off, as they are by default.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        may_write = "writable" if token else "readable"
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(directory), str(listener.fileno()), may_write],
            pass_fds=[listener.fileno()],
            cwd=Path(__file__).parents[2],
        )
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
                yield client
        finally:
            process.terminate()
            process.wait()


def serve(directory: Path, listener: int, may_write: bool) -> None:
    """Serve until told to end."""
    settings = Settings(
        store=directory,
        workers=2 - may_write,
        deadline=20,
        updates=may_write,
        client_seconds=0,
        client_errors=0,
    )
    with CatalogStore.open(directory) as store:
        app = create_app(settings, store, OpenRegistrar() if may_write else None)
        uvicorn.run(app, fd=listener, log_level="warning", ws="none")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "writable")
