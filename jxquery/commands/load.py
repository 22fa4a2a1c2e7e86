"""`jxquery load`: documents into the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.arguments import database
from jxquery.commands.opening import open_workspace
from jxquery.outcome import ExitCode, worst
from jxquery.render.console import emit
from jxquery.render.files import typed_path
from jxquery.render.loads import load_report
from jxquery.render.progress import ProgressLine

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser
    from jxquery.loading import LoadReport

NAME = "load"
ABOUT = "把绩效目标表，或自己的表，读进数据库。"
EXAMPLES = ("jxquery load 2023年.txt 2024年.txt", "jxquery load 图书.csv --schema 图书.toml --db 图书馆")


def arguments(command: Parser) -> None:
    """Files, what their tables mean, and on what terms they are loaded."""
    about = "要读的文件；文件夹（读下面所有能读的）；或 *.txt 这样的写法"
    command.arguments.add_argument("paths", metavar="PATH", nargs="+", type=typed_path, help=about)
    about = "说明自己的表的文件；以后再载入就不用写了"
    command.options.add_argument("--schema", metavar="FILE", type=typed_path, help=about)
    about = "同一个项目已经载入过、内容不同时，换成这一份"
    command.options.add_argument("--replace", action="store_true", help=about)
    command.options.add_argument("--dry-run", action="store_true", help="只看会载入什么、有什么问题，什么都不写")
    command.options.add_argument("--strict", action="store_true", help="有任何问题就算失败，什么都不载入")
    database(command)


def run(arguments: Namespace) -> ExitCode:
    """Read them and publish them together."""
    from jxquery.loading import ProblemsError

    with open_workspace(arguments) as workspace:
        try:
            with ProgressLine() as progress:
                report = workspace.load(
                    arguments.paths,
                    schema=arguments.schema,
                    replace=arguments.replace,
                    dry_run=arguments.dry_run,
                    strict=arguments.strict,
                    progress=progress,
                )
        except ProblemsError as error:
            emit(load_report(error.report))
            raise
    emit(load_report(report))
    return _code(report)


def _code(report: LoadReport) -> ExitCode:
    """Unreadable files are no data; a newer version that was left out would let figures be old."""
    codes = {ExitCode.ANSWERED}
    codes |= {ExitCode.NO_DATA for file in report.files if file.error is not None}
    codes |= {ExitCode.FAILED for file in report.files if file.clashes}
    return worst(codes)
