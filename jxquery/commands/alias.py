"""`jxquery alias`: one's own words for names, classes and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.arguments import action, database
from jxquery.commands.opening import open_workspace
from jxquery.outcome import ExitCode
from jxquery.render.console import emit
from jxquery.render.reports import alias_added, alias_list, alias_removed

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser

NAME = "alias"
ABOUT = "给名称、类别、字段起自己的叫法。"
EXAMPLES = ("jxquery alias add 救助金 司法救助项目", "jxquery alias list")
_ADD_EXAMPLES = ("jxquery alias add 救助金 司法救助项目", "jxquery alias add 群众满意 人民群众满意度 --db 数据")
_LIST_EXAMPLES = ("jxquery alias list", "jxquery alias list --db 数据")
_REMOVE_EXAMPLES = ("jxquery alias remove 救助金", "jxquery alias remove 救助金 --db 数据")
_ADD_WORDS = {"alias": "自己的叫法", "target": "它指的名称、类别、取值、字段或表，写全称"}
_REMOVE_WORDS = {"alias": "别名"}


def arguments(command: Parser) -> None:
    """`add`, `list`, which is meant where nothing is said, and `remove`."""
    database(command)
    below = command.add_subparsers(dest="action", metavar="ACTION", title="做什么")
    for name, about, examples, words in (
        ("add", "添加一个别名，下一个问题就能用。", _ADD_EXAMPLES, _ADD_WORDS),
        ("list", "列出所有别名。", _LIST_EXAMPLES, {}),
        ("remove", "删掉一个别名。", _REMOVE_EXAMPLES, _REMOVE_WORDS),
    ):
        one = action(below, command, name, about, examples)
        for word, said in words.items():
            one.arguments.add_argument(word, metavar=word.upper(), help=said)
        database(one)


def run(arguments: Namespace) -> ExitCode:
    """Do the action."""
    with open_workspace(arguments) as workspace:
        if arguments.action == "add":
            emit(alias_added(workspace.alias_add(arguments.alias, arguments.target)))
        elif arguments.action == "remove":
            emit(alias_removed(workspace.alias_remove(arguments.alias)))
        else:
            emit(alias_list(workspace.aliases()))
    return ExitCode.ANSWERED
