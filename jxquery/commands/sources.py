"""`jxquery sources`: which files are loaded, and taking one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.arguments import action, database, output, shape
from jxquery.commands.giving import giving
from jxquery.commands.opening import open_workspace
from jxquery.outcome import ExitCode
from jxquery.render.console import emit
from jxquery.render.loads import source_list, sources_removed
from jxquery.render.progress import ProgressLine

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser

NAME = "sources"
ABOUT = "列出载入的文件；remove 去掉一个文件的全部行。"
EXAMPLES = ("jxquery sources", "jxquery sources remove 2023年.txt")
_REMOVE_EXAMPLES = ("jxquery sources remove 2023年.txt", "jxquery sources remove 3 --db 数据")


def arguments(command: Parser) -> None:
    """Nothing lists them; `remove` is the one action."""
    shape(command.options)
    output(command)
    database(command)
    below = command.add_subparsers(dest="action", metavar="ACTION", title="做什么")
    remove = action(below, command, "remove", "去掉这些文件的全部行，其余的不变。", _REMOVE_EXAMPLES)
    remove.arguments.add_argument("files", metavar="FILE", nargs="+", help="文件名；有几个同名的，写它的编号")
    database(remove)


def run(arguments: Namespace) -> ExitCode:
    """Show them, or take some out."""
    if arguments.action == "remove":
        with open_workspace(arguments) as workspace, ProgressLine() as progress:
            gone = workspace.remove_source(*arguments.files, progress=progress)
        emit(sources_removed(gone))
        return ExitCode.ANSWERED
    with giving(arguments) as give, open_workspace(arguments) as workspace:
        give(source_list(workspace.sources(), sample=workspace.info().sample))
    return ExitCode.ANSWERED
