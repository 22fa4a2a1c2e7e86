from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jxquery.commands import NAMES
from jxquery.outcome import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.workspace.conftest import Run

# What each command is asked that it cannot do, and how it ends.
FAILING = {
    "ask": (("今天天气",), ExitCode.NOT_UNDERSTOOD),
    "sql": (('DELETE FROM "项目"',), ExitCode.FAILED),
    "run": (("没有这个查询",), ExitCode.USAGE),
    "queries": (("show", "没有这个查询"), ExitCode.USAGE),
    "pin": (("今天天气", "甲"), ExitCode.NOT_UNDERSTOOD),
    "fill": (("没有.md", "-o", "报告.md"), ExitCode.NO_DATA),
    "load": (("没有.txt",), ExitCode.NO_DATA),
    "sources": (("remove", "没有.txt"), ExitCode.USAGE),
    "check": (("没有这条规则",), ExitCode.USAGE),
    "schema": (("infer", "没有.csv"), ExitCode.NO_DATA),
    "alias": (("add", "预算", "没有这个名称"), ExitCode.USAGE),
    "export": (("全部.没有",), ExitCode.USAGE),
    "info": (("--没有",), ExitCode.USAGE),
    "repl": (("--没有",), ExitCode.USAGE),
}
# What each command that reads data is asked when the data cannot be read.
READING = {
    **{name: FAILING[name][0] for name in ("run", "pin", "check")},
    "ask": ("预算合计",),
    "sql": ("SELECT 1",),
    "sources": (),
    "export": ("全部.xlsx",),
    "info": (),
    "alias": ("list",),
    "fill": ("报告.md", "-o", "报告_2024.md"),
}


def test_every_command_is_tried() -> None:
    """A new command has its failure here."""
    assert set(FAILING) == set(NAMES)


@pytest.mark.parametrize("name", FAILING)
def test_a_failure_is_no_data(
    name: str, run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that fails leaves standard output empty, and says on standard error what is wrong and what to do."""
    monkeypatch.chdir(tmp_path)
    arguments, code = FAILING[name]
    got = run(name, *arguments)
    assert (got.code, got.out) == (code, "")
    assert len(got.err.strip().split("\n")) > 1


@pytest.mark.parametrize("name", READING)
def test_unreadable_data_is_no_data(
    name: str, run: Callable[..., Run], data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a command wants of data that cannot be read, it ends with the code for that, and prints no data."""
    monkeypatch.chdir(tmp_path)
    Path("报告.md").write_text("{{预算合计}}", "utf-8")
    data.mkdir()
    (data / "CURRENT").write_text("gen-000001.duckdb\n", "utf-8")
    (data / "gen-000001.duckdb").write_bytes(b"damaged")
    got = run(name, *READING[name])
    assert (got.code, got.out) == (ExitCode.NO_DATA, "")
    assert "gen-000001.duckdb" in got.err
