"""`jxquery fill`: the figures of a report, from its placeholders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.arguments import as_of, database
from jxquery.commands.opening import open_workspace
from jxquery.outcome import ExitCode
from jxquery.render.console import emit
from jxquery.render.files import typed_path
from jxquery.render.present import Output
from jxquery.render.text import safe

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser
    from jxquery.filling import Change, Filling

NAME = "fill"
ABOUT = "把报告里的占位符填成数、表和图；有一处填不上，就什么都不写。"
EXAMPLES = ("jxquery fill 报告.md -o 报告_2024.md", "jxquery fill 报告.docx -o 报告_2024.docx --as-of 2024")


def arguments(command: Parser) -> None:
    """A report, and where the filled one goes."""
    command.arguments.add_argument(
        "template", metavar="REPORT", type=typed_path, help="带占位符的报告（.md、.txt、.docx）"
    )
    command.options.add_argument(
        "-o", "--output", metavar="FILE", type=typed_path, required=True, help="填好的报告写到这个文件"
    )
    as_of(command)
    database(command)


def run(arguments: Namespace) -> ExitCode:
    """Fill it; what changed since the last time is data, the rest are notes."""
    from jxquery.filling import fill

    with open_workspace(arguments) as workspace:
        emit(_report(fill(workspace, arguments.template, arguments.output)))
    return ExitCode.ANSWERED


def _report(filling: Filling) -> Output:
    notes = [f"已写出 {filling.file}：填了 {filling.count} 处。"]
    if filling.changes is not None:
        count = len(filling.changes)
        notes.append(f"和上一次填的比，{f'变了 {count} 个数。' if count else '没有变。'}")
    notes += [f"注意：{warning}" for warning in filling.warnings]
    data = [_changed(change) for change in filling.changes or ()]
    return Output(_text(data), _text(notes))


def _changed(change: Change) -> str:
    label = f" {change.label}" if change.label else ""
    source = f"，来源：{change.source}" if change.source else ""
    return f"{change.placeholder}{label}：{change.old or '没有'} → {change.new or '没有'}{source}"


def _text(lines: list[str]) -> str:
    return "".join(f"{safe(line)}\n" for line in lines)
