"""The way from the sample to one's own data, and what scripts rely on, through the command itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from jxquery.outcome import ExitCode
from jxquery.workspace import SAMPLE_WARNING, Workspace
from tests.workspace.making import form

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.workspace.conftest import Run

QUESTION = "司法救助 预算多少"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "question", [QUESTION, "预算合计", "各年度预算", "2025年的项目", "服务对象满意度100%的项目", "今晚吃什么", ""]
)
def test_every_answer_from_the_sample_says_so(workspace: Workspace, question: str) -> None:
    """Whatever becomes of the question, and SQL too."""
    assert SAMPLE_WARNING in workspace.ask(question).warnings
    assert SAMPLE_WARNING in workspace.sql('SELECT count(*) FROM "项目"').warnings


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("司法救助比购买服务多多少", "差额是负数：前面的比后面的少"),
        ("购买服务比司法救助便宜多少", "差额是负数：前面的比后面的多"),
        ("购买服务比司法救助多多少", ""),
        ("预算合计", ""),
    ],
)
def test_a_difference_below_zero_says_so(workspace: Workspace, question: str, said: str) -> None:
    """Whoever asks how much more is told that it is less, and the other way round."""
    assert [w for w in workspace.ask(question).warnings if w.startswith("差额")] == ([said] if said else [])


def test_a_comparison_with_nothing_says_what_is_not_there(workspace: Workspace) -> None:
    """去年, where there is nothing of that year, is no difference; which side is missing is told."""
    answer = workspace.ask("司法救助今年比去年多多少")
    assert answer.rows == ()
    (said,) = (w for w in answer.warnings if w.endswith("没有可以比的数"))
    assert "2023年" in said
    assert "2024年的" not in said


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("2024年办案业务费和司法救助的预算", "没有符合条件的：「办案业务费-2023中央」"),
        ("2024年办案业务费和司法救助的满意度指标", "没有符合条件的：「办案业务费-2023中央」"),
        ("2024年装备购置和司法救助的预算", ""),
        ("预算超过50万的装备购置和购买服务", ""),
    ],
)
def test_a_name_without_a_row_of_the_year_is_told(workspace: Workspace, question: str, missing: str) -> None:
    """Nobody takes a list for whole that lacks what was named; of an amount it is plain whom it leaves out."""
    assert [w for w in workspace.ask(question).warnings if w.startswith("没有符合")] == ([missing] if missing else [])


def test_a_list_narrowed_by_a_year_tells_what_is_gone(workspace: Workspace) -> None:
    """That holds for the turns of a conversation as well, and for what they come to."""
    talk = workspace.conversation()
    assert talk.ask("办案业务费和司法救助一共多少").rows == ((Decimal("32.2"),),)
    assert "没有符合条件的：「办案业务费-2023中央」" in talk.ask("那2024年呢").warnings


def test_the_first_load_starts_an_empty_database(run: Callable[..., Run], data: Path, tmp_path: Path) -> None:
    """The sample is not in it, `info` shows its folder, and the warning is gone."""
    before = run("info")
    assert str(data) in before.out
    assert "项目 8" in before.out
    assert SAMPLE_WARNING in before.err
    assert not data.exists()
    assert run("load", str(form(tmp_path))).code == ExitCode.ANSWERED
    after = run("info")
    assert f"数据文件夹：{data}\n" in after.out
    assert "项目 1、" in after.out
    assert "载入的文件：本院.txt\n" in after.out
    assert after.err == ""
    answer = json.loads(run("ask", "有哪些项目", "--format", "json").out)
    assert [row["项目名称"] for row in answer["rows"]] == ["2026年司法救助项目-2026中央"]
    assert answer["warnings"] == []


def test_the_sample_is_only_read(run: Callable[..., Run], environ: dict[str, str]) -> None:
    """Asking leaves its file as it was, and nothing beside it."""
    run("ask", QUESTION)
    with Workspace.open(environ=environ) as opened:
        file = opened._taken.current().generation.path
        before, names = file.read_bytes(), sorted(f.name for f in file.parent.iterdir())
        opened.ask(QUESTION)
        opened.sql('SELECT * FROM "指标明细"')
    assert file.read_bytes() == before
    assert sorted(f.name for f in file.parent.iterdir()) == names


def test_a_generation_published_meanwhile_is_taken_up(environ: dict[str, str], tmp_path: Path) -> None:
    """A workspace that is open answers from the newest data without being opened again."""
    first, second = form(tmp_path, "一.txt", year="2026"), form(tmp_path, "二.txt", year="2027")
    with Workspace.open(tmp_path / "数据", environ=environ) as reader:
        assert SAMPLE_WARNING in reader.ask("有哪些项目").warnings
        with Workspace.open(tmp_path / "数据", environ=environ) as writer:
            writer.load([first], now=NOW)
            assert [row[0] for row in reader.ask("有哪些项目").rows] == ["2026年司法救助项目-2026中央"]
            assert reader.ask("有哪些项目").warnings == ()
            writer.load([second], now=NOW)
        assert len(reader.ask("有哪些项目").rows) == 2
        assert reader.info().generation == "gen-000002.duckdb"


def test_as_of_fixes_this_year(run: Callable[..., Run]) -> None:
    """今年 is the newest year loaded, or the one that is said; the restatement names it."""

    def asked(*arguments: str) -> tuple[str, int]:
        got = json.loads(run("ask", "今年的项目", "--format", "json", *arguments).out)
        return got["interpretation"], len(got["rows"])

    assert asked() == ("2024年的项目", 6)
    assert asked("--as-of", "2023") == ("2023年的项目", 2)
    assert asked("--as-of", "1999") == ("1999年的项目", 0)


def test_scalar_is_one_value_or_nothing(run: Callable[..., Run]) -> None:
    """The bare number, exactly; several are a failure, a refusal keeps its code, and neither prints a value."""
    assert run("ask", QUESTION, "--scalar").out == "31.0\n"
    assert run("ask", "预算合计", "--scalar").out == "272.39\n"
    assert run("ask", "一共有几个项目", "--scalar").out == "8\n"
    many = run("ask", "各年度预算", "--scalar")
    assert (many.code, many.out) == (ExitCode.FAILED, "")
    none = run("ask", "司法救助 执行率", "--scalar")
    assert (none.code, none.out) == (ExitCode.NOT_UNDERSTOOD, "")
    lines = run("ask", "-", "--scalar", stdin=f"{QUESTION}\n执行率\n预算合计\n")
    assert (lines.code, lines.out) == (ExitCode.NOT_UNDERSTOOD, "31.0\n\n272.39\n")


def test_a_line_for_each_question_in_order(run: Callable[..., Run]) -> None:
    """Answered, zero rows, unclear, refused, empty: each has its object, and the worst of them is the code."""
    questions = [QUESTION, "2025年的项目", "服务对象满意度100%的项目", "执行率", "", "预算合计"]
    got = run("ask", "-", "--format", "jsonl", stdin="".join(f"{q}\n" for q in questions))
    answers = [json.loads(line) for line in got.out.split("\n")[:-1]]
    assert [a["question"] for a in answers] == questions
    assert [a["status"] for a in answers] == [
        "answered", "answered", "ambiguous", "not_understood", "not_understood", "answered"
    ]  # fmt: skip
    assert all(SAMPLE_WARNING in a["warnings"] for a in answers)
    assert got.code == ExitCode.NOT_UNDERSTOOD
    assert run("ask", "-", "--format", "jsonl", stdin=f"{QUESTION}\n{questions[2]}\n").code == ExitCode.AMBIGUOUS


def test_the_object_of_the_contract(run: Callable[..., Run]) -> None:
    """Its members, in their order, and what the design's example says of them."""
    answer = json.loads(run("ask", "司法救助", "预算多少", "--format", "json").out)
    assert list(answer) == [
        "question", "status", "interpretation", "columns", "rows", "sql", "params", "sources", "sources_total",
        "unused", "choices", "suggestions", "warnings", "error",
    ]  # fmt: skip
    assert answer["columns"] == [
        {"name": "项目名称", "type": "text", "role": "key"},
        {"name": "年度", "type": "number", "role": "context"},
        {"name": "预算数", "type": "number", "unit": "万元", "role": "answer"},
    ]
    assert answer["rows"] == [{"项目名称": "2024年司法救助项目-2024中央", "年度": 2024, "预算数": 31.0}]
    assert [(s["row"], s["place"]) for s in answer["sources"]] == [(0, "表8 第676行")]
    assert (answer["sources_total"], answer["error"]) == (1, None)


def test_explain_prints_every_stage(run: Callable[..., Run]) -> None:
    """Normal text, mentions with span, rule and score, reading, query, template, SQL with bindings, sources."""
    said = run("ask", "司法救助　預算多少", "--explain").out
    positions = [said.index(line) for line in (
        "规整：\n  司法救助预算多少\n",
        "认词：\n  0-4 司法救助 pick 〔part ",
        "没有选：\n  次好 5.0：司法救助 预算 多 少\n  0-2 司法 name 〔part 1.1〕 整句 4.8\n",
        "读法 ",
        "查询：\n  Query(template='列表'",
        "模板：\n  列表\n",
        "SQL：\n  SELECT ",
        "= 2024年司法救助项目-2024中央\n",
        "来源：\n  第 1 行 天津市津南区人民检察院-绩效目标表.txt 表8 第676行\n",
    )]  # fmt: skip
    assert positions == sorted(positions)


def test_explain_of_what_is_not_understood(run: Callable[..., Run]) -> None:
    """The stages up to where it ended, as notes."""
    got = run("ask", "司法救助的风水", "--explain")
    assert (got.code, got.out) == (ExitCode.NOT_UNDERSTOOD, "")
    assert "风水 〔没有认出〕" in got.err
    assert "没有回答：\n  风水\n" in got.err


def test_choose_takes_a_reading(run: Callable[..., Run]) -> None:
    """By its number; a number that is not there is wrong usage."""
    asked = json.loads(run("ask", "服务对象满意度100%的项目", "--format", "json").out)
    for number, choice in enumerate(asked["choices"], 1):
        chosen = json.loads(run("ask", asked["question"], "--choose", str(number), "--format", "json").out)
        assert (chosen["status"], chosen["interpretation"]) == ("answered", choice)
    got = run("ask", asked["question"], "--choose", "9")
    assert (got.code, got.out) == (ExitCode.USAGE, "")
    assert "没有第 9 种读法" in got.err


def test_sql_reads_the_view(run: Callable[..., Run]) -> None:
    """One SELECT on the public tables and 指标明细; anything that writes is refused and changes nothing."""
    got = run("sql", 'SELECT count(*) AS n, sum("预算数") AS s FROM "项目"', "--format", "csv")
    assert (got.code, got.out) == (ExitCode.ANSWERED, "n,s\r\n8,272.39\r\n")
    assert run("sql", 'SELECT count(*) AS n FROM "指标明细"', "--format", "csv").out == "n\r\n63\r\n"
    for statement in ('DELETE FROM "项目"', "CREATE TABLE x (a INT)", "SELECT 1; SELECT 2", "COPY (SELECT 1) TO 'x'"):
        refused = run("sql", statement)
        assert (refused.code, refused.out) == (ExitCode.FAILED, "")
    assert run("sql", 'SELECT count(*) AS n FROM "项目"', "--format", "csv").out == "n\r\n8\r\n"


GAP = "前一句没有回答，这一句接的是再前面的："


def test_what_is_asked_over_a_refusal_says_of_what(workspace: Workspace) -> None:
    """After a refusal the conversation is where it was, which nobody sees; a question of its own needs no such word."""
    talk = workspace.conversation()
    talk.ask("2024年的预算合计")
    assert talk.ask("2023年实际支出合计").status == "not_understood"
    assert f"{GAP}2024年的项目的预算数合计" in talk.ask("那2023年呢").warnings
    assert not [w for w in talk.ask("那2024年呢").warnings if w.startswith(GAP)]
    talk.ask("司法救助的电话是多少")
    assert not [w for w in talk.ask("装备购置的预算是多少").warnings if w.startswith(GAP)]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("哪些项目预算超过50万，一共多少", True),
        ("预算最高的三个项目是哪些，占总预算多少", True),
        ("哪些项目预算超过50万，有几个", False),
        ("哪些项目预算超过50万", False),
        ("哪个级别预算合计最高", False),
    ],
)
def test_which_they_are_is_told_to_be_left_out(workspace: Workspace, question: str, said: bool) -> None:  # noqa: FBT001
    """Of 哪些…，一共多少 the figure is answered, and it is plain that the rows are not; what is offered works."""
    told = "只答了数，没有列出是哪些；接着问「是哪些项目」"
    talk = workspace.conversation()
    assert (told in talk.ask(question).warnings) is said
    assert len(talk.ask("是哪些项目").rows) > 1 or not said
