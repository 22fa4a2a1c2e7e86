"""The commands of the prompt. A new one is a line in `COMMANDS` and a function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jxquery.errors import UsageError
from jxquery.render.explain import explain, sql
from jxquery.render.present import Output
from jxquery.render.reports import alias_added, alias_list, alias_removed, info_report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jxquery.repl.session import Session


@dataclass(frozen=True, slots=True)
class Command:
    """`names`: the first is the one that help shows, the others are what newcomers try.

    `run` is given the words behind the name, which only one that `takes` them has.
    """

    names: tuple[str, ...]
    about: str
    run: Callable[[Session, Sequence[str]], Output]
    takes: bool = False
    leaves: bool = False


def find(line: str) -> tuple[Command, tuple[str, ...]] | None:
    """The command that the line is the name of, and the words behind the name of one that takes them."""
    name, *words = line.split()
    for command in COMMANDS:
        if line.lower() in command.names or (command.takes and name.lower() in command.names):
            return command, tuple(words)
    return None


def _help(_session: Session, _words: Sequence[str]) -> Output:
    commands = "".join(f"  {command.names[0]:<10}{command.about}\n" for command in COMMANDS)
    return Output(_GUIDE + commands + _KEYS)


def show_sql(session: Session, _words: Sequence[str] = ()) -> Output:
    """The SQL of the last answer; F2 shows it too."""
    text = sql(session.last) if session.last else ""
    return Output(text) if text else Output(notes="还没有可看的 SQL，先问一个问题。\n")


def _explain(session: Session, _words: Sequence[str]) -> Output:
    text = explain(session.last) if session.last else ""
    return Output(text) if text else Output(notes="还没有可解释的答案，先问一个问题。\n")


def _info(session: Session, _words: Sequence[str]) -> Output:
    return info_report(session.workspace.info())


def _alias(session: Session, words: Sequence[str]) -> Output:
    match words:
        case [] | ["list"]:
            return alias_list(session.workspace.aliases())
        case ["add", alias, target]:
            return alias_added(session.workspace.alias_add(alias, target))
        case ["remove", alias]:
            return alias_removed(session.workspace.alias_remove(alias))
        case _:
            raise UsageError("不是 .alias 的用法。", hint=_ALIAS_USAGE)


_ALIAS_USAGE = "可以写：.alias、.alias add 别名 名称、.alias remove 别名"
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
    Command((".alias",), "看别名；add 别名 名称 添加，remove 别名 删掉", _alias, takes=True),
    Command((".quit", ".exit", "quit", "exit", "退出"), "离开", lambda _session, _words: Output(), leaves=True),
)
