"""What a worker gives up before it touches anything of a stranger's: memory, time, files, network.

All of it holds without privileges, and none can be taken back by the process itself.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38


def bind_to_parent(parent: int) -> None:
    """Die with the program that started us, whichever way it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)  # it went before we were bound


def limit_memory(memory: int) -> None:
    """Bound the address space and leave no core files."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_processor(seconds: float) -> None:
    """Bound processor time of the job at hand: the belt to the pool's braces."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    total = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (total, resource.RLIM_INFINITY))


def close_the_doors() -> None:
    """Let no file descriptor be opened any more: no file, and no socket for SERVICE to use.

    What is needed must be open already. The lowest free descriptor becomes the limit, so
    none of those below is free and none above may be had.
    """
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, lowest))
