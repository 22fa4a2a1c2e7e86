"""Whole processes: one question each, beside three lines of Python that open the same file and run the same SQL."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.drawn import Asked, draw
from benchmarks.measure import Figure, Site, ran

_PEER = "import duckdb, sys\ncon = duckdb.connect(sys.argv[1], read_only=True)\nprint(con.execute(*{}).fetchall())"
_OTHER = "预算数最低的项目"  # a shape that is not among the drawn


def cold(site: Site) -> Iterator[Figure]:
    """The ratios for shapes of questions that were asked before and that were not, and for a table on a terminal."""
    count, size = max(8, site.count // 5), site.size
    asked = draw(site.twin, site.seed, 2 * count)
    first, later = asked[:count], asked[count:]
    caches = {name: site.scratch / f"cache-{name}" for name in ("fresh", "seen", "unseen")}
    _ask(site, _OTHER, caches["fresh"])
    shutil.copytree(caches["fresh"], caches["seen"], dirs_exist_ok=True)
    for each in first:
        _ask(site, each.question, caches["seen"])
    times: dict[str, list[float]] = {"seen": [], "unseen": [], "table": [], "peer": []}
    for each in later:
        found = _ask(site, each.question, caches["seen"])
        answer = json.loads(found[1])
        times["seen"].append(found[0])
        shutil.rmtree(caches["unseen"], ignore_errors=True)
        shutil.copytree(caches["fresh"], caches["unseen"])
        times["unseen"].append(_ask(site, each.question, caches["unseen"])[0])
        times["table"].append(_ask(site, each.question, caches["seen"], "table")[0])
        times["peer"].append(_peer(site.path, each, answer))
    middle = {name: statistics.median(found) * 1000 for name, found in times.items()}
    peer = "三行 Python，同样的 SQL"
    yield Figure("冷启动", "问过的样子", size, middle["seen"], "ms", middle["peer"], peer, 1.0, "ratio")
    yield Figure("冷启动", "没有问过的样子", size, middle["unseen"], "ms", middle["peer"], peer, 2.0, "ratio")
    yield Figure("冷启动", "终端上的表", size, middle["table"], "ms", middle["peer"], peer, 1.3, "ratio")


def _ask(site: Site, question: str, cache: Path, kind: str = "json") -> tuple[float, str]:
    environ = {"XDG_CACHE_HOME": str(cache), "PYTHONDONTWRITEBYTECODE": ""}
    found = ran([site.command, "ask", question, "--format", kind, "--db", str(site.folder)], environ)
    return found.seconds, found.output


def _peer(path: Path, asked: Asked, answer: dict[str, object]) -> float:
    """The three lines, with the SQL of the answer; where there was none, with that by hand."""
    statement: tuple[object, ...] = (asked.sql, list(asked.params))
    if answer["status"] == "answered":
        statement = (answer["sql"], answer["params"])
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    return ran([sys.executable, "-c", _PEER.format(repr(statement)), str(path)], environ).seconds
