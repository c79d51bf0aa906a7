"""What a worker gives up before it touches anything of a stranger's: memory, time, files, network.

All of it holds without privileges, and none can be taken back by the process itself.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_NICENESS: Final = 10

_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EACCES
_SOCKET: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By machine: its name among audit architectures, and the number of socket(2)."""


def bind_to_parent(parent: int) -> None:
    """Die with the program that started us, whichever way it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)  # it went before we were bound


def give_way() -> None:
    """From now on let the service itself go first where processors are short.

    Without this, run-away queries that keep all processors busy make everybody wait for what the
    service answers by itself. Starting up is not slowed: somebody waits for that.
    """
    os.nice(_NICENESS)


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


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_so", ctypes.c_ubyte),
        ("if_not", ctypes.c_ubyte),
        ("value", ctypes.c_uint32),
    )


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def forbid_connections() -> None:
    """Let no socket be made any more, while files may still be opened (seccomp(2)).

    For engines that write files as they work. To be called after `bind_to_parent`, and before
    any thread is started: threads that run already would not be bound.

    :raises OSError: where this machine cannot promise it.
    """
    known = _SOCKET.get(platform.machine())
    if known is None:
        raise OSError(f"no rule against connections for {platform.machine()}")
    architecture, socket = known
    steps = (_Step * 7)(
        _Step(_LOAD, 0, 0, 4),  # seccomp_data.arch
        _Step(_EQUAL, 1, 0, architecture),
        _Step(_RETURN, 0, 0, _DENY),
        _Step(_LOAD, 0, 0, 0),  # seccomp_data.nr
        _Step(_EQUAL, 0, 1, socket),
        _Step(_RETURN, 0, 0, _DENY),
        _Step(_RETURN, 0, 0, _ALLOW),
    )
    rules = _Filter(len(steps), steps)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(rules), 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel takes no rule against connections")


def limit_files(size: int) -> None:
    """Bound the bytes of each file that is written."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
