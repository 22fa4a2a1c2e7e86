"""The prompt at a terminal. The only file that knows prompt_toolkit."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.completion import Completer, Completion
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from jxquery import __version__
from jxquery.errors import JxqueryError
from jxquery.outcome import ExitCode
from jxquery.render.console import emit, terminal_width
from jxquery.render.present import Look, Output
from jxquery.repl.commands import COMMANDS, show_sql
from jxquery.repl.complete import completions
from jxquery.repl.history import history_file
from jxquery.repl.session import Reply, Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from jxquery.workspace import Workspace

_PROMPT = "jxquery> "


def converse(workspace: Workspace, *, environ: Mapping[str, str]) -> ExitCode:
    """Read, answer, print, until Ctrl-D or `.quit`. Ctrl-C gives up the line or stops the query."""
    session = Session(workspace)
    lines: PromptSession[str] = PromptSession(
        history=_history(environ),
        completer=_Words(workspace),
        complete_while_typing=False,
        key_bindings=_keys(session),
    )
    emit(Output(notes=f"jxquery {__version__}。输入问题或 SQL，.help 看说明，Ctrl-D 离开。\n\n"))
    while True:
        try:
            line = lines.prompt(_PROMPT)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return ExitCode.ANSWERED
        if _ends(session, line):
            return ExitCode.ANSWERED


def _ends(session: Session, line: str) -> bool:
    """Print what becomes of the line, and an empty line below it."""
    try:
        reply = session.handle(line, Look(width=terminal_width(), timing=True, prompt=True))
        emit(reply.output)
    except KeyboardInterrupt:
        reply = Reply(Output(notes="已停止。\n"))
        emit(reply.output)
    if line.strip() and not reply.leave:
        emit(Output(notes="\n"))
    return reply.leave


class _Words(Completer):
    """Commands at the beginning of a line, else names and fields, which are asked for when first needed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self._workspace.words())

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        before = document.current_line_before_cursor
        try:
            words = _COMMAND_NAMES if before.startswith(".") else self._words
        except JxqueryError:
            return  # the next question says what is broken
        length, found = completions(before, words)
        for word in found:
            yield Completion(word, start_position=-length)


_COMMAND_NAMES = sorted(command.names[0] for command in COMMANDS)


def _keys(session: Session) -> KeyBindings:
    keys = KeyBindings()

    @keys.add("f2")
    def _show(_event: KeyPressEvent) -> None:
        run_in_terminal(lambda: emit(show_sql(session)))

    return keys


def _history(environ: Mapping[str, str]) -> History:
    file = history_file(environ)
    return InMemoryHistory() if file is None else FileHistory(str(file))
