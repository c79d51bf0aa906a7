"""`demo` and `serve`: the API and the explorer, until someone presses Ctrl-C."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Final

import httpx
import typer

from catalog.cli.context import Context, say
from catalog.cli.registering import refresh_findings
from catalog.errors import PortInUseError, StoreFullError, UsageError
from catalog.records.shipped import load_shipped
from catalog.store import CatalogStore

HOST: Final = "127.0.0.1"
_READY_SECONDS: Final = 60.0
_ARENA_MAX: Final = -8
"""M_ARENA_MAX of mallopt(3)."""
_TRIM_SECONDS: Final = 60.0
"""How often what is free among the memory in use is given back; it takes some milliseconds."""

Port = Annotated[int, typer.Option(help="The port of the API.", min=1, max=65535)]
ExplorerPort = Annotated[int, typer.Option(help="The port of the explorer.", min=1, max=65535)]
NoExplorer = Annotated[bool, typer.Option("--no-explorer", help="Serve the API alone.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("demo")(demo)
    app.command("serve")(serve)


def demo(
    context: typer.Context,
    port: Port = 8000,
    explorer_port: ExplorerPort = 8501,
    no_explorer: NoExplorer = False,
) -> None:
    """Make a store with the shipped catalogue if there is none, and serve it."""
    settings = Context.of(context)
    explorer = None if no_explorer else explorer_port
    _share_memory()
    _end_in_order()
    _check_ports(port, explorer)
    with _explorer(port, explorer), settings.open(create=True) as store:
        if store.head == 0:
            count = load_shipped(store, actor="command line")
            say(f"{count} records of the shipped catalogue are in {settings.store}.")
        _refresh_findings(store)
        _serve(store, port, explorer)


def serve(
    context: typer.Context,
    port: Port = 8000,
    explorer_port: ExplorerPort = 8501,
    no_explorer: NoExplorer = False,
) -> None:
    """Serve an existing store."""
    explorer = None if no_explorer else explorer_port
    _share_memory()
    _end_in_order()
    _check_ports(port, explorer)
    with Context.of(context).open() as store, _explorer(port, explorer):
        _refresh_findings(store)
        _serve(store, port, explorer)


def _refresh_findings(store: CatalogStore) -> None:
    """Bring the findings up to date, or serve those there are where the disk is full."""
    try:
        refresh_findings(store)
    except StoreFullError as error:
        say(f"{error} The findings stay as they were.")


def _serve(store: CatalogStore, port: int, explorer: int | None) -> None:
    import uvicorn

    from catalog.api.app import create_app
    from catalog.api.logs import set_up
    from catalog.cli.draining import ANSWERING, FINISHING, DrainingServer
    from catalog.settings import Settings

    url = None if explorer is None else f"http://{HOST}:{explorer}"
    settings = Settings(explorer_url=url)
    set_up(as_json=settings.log == "json")
    app = create_app(settings, store)
    threading.Thread(target=_announce, args=(port, explorer), daemon=True).start()
    threading.Thread(target=_give_memory_back, daemon=True).start()
    config = uvicorn.Config(
        app,
        host=HOST,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=round(FINISHING) + ANSWERING,
    )
    DrainingServer(config, lambda: app.state.service.end_work()).run()


def _share_memory() -> None:
    """Have all threads take memory from two pools; before any other thread starts.

    By itself the C library gives threads pools of their own, eight for each core, and what dozens
    of threads free in them does not come back. It settles how many there are with the second
    thread, which is the graph engine's; later it is not to be moved (mallopt(3)).
    """
    with suppress(AttributeError, OSError):  # another C library knows no such thing
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def _give_memory_back() -> None:
    """Return memory that is free but lies between what is in use, again and again.

    The C library returns only what lies at the end of a pool, so that one large answer would be
    paid for until the service ends (malloc_trim(3)).
    """
    library = ctypes.CDLL(None)
    with suppress(AttributeError):  # another C library knows no such thing
        while True:
            time.sleep(_TRIM_SECONDS)
            library.malloc_trim(0)


@contextmanager
def _explorer(port: int, explorer: int | None) -> Iterator[None]:
    """The explorer as a process of its own, ended with this one."""
    if explorer is None:
        yield
        return
    found = importlib.util.find_spec("ui")
    if found is None or found.origin is None:
        raise UsageError("The explorer is not installed; use --no-explorer.")
    folder = Path(found.origin).parent
    from ui.options import OPTIONS

    command = [sys.executable, "-m", "streamlit", "run", str(folder / "app.py"), *OPTIONS]
    command += ["--server.port", str(explorer), "--server.address", HOST]
    environment = {**os.environ, "HEADWATERS_SERVER": f"http://{HOST}:{port}"}
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()


def _end_in_order() -> None:
    """Let a request to end close the store and the explorer too.

    The server handles the signal, and then raises it again; by itself that would end this
    process before it has cleaned up.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def _announce(port: int, explorer: int | None) -> None:
    """Print the addresses once both really answer."""
    _wait(f"http://{HOST}:{port}/health")
    say(f"API       http://{HOST}:{port}   (Ctrl-C stops)")
    if explorer is not None:
        _wait(f"http://{HOST}:{explorer}/_stcore/health")
        say(f"Explorer  http://{HOST}:{explorer}")


def _wait(address: str) -> None:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        try:
            if httpx.get(address, timeout=2).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    say(f"{address} has not answered for {_READY_SECONDS:.0f} seconds.")


def _check_ports(port: int, explorer: int | None) -> None:
    """Meet a taken port before anything is started.

    :raises PortInUseError: where another program listens there.
    """
    for number, option in ((port, "--port"), (explorer, "--explorer-port")):
        if number is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, number))
            except OSError as error:
                raise PortInUseError(number, option) from error
