"""`jxquery repl`, and `jxquery` alone: the prompt."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jxquery.arguments import as_of, database, log
from jxquery.commands.opening import open_workspace

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from jxquery.arguments import Parser
    from jxquery.outcome import ExitCode
    from jxquery.workspace import Workspace

NAME = "repl"
ABOUT = "打开提示符。"
# The commands that make sense on data that is open: they do not ask, and they do not open a prompt.
_SHARED = ("load", "sources", "check", "run", "queries", "pin", "fill", "alias", "info")
EXAMPLES = ("jxquery repl", "jxquery repl --db 数据 --as-of 2024")


def arguments(command: Parser) -> None:
    """Where the data is, and which year it is."""
    as_of(command)
    database(command)
    log(command)


def run(arguments: Namespace) -> ExitCode:
    """Ask until the user goes."""
    from jxquery.commands import NAMES, command
    from jxquery.commands.within import Within
    from jxquery.repl import run as prompt

    shared = {name: Within(command(name)) for name in NAMES if name in _SHARED}

    def opening(folder: Path) -> Workspace:
        from jxquery.workspace import Workspace

        return Workspace.open(folder, environ=os.environ, as_of=arguments.as_of, log=arguments.log)

    with open_workspace(arguments, ahead=True) as workspace:
        return prompt(workspace, environ=os.environ, shared=shared, opening=opening)
