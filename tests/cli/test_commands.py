"""The other commands, help, usage, and the process as a whole."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import jxquery
from jxquery.cli import parser
from jxquery.commands import NAMES
from jxquery.outcome import ExitCode
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Run

_ROOT = Path(__file__).parents[2]
_COMMAND = [sys.executable, str(_ROOT / "tests" / "fake_workspace.py")]
_POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")


def test_sql_hands_on_its_bounds(run: Callable[..., Run]) -> None:
    """The limit and the time reach the engine, from an argument and from standard input."""
    got = run("sql", "SELECT 1", "--limit", "5", "--timeout", "2.5", "--format", "json")
    assert json.loads(got.out)["rows"] == [{"a": 5, "a_2": "2.5"}]
    got = run("sql", "-", "--format", "jsonl", stdin=b"SELECT\r\n 1\n")
    assert json.loads(got.out)["question"] == "SELECT\n 1"
    assert json.loads(got.out)["rows"] == [{"a": None, "a_2": "30"}]


def test_refused_sql_fails(run: Callable[..., Run]) -> None:
    """A statement that is no SELECT is code 1, with the reason as a note or in the object."""
    got = run("sql", "DROP TABLE x")
    assert (got.code, got.out, got.err) == (ExitCode.FAILED, "", "失败：只能运行一条 SELECT。\n")
    assert json.loads(run("sql", "DROP TABLE x", "--format", "json").out)["status"] == "failed"


def test_load_says_what_it_did(run: Callable[..., Run]) -> None:
    """Counts on standard output, problems with place and action on standard error."""
    got = run("load", "一/甲.txt", "乙.txt")
    assert got.code == ExitCode.ANSWERED
    assert got.out == (
        "已载入 甲.txt：13 张表；项目 13、指标 101；1 处问题\n"
        "没有载入 乙.txt：内容和已载入的一样。\n"
        "合计 2 个文件：已载入 1 个，1 个没有新的内容；项目 13、指标 101；1 处问题\n"
    )
    assert got.err == "注意：甲.txt 表2 第9行：指标值「≥?」读不懂，按文字保留。\n"


def test_an_unreadable_document_is_no_data(run: Callable[..., Run]) -> None:
    """Code 5, with the file, the reason and what to do."""
    got = run("load", "bad.txt")
    assert (got.code, got.out) == (ExitCode.NO_DATA, "")
    assert got.err == "失败：bad.txt：里面没有绩效目标表。\n请检查这个文件。\n"


def test_info_says_where_the_data_is(run: Callable[..., Run]) -> None:
    """Folder, generation, counts and files; the sample is called by its name."""
    got = run("info")
    assert_golden("cli/info.txt", got.out)
    assert "示例数据" in got.err


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_is_chinese_with_two_examples_that_parse(run: Callable[..., Run], name: str) -> None:
    """Every command's help shows two commands that the parser takes, and no English of argparse."""
    got = run(*[name] if name else [], "--help")
    assert got.code == ExitCode.ANSWERED
    assert not re.search(r"usage|options|positional|show this|examples?", got.out)
    examples = re.findall(r"^  (jxquery.*)$", got.out.split("例：\n")[1], re.MULTILINE)
    assert len(examples) == 2
    for example in examples:
        words = shlex.split(example.split(" < ")[0])[1:]
        assert parser().parse_args(words).command == (words[0] if words else None)
        assert words[:1] == [name] or not name


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("司法救助", "COMMAND 没有 '司法救助'，可用的是"),
        ("ask", "缺少 QUESTION"),
        ("ask x --choose 0", "--choose：要一个正整数，不能是「0」"),
        ("ask x --format xml", "--format 没有 'xml'，可用的是"),
        ("ask x --scalar --format csv", "--format 不能和 --scalar 一起用"),
        ("ask x --as-of 24", "--as-of：要一个四位的年份"),
        ("ask x --scalar=3", "--scalar 后面不带值，多了 '3'"),
        ("ask x --conv", "不认识 --conv"),
        ("sql x --timeout 0", "--timeout：要一个正的秒数"),
        ("sql x --limit", "--limit 后面要跟一个值"),
    ],
)
def test_wrong_usage_is_said_in_chinese(run: Callable[..., Run], arguments: str, says: str) -> None:
    """Code 2, one line that says what is wrong and one that says where help is."""
    got = run(*arguments.split())
    assert (got.code, got.out) == (ExitCode.USAGE, "")
    assert got.err.startswith(f"用法不对：{says}")
    assert re.search(r"\n看说明：jxquery.* --help\n$", got.err)
    assert not re.search(r"argument|invalid|expected|required|choose from", got.err)


def test_version(run: Callable[..., Run]) -> None:
    """The version of the package."""
    assert run("--version").out == f"jxquery {jxquery.__version__}\n"


def test_help_loads_no_engine() -> None:
    """Neither the package nor --help imports what only a question, a document or the prompt needs."""
    script = """
import sys, jxquery
from jxquery.cli import main
main(["ask", "--help"])
heavy = {"duckdb", "_duckdb", "sqlglot", "prompt_toolkit", "rapidfuzz", "opencc", "wcwidth", "pypinyin"}
sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=_ROOT, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_utf8_whatever_the_code_page() -> None:
    """A process whose streams are set to GBK or ASCII writes UTF-8 all the same."""
    for encoding in ("gbk", "ascii"):
        done = subprocess.run(
            [*_COMMAND, "ask", "司法救助 预算多少", "--format", "csv"], capture_output=True, cwd=_ROOT, check=True,
            env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(_ROOT)},
        )  # fmt: skip
        assert done.stdout.decode() == "项目名称,年度,预算数（万元）\r\n2024年司法救助项目-2024中央,2024,31.0\r\n"


@_POSIX
def test_a_closed_pipe_ends_quietly() -> None:
    """`jxquery ask - | head -1` leaves no traceback and a clean code."""
    process = _start("ask", "-", "--format", "jsonl")
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write("司法救助 预算多少\n".encode())
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(("司法救助 预算多少\n" * 2000).encode())
    process.stdin.close()
    assert process.wait(timeout=120) == ExitCode.ANSWERED
    assert process.stderr.read() == b""
    process.stderr.close()


@_POSIX
def test_answers_come_line_by_line_and_ctrl_c_ends() -> None:
    """An answer is out before the next question is read; an interrupt is code 130 without a traceback."""
    process = _start("ask", "-", "--format", "jsonl")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("司法救助 预算多少\n久\n".encode())
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["status"] == "answered"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    said = err.decode().removeprefix("正在想\n")  # where it had begun with the second question
    assert (process.returncode, out, said) == (ExitCode.INTERRUPTED, b"", "已中断。\n")


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*_COMMAND, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )  # fmt: skip
