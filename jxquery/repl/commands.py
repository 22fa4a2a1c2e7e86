"""The commands of the prompt. A new one is a line in `COMMANDS` and a function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jxquery.render.explain import explain, sql
from jxquery.render.present import Output
from jxquery.render.reports import info_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from jxquery.repl.session import Session


@dataclass(frozen=True, slots=True)
class Command:
    """`names`: the first is the one that help shows, the others are what newcomers try."""

    names: tuple[str, ...]
    about: str
    run: Callable[[Session], Output]
    leaves: bool = False


def find(line: str) -> Command | None:
    """The command that the whole line is the name of."""
    return next((command for command in COMMANDS if line.lower() in command.names), None)


def _help(_session: Session) -> Output:
    commands = "".join(f"  {command.names[0]:<10}{command.about}\n" for command in COMMANDS)
    return Output(_GUIDE + commands + _KEYS)


def show_sql(session: Session) -> Output:
    """The SQL of the last answer; F2 shows it too."""
    text = sql(session.last) if session.last else ""
    return Output(text) if text else Output(notes="还没有可看的 SQL，先问一个问题。\n")


def _explain(session: Session) -> Output:
    text = explain(session.last) if session.last else ""
    return Output(text) if text else Output(notes="还没有可解释的答案，先问一个问题。\n")


def _info(session: Session) -> Output:
    return info_report(session.workspace.info())


_GUIDE = """\
直接输入问题：  司法救助 预算多少
接着追问：      那装备购置呢
输入 SQL：      SELECT "项目名称", "预算数" FROM "项目"
选一个编号：    1
命令：
"""
_KEYS = """\
按键：
  F2        看上一个答案的 SQL
  Tab       补全
  Ctrl-C    放弃这一行，或停止正在运行的查询
  Ctrl-D    离开
"""

COMMANDS = (
    Command((".help", "help", "?", "？", "帮助"), "看这份说明", _help),
    Command((".sql",), "看上一个答案的 SQL", show_sql),
    Command((".explain",), "看上一个答案的由来", _explain),
    Command((".info",), "看数据在哪里、有多少", _info),
    Command((".quit", ".exit", "quit", "exit", "退出"), "离开", lambda _session: Output(), leaves=True),
)
