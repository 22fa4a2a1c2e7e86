"""What is broken is said in Chinese on standard error, with its place and what to do, and nothing good is lost."""

from __future__ import annotations

import errno
import shutil
from typing import TYPE_CHECKING

import pytest

from jxquery import meaning, prepared, resources
from jxquery.errors import reason_of
from jxquery.outcome import ExitCode
from tests.golden_files import assert_golden
from tests.workspace.making import form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.workspace.conftest import Run

QUESTION = "司法救助 预算多少"


def _content(folder: Path) -> dict[str, bytes]:
    """Every file of the folder that is no lock."""
    files = (f for f in folder.iterdir() if f.suffix != ".lock" and f.name != "WRITER")
    return {file.name: file.read_bytes() for file in files}


def test_documents(run: Callable[..., Run], data: Path, tmp_path: Path) -> None:
    """Missing, empty, binary, without a form, of another format, a folder: code 5, and the data is as it was."""
    assert run("load", str(form(tmp_path))).code == ExitCode.ANSWERED
    before, answer = _content(data), run("ask", QUESTION).out
    contents = {
        "空.txt": b"",
        "空白.txt": b" \n\n",
        "图片.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "散文.txt": "2024年工作总结\n\n今年完成了3项任务。\n".encode(),
        "表.xyz": b"1",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "夹.txt").mkdir()
    said = []
    for name in ("没有.txt", *contents, "夹.txt"):
        got = run("load", str(tmp_path / name))
        assert (got.code, got.out) == (ExitCode.NO_DATA, ""), name
        said.append(f"# {name}\n{got.err}")
        assert _content(data) == before
    assert run("ask", QUESTION).out == answer
    assert_golden("errors/load.txt", "\n".join(said).replace(f"{tmp_path}/", ""))


def test_one_bad_document_of_several(run: Callable[..., Run], data: Path, tmp_path: Path) -> None:
    """The others are loaded, the bad one is named, and the code says so; with --strict nothing is loaded."""
    paths = (str(form(tmp_path)), str(tmp_path / "没有.txt"))
    got = run("load", *paths, "--strict")
    assert got.code == ExitCode.NO_DATA
    assert not data.exists() or _content(data) == {}
    got = run("load", *paths)
    assert got.code == ExitCode.NO_DATA
    assert "没有载入 没有.txt：找不到这个文件。\n" in got.out
    assert "项目 1" in run("info").out


def test_databases(run: Callable[..., Run], data: Path, tmp_path: Path) -> None:
    """A file for a folder, a pointer that names nothing or is none, a damaged or foreign database: code 5."""
    assert run("load", str(form(tmp_path))).code == ExitCode.ANSWERED
    generation, pointer = data / "gen-000001.duckdb", data / "CURRENT"
    good, named = generation.read_bytes(), pointer.read_bytes()
    said = []

    def fails(what: str, *arguments: str) -> None:
        got = run(*arguments)
        assert (got.code, got.out) == (ExitCode.NO_DATA, ""), what
        said.append(f"# {what}\n{got.err}")

    fails("--db 是文件", "info", "--db", str(tmp_path / "本院.txt"))
    fails("--db 是文件，要提问", "ask", QUESTION, "--db", str(generation))
    for what, content in {"数据库损坏": good[:5000], "不是数据库": b"x" * 9000, "数据库是空的": b""}.items():
        generation.write_bytes(content)
        fails(what, "ask", QUESTION)
    generation.write_bytes(good)
    for what, text in {
        "指向没有的": b"gen-000009.duckdb\n",
        "指向别处": b"../x.duckdb",
        "指针不是文字": b"\xff",
    }.items():
        pointer.write_bytes(text)
        fails(what, "info")
        fails(f"{what}，要载入", "load", str(form(tmp_path, "另一份.txt", year="2027")))
    pointer.write_bytes(named)
    assert generation.read_bytes() == good
    assert run("ask", QUESTION).code == ExitCode.ANSWERED
    assert_golden("errors/database.txt", "\n".join(said).replace(f"{tmp_path}/", ""))


def test_the_reasons_of_the_system_are_chinese() -> None:
    """Those that people meet; what Windows calls a matter of permission is a file that is open elsewhere."""
    full = OSError(errno.ENOSPC, "No space left on device")
    other = OSError(errno.EXDEV, "Invalid cross-device link")
    assert (reason_of(full), reason_of(other)) == ("磁盘满了", "Invalid cross-device link")
    shared = PermissionError(errno.EACCES, "The process cannot access the file")
    assert reason_of(shared) == "没有权限"
    shared.winerror = 32  # type: ignore[attr-defined, unused-ignore] # where there is no Windows
    assert reason_of(shared) == "正被别的程序打开着"


def test_a_question_without_data_fails_in_its_line(run: Callable[..., Run], data: Path) -> None:
    """Each line of a script gets its object, whatever the state of the database."""
    data.write_text("", encoding="utf-8")
    got = run("ask", "-", "--format", "jsonl", stdin=f"{QUESTION}\n预算最高的项目\n")
    assert got.code == ExitCode.NO_DATA
    assert got.out.count('"status": "failed"') == 2
    assert got.err == ""


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Queries and schema to break, in place of those that come with the program."""
    shipped = resources.path
    for kind in ("queries", "schema"):
        shutil.copytree(shipped(kind), tmp_path / kind)  # type: ignore[arg-type]
    monkeypatch.setattr(
        resources, "path", lambda kind: tmp_path / kind if kind in ("queries", "schema") else shipped(kind)
    )
    caches = (meaning.shipped_schema, prepared.prepared, resources.fingerprint)
    for cached in caches:
        cached.cache_clear()
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("queries/合计.sql", "sum(", "sum((", "queries/合计.sql:"),
        ("queries/列表.sql", '"项目名称" AS', '"名称" AS', "queries/列表.sql:"),
        ("schema/schema.toml", 'role = "period"', 'role = "time"', "schema/schema.toml：第 1 个 [[table]]「项目」："),
        ("schema/units.toml", "[[kind]]", "[[kind]", "schema/units.toml:8:7："),
        ("schema/vocabulary.toml", '"项目.项目简称"', '"项目.简名"', "schema/vocabulary.toml：[column]："),
        ("schema/chinese.toml", "[bound_before]", "[bound_before", "schema/chinese.toml:"),
    ],
)
def test_what_comes_with_the_program(
    run: Callable[..., Run], copies: Path, file: str, old: str, new: str, place: str
) -> None:
    """A broken template, schema or vocabulary: code 1, and the message names file and place."""
    text = (copies / file).read_text("utf-8")
    assert old in text
    (copies / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    got = run("ask", QUESTION)
    assert (got.code, got.out) == (ExitCode.FAILED, "")
    assert got.err.startswith(f"失败：{copies}/{place}")
    assert len(got.err.splitlines()) == 2
