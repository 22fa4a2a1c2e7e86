"""`jxquery queries`: which named queries there are, and one of them in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.arguments import action, database
from jxquery.commands.opening import open_workspace
from jxquery.outcome import ExitCode
from jxquery.render.console import emit
from jxquery.render.queries import query_list, query_shown

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser

NAME = "queries"
ABOUT = "列出命名查询和它们的参数；show 看一个的全部。"
EXAMPLES = ("jxquery queries", "jxquery queries show 预算排名")
_SHOW_EXAMPLES = ("jxquery queries show 预算排名", "jxquery queries show 项目全貌 --db 数据")


def arguments(command: Parser) -> None:
    """Nothing lists them; `show` is the one action."""
    database(command)
    below = command.add_subparsers(dest="action", metavar="ACTION", title="做什么")
    show = action(below, command, "show", "看一个命名查询：说明、参数、例子、SQL。", _SHOW_EXAMPLES)
    show.arguments.add_argument("name", metavar="NAME", help="命名查询的名字")
    database(show)


def run(arguments: Namespace) -> ExitCode:
    """Show them. Files of the user that cannot be read are notes, and a failure."""
    with open_workspace(arguments) as workspace:
        catalogue = workspace.catalogue()
        if arguments.action == "show":
            emit(query_shown(catalogue.find(arguments.name)))
            return ExitCode.ANSWERED
        emit(query_list(catalogue))
    return ExitCode.FAILED if catalogue.broken else ExitCode.ANSWERED
