"""One worker process, seen from the pool: started, asked, killed.

All waiting is bounded. Whatever goes wrong here leaves a process that must be thrown away; the
pool does so for every exception.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import catalog
from catalog.errors import UnavailableError
from catalog.sparql.frames import BrokenFrameError, Frame, FrameDecoder, FrameKind, encode

_READ = 256 * 1024
_STARTUP_SECONDS = 30.0


class DeadlineError(Exception):
    """The worker had not finished when its time was up."""


class DiedError(Exception):
    """The worker ended in the middle of its work."""

    def __init__(self, returncode: int | None) -> None:
        """Remember how it ended: negative is a signal (subprocess)."""
        self.returncode = returncode
        super().__init__(self.cause)

    @property
    def cause(self) -> str:
        """The end in words."""
        code = self.returncode
        if code is not None and code < 0:
            try:
                return signal.Signals(-code).name
            except ValueError:
                return f"signal {-code}"
        return f"exit code {code}"


class GoneError(Exception):
    """The worker had ended before it was given the job; another one may take it."""


class FailureError(Exception):
    """The worker is sound and says why there is no answer."""

    def __init__(self, kind: str, message: str, line: int | None, column: int | None) -> None:
        """`kind` is one of syntax, usage, evaluation, memory, size, open."""
        self.kind, self.message, self.line, self.column = kind, message, line, column
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folder workers may open, and the number of the last commit it holds."""

    path: Path
    commit: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """What the worker says once its answer is whole."""

    variables: tuple[str, ...]
    rows: int
    truncated: bool
    replace: bool


class WorkerProcess:
    """A running `catalog.sparql.worker` on one snapshot, one job at a time."""

    def __init__(self, snapshot: Snapshot, memory: int) -> None:
        """Start it and wait until it is ready. Raises UnavailableError when it cannot open.

        The calling thread must outlive the worker: the kernel's parent-death signal follows the
        thread that started a process, not the process it belongs to (prctl(2)).
        """
        self.snapshot = snapshot
        settings = {"snapshot": str(snapshot.path), "memory": memory, "parent": os.getpid()}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "catalog.sparql.worker", json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            bufsize=0,
        )
        assert self._process.stdin is not None  # noqa: S101 - tells mypy what PIPE means
        assert self._process.stdout is not None  # noqa: S101
        self._input, self._output = self._process.stdin, self._process.stdout
        self._poll = select.poll()
        self._poll.register(self._output.fileno(), select.POLLIN | select.POLLHUP)
        self._decoder = FrameDecoder()
        self._wait_until_ready()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def run(self, job: dict[str, object], seconds: float, take: Callable[[bytes], None]) -> Ending:
        """Have one job done within `seconds`; `take` gets the bytes of the answer in order.

        Raises GoneError before the job has begun, then DeadlineError, DiedError or FailureError.
        """
        try:
            self._input.write(encode(FrameKind.JOB, job))
        except BrokenPipeError as error:
            raise GoneError from error
        begun = False
        variables: tuple[str, ...] = ()
        for frame in self._frames(time.monotonic() + seconds):
            if frame.kind is FrameKind.DATA:
                take(frame.payload)
                continue
            told = frame.json()
            if frame.kind is FrameKind.BEGUN:
                begun = True
            elif frame.kind is FrameKind.HEADER:
                variables = tuple(told["variables"])
            elif frame.kind is FrameKind.FAILURE:
                raise _failure(told)
            elif frame.kind is FrameKind.END:
                return Ending(variables, told["rows"], told["truncated"], told["replace"])
        code = self._process.wait()
        raise DiedError(code) if begun else GoneError

    def kill(self) -> None:
        """End it now, whatever it does; safe to call from any thread and more than once."""
        self._process.kill()

    def close(self) -> None:
        """Kill it, wait for its end and free its pipes."""
        self._process.kill()
        self._process.wait()
        self._input.close()
        self._output.close()

    def _wait_until_ready(self) -> None:
        try:
            frame = next(self._frames(time.monotonic() + _STARTUP_SECONDS), None)
        except (DeadlineError, DiedError) as error:
            self.close()
            raise UnavailableError("A query worker did not start.") from error
        if frame is None or frame.kind is not FrameKind.READY:
            self.close()
            died = f"it ended with {DiedError(self._process.returncode).cause}"
            why = died if frame is None else frame.json()["message"]
            raise UnavailableError(f"A query worker cannot open its snapshot: {why}")

    def _frames(self, until: float) -> Iterator[Frame]:
        """Frames as they come, up to the end of the process's output."""
        while True:
            left = until - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise DeadlineError
            data = os.read(self._output.fileno(), _READ)
            if not data:
                return
            try:
                yield from self._decoder.feed(data)
            except BrokenFrameError as error:
                raise DiedError(None) from error


def _failure(told: dict[str, object]) -> FailureError:
    line, column = told.get("line"), told.get("column")
    return FailureError(
        str(told["kind"]),
        str(told["message"]),
        line if isinstance(line, int) else None,
        column if isinstance(column, int) else None,
    )


def _environment() -> dict[str, str]:
    """Nothing of ours but the way to our own modules: a worker has no use for secrets.

    One arena for all threads: each further one would claim 64 MiB of the address space that
    RLIMIT_AS bounds, and a tight bound would then fail at random while starting (mallopt(3)).
    """
    return {
        "PYTHONPATH": str(Path(catalog.__file__).parent.parent),
        "PYTHONSAFEPATH": "1",
        "MALLOC_ARENA_MAX": "1",
    }
