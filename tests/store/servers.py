"""Real SPARQL servers on this machine, started by the tests and only for them."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol

import httpx

_PATIENCE = 60.0

VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 60
AllowOSCalls = 0
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
MaxClientConnections = 10
EnabledDavVSP = 0
HTTPProxyEnabled = 0
[SPARQL]
ResultSetMaxRows = {most_rows}
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 60
"""


class Server(Protocol):
    """A SPARQL service that can be stopped and started again with the data it had."""

    @property
    def address(self) -> str:
        """As HEADWATERS_GRAPH takes it."""

    def start(self) -> None:
        """Start, and wait until it answers."""

    def kill(self) -> None:
        """End it as a crash would."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def oxigraph_command() -> str | None:
    """The server of the package `oxigraph`, beside this Python or on the path."""
    beside = Path(sys.executable).parent / "oxigraph"
    return str(beside) if beside.exists() else shutil.which("oxigraph")


def wait_for(url: str, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until a server answers."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            httpx.get(url, params={"query": "ASK {}"}, timeout=5)
        except httpx.TransportError:
            if process is not None and process.poll() is not None:
                raise AssertionError(f"the server ended with {process.returncode}") from None
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"no answer at {url}")


class OxigraphServer:
    """`oxigraph serve`."""

    def __init__(self, folder: Path, *, loads: bool = False, union: bool = True) -> None:
        command = oxigraph_command()
        assert command is not None
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._loads = loads
        self._command = [command, "serve", "--location", str(folder / "data")]
        self._command += ["--bind", f"127.0.0.1:{self.port}"]
        self._command += ["--union-default-graph"] if union else []

    @property
    def address(self) -> str:
        load = "&load=/store" if self._loads else ""
        return f"sparql+http://127.0.0.1:{self.port}/query?update=/update{load}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(f"http://127.0.0.1:{self.port}/query", self._process)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class VirtuosoServer:
    """`virtuoso-t` with a configuration of its own, as few buffers as will do, on loopback."""

    def __init__(self, folder: Path, most_rows: int = 1_000_000) -> None:
        self.port, self._sql_port, self._folder = free_port(), free_port(), folder
        self._process: subprocess.Popen[bytes] | None = None
        self._granted = False
        (folder / "virtuoso.ini").write_text(
            VIRTUOSO_INI.format(
                folder=folder, port=self.port, sql_port=self._sql_port, most_rows=most_rows
            )
        )

    @property
    def address(self) -> str:
        return f"sparql+http://127.0.0.1:{self.port}/sparql"

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(f"http://127.0.0.1:{self.port}/sparql", self._process)
        if not self._granted:
            self.sql('grant SPARQL_UPDATE to "SPARQL"')
            self._granted = True

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
            (self._folder / "virtuoso.lck").unlink(missing_ok=True)

    def sql(self, statement: str) -> str:
        """Run one statement as the administrator."""
        done = subprocess.run(
            ["isql-vt", f"127.0.0.1:{self._sql_port}", "dba", "dba", f"exec={statement};"],
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout
