"""A service for the suites: our app on a store on disk, in a process of its own."""

from __future__ import annotations

import os
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


@contextmanager
def running(directory: Path) -> Iterator[httpx.Client]:
    """A client of a service on the store in a folder."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", __name__, str(directory), str(listener.fileno())]
        process = subprocess.Popen(
            command, pass_fds=[listener.fileno()], cwd=Path(__file__).parents[2], env=os.environ
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                yield client
        finally:
            process.terminate()
            process.wait()


def serve(directory: Path, listener: int) -> None:
    """Serve until told to end."""
    settings = Settings(store=directory, workers=2, deadline=20)
    with CatalogStore.open(directory, create=True) as store:
        app = create_app(settings, store)
        uvicorn.run(app, fd=listener, log_level="warning", ws="none")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
