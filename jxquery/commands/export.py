"""`jxquery export`: all that is loaded, to take it elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.arguments import database
from jxquery.commands.opening import open_workspace
from jxquery.errors import UsageError
from jxquery.outcome import ExitCode
from jxquery.render.console import emit
from jxquery.render.export import export_folder, export_workbook
from jxquery.render.files import typed_path
from jxquery.render.reports import exported

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser

NAME = "export"
ABOUT = "把已载入的全部数据写成一个 Excel 文件，或一个文件夹，一张表一个文件。"
EXAMPLES = ("jxquery export 全部.xlsx", "jxquery export 全部数据 --format parquet")
_FOLDER_FORMATS = ("csv", "parquet")


def arguments(command: Parser) -> None:
    """Where to."""
    command.arguments.add_argument("target", metavar="TARGET", type=typed_path, help="一个 .xlsx 文件，或一个文件夹")
    about = "文件夹里各个文件的格式，默认 csv；同名的文件会被换掉"
    command.options.add_argument("--format", choices=_FOLDER_FORMATS, help=about)
    database(command)


def run(arguments: Namespace) -> ExitCode:
    """Write every table, and say how many rows of each."""
    target: Path = arguments.target
    workbook = target.suffix.lower() == ".xlsx"
    if workbook and arguments.format is not None:
        said = f"写成 .xlsx 文件时不能用 --format {arguments.format}。"
        raise UsageError(said, place=str(target), hint="请去掉 --format，或写一个文件夹的名字。")
    if target.suffix and not workbook and not target.is_dir():
        said = f"只能写成一个 .xlsx 文件或一个文件夹，不能写成 {target.suffix}。"
        raise UsageError(said, place=str(target), hint="文件夹里可以是 csv 或 parquet，用 --format 选。")
    with open_workspace(arguments) as workspace:
        tables = workspace.contents()
    if workbook:
        export_workbook(tables, target)
    else:
        export_folder(tables, target, arguments.format or "csv")
    emit(exported(tables, target))
    return ExitCode.ANSWERED
