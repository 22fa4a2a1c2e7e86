"""`jxquery ask`: one question, many, one value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from jxquery.outcome import ExitCode, worst
from tests.fake_workspace import ONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Run

_QUESTIONS = "司法救助 预算多少\n\n服务对象满意度\n慢\n错\n2025年预算\n"


def test_words_are_one_question(run: Callable[..., Run]) -> None:
    """Words are joined by a space, and the reading, table and sources are on standard output."""
    got = run("ask", "司法救助", "预算多少")
    assert got.code == ExitCode.ANSWERED
    assert got.out.startswith(f"读作：{ONE.interpretation}\n 项目名称")
    assert got.err == ""


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("司法救助 预算多少", 0),
        ("2025年预算", 0),
        ("错", 1),
        ("司法救助 执行率", 3),
        ("", 3),
        ("服务对象满意度", 4),
        ("慢", 124),
    ],
)
@pytest.mark.parametrize("shape", ["table", "csv", "json", "jsonl"])
def test_every_outcome_has_its_code(run: Callable[..., Run], question: str, code: int, shape: str) -> None:
    """The code says what became of the question; what is no data is not on standard output."""
    got = run("ask", question, "--format", shape)
    assert got.code == code
    assert (got.out != "") == (code == 0 or shape.startswith("json"))
    assert (got.err != "") == (code != 0 and not shape.startswith("json"))


def test_one_object_a_line_whatever_becomes_of_it(run: Callable[..., Run]) -> None:
    """Answers, refusals, time limits and bugs keep their place; the code is the first of the order."""
    got = run("ask", "-", "--format", "jsonl", stdin=_QUESTIONS.encode())
    answers = [json.loads(line) for line in got.out.split("\n")[:-1]]
    assert [a["question"] for a in answers] == _QUESTIONS.split("\n")[:-1]
    assert [a["status"] for a in answers] == ["answered", "not_understood", "ambiguous", "failed", "failed", "answered"]
    assert answers[3]["error"] == "超过了时间限制。"
    assert "ZeroDivisionError" in answers[4]["error"]
    assert got.code == ExitCode.TIME_LIMIT


def test_lines_are_cut_at_line_feeds_only(run: Callable[..., Run]) -> None:
    """U+2028 and U+0085 do not cut; a mark at the beginning and carriage returns are not part of a question."""
    stdin = "\ufeff甲\u2028乙\r\n丙\x85丁".encode()
    lines = run("ask", "-", "--format", "jsonl", stdin=stdin).out.split("\n")[:-1]
    assert [json.loads(line)["question"] for line in lines] == ["甲\u2028乙", "丙\x85丁"]


def test_a_line_of_other_bytes_fails_alone(run: Callable[..., Run]) -> None:
    """A GBK line is refused by name, and the next one is answered."""
    stdin = "司法\n".encode("gbk") + "司法救助 预算多少\n".encode()
    got = run("ask", "-", "--format", "jsonl", stdin=stdin)
    first, second = (json.loads(line) for line in got.out.split("\n")[:-1])
    assert (first["status"], second["status"]) == ("failed", "answered")
    assert "UTF-8" in first["error"]
    assert got.code == ExitCode.FAILED


def test_tables_of_many_questions_stand_apart(run: Callable[..., Run]) -> None:
    """An empty line parts them."""
    got = run("ask", "-", stdin="2025年预算\n2025年预算\n".encode())
    one = "读作：年度为 2025 的项目的 预算数\n没有符合条件的行（0 行）。\n"
    assert got.out == f"{one}\n{one}"


def test_a_conversation_only_when_asked_for(run: Callable[..., Run]) -> None:
    """The second line leans on the first only with --conversation."""
    stdin = "司法救助 预算多少\n那装备购置呢\n".encode()
    assert "接着「司法救助 预算多少」" in run("ask", "-", "--conversation", stdin=stdin).out
    assert run("ask", "-", stdin=stdin).code == ExitCode.NOT_UNDERSTOOD


def test_a_choice_and_the_year_are_handed_on(run: Callable[..., Run]) -> None:
    """--choose and --as-of reach the workspace."""
    assert "第 2 种读法" in run("ask", "服务对象满意度", "--choose", "2").out
    assert "今年是 2024" in run("ask", "今年", "--as-of", "2024").out
    assert "今年是 2024" in run("--as-of", "2024", "ask", "今年").out


def test_one_value_is_bare(run: Callable[..., Run]) -> None:
    """--scalar prints the figure and nothing else."""
    got = run("ask", "司法救助", "预算多少", "--scalar")
    assert (got.code, got.out, got.err) == (0, "31.0\n", "")


def test_more_than_one_value_fails(run: Callable[..., Run]) -> None:
    """--scalar prints nothing on standard output and says how many there were."""
    got = run("ask", "长", "--scalar")
    assert (got.code, got.out) == (ExitCode.FAILED, "")
    assert "答案有 2 行，每行 2 个值（资金用途、预算数）" in got.err


def test_values_and_questions_stay_in_step(run: Callable[..., Run]) -> None:
    """A line for each question, empty where there is no value."""
    got = run("ask", "-", "--scalar", stdin="长\n司法救助 预算多少\n".encode())
    assert got.out == "\n31.0\n"


def test_without_data_every_line_fails(run: Callable[..., Run]) -> None:
    """A missing folder is code 5, in JSON an object for each line, in a table a note with what to do."""
    got = run("ask", "-", "--format", "jsonl", "--db", "missing", stdin=b"a\nb\n")
    assert [json.loads(line)["status"] for line in got.out.split("\n")[:-1]] == ["failed", "failed"]
    assert got.code == ExitCode.NO_DATA
    got = run("ask", "a", "--db", "missing")
    assert (got.code, got.out) == (ExitCode.NO_DATA, "")
    assert got.err == "失败：missing：没有这个数据文件夹。\n请检查 --db。\n"


def test_the_worst_of_many() -> None:
    """The order of the contract: 130, 124, 1, 5, 3, 4, 0."""
    order = [ExitCode(code) for code in (130, 124, 1, 5, 3, 4, 0)]
    assert [worst(order[n:]) for n in range(len(order))] == order
    assert [worst(reversed(order[n:])) for n in range(len(order))] == order
    assert worst([]) == ExitCode.ANSWERED
