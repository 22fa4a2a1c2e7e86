"""Loading a made province, opening it again, and taking up one more document, each in a process of its own."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.measure import Figure, Site, folder_size, milliseconds, ran
from jxquery.workspace import Workspace
from tests.documents.make import random_forms
from tests.documents.making import as_xlsx
from tests.documents.making.tables import form_tables

_PEER = """
import duckdb, sys
with duckdb.connect(sys.argv[1]) as con:
    for number, file in enumerate(sys.argv[2:]):
        con.execute(f"CREATE TABLE t{number} AS FROM '{file}'")
"""
_PROMPT = """
import os, sys
from pathlib import Path
from jxquery.workspace import Workspace
with Workspace.open(Path(sys.argv[1]), environ=os.environ) as workspace:
    for question in sys.argv[2:]:
        workspace.ask(question)
        workspace.marks(question)
        workspace.complete(question[:2])
"""
_ONE_MORE = 10
_GOAL_SIZE = 1_000_000


def loading(site: Site, files: Mapping[str, Path]) -> Iterator[Figure]:
    """Time, memory and size of a load, beside CREATE TABLE AS of the same files and nothing more."""
    size, folder = site.size, site.folder
    goals = size == _GOAL_SIZE
    kind = next(iter(files.values())).suffix.removeprefix(".")
    loaded = ran([site.command, "load", *map(str, files.values()), "--db", str(folder)])
    peer_file = site.scratch / "peer.duckdb"
    peer = ran([sys.executable, "-c", _PEER, str(peer_file), *map(str, files.values())])
    name = f"载入 {kind}"
    made = "CREATE TABLE AS"
    yield Figure("载入", f"{name}，秒", size, loaded.seconds, "秒", peer.seconds, made, 60 if goals else None)
    yield Figure("载入", f"{name}，处理器的秒", size, loaded.cpu, "秒", peer.cpu, made)
    yield Figure("载入", f"{name}，内存", size, loaded.peak, "MiB", peer.peak, made, 3072 if goals else None)
    on_disk = peer_file.stat().st_size / 1024**2
    yield Figure("载入", f"{name}，文件", size, folder_size(folder), "MiB", on_disk, made, 1024 if goals else None)
    peer_file.unlink()


def opening(folder: Path, size: int) -> Iterator[Figure]:
    """From nothing open to a question that is understood, the program being there."""

    def opened() -> None:
        with Workspace.open(folder, environ=os.environ) as workspace:
            workspace.marks("预算")

    opened()
    yield Figure("载入", "重新打开", size, statistics.median(milliseconds(opened) for _ in range(5)), goal=200)


def one_more(site: Site) -> Iterator[Figure]:
    """A document of ten projects on top of what is there, in a folder that shares the old generation's file."""
    size, copy = site.size, site.scratch / "one-more"
    copy.mkdir()
    for path in site.folder.iterdir():
        if path.suffix == ".duckdb":
            os.link(path, copy / path.name)
        elif path.name == "CURRENT":
            (copy / path.name).write_bytes(path.read_bytes())
    document = site.scratch / "再一份.xlsx"
    document.write_bytes(as_xlsx.write(form_tables(random_forms(site.seed, _ONE_MORE))))
    took = ran([site.command, "load", str(document), "--db", str(copy)])
    yield Figure("载入", "再载入十个项目的一份文件", size, took.seconds, "秒", goal=5)
    yield Figure("载入", "再载入十个项目的一份文件，内存", size, took.peak, "MiB")


def prompt(folder: Path, size: int, asked: list[str]) -> Iterator[Figure]:
    """The memory of a process that has answered, coloured and completed a while."""
    took = ran([sys.executable, "-c", _PROMPT, str(folder), *asked])
    yield Figure("提示符", "热的进程的内存", size, took.peak, "MiB", goal=300)
