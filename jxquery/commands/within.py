"""The commands of `jxquery` inside the prompt: the same arguments, on the data that is open there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.arguments import Parser
from jxquery.errors import UsageError
from jxquery.outcome import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jxquery.commands import Command
    from jxquery.workspace import Workspace


class Within(Struct, frozen=True):
    """A command that the prompt has with a dot before its name."""

    command: Command

    @property
    def about(self) -> str:
        """Its line in the help."""
        return self.command.ABOUT

    def execute(self, words: Sequence[str], workspace: Workspace) -> ExitCode:
        """Parse the words as the shell's and run the command. Raises `JxqueryError` as the command does."""
        name = self.command.NAME
        examples = [example.replace(f"jxquery {name}", f".{name}", 1) for example in self.command.EXAMPLES]
        parser = Parser(prog=f".{name}", description=self.command.ABOUT, examples=examples)
        self.command.arguments(parser)
        try:
            arguments = parser.parse_args(words)
        except SystemExit as stop:  # argparse leaves this way, for --help too
            return ExitCode(int(stop.code or 0))
        if getattr(arguments, "db", None) is not None:
            raise UsageError("提示符里的数据已经打开，不能换。", hint="要看别的数据，请用 jxquery --db 另开一个。")
        arguments.opened = workspace
        return self.command.run(arguments)
