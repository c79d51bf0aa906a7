"""What the programs that read strangers' documents share: start, loop, failures."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from catalog.bounded.frames import Frame, FrameDecoder, FrameKind
from catalog.bounded.limits import (
    bind_to_parent,
    close_the_doors,
    give_way,
    limit_memory,
)
from catalog.bounded.sender import Sender
from catalog.errors import TooLargeError, UnparseableError, UsageError

_READ: Final = 64 * 1024


class Pipe:
    """Standard input as whole frames, one by one."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._decoder = FrameDecoder()
        self._waiting: list[Frame] = []

    def next(self) -> Frame:
        """The next frame; the process ends where there is none any more."""
        while not self._waiting:
            data = os.read(0, _READ)
            if not data:
                sys.exit(0)
            self._waiting = self._decoder.feed(data)
        return self._waiting.pop(0)


Run = Callable[[Frame, Pipe, Sender], None]
"""Works on what one frame begins."""


@contextmanager
def failures_told(sender: Sender) -> Iterator[None]:
    """Tell the pool of every failure that leaves the process sound; end it after any other."""
    try:
        yield
    except UnparseableError as error:
        place = {"line": error.line, "column": error.column}
        known = {name: number for name, number in place.items() if number is not None}
        where = f" (in {error.origin})" if error.origin else ""
        sender.failure("unparseable", error.reason + where, **known)
    except TooLargeError as error:
        sender.failure("too-large", str(error))
    except UsageError as error:
        sender.failure("usage", str(error))
    except MemoryError:
        sender.failure("memory", "it needs more memory than a document may have")
        sys.exit(1)
    except RecursionError:
        sender.failure("depth", "it is nested too deep")


def serve(warm_up: Callable[[], None], run: Run) -> None:
    """Warm up, give up every way to open a file or a connection, say so, serve until the end.

    :param warm_up: imports all that is imported late: no file can be opened afterwards.
    """
    settings = json.loads(sys.argv[1])
    bind_to_parent(int(settings["parent"]))
    limit_memory(int(settings["memory"]))
    sender, pipe = Sender(1, int(settings["memory"])), Pipe()
    sys.stdout = sys.stderr  # what a library prints must not fall among the frames
    warm_up()
    close_the_doors()
    give_way()
    sender.frame(FrameKind.READY, {})
    while True:
        run(pipe.next(), pipe, sender)
