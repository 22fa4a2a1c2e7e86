"""`jxquery run`: the answer of a named query, whose parameters are options."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from jxquery.arguments import Parser, bounds, database, shape
from jxquery.commands.opening import look, open_workspace
from jxquery.errors import UsageError
from jxquery.outcome import ExitCode, attempt
from jxquery.render.console import emit
from jxquery.render.present import present
from jxquery.render.queries import query_help

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from jxquery.types import Answer

NAME = "run"
ABOUT = "运行一个命名查询，它的参数就是选项；jxquery queries 列出有哪些。"
EXAMPLES = ("jxquery run 预算排名 --年度 2024 --前 5", "jxquery run 指标分类统计 --format csv")
_HELP = ("-h", "--help")


def arguments(command: Parser) -> None:
    """The name; what stands behind it is read when the query, and so its parameters, are known."""
    command.arguments.add_argument("name", metavar="NAME", help="命名查询的名字")
    command.arguments.add_argument("values", metavar="--PARAM VALUE", nargs=argparse.REMAINDER, help="它的参数")
    _common(command)


def run(arguments: Namespace) -> ExitCode:
    """Run it and show its rows; with --help behind the name, what it does and takes."""
    behind = Parser(prog=f"jxquery run {arguments.name}", description="", examples=EXAMPLES, helped=False)
    _common(behind)
    wanted, rest = behind.parse_known_args(arguments.values, arguments)
    with open_workspace(wanted) as workspace:
        if any(word in _HELP for word in rest):
            emit(query_help(workspace.catalogue().find(arguments.name)))
            return ExitCode.ANSWERED
        given = options(rest)

        def execute(name: str) -> Answer:
            return workspace.run(name, limit=wanted.limit, seconds=wanted.timeout, **given)

        answer, code = attempt(arguments.name, execute)
    emit(present(answer, look(wanted.format)))
    return code


def options(words: Sequence[str]) -> dict[str, str]:
    """`--年度 2024 --前=5` by name. Raises `UsageError` for anything else.

    >>> options(["--年度", "2024", "--前=5", "--差额", "-3"])
    {'年度': '2024', '前': '5', '差额': '-3'}
    """
    found: dict[str, str] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise UsageError(f"不认识「{word}」。", hint="参数要写成 --名字 值，例如 --年度 2024。")
        if not equals:
            if not left or left[0].startswith("--"):
                raise UsageError(f"--{name} 后面要跟一个值。", hint=f"例如：--{name} 2024，或 --{name}=2024。")
            value = left.pop(0)
        if name in found:
            raise UsageError(f"--{name} 写了两遍。", hint="请只留一个。")
        found[name] = value
    return found


def _common(command: Parser) -> None:
    shape(command.options)
    bounds(command)
    database(command)
