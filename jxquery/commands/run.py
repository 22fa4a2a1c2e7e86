"""`jxquery run`: the answer of a named query, whose parameters are options."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from jxquery.arguments import Parser, bounds, database, log, output, shape
from jxquery.commands.giving import giving
from jxquery.commands.opening import open_workspace
from jxquery.outcome import ExitCode, attempt
from jxquery.params import options
from jxquery.render.console import emit
from jxquery.render.queries import query_help

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.types import Answer

NAME = "run"
ABOUT = "运行一个命名查询，它的参数就是选项；jxquery queries 列出有哪些。"
EXAMPLES = ("jxquery run 预算排名 --年度 2024 --前 5", "jxquery run 指标分类统计 -o 统计.xlsx")
_HELP = ("-h", "--help")


def arguments(command: Parser) -> None:
    """The name; what stands behind it is read when the query, and so its parameters, are known."""
    command.arguments.add_argument("name", metavar="NAME", help="命名查询的名字")
    values = command.arguments.add_argument(
        "values", metavar="--PARAM VALUE", nargs=argparse.REMAINDER, help="它的参数"
    )
    values.required = False  # a missing name is all that is missing
    _common(command)


def run(arguments: Namespace) -> ExitCode:
    """Run it and show its rows; with --help behind the name, what it does and takes."""
    behind = Parser(prog=f"jxquery run {arguments.name}", description="", examples=EXAMPLES, helped=False)
    _common(behind)
    wanted, rest = behind.parse_known_args(arguments.values, arguments)
    with giving(wanted) as give, open_workspace(wanted, ahead=True) as workspace:
        if any(word in _HELP for word in rest):
            emit(query_help(workspace.catalogue().find(arguments.name)))
            return ExitCode.ANSWERED
        given = options(rest)

        def execute(name: str) -> Answer:
            return workspace.call(name, given, limit=wanted.limit, seconds=wanted.timeout)

        answer, code = attempt(arguments.name, execute)
        give(answer)
    return code


def _common(command: Parser) -> None:
    shape(command.options)
    output(command)
    bounds(command)
    database(command)
    log(command)
