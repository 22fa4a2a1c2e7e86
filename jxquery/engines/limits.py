"""What a worker process may take of the machine, and how the system holds it to that.

Every limit can be left out by itself; only tests do, to see what each of them is good for.
"""

from __future__ import annotations

import math
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

# The exit code of a worker that gave itself up for its memory.
OUT_OF_MEMORY = 77
_MiB = 1024 * 1024
_LOOK_SECONDS = 0.05


class Limits(Struct, frozen=True):
    """`memory` in bytes beyond what a worker has when it starts; `rows` and `room` (characters) of one answer.

    `address_space`: the system refuses more memory. `watched`: the process ends itself when its resident memory is
    more, for systems that only pretend to refuse. `deadline`: the engine stops when time is up. `killed`: the parent
    ends it when it has not answered soon after. `cpu`: processor time far beyond the time limit ends it. `sealed`: no
    file or connection can be opened and no byte be written to a file. `alone`: it sees nothing of the parent's
    environment.
    """

    memory: int = 1536 * _MiB
    rows: int = 1_000_000
    room: int = 32_000_000
    address_space: bool = sys.platform == "linux"
    watched: bool = sys.platform != "linux"
    deadline: bool = True
    cpu: bool = True
    sealed: bool = True
    killed: bool = True
    alone: bool = True


if sys.platform == "win32":

    def seal(limits: Limits) -> None:
        """Nothing: Windows has no limits of this kind."""

    @contextmanager
    def within(limits: Limits, seconds: float | None) -> Iterator[None]:  # noqa: ARG001 - see below
        """No limit either; the parent's kill is what ends a statement."""
        yield

else:
    import resource

    _RSS_UNIT = 1 if sys.platform == "darwin" else 1024

    def seal(limits: Limits) -> None:
        """Hold this process to the limits from now on: whatever it needs is loaded, and its files are open."""
        _limit(resource.RLIMIT_CORE, 0)
        if limits.address_space:
            _limit(resource.RLIMIT_AS, _address_space() + limits.memory)
        if limits.sealed:
            _limit(resource.RLIMIT_FSIZE, 0)
            _limit(resource.RLIMIT_NOFILE, 0)

    @contextmanager
    def within(limits: Limits, seconds: float | None) -> Iterator[None]:
        """One statement: its processor time, its memory where that is watched, and that somebody waits for it."""
        if limits.cpu and seconds is not None:
            used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
            # Every processor may be busy all the time.
            allowed = math.ceil(used + seconds * (os.cpu_count() or 1)) + 1
            hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
            resource.setrlimit(resource.RLIMIT_CPU, (_at_most(hard, allowed), hard))
        done = threading.Event()
        most = _resident() + limits.memory if limits.watched else None
        watcher = threading.Thread(target=_watch, args=(done, most), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _watch(done: threading.Event, most: int | None) -> None:
        parent = os.getppid()
        while not done.wait(_LOOK_SECONDS):
            if most is not None and _resident() > most:
                os._exit(OUT_OF_MEMORY)
            if os.getppid() != parent:
                os._exit(0)

    def _limit(which: int, value: int) -> None:
        value = _at_most(resource.getrlimit(which)[1], value)
        try:
            resource.setrlimit(which, (value, value))
        except (ValueError, OSError):
            # macOS does not know all of them; where the rest is tested, none may be missing.
            if sys.platform == "linux":
                raise

    def _at_most(hard: int, value: int) -> int:
        """The value, or the limit that there is already (a container's, a shell's): nobody can go beyond it."""
        return value if hard == resource.RLIM_INFINITY else min(hard, value)

    def _resident() -> int:
        """The most memory that was ever resident, in bytes."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT

    def _address_space() -> int:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not needed here otherwise
            return int(file.read().split()[0]) * resource.getpagesize()
