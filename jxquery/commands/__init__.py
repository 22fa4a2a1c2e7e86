"""The commands of `jxquery`, each a small module: its name, its help, its arguments, and what it does.

The one that is called is imported, all of them for the help; so none imports at its top what only running it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from argparse import Namespace

    from jxquery.arguments import Parser
    from jxquery.outcome import ExitCode


class Command(Protocol):
    """What a module in here has: EXAMPLES are two commands that work."""

    NAME: str
    ABOUT: str
    EXAMPLES: tuple[str, str]

    def arguments(self, command: Parser, /) -> None:
        """Add its arguments and options to its parser."""

    def run(self, arguments: Namespace, /) -> ExitCode:
        """Do it. Raises `JxqueryError`, which the frame prints and turns into an exit code."""


# In the order of the help.
NAMES = (
    *("ask", "sql", "run", "queries", "pin", "fill", "load"),
    *("sources", "check", "schema", "alias", "export", "info", "repl"),
)


def command(name: str) -> Command:
    """The command of this name, one of `NAMES`."""
    return cast("Command", import_module(f"jxquery.commands.{name}"))
