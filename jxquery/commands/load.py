"""`jxquery load`: documents into the database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.arguments import database
from jxquery.commands.opening import open_workspace
from jxquery.outcome import ExitCode
from jxquery.render.console import emit
from jxquery.render.reports import load_report

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser

NAME = "load"
ABOUT = "把绩效目标表，或自己的表，读进数据库。"
EXAMPLES = ("jxquery load 2023年.txt 2024年.txt", "jxquery load 图书.csv --schema 图书.toml --db 图书馆")


def arguments(command: Parser) -> None:
    """Files, and what their tables mean."""
    command.arguments.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="要读的文件")
    about = "说明自己的表的文件；以后再载入就不用写了"
    command.options.add_argument("--schema", metavar="FILE", type=Path, help=about)
    database(command)


def run(arguments: Namespace) -> ExitCode:
    """Read them and publish them together."""
    with open_workspace(arguments) as workspace:
        emit(load_report(workspace.load(arguments.paths, schema=arguments.schema, now=datetime.now(tz=UTC))))
    return ExitCode.ANSWERED
