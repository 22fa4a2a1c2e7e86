from __future__ import annotations

import json
import os
import re
import stat
from datetime import datetime
from pathlib import Path

import pytest

from jxquery.errors import SqlError
from jxquery.log import Log
from jxquery.types import Answer
from jxquery.workspace import Workspace

KEYS = {"time", "question", "reading", "status", "sql", "rows", "seconds"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A log that is not there yet."""
    return tmp_path / "日志.jsonl"


def _lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_bytes().decode().removesuffix("\n").split("\n")]


def test_a_line_a_question(file: Path, environ: dict[str, str]) -> None:
    """Answered, refused, SQL, an error, a turn of a conversation: each leaves one line, and only what was promised."""
    with Workspace.open(environ=environ, log=file) as workspace:
        workspace.ask("司法救助 预算多少")
        workspace.ask("司法救助 执行率")
        workspace.sql('SELECT "年度" FROM "项目" LIMIT 2')
        with pytest.raises(SqlError):
            workspace.sql("DROP TABLE 项目")
        workspace.conversation().ask("预算最高的三个项目")
    lines = _lines(file)
    assert [line["status"] for line in lines] == ["answered", "not_understood", "answered", "failed", "answered"]
    assert [line["rows"] for line in lines] == [1, 0, 2, 0, 3]
    assert lines[0]["reading"] == "项目「2024年司法救助项目-2024中央」的预算数"
    assert lines[3]["question"] == "DROP TABLE 项目"
    assert all(set(line) == KEYS for line in lines)
    assert all(datetime.fromisoformat(str(line["time"])).tzinfo is not None for line in lines)
    assert all(isinstance(line["seconds"], float) for line in lines)
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_is_off_by_default(tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without being asked for there is none."""
    monkeypatch.chdir(tmp_path)
    with Workspace.open(environ=environ) as workspace:
        workspace.ask("司法救助 预算多少")
    assert not list(tmp_path.iterdir())


def test_a_question_stays_on_its_line(file: Path) -> None:
    """Line breaks, escapes, marks that turn the direction and lone surrogates are written as JSON writes them."""
    said = "甲\n乙\u2028丙\x1b[31m\u202e\x9b\U000e0041\udcff"
    Log(file).answer(said, lambda: Answer(said, "not_understood"))
    text = file.read_bytes().decode()
    assert text.removesuffix("\n").isprintable()
    assert "甲\\n乙" in text
    assert _lines(file)[0]["question"] == said


@pytest.mark.parametrize("where", ["missing/x.jsonl", ".", "\0", "pipe", "/dev/full"])
def test_a_log_that_cannot_be_written(tmp_path: Path, where: str) -> None:
    """No folder, a folder, no name, a pipe that nobody reads, a full disk: the answer comes, and says so."""
    if where == "/dev/full" and not Path(where).exists():
        pytest.skip("a device of Linux")
    if where == "pipe":
        if os.name == "nt":
            pytest.skip("pipes of POSIX")
        os.mkfifo(tmp_path / where)
    answer = Log(tmp_path / where).answer("问", lambda: Answer("问", "answered"))
    assert answer.status == "answered"
    assert len(answer.warnings) == 1
    assert "日志写不进去" in answer.warnings[0]
    assert not re.search("[A-Za-z ]{12}", answer.warnings[0].partition("（")[0])  # the system's own words
