"""The commands of `jxquery` inside the prompt: the same arguments, on the data that is open there."""

from __future__ import annotations

import argparse
import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from jxquery.arguments import Parser
from jxquery.errors import UsageError
from jxquery.outcome import ExitCode
from jxquery.render.present import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from jxquery.commands import Command
    from jxquery.types import Answer
    from jxquery.workspace import Workspace


class Within(Struct, frozen=True):
    """A command that the prompt has with a dot before its name."""

    command: Command

    @property
    def about(self) -> str:
        """Its line in the help."""
        return self.command.ABOUT.removesuffix("。")

    def execute(
        self, words: Sequence[str], workspace: Workspace, give: Callable[[Answer], None]
    ) -> tuple[Output, ExitCode]:
        """Parse the words as the shell's and run the command: what it printed. Answers go to `give`.

        Progress is seen at once. Raises `JxqueryError` as the command does.
        """
        screen = _Screen(sys.stdout)
        notes = _Notes(sys.stderr, screen)
        with redirect_stdout(screen), redirect_stderr(notes):
            code = self._run(words, workspace, give)
        return Output(screen.getvalue(), notes.getvalue()), code

    def complete(self, words: Sequence[str], workspace: Workspace) -> Sequence[str] | None:
        """What may stand behind the words, options too; None: a file."""
        offered = _OFFERED.get(self.command.NAME, _nothing)(words, workspace)
        return None if offered is None else (*offered, *_options(self._parser(), words))

    def _parser(self) -> Parser:
        parser = Parser(prog=f".{self.command.NAME}", description=self.command.ABOUT, examples=self.command.EXAMPLES)
        self.command.arguments(parser)
        return parser

    def _run(self, words: Sequence[str], workspace: Workspace, give: Callable[[Answer], None]) -> ExitCode:
        try:
            arguments = self._parser().parse_args(words)
            if getattr(arguments, "db", None) is not None:
                raise UsageError("提示符里的数据已经打开，这里不能写 --db。", hint="要看别的数据：.open 文件夹")
            arguments.opened, arguments.give = workspace, give
            return self.command.run(arguments)
        except SystemExit as stop:  # argparse leaves this way, for --help too
            return ExitCode(int(stop.code or 0))


class _Screen(io.StringIO):
    """Keeps what is printed, as wide as the terminal that it will be shown on."""

    def __init__(self, real: TextIO) -> None:
        super().__init__()
        self._real = real

    def isatty(self) -> bool:
        """Whether the real one is a terminal."""
        return self._real.isatty()


class _Notes(_Screen):
    """Keeps what is said below data, so that the order stays; what is said before there is any is seen at once."""

    def __init__(self, real: TextIO, screen: _Screen) -> None:
        super().__init__(real)
        self._screen = screen

    def write(self, text: str) -> int:
        """Keep it, or pass it on."""
        return super().write(text) if self._screen.getvalue() else self._real.write(text)

    def flush(self) -> None:
        """Progress is drawn at once."""
        self._real.flush()


# --- completion --------------------------------------------------------------------------------------------------


def _nothing(_words: Sequence[str], _workspace: Workspace) -> Iterable[str] | None:
    return ()


def _file(_words: Sequence[str], _workspace: Workspace) -> Iterable[str] | None:
    return None


def _run(words: Sequence[str], workspace: Workspace) -> Iterable[str] | None:
    """The names of queries; behind one its parameters, and behind a parameter its choices."""
    queries = {query.name: query for query in workspace.queries()}
    if not words:
        return queries
    params = {f"--{p.name}": p for p in queries[words[0]].params} if words[0] in queries else {}
    return params[words[-1]].choices if words[-1] in params else [p for p in params if p not in words]


def _queries(words: Sequence[str], workspace: Workspace) -> Iterable[str] | None:
    return (query.name for query in workspace.queries()) if words == ["show"] else ()


def _check(_words: Sequence[str], workspace: Workspace) -> Iterable[str] | None:
    rules = [query for query in workspace.queries() if query.check]
    return dict.fromkeys([*(rule.check for rule in rules), *(rule.name for rule in rules)])


def _sources(words: Sequence[str], workspace: Workspace) -> Iterable[str] | None:
    return (source.file for source in workspace.sources()) if words and words[0] == "remove" else ()


def _alias(words: Sequence[str], workspace: Workspace) -> Iterable[str] | None:
    return (alias.word for alias in workspace.aliases()) if words == ["remove"] else ()


_OFFERED: Mapping[str, Callable[[Sequence[str], Workspace], Iterable[str] | None]] = {
    "load": _file,
    "fill": _file,
    "run": _run,
    "queries": _queries,
    "check": _check,
    "sources": _sources,
    "alias": _alias,
}


def _options(parser: argparse.ArgumentParser, words: Sequence[str]) -> Iterable[str]:
    """The actions below a command where none is chosen yet, and the long options but --db, which is open already."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            if words and words[0] in action.choices:
                return
            yield from action.choices if not words else ()
        else:
            yield from (o for o in action.option_strings if o.startswith("--") and o not in {"--db", "--log"})
