from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from jxquery.commands import repl
from jxquery.repl.commands import COMMANDS
from tests.workspace.making import form

ROOT = Path(__file__).parents[2]
SAMPLE = next((ROOT / "data").glob("*.txt"))
# Each command of the prompt as a line of a script, and a piece of what it prints for it.
LINES = {
    ".help": ("", "键："),
    ".tables": ("", "指标明细"),
    ".schema": ("项目", "预算数"),
    ".sql": ("", "SELECT"),
    ".explain": ("", "规整："),
    ".place": ("", "第676行"),
    ".chart": ("", "31.00"),
    ".format": ("md", "md"),
    ".unit": ("亿元", "0.0031"),
    ".limit": ("5", "31.00"),
    ".save": ("会上用", "会上用"),
    ".export": ("会议.xlsx", "会议.xlsx"),
    ".history": ("", "司法救助 预算多少"),
    ".new": ("", ""),
    ".clear": ("", ""),
    ".run": ("预算排名 --前 2", "59.80"),
    ".queries": ("", "预算排名"),
    ".pin": ("各年度预算 年度预算", "年度预算"),
    ".alias": ("list", "还没有别名"),
    ".sources": ("", SAMPLE.name),
    ".check": ("--list", "缺成本指标"),
    ".info": ("", "gen-000001.duckdb"),
    ".fill": ("报告.md -o 报告_2024.md", "报告_2024.md"),
    ".load": (str(SAMPLE), "内容与已载入的"),
    ".open": ("另一份", ""),
    ".quit": ("", ""),
}


def _prompt(folder: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    """The prompt on a folder of data, with these lines on its standard input."""
    command = [sys.executable, "-m", "jxquery", "--db", "数据"]
    environ = {"PYTHONPATH": str(ROOT), "HOME": str(folder), "PATH": ""}
    given = "".join(f"{line}\n" for line in lines)
    return subprocess.run(
        command, check=False, cwd=folder, env=environ, input=given, capture_output=True, encoding="utf-8", timeout=300
    )


def test_every_command_has_its_line() -> None:
    """A new command of the prompt must be tried here."""
    own = {name for command in COMMANDS for name in command.names[:1]}
    assert set(LINES) == own | {f".{name}" for name in repl._SHARED}


def test_every_command_works_in_a_pipe(tmp_path: Path) -> None:
    """Each is the last line but one of a script of its own; what it prints is there, and it is no unknown command."""
    (tmp_path / "报告.md").write_text("{{司法救助 预算}}", "utf-8")
    load = [sys.executable, "-m", "jxquery", "load", str(SAMPLE), "--db", "数据"]
    environ = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": ""}
    subprocess.run(load, check=True, cwd=tmp_path, env=environ, capture_output=True, timeout=300)
    wrong = {}
    for name, (rest, shown) in LINES.items():
        got = _prompt(tmp_path, "司法救助 预算多少", f"{name} {rest}".strip())
        said = got.stdout + got.stderr
        if shown not in said or "这个命令" in said or "Traceback" in said:
            wrong[name] = said
    assert wrong == {}


def test_data_that_is_published_meanwhile_is_taken_up(tmp_path: Path) -> None:
    """The next question of an open prompt is asked of what another process has loaded since."""
    environ = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": ""}
    command = [sys.executable, "-m", "jxquery", "--db", "数据"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as prompt:
        assert prompt.stdin is not None
        assert prompt.stdout is not None
        prompt.stdin.write(".info\n")
        prompt.stdin.flush()
        before = prompt.stdout.readline() + prompt.stdout.readline()
        load = [sys.executable, "-m", "jxquery", "load", str(SAMPLE), "--db", "数据"]
        subprocess.run(load, check=True, cwd=tmp_path, env=environ, capture_output=True, timeout=300)
        after, _ = prompt.communicate(".info\n", timeout=300)
    assert "sample-" in before
    assert "gen-000001.duckdb" in after


@pytest.mark.skipif(os.name == "nt", reason="names and pipes of POSIX")
def test_odd_paths(tmp_path: Path) -> None:
    """Quotes, spaces, patterns, control characters and ~: the file that is meant is read, and errors are ours."""
    names = (
        "a b/x y.txt",
        "it's.txt",
        'q"q.txt',
        "[c].txt",
        "*.txt",
        "-d.txt",
        "$(touch run).txt",
        "~t.txt",
        "b\\s.txt",
    )
    names += ("e\x1b[31m.txt", "r\u202egnp.txt")
    (tmp_path / "a b").mkdir()
    for name in names:
        form(tmp_path, name)
    os.mkfifo(tmp_path / "pipe.txt")
    read = [f".load -- {shlex.quote(name)}" for name in names]
    read += [".load a\\ b/x\\ y.txt", ".load e*.txt", ".load [c].txt", ".load ~/it\\'s.txt"]
    bad = {
        '.load ""': "路径是空的",
        ".load ~nobody-at-all/x": "找不到这个文件",
        '.load "x': "引号要成对",
        ".load pipe.txt": "不是一个普通文件",
        ".load no*thing": "没有符合的文件",
        ".open ~nobody-at-all/x": "由 .load 或 jxquery load --db 建立",
        '.export ""': "路径是空的",
        ".load x\ty": "找不到这个文件",
    }
    got = _prompt(tmp_path, *read, *bad, '.open "a b"')
    assert got.stdout.count("内容与已载入的") == len(read) - 1
    assert "已打开 a b" in got.stderr
    assert [said for said in bad.values() if said not in got.stderr] == []
    assert "Traceback" not in got.stderr
    assert not (tmp_path / "run").exists()
    assert "\x1b" not in got.stdout + got.stderr
