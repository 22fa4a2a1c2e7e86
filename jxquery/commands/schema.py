"""`jxquery schema infer`: a first schema for tables of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.arguments import action, actions
from jxquery.errors import UsageError, reason_of
from jxquery.outcome import ExitCode
from jxquery.render.console import emit
from jxquery.render.files import typed_path
from jxquery.render.present import Output
from jxquery.render.reports import schema_written

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser

NAME = "schema"
ABOUT = "给自己的表写一份 schema：各列是什么、怎么称呼。"
EXAMPLES = ("jxquery schema infer 图书.csv", "jxquery schema infer 图书.csv 作者.csv -o 图书.toml")


def arguments(command: Parser) -> None:
    """`infer`, the one action."""
    about = "从 CSV 文件的表头和值推出一份 schema，可以直接用，也可以改。"
    infer = action(actions(command), command, "infer", about, EXAMPLES)
    infer.arguments.add_argument("paths", metavar="PATH", nargs="+", type=typed_path, help="CSV 文件，互相有关的一起写")
    infer.options.add_argument(
        "-o", "--output", metavar="FILE", type=typed_path, help="写到这个文件，已经有的不会覆盖；不写时输出到屏幕"
    )


def run(arguments: Namespace) -> ExitCode:
    """The schema on standard output, or in a file that was not there."""
    from jxquery.workspace import infer_schema

    text = infer_schema(arguments.paths)
    if arguments.output is None:
        emit(Output(text))
        return ExitCode.ANSWERED
    try:
        with arguments.output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        hint = "请换一个文件名，或先把它移走：里面可能有改过的内容。"
        raise UsageError("已经有这个文件了。", place=str(arguments.output), hint=hint) from None
    except OSError as error:
        raise UsageError(
            f"写不进去：{reason_of(error)}。", place=str(arguments.output), hint="请换一个位置。"
        ) from None
    emit(schema_written(arguments.output, arguments.paths))
    return ExitCode.ANSWERED
