"""`jxquery alias` and `.alias`: add, list, remove, and what questions make of it."""

from __future__ import annotations

import errno
import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from jxquery import aliases
from jxquery.aliases import FILE
from jxquery.cli import parser
from jxquery.commands import alias
from jxquery.commands.within import Within
from jxquery.errors import DataError
from jxquery.outcome import ExitCode
from jxquery.render.look import Look
from jxquery.repl.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jxquery.workspace import Workspace
    from tests.workspace.conftest import Run

FULL = "2024年司法救助项目-2024中央"


def test_add_list_remove(run: Callable[..., Run], data: Path) -> None:
    """From one process to the next, while only the sample is in use: in the folder that `info` shows."""
    assert run("alias", "list").out == ""
    assert not data.exists()
    assert run("alias", "add", "老邮票", "司法救助项目").out == "已添加别名：老邮票 = 司法救助项目\n"
    assert run("alias", "add", "成本价", "成本指标").code == ExitCode.ANSWERED
    assert run("alias", "list").out == "成本价 = 成本指标\n老邮票 = 司法救助项目\n"
    assert f"数据文件夹：{data}\n" in run("info").out
    assert (data / FILE).is_file()
    assert run("alias", "remove", "老邮票").out == "已删掉别名：老邮票 = 司法救助项目\n"
    assert run("alias", "list").out == "成本价 = 成本指标\n"
    assert run("ask", "老邮票 预算多少").code == ExitCode.NOT_UNDERSTOOD


def test_the_restatement_uses_the_full_name(run: Callable[..., Run]) -> None:
    """A reader sees what the alias stands for; the answer is the target's."""
    run("alias", "add", "救助金", "司法救助项目")
    plain, said = (json.loads(run("ask", f"{w} 预算多少", "--format", "json").out) for w in ("司法救助项目", "救助金"))
    assert FULL in said["interpretation"]
    assert "救助金" not in said["interpretation"]
    assert said["rows"] == plain["rows"] == [{"项目名称": FULL, "年度": 2024, "预算数": 31.0}]


@pytest.mark.parametrize(
    ("target", "question"),
    [
        ("司法救助项目", "{}有哪些指标"),
        (FULL, "{}的资金用途"),
        ("成本指标", "司法救助项目的{}"),
        ("中央", "{}的项目有哪些"),
        ("预算", "司法救助项目的{}"),
        ("资金支付及时率", "{}是多少"),
        ("指标", "司法救助项目有哪些{}"),
    ],
)
def test_an_alias_means_what_its_target_means(own: Workspace, target: str, question: str) -> None:
    """A short and a full name, a class, an identity, a field, an indicator, a table: the same reading and rows."""
    own.alias_add("老邮票", target)
    plain, said = own.ask(question.format(target)), own.ask(question.format("老邮票"))
    assert (said.status, said.interpretation, said.rows) == ("answered", plain.interpretation, plain.rows)
    assert own.ask(question.format("老 郵票")).rows == plain.rows


def test_what_holds_the_alias_is_said(run: Callable[..., Run]) -> None:
    """A part of names is an alias like any other, but whoever adds it is told; the names themselves stay."""
    whole = run("ask", "司法救助金发放总额", "--format", "json").out
    assert "司法救助金发放总额" in run("alias", "add", "救助金", "司法救助项目").err
    assert run("ask", "司法救助金发放总额", "--format", "json").out == whole


def test_the_same_twice_is_fine(run: Callable[..., Run], data: Path) -> None:
    """In another spelling too; the file stays as it was."""
    run("alias", "add", "救助金", "司法救助项目")
    before = (data / FILE).read_bytes()
    got = run("alias", "add", " 救 助金 ", "司法救助項目")
    assert (got.code, got.err) == (ExitCode.ANSWERED, "")
    assert got.out.startswith("已经有这个别名")
    assert (data / FILE).read_bytes() == before


def test_removing_what_is_not_there(run: Callable[..., Run]) -> None:
    """Wrong usage, with the ones that are near."""
    assert run("alias", "remove", "救助").err == "失败：没有「救助」这个别名。\n还没有别名。\n"
    run("alias", "add", "救助金", "司法救助项目")
    got = run("alias", "remove", "救助")
    assert (got.code, got.out, got.err) == (ExitCode.USAGE, "", "失败：没有「救助」这个别名。\n相近的有：救助金。\n")
    assert "jxquery alias list" in run("alias", "remove", "zz").err
    assert run("alias", "list").out == "救助金 = 司法救助项目\n"


def test_another_process_and_a_hand_are_seen_at_once(run: Callable[..., Run], own: Workspace, data: Path) -> None:
    """An open workspace knows each change with its next question, in both directions."""
    assert own.ask("老邮票 预算多少").status == "not_understood"
    run("alias", "add", "老邮票", "司法救助项目")
    assert FULL in own.ask("老邮票 预算多少").interpretation
    file = data / FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("司法救助项目", "办案业务费"), encoding="utf-8")
    assert "办案业务费" in own.ask("老邮票 预算多少").interpretation
    file.unlink()
    assert own.ask("老邮票 预算多少").status == "not_understood"
    assert own.aliases() == ()


def test_the_prompt(own: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """`.alias` lists, adds and removes; what does not work is said and the session goes on."""
    session, look = Session(own, {"alias": Within(alias)}), Look(prompt=True)
    assert session.handle(".alias", look).code == ExitCode.ANSWERED
    assert "还没有别名" in capsys.readouterr().err
    assert session.handle(".alias add 救助金 司法救助项目", look).code == ExitCode.ANSWERED
    assert FULL in session.handle("救助金 预算多少", look).output.data
    assert session.handle(".alias list", look).output.data == "救助金 = 司法救助项目\n"
    assert "救助金" in {c.text for c in own.complete("救助")}
    for line in (".alias add 救助金", ".alias add 预算 司法救助项目", ".alias remove 没有", ".alias 救助金"):
        reply = session.handle(line, look)
        assert (reply.code, reply.output.data) == (ExitCode.USAGE, "")
    assert session.handle(".alias remove 救助金", look).output.data.startswith("已删掉别名")
    assert "没有 .aliasx 这个命令" in session.handle(".aliasx", look).output.notes


@pytest.mark.parametrize("action", ["add", "list", "remove"])
def test_help_is_chinese_with_two_examples_that_parse(run: Callable[..., Run], action: str) -> None:
    """Each action has its own help."""
    got = run("alias", action, "--help")
    assert not re.search(r"usage|options|positional|show this|examples?", got.out)
    examples = re.findall(r"^  (jxquery.*)$", got.out.split("例：\n")[1], re.MULTILINE)
    assert len(examples) == 2
    assert all(parser().parse_args(shlex.split(example)[1:]).action == action for example in examples)


def test_the_examples_work(run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the help shows can be typed as it stands."""
    monkeypatch.chdir(tmp_path)
    for action in ("add", "list", "remove"):
        for example in re.findall(r"^  jxquery (.*)$", run("alias", action, "--help").out, re.MULTILINE):
            if action == "remove":
                run(*shlex.split(example.replace("remove 救助金", "add 救助金 司法救助项目")))
            assert run(*shlex.split(example)).code == ExitCode.ANSWERED


def test_a_disk_that_is_full(own: Workspace, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the file, which is as it was."""
    own.alias_add("救助金", "司法救助项目")
    before = (data / FILE).read_bytes()

    def full(_path: Path, _text: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(aliases, "replace_text", full)
    with pytest.raises(DataError, match="写不进去") as raised:
        own.alias_add("老邮票", "司法救助项目")
    assert raised.value.place == str(data / FILE)
    assert (data / FILE).read_bytes() == before
    assert [a.word for a in own.aliases()] == ["救助金"]
