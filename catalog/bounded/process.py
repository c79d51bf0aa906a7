"""One worker process, seen from the pool: started, asked, killed.

All waiting is bounded. Whatever goes wrong here leaves a process that must be thrown away; the
pool does so for every exception.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import termios
import time
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import catalog
from catalog.bounded.frames import BrokenFrameError, Frame, FrameDecoder, FrameKind, encode
from catalog.errors import UnavailableError

_READ: Final = 256 * 1024
_STARTUP_SECONDS: Final = 30.0


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
        """`kind` is a word the worker and its caller have agreed on, as syntax or memory."""
        self.kind, self.message, self.line, self.column = kind, message, line, column
        super().__init__(message)


class BoundedProcess:
    """A running worker program, one job at a time."""

    def __init__(self, program: str, settings: Mapping[str, object], noun: str) -> None:
        """Start a module as a program and wait until it says that it is ready.

        The calling thread must outlive the worker: the kernel's parent-death signal follows the
        thread that started a process, not the process it belongs to (prctl(2)).

        :param settings: what the program finds as JSON in its one argument, beside `parent`.
        :param noun: what it is called in messages, as in “query worker”.
        :raises UnavailableError: where it does not start.
        """
        told = json.dumps({**settings, "parent": os.getpid()})
        self._process = subprocess.Popen(
            [sys.executable, "-m", program, told],
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
        os.set_blocking(self._input.fileno(), False)
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(self._output.fileno(), select.POLLIN | select.POLLHUP)
        self._writable.register(self._input.fileno(), select.POLLOUT)
        self._decoder = FrameDecoder()
        self._wait_until_ready(noun)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def converse(
        self, job: dict[str, object], until: float, payload: bytes | None = None
    ) -> Iterator[Frame]:
        """Hand over one job; the frames of its answer as they come, up to END.

        :param until: the deadline on the monotonic clock.
        :param payload: bytes that go with the job, in a DATA frame of their own.
        :raises GoneError: before the job has begun; then DeadlineError, DiedError, FailureError.
        """
        try:
            self.send(FrameKind.JOB, job, until)
            if payload is not None:
                self.send(FrameKind.DATA, payload, until)
        except BrokenPipeError as error:
            raise GoneError from error
        for frame in self._frames(until):
            if frame.kind is FrameKind.FAILURE:
                raise _failure(frame.json())
            yield frame
            if frame.kind is FrameKind.END:
                return
        code = self._process.wait()
        raise GoneError if self._left_unread() else DiedError(code)

    def send(self, kind: FrameKind, payload: bytes | dict[str, object], until: float) -> None:
        """Write one frame, waiting no longer than `until` for the worker to take it.

        :raises DeadlineError: where it does not.
        :raises BrokenPipeError: where it has ended.
        """
        view = memoryview(encode(kind, payload))
        while view:
            left = until - time.monotonic()
            if left <= 0 or not self._writable.poll(left * 1000):
                raise DeadlineError
            try:
                view = view[os.write(self._input.fileno(), view) :]
            except BlockingIOError:  # another write filled the pipe: never with one job at a time
                continue

    def kill(self) -> None:
        """End it now, whatever it does; safe to call from any thread and more than once."""
        self._process.kill()

    def close(self) -> None:
        """Kill it, wait for its end and free its pipes."""
        self._process.kill()
        self._process.wait()
        self._input.close()
        self._output.close()

    def _left_unread(self) -> bool:
        """Whether the pipe still holds the job, so that it cannot be what ended the worker."""
        unread = array("i", [0])
        fcntl.ioctl(self._input.fileno(), termios.FIONREAD, unread)
        return unread[0] > 0

    def _wait_until_ready(self, noun: str) -> None:
        try:
            frame = next(self._frames(time.monotonic() + _STARTUP_SECONDS), None)
        except (DeadlineError, DiedError) as error:
            self.close()
            raise UnavailableError(f"A {noun} did not start.") from error
        if frame is None or frame.kind is not FrameKind.READY:
            self.close()
            died = f"it ended with {DiedError(self._process.returncode).cause}"
            why = died if frame is None else frame.json()["message"]
            raise UnavailableError(f"A {noun} cannot begin: {why}")

    def _frames(self, until: float) -> Iterator[Frame]:
        """Frames as they come, up to the end of the process's output."""
        while True:
            left = until - time.monotonic()
            if left <= 0 or not self._readable.poll(left * 1000):
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
