"""`run`, `queries` and `pin` on the sample, in this process: what they print, on which stream, and their codes."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

import pytest

from jxquery.cli import parser
from jxquery.outcome import ExitCode
from jxquery.params import TAKEN
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.workspace.conftest import Run

OWN = """\
-- name: 我的
-- about: 超过多少的项目
-- cue: 大项目清单
-- param: 多少 number | 万元
SELECT "项目名称", "预算数", "来源编号", "位置" FROM "项目" WHERE "预算数" > $多少 ORDER BY "预算数"
"""
WRONG = (
    "run",
    "run 预算排行",
    "run 甲乙丙丁",
    "run 项目全貌",
    "run 预算排名 --年份 2024",
    "run 预算排名 --前 五",
    "run 预算排名 --前 1.5",
    "run 预算排名 --前",
    "run 预算排名 前 5",
    "run 预算排名 --前 5 --前 6",
    "run 成本预算核对 --只看不一致 对",
    "run 低于界限的指标 --界限 inf",
    "queries show",
    "queries show 预算排行",
    "queries list",
    "pin 各年度预算",
    "pin 各年度预算 ../年度预算",
    "pin 各年度预算 预算排名",
    "pin 预算名次表 排名",
    "pin 今天天气 天气",
    "pin 业务经费和司法救助预算差多少 两项差额",
    "pin 业务经费和司法救助预算差多少 两项差额 --choose 9",
)


def test_run_is_an_answer_as_any_other(run: Callable[..., Run]) -> None:
    """Values before and behind the name, after = or a space; rows, reading and sources; code 0."""
    got = run("run", "--format", "json", "预算排名", "--年度", "2024", "--前=2")
    answer = json.loads(got.out)
    assert (got.code, answer["interpretation"]) == (0, "命名查询「预算排名」（年度 2024、前 2）")
    assert answer["params"] == {"年度": 2024, "资金级别": None, "前": 2}
    assert [row["名次"] for row in answer["rows"]] == [1, 2]
    assert [source["row"] for source in answer["sources"]] == [0, 1]
    assert run("run", "预算排名", "--前", "2", "--年度", "2024", "--format", "json").out == got.out


def test_run_is_bounded(run: Callable[..., Run]) -> None:
    """--limit says that there was more; --timeout ends a query with its code."""
    got = run("run", "预算排名", "--limit", "1", "--format", "csv")
    assert (got.code, got.out.count("\r\n")) == (0, 2)
    assert "只显示前 1 行" in got.err
    assert run("run", "预算排名", "--timeout", "0").code == ExitCode.USAGE


def test_help_knows_the_parameters(run: Callable[..., Run]) -> None:
    """Behind a name --help shows what the query takes; data only on standard output."""
    got = run("run", "成本预算核对", "--help")
    assert_golden("cli/run_help.txt", got.out)
    assert (got.code, got.err) == (0, "")


def test_no_parameter_is_called_as_an_option() -> None:
    """Every option of the command itself is a name that no parameter can have."""
    below = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    options = {word.lstrip("-") for action in below.choices["run"]._actions for word in action.option_strings}
    assert options == TAKEN


def test_what_is_wrong_is_said(run: Callable[..., Run]) -> None:
    """Nothing on standard output; the reason, and what to do next; the code of the contract."""
    found = []
    for line in WRONG:
        got = run(*line.split())
        assert got.out == ""
        assert got.code in {ExitCode.FAILED, ExitCode.USAGE, ExitCode.NOT_UNDERSTOOD, ExitCode.AMBIGUOUS}
        found.append(f"$ jxquery {line}\n{got.err}[{got.code}]\n")
    assert_golden("cli/queries_wrong.txt", "\n".join(found))


def test_all_are_listed(run: Callable[..., Run], data: Path) -> None:
    """Each with what it answers and its parameters; a broken file of the user is a note, and a failure."""
    got = run("queries")
    assert (got.code, got.err) == (0, "")
    assert "预算最多的几个项目和它们的名次，并列的都在\n" in got.out
    assert "[--年度 整数] [--资金级别 文字] [--前 整数]\n" in got.out
    (data / "queries").mkdir(parents=True)
    (data / "queries" / "我的.sql").write_text(OWN, "utf-8")
    (data / "queries" / "坏.sql").write_text("SELECT 1", "utf-8")
    got = run("queries")
    assert "超过多少的项目（自己的）\n" in got.out
    assert (got.code, "坏.sql" in got.err) == (ExitCode.FAILED, True)


def test_an_own_query_is_shown_run_and_asked(
    run: Callable[..., Run], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the folder beside the data, and from the one that JXQUERY_QUERIES names; `info` says which."""
    (data / "queries").mkdir(parents=True)
    (data / "queries" / "我的.sql").write_text(OWN, "utf-8")
    shown = run("queries", "show", "我的").out
    assert "--多少  万元（数，必须给）" in shown
    assert shown.endswith(OWN[OWN.index("SELECT") :])
    assert run("run", "我的", "--多少", "６０", "--format", "csv").out.count("2024年") == 1
    asked = run("ask", "请问大项目清单，多少59", "--format", "json")
    assert json.loads(asked.out)["interpretation"] == "命名查询「我的」（多少 59）"
    assert f"{data / 'queries'}（1 个）" in run("info").out
    monkeypatch.setenv("JXQUERY_QUERIES", str(data / "别处"))
    assert run("run", "我的", "--多少", "60").code == ExitCode.USAGE


def test_an_own_query_passes_the_gate(run: Callable[..., Run], data: Path) -> None:
    """What `jxquery sql` refuses is refused, with the file and the place; a value is bound, never read as SQL."""
    (data / "queries").mkdir(parents=True)
    (data / "queries" / "我的.sql").write_text(OWN.replace('"项目" WHERE', "read_csv('/etc/passwd') WHERE"), "utf-8")
    got = run("run", "我的", "--多少", "1")
    assert (got.code, got.out) == (ExitCode.FAILED, "")
    assert "我的.sql:5:" in got.err
    got = run("run", "同名项目逐年", "--项目", "' OR 1=1 --", "--format", "csv")
    assert (got.code, got.out.count("\r\n")) == (0, 1)


def test_an_own_query_is_bounded_when_asked_and_traced(run: Callable[..., Run], data: Path) -> None:
    """What people write runs apart, its sources too: a statement that would take all memory ends with a message."""
    (data / "queries").mkdir(parents=True)
    heavy = OWN.replace(
        'SELECT "项目名称", "预算数", "来源编号", "位置" FROM',
        """WITH "重" AS (SELECT replace('aaaaaaaaaaaaaaaa', '', '') AS x, "来源编号", "位置" FROM "项目" AS a
 WHERE (SELECT count(*) FROM "指标" AS b, "指标" AS c, "指标" AS d, "指标" AS e, "指标" AS f, "指标" AS g) > 0)
SELECT "项目名称", "预算数" FROM""",
    )
    (data / "queries" / "我的.sql").write_text(heavy, "utf-8")
    got = run("run", "我的", "--多少", "1", "--timeout", "1")
    assert (got.code, got.out) == (ExitCode.TIME_LIMIT, "")
    assert "时间限制" in got.err


def test_a_named_answer_can_be_followed(run: Callable[..., Run]) -> None:
    """那2023年呢 asks the same query of another year; what no query could mean is refused; a question starts anew."""
    lines = "2024年预算名次表，前2\n那2023年呢\n其中最高的\n各年度预算\n预算最高的项目\n上一个\n"
    got = run("ask", "-", "--conversation", "--format", "jsonl", stdin=lines)
    answers = [json.loads(line) for line in got.out.split("\n")[:-1]]
    assert [a["interpretation"] for a in answers] == [
        "命名查询「预算排名」（年度 2024、前 2）",
        "命名查询「预算排名」（年度 2023、前 2）",
        "",
        "全部项目按年度的预算数合计",
        "全部项目中预算数最高的1个",
        "全部项目按年度的预算数合计",
    ]
