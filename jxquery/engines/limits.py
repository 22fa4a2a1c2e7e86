"""What a worker process may take of the machine, and how the system holds it to that.

Every limit can be left out by itself; only tests do, to see what each of them is good for.
"""

from __future__ import annotations

import math
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import Struct

# The exit code of a worker that gave itself up for its memory.
OUT_OF_MEMORY = 77
# How many threads an engine has at most, each of which may be busy all the time.
THREADS = 2
_MiB = 1024 * 1024


class Limits(Struct, frozen=True):
    """`memory` in bytes beyond what a worker has when it starts; `rows` and `room` (characters) of one answer.

    `address_space`: the system refuses more memory. `watched`: the process ends itself when its resident memory was
    more, for systems that only pretend to refuse; `look` is how many seconds pass between two looks. `deadline`: the
    engine stops when time is up. `killed`: the parent ends it when it has not answered soon after. `cpu`: processor
    time far beyond the time limit ends it. `sealed`: no file or connection can be opened and no byte be written to a
    file. `alone`: it sees nothing of the parent's environment.
    """

    memory: int = 1536 * _MiB
    rows: int = 1_000_000
    room: int = 32_000_000
    look: float = 0.05
    address_space: bool = sys.platform == "linux"
    watched: bool = sys.platform != "linux"
    deadline: bool = True
    cpu: bool = True
    sealed: bool = True
    killed: bool = True
    alone: bool = True


if sys.platform == "win32":

    class Held:
        """A process without limits of this kind: Windows has none. The parent's kill is what ends a statement."""

        def __init__(self, limits: Limits) -> None:
            pass

        @contextmanager
        def within(self, seconds: float | None) -> Iterator[None]:  # noqa: ARG002 - see above
            """One statement."""
            yield

else:
    import resource

    class Held:
        """This process, held to the limits from now on: whatever it needs is loaded, and its files are open."""

        def __init__(self, limits: Limits) -> None:
            self._limits = limits
            self._peak = _peak_memory() if limits.watched else None
            self._most = self._peak() + limits.memory if self._peak is not None else 0
            _limit(resource.RLIMIT_CORE, 0)
            if limits.address_space:
                _limit(resource.RLIMIT_AS, _address_space() + limits.memory)
            if limits.sealed:
                _limit(resource.RLIMIT_FSIZE, 0)
                _limit(resource.RLIMIT_NOFILE, 0)

        @contextmanager
        def within(self, seconds: float | None) -> Iterator[None]:
            """One statement: its processor time, its memory where that is watched, and that somebody waits for it.

            Whoever took too much memory between two looks is found out by the last one, since a peak stays.
            """
            if self._limits.cpu and seconds is not None:
                used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
                allowed = math.ceil(used + seconds * THREADS) + 1
                hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
                resource.setrlimit(resource.RLIMIT_CPU, (_at_most(hard, allowed), hard))
            done = threading.Event()
            watcher = threading.Thread(target=self._watch, args=(done,), daemon=True)
            watcher.start()
            try:
                yield
            finally:
                done.set()
                watcher.join()
                self._look()

        def _watch(self, done: threading.Event) -> None:
            parent = os.getppid()
            while not done.wait(self._limits.look):
                self._look()
                if os.getppid() != parent:
                    os._exit(0)

        def _look(self) -> None:
            if self._peak is not None and self._peak() > self._most:
                os._exit(OUT_OF_MEMORY)

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

    def _peak_memory() -> Callable[[], int]:
        """What tells the most memory that was ever resident, in bytes, also when no file can be opened any more.

        On Linux getrusage would begin with the peak of the process that started this one.
        """
        if sys.platform != "linux":
            return lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        status = os.open("/proc/self/status", os.O_RDONLY)
        return lambda: int(os.pread(status, 4096, 0).partition(b"VmHWM:")[2].split(None, 1)[0]) * 1024

    def _address_space() -> int:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not needed here otherwise
            return int(file.read().split()[0]) * resource.getpagesize()
