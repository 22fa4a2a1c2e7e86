"""The benchmark: every figure with its peer in the same run, over made data of several sizes.

    python -m benchmarks.bench [--sizes 10000,100000,1000000] [--seed N] [--count N] [--parts …] [--scratch FOLDER]
                               [--cpu] [--docs]

Prints a table, writes JSON, and with --docs writes the table and the plot for docs/performance.md. Fresh questions are
drawn by the seed. Times drift with the machine: trust the ratios. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import documents, keys, report
from benchmarks import questions as sample
from benchmarks.cold import cold
from benchmarks.drawn import draw
from benchmarks.made import Wanted, make
from benchmarks.measure import CLOCK, Figure, Site
from benchmarks.taking_up import loading, one_more, opening, prompt
from benchmarks.warm import keys as keys_at_size
from benchmarks.warm import names, questions
from jxquery.workspace import Workspace

ROOT = Path(__file__).parents[1]
STORED = Path(__file__).with_name("stored.json")
DOCS = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "pictures" / "performance.svg"
PARTS = ("load", "cold", "warm", "names", "keys", "documents", "sample")
_MARKS = ("<!-- 最近一次 -->", "<!-- 最近一次完 -->")


class Bench:
    """One run over all sizes. Databases that the scratch folder holds from an earlier run are used again."""

    def __init__(self, arguments: argparse.Namespace, scratch: Path) -> None:
        self.parts = set(arguments.parts.split(","))
        self.seed = arguments.seed
        self.count = arguments.count
        self.scratch = scratch
        self.command = str(Path(sys.executable).with_name("jxquery"))

    def figures(self, sizes: list[int]) -> Iterator[Figure]:
        """All figures, as they come."""
        if "sample" in self.parts:
            yield from self._sample()
        for size in sizes:
            yield from self._at(size)
        if "documents" in self.parts:
            yield from documents.figures()

    def _sample(self) -> Iterator[Figure]:
        with (
            tempfile.TemporaryDirectory(dir=self.scratch) as folder,
            Workspace.open(Path(folder) / "none", environ=os.environ) as workspace,
        ):
            workspace.ask("预算")
            copy = Path(folder) / "sample.duckdb"  # the peer needs a file of its own
            shutil.copyfile(workspace._taken.current().generation.path, copy)  # noqa: SLF001
            with duckdb.connect(str(copy), read_only=True, config={"threads": "2"}) as peer:
                yield from sample.figures(workspace, peer)
            yield from keys.figures(workspace)

    def _at(self, size: int) -> Iterator[Figure]:
        folder = self.scratch / f"db-{size}"
        with tempfile.TemporaryDirectory(dir=self.scratch) as temporary:
            scratch = Path(temporary)
            site = Site(self.command, folder, size, self.seed, self.count, scratch)
            if "load" in self.parts or not folder.is_dir():
                yield from self._loads(site)
            if "cold" in self.parts:
                yield from cold(site)
            if "warm" in self.parts:
                yield from prompt(folder, size, [a.question for a in draw(site.twin, self.seed + 4, 20)])
            if self.parts & {"warm", "names", "keys"}:
                with Workspace.open(folder, environ=os.environ) as workspace:
                    yield from self._warm(site, workspace)

    def _loads(self, site: Site) -> Iterator[Figure]:
        shutil.rmtree(site.folder, ignore_errors=True)
        for kind in ("csv", "parquet"):  # what is loaded last is kept
            shutil.rmtree(site.folder, ignore_errors=True)
            files = make(Wanted(site.size, self.seed, kind), site.scratch / kind)
            yield from loading(site, files)
            shutil.rmtree(site.scratch / kind)
        yield from opening(site.folder, site.size)
        yield from one_more(site)

    def _warm(self, site: Site, workspace: Workspace) -> Iterator[Figure]:
        workspace.ask("预算合计")
        if "warm" in self.parts:
            yield from questions(workspace, site)
        if "keys" in self.parts:
            yield from keys_at_size(workspace, site)
        if "names" in self.parts:
            yield from names(workspace, site)


def in_docs(text: str, table: str, about: dict[str, Any]) -> str:
    """The page with this run's table in the place of the last one's."""
    before, rest = text.split(_MARKS[0], 1)
    _, after = rest.split(_MARKS[1], 1)
    said = f"{about['when']}（UTC），{about['machine']}，种子 {about['seed']}，开始时的负载 {about['load']}，"
    said += f"{about['clock']}："
    return f"{before}{_MARKS[0]}\n{said}\n\n{table}\n{_MARKS[1]}{after}"


def _about(seed: int) -> dict[str, Any]:
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else "不知道"
    machine = f"{cores} 核 {platform.machine()}，Python {platform.python_version()}"
    clock = "热的进程量的是处理器的时间" if CLOCK.by_processor else "量的是墙上的时间"
    when = f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M}"
    return {"when": when, "machine": machine, "seed": seed, "load": load, "clock": clock}


def main(
    arguments: list[str] | None = None, show: Callable[[str], object] = lambda text: sys.stdout.write(text + "\n")
) -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000", help="numbers of projects, parted by commas")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=40, help="questions and names of each kind")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--scratch", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--docs", action="store_true", help="write docs/performance.md, its plot and the stored run")
    parser.add_argument(
        "--cpu", action="store_true", help="measure a warm process by the processor: for a busy machine"
    )
    given = parser.parse_args(arguments)
    CLOCK.by_processor = given.cpu
    given.scratch.mkdir(parents=True, exist_ok=True)
    about = _about(given.seed)
    found: list[Figure] = []
    for figure in Bench(given, given.scratch).figures([int(size) for size in given.sizes.split(",")]):
        found.append(figure)
        sys.stderr.write(f"{figure.size:>9,} {figure.part}：{figure.name} {figure.ours:.4g} {figure.unit}\n")
    show(report.plain_table(found))
    if STORED.is_file():
        changed = list(report.compared(found, json.loads(STORED.read_text(encoding="utf-8"))))
        show("\n和存着的一次比，变了三分之一以上的：" + ("" if changed else "没有"))
        for line in changed:
            show(f"  {line}")
    written = report.as_json(found, about)
    (given.scratch / "last.json").write_text(written, encoding="utf-8")
    report.plot(found, given.scratch / "last.svg")
    if given.docs:
        STORED.write_text(written, encoding="utf-8")
        shutil.copyfile(given.scratch / "last.svg", PLOT)
        text = DOCS.read_text(encoding="utf-8")
        DOCS.write_text(in_docs(text, report.markdown(found), about), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
