"""The benchmark's data comes out the same every time, and its arithmetic is right. Nothing is timed here."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest

from benchmarks import bench, report
from benchmarks.drawn import draw
from benchmarks.made import TABLES, Wanted, make
from benchmarks.measure import Figure, growth, percentile, ran
from jxquery.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

FIGURES = (
    Figure("载入", "时间", 100, 2.0, "秒", 1.0, "同伴", 3.0, "ratio"),
    Figure("载入", "时间", 10, 0.5, "秒", 1.0, "同伴"),
    Figure("找", "前十有", 10, 90.0, "%", goal=95, most=False),
)


def _rows(folder: Path, name: str, columns: str = "*") -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {columns} FROM '{folder / name}.parquet' ORDER BY ALL").fetchall()


def test_made_data_is_the_same_every_time(tmp_path: Path) -> None:
    """The same number and seed give the same rows, another seed others; fewer projects are the first of more."""
    for name, wanted in {"a": Wanted(50), "b": Wanted(50), "c": Wanted(50, seed=8), "d": Wanted(80)}.items():
        make(wanted, tmp_path / name)
    for table in TABLES:
        assert _rows(tmp_path / "a", table) == _rows(tmp_path / "b", table)
        assert _rows(tmp_path / "a", table) != _rows(tmp_path / "c", table)
        assert set(_rows(tmp_path / "a", table)) < set(_rows(tmp_path / "d", table))


def test_made_names_are_distinct(tmp_path: Path) -> None:
    """Every project has a name of its own, of some 27 characters, and ten indicators."""
    make(Wanted(500), tmp_path)
    names, length = _rows(tmp_path, "项目", 'count(DISTINCT "项目名称"), avg(length("项目名称"))')[0]
    assert names == 500
    assert 26 < float(str(length)) < 30
    assert _rows(tmp_path, "指标", "count(*)") == [(5_000,)]


def test_drawn_questions_are_answered_as_by_hand(tmp_path: Path) -> None:
    """What is measured is right: the answer has the figures that the SQL by hand gives."""
    make(Wanted(60), tmp_path / "made")
    with Workspace.open(tmp_path / "db", environ={"HOME": str(tmp_path)}) as workspace:
        workspace.load(tmp_path / "made")
        asked = draw(next((tmp_path / "db").glob("gen-*.duckdb")), seed=1, count=8)
        assert asked == draw(next((tmp_path / "db").glob("gen-*.duckdb")), seed=1, count=8)
        answers = [workspace.ask(each.question) for each in asked]
    assert {a.status for a in answers} == {"answered"}
    with duckdb.connect(str(next((tmp_path / "db").glob("gen-*.duckdb"))), read_only=True) as connection:
        for each, answer in zip(asked, answers, strict=True):
            by_hand = connection.execute(each.sql, list(each.params)).fetchall()
            last = [row[-1] for row in answer.rows]
            assert sorted(map(str, last)) == sorted(str(row[-1]) for row in by_hand), each.question


def test_a_process_is_measured_by_itself() -> None:
    """Its memory is its own, whatever this one has had and other processes have taken; a failure is no measurement."""
    here = bytearray(200 << 20)
    large = ran([sys.executable, "-c", "print(len(bytearray(100 << 20)))"])
    small = ran([sys.executable, "-c", "pass"])
    assert (large.output, small.output) == ("104857600\n", "")
    assert 100 < large.peak < 200 <= len(here) >> 20
    assert small.peak < 50
    with pytest.raises(subprocess.CalledProcessError):
        ran([sys.executable, "-c", "raise SystemExit(1)"])


def test_what_figures_say() -> None:
    """Ratio, growth from the smallest size, and whether a goal is reached, either way."""
    assert (FIGURES[0].ratio, FIGURES[0].reached, FIGURES[1].reached, FIGURES[2].reached) == (2.0, True, None, False)
    assert (growth(FIGURES, FIGURES[0]), growth(FIGURES, FIGURES[1])) == (4.0, None)
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0


def test_the_table_the_plot_and_the_stored_run(tmp_path: Path) -> None:
    """Each figure is a row, sizes of one below each other; a ratio that doubled since the stored run is told."""
    assert report.markdown(FIGURES).splitlines()[2:] == [
        "| 10 | 载入：时间 | 0.5 秒 | 1 秒（同伴） | 0.50 |  |  |  |",
        "| 100 | 载入：时间 | 2 秒 | 1 秒（同伴） | 2.00 | 4.0 | ≤ 3 倍 | 是 |",
        "| 10 | 找：前十有 | 90 % |  |  |  | ≥ 95 % | 否 |",
    ]
    stored = json.loads(report.as_json([FIGURES[1]], {}))
    slower = Figure("载入", "时间", 10, 1.0, "秒", 1.0, "同伴")
    assert list(report.compared([slower], stored)) == ["10 载入：时间：0.5 → 1（2.00 倍）"]
    assert list(report.compared([FIGURES[1]], stored)) == []
    report.plot(FIGURES, tmp_path / "plot.svg")
    assert "项目数" in (tmp_path / "plot.svg").read_text(encoding="utf-8")
    page = bench.in_docs(
        "前<!-- 最近一次 -->旧<!-- 最近一次完 -->后", "表", {"when": 1, "machine": 2, "seed": 3, "load": 4, "clock": 5}
    )
    assert page.startswith("前<!-- 最近一次 -->")
    assert page.endswith("表\n<!-- 最近一次完 -->后")
    assert "旧" not in page


def test_no_more_than_there_are_names(tmp_path: Path) -> None:
    """More projects than there are names is an error, not data with names twice."""
    with pytest.raises(ValueError, match="there are"):
        make(Wanted(10**9), tmp_path)
