"""The commands of `jxquery`, each a small module: its name, its help, its arguments, and what it does.

They are all imported to make the help, so none of them imports at its top what only running it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from jxquery.commands import alias, ask, check, export, fill, info, load, pin, queries, repl, run, schema, sources, sql

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
COMMANDS: tuple[Command, ...] = (
    ask,
    sql,
    run,
    queries,
    pin,
    fill,
    load,
    sources,
    check,
    schema,
    alias,
    export,
    info,
    repl,
)
