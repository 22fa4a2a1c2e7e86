"""How things are measured: times of what is done in turn, what a process takes, and figures beside their peers."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing at one size: ours, the peer's in the same run, and what is aimed at.

    `of` says what is compared with the goal: `ours`, or the `ratio` to the peer. `most`: the goal is an upper bound.
    """

    part: str
    name: str
    size: int
    ours: float
    unit: str = "ms"
    peer: float | None = None
    peer_name: str = ""
    goal: float | None = None
    of: str = "ours"
    most: bool = True

    @property
    def ratio(self) -> float | None:
        """Ours as many times the peer's."""
        return None if not self.peer else self.ours / self.peer

    @property
    def key(self) -> str:
        """What it is called in a stored run."""
        return f"{self.part}/{self.name}/{self.size}"

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        found = self.ours if self.of == "ours" else self.ratio
        if self.goal is None or found is None:
            return None
        return found <= self.goal if self.most else found >= self.goal


@dataclass(frozen=True, slots=True)
class Site:
    """A database that is measured: its folder, how many projects it has, and how it is asked.

    `count` are the questions and names of each kind, drawn by `seed`; `scratch` is a folder for files that go again.
    """

    command: str
    folder: Path
    size: int
    seed: int
    count: int
    scratch: Path

    @property
    def path(self) -> Path:
        """The file of the newest generation."""
        return self.folder / (self.folder / "CURRENT").read_text(encoding="utf-8").strip()

    @property
    def twin(self) -> Path:
        """The same file by another name: a process opens a path in one way only, and the program has the first."""
        twin = self.scratch / "twin.duckdb"
        if not twin.exists():
            os.link(self.path, twin)
        return twin


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process took: seconds of the clock and of the processor, and its peak of memory in MiB."""

    seconds: float
    cpu: float
    peak: float
    output: str


# A process counts what the one that started it had in memory as its own, so that a small one starts it.
_STARTER = """
import os, sys, time
started = time.perf_counter()
quiet = [(os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
_, status, usage = os.wait4(os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet), 0)
seconds = time.perf_counter() - started
print(os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, file=sys.stderr)
"""


def ran(command: Sequence[str], environ: Mapping[str, str] | None = None) -> Ran:
    """Run a command to its end. Raises `CalledProcessError` when it fails in another way than by not answering."""
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-I", "-S", "-c", _STARTER, *command],
        capture_output=True,
        env={**os.environ, **(environ or {})},
        check=True,
    )
    code, seconds, cpu, peak = done.stderr.split()
    if int(code) not in (0, 3, 4):
        raise subprocess.CalledProcessError(int(code), list(command))
    return Ran(float(seconds), float(cpu), int(peak) / 1024, done.stdout.decode())


class Clock:
    """What the time of a warm process is measured by: the wall, or the processor, which others do not keep waiting."""

    by_processor = False

    def now(self) -> float:
        """Seconds."""
        return time.process_time() if self.by_processor else time.perf_counter()


CLOCK = Clock()


def milliseconds(run: Callable[[], object]) -> float:
    """How long it takes."""
    started = CLOCK.now()
    run()
    return (CLOCK.now() - started) * 1000


def percentile(times: Sequence[float], percent: int) -> float:
    """The time that so many percent are within.

    >>> percentile([1.0, 2.0, 3.0, 4.0, 5.0], 50), percentile([7.0], 95)
    (3.0, 7.0)
    """
    if len(times) < 2:  # noqa: PLR2004 - quantiles need two
        return times[0]
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def growth(figures: Sequence[Figure], figure: Figure) -> float | None:
    """How many times the figure of the smallest size this is; None for that one itself."""
    same = [f for f in figures if (f.part, f.name) == (figure.part, figure.name)]
    least = min(same, key=lambda f: f.size)
    return None if least.size == figure.size or not least.ours else figure.ours / least.ours


def folder_size(folder: Path) -> float:
    """MiB of the files in a folder."""
    return sum(path.stat().st_size for path in folder.iterdir()) / 1024**2
