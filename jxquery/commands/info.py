"""`jxquery info`: what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.arguments import database
from jxquery.commands.opening import open_workspace
from jxquery.outcome import ExitCode
from jxquery.render.console import emit
from jxquery.render.reports import info_report

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser

NAME = "info"
ABOUT = "看数据在哪里、有多少。"
EXAMPLES = ("jxquery info", "jxquery info --db 数据")


def arguments(command: Parser) -> None:
    """Where to look."""
    database(command)


def run(arguments: Namespace) -> ExitCode:
    """Show it."""
    with open_workspace(arguments) as workspace:
        emit(info_report(workspace.info()))
    return ExitCode.ANSWERED
