"""-o, export, parameters, and what reaches standard output, with the real workspace."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pyarrow.parquet as pq
import pytest

from jxquery.outcome import ExitCode
from jxquery.render.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.workspace.conftest import Run

_ROOT = Path(__file__).parents[2]
_QUESTION = "各年度预算"
_SQL = 'SELECT "项目简称" FROM "项目" WHERE "年度" = $年度 AND "预算数" > $下限 ORDER BY 1'
_POSIX = pytest.mark.skipif(os.name != "posix", reason="devices of POSIX")


@pytest.mark.parametrize("suffix", [form.suffixes[0] for form in FORMATS.values()])
def test_an_answer_in_a_file(run: Callable[..., Run], tmp_path: Path, suffix: str) -> None:
    """Standard output stays empty; where the file is and what to beware of are notes. A file that is there goes."""
    path = tmp_path / f"答案.{suffix}"
    path.write_text("旧", encoding="utf-8")
    got = run("ask", _QUESTION, "-o", str(path))
    assert (got.code, got.out) == (ExitCode.ANSWERED, "")
    assert got.err.endswith(f"已写出 {path}（2 行）。\n")
    assert "注意：示例数据" in got.err
    assert path.read_bytes() != "旧".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_answer_leaves_the_file(run: Callable[..., Run], tmp_path: Path) -> None:
    """A refusal keeps its code and writes nothing, but JSON has a place for it."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    got = run("ask", "执行率", "-o", str(path))
    assert (got.code, got.out, path.read_bytes()) == (ExitCode.NOT_UNDERSTOOD, "", b"old")
    assert "没有回答" in got.err
    got = run("ask", "执行率", "-o", str(tmp_path / "a.json"))
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["status"] == "not_understood"
    assert got.code == ExitCode.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask", "x", "-o", "a.pdf"], 2, "a.pdf：不知道 .pdf 是什么格式。\n可用的后缀：.txt、.csv"),
        (["ask", "x", "-o", "a"], 2, "a：文件名没有后缀"),
        (["ask", "x", "-o", "a.csv", "--format", "json"], 2, "a.csv：-o 的后缀是 .csv，--format 说的却是 json。"),
        (["ask", "x", "-o", "a.csv", "--scalar"], 2, "--scalar 只输出一个值，不能和 -o 一起用。"),
        (["ask", "-", "-o", "a.csv"], 2, "a.csv：一个 csv 文件只放得下一个答案。"),
        (["ask", "-", "--format", "html"], 2, "几个答案不能一起输出成一个网页。"),
        (["ask", _QUESTION, "-o", "没有/a.csv"], 1, "没有/a.csv：写不进去：没有这个文件或文件夹。"),
        (["sql", "SELECT 1", "-o", "a.pdf"], 2, "a.pdf：不知道 .pdf 是什么格式。"),
        (["sql", _SQL], 2, "参数「$年度」没有值。\n请给出它的值，例如 --param 年度=2024。"),
        (["sql", _SQL, "--param", "年=2024"], 2, "语句里没有参数「$年」。\n语句里有的是：$年度、$下限。"),
        (["sql", "SELECT 1", "--param", "年度"], 2, "参数「年度」不是 名称=值 的样子。"),
        (["sql", "SELECT $a", "--param", "a=1", "--param", "a=2"], 2, "参数「$a」给了两次。"),
        (["export", "a.zip"], 2, "a.zip：只能写成一个 .xlsx 文件或一个文件夹，不能写成 .zip。"),
        (["export", "a.xlsx", "--format", "csv"], 2, "a.xlsx：写成 .xlsx 文件时不能用 --format csv。"),
        (["export", "没有/全部"], 1, "没有/全部：写不进去"),
    ],
)
def test_what_cannot_be_written_is_said(
    run: Callable[..., Run],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    says: str,
) -> None:
    """The code, an empty standard output, what is wrong and what to do; and nothing is written."""
    monkeypatch.chdir(tmp_path)
    got = run(*arguments, stdin=f"{_QUESTION}\n")
    assert (got.code, got.out) == (code, "")
    assert says in got.err
    assert list(tmp_path.iterdir()) == []


def test_many_questions_in_a_workbook(run: Callable[..., Run], tmp_path: Path) -> None:
    """A sheet for each answer; what was refused stands on the last with its reason, and in the code."""
    path = tmp_path / "a.xlsx"
    got = run("ask", "-", "-o", str(path), stdin=f"{_QUESTION}\n执行率\n预算合计\n")
    assert (got.code, got.out) == (ExitCode.NOT_UNDERSTOOD, "")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["1 各年度预算", "3 预算合计", "读法和来源"]
    assert book["3 预算合计"]["A1"].value == "预算数合计（万元）"
    assert book["3 预算合计"]["A2"].value == 272.39


def test_parameters_are_typed_and_bound(run: Callable[..., Run]) -> None:
    """Numbers that look like it, text otherwise or in quotes; nothing of a value is run."""
    got = run("sql", _SQL, "--param", "年度=2024", "--param", "下限=58.5", "--format", "csv")
    assert (got.code, got.out) == (0, "项目简称\r\n检察业务经费项目\r\n检察业务购买服务项目\r\n")
    got = run("sql", "SELECT typeof($a) AS t, $a AS v", "--param", "a='1'", "--format", "csv")
    assert got.out == "t,v\r\nVARCHAR,1\r\n"
    evil = '\'; DROP TABLE "项目"; --'
    got = run("sql", "-", "--param", f"a={evil}", "--format", "json", stdin="SELECT\n $a AS v")
    assert json.loads(got.out)["rows"] == [{"v": evil}]
    assert json.loads(got.out)["params"] == {"a": evil}


def test_bounds_of_a_question(run: Callable[..., Run]) -> None:
    """--limit cuts and says so; --timeout that is over is code 124."""
    got = run("ask", "有哪些项目", "--limit", "2", "--format", "csv")
    assert len(got.out.splitlines()) == 3
    assert "注意：只显示前 2 行，共 8 行" in got.err
    got = run("ask", _QUESTION, "--timeout", "0.000001")
    assert (got.code, got.out) == (ExitCode.TIME_LIMIT, "")


def test_export_to_a_workbook(run: Callable[..., Run], tmp_path: Path) -> None:
    """A sheet for each table, with units, files and places; and the sources."""
    path = tmp_path / "全部.xlsx"
    got = run("export", str(path))
    assert (got.code, got.out) == (0, "")
    assert f"已写出 {path}：项目 8、绩效目标 10、指标 63、来源 1\n" in got.err
    assert "示例数据" in got.err
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["项目", "绩效目标", "指标", "来源", "读法和来源"]
    rows = list(book["项目"].iter_rows(values_only=True))
    assert {"预算数（万元）", "文件", "位置"} <= set(rows[0])
    budget = rows[0].index("预算数（万元）")
    assert round(sum(float(str(row[budget])) for row in rows[1:]), 6) == 272.39
    assert rows[1][-2:] == ("天津市津南区人民检察院-绩效目标表.txt", "表1 第5行")


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_export_to_a_folder(run: Callable[..., Run], tmp_path: Path, form: str) -> None:
    """A file for each table; what else is in the folder stays, and nothing is left beside it."""
    folder = tmp_path / "全部"
    folder.mkdir()
    (folder / "别的.txt").touch()
    for _ in range(2):
        assert run("export", str(folder), "--format", form).code == ExitCode.ANSWERED
    names = {f"{table}.{form}" for table in ("项目", "绩效目标", "指标", "来源")}
    assert {path.name for path in folder.iterdir()} == {"别的.txt", *names}
    assert list(tmp_path.iterdir()) == [folder]
    if form == "csv":
        with (folder / "指标.csv").open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file))) == 64
    else:
        assert pq.read_table(folder / "指标.parquet").num_rows == 63


@_POSIX
@pytest.mark.parametrize(
    "command", ["--help", "ask --help", "ask 预算合计", "ask - --format jsonl", "sql SELECT\t1", "info", "alias list"]
)
@pytest.mark.parametrize("stream", ["/dev/full", "closed", "pipe"])
def test_standard_output_that_takes_nothing(environ: dict[str, str], command: str, stream: str) -> None:
    """A full disk is a failure with one message, a closed output or a reader that left is silent; never a traceback."""
    script = {
        "/dev/full": "exec {} > /dev/full",
        "closed": "exec {} >&-",
        "pipe": "{{ {}; echo $? >&2; }} | true",
    }[stream].format('"$@"')
    words = [word.replace("\t", " ") for word in command.split(" ")]
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", sys.executable, "-m", "jxquery", *words],
        capture_output=True, cwd=_ROOT, check=False, input="预算合计\n".encode(), env=os.environ | environ,
    )  # fmt: skip
    said = done.stderr.decode()
    assert "Traceback" not in said
    assert "Exception" not in said
    nothing = command == "alias list"  # no alias, no data
    if stream == "/dev/full" and not nothing:
        assert done.returncode == ExitCode.FAILED
        assert "标准输出写不进去" in said
    else:
        assert done.returncode == ExitCode.ANSWERED
    if stream == "pipe":
        assert said.endswith("0\n")


@_POSIX
@pytest.mark.parametrize("setting", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "cp936"}, {"PYTHONIOENCODING": "ascii"}])
@pytest.mark.parametrize(
    "command", ["--help", "ask 预算合计", "ask x", "ask x --no", "info", "ask 预算合计 --format md"]
)
def test_utf8_in_every_command(environ: dict[str, str], setting: dict[str, str], command: str) -> None:
    """Both streams are UTF-8 whatever the code page, on failures too."""
    done = subprocess.run(
        [sys.executable, "-m", "jxquery", *command.split()],
        capture_output=True, cwd=_ROOT, check=False, env=os.environ | environ | setting,
    )  # fmt: skip
    assert any("\u4e00" <= char <= "\u9fff" for char in (done.stdout + done.stderr).decode())
    assert (done.stdout == b"") == (done.returncode != 0)


def test_data_on_a_terminal_does_not_steer_it() -> None:
    """CSV that goes on to a program is exact; on a terminal the same cells are harmless, tabs and line ends stay."""
    from jxquery.render.look import Look
    from jxquery.render.present import present
    from tests.fake_workspace import HARD

    for shape in ("csv", "tsv", "md", "html"):
        shown = present(HARD, Look(format=shape, width=80)).data  # type: ignore[arg-type]
        assert not set("\x1b\u202e\u2067\x00\u2028") & set(shown)
    assert "\x1b" in present(HARD, Look(format="csv")).data
    assert "\t" in present(HARD, Look(format="tsv", width=80)).data
    assert "\r\n" in present(HARD, Look(format="csv", width=80)).data
