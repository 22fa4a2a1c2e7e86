"""The prompt at a terminal. With `colours.py` and `keys.py` all that knows prompt_toolkit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from jxquery import __version__
from jxquery.errors import JxqueryError
from jxquery.outcome import ExitCode
from jxquery.render.console import emit, terminal_height, terminal_width
from jxquery.render.present import Look, Output
from jxquery.repl.colours import STYLE, Colours, Words
from jxquery.repl.history import history_file
from jxquery.repl.keys import keys
from jxquery.repl.session import Reply
from jxquery.repl.toolbar import toolbar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jxquery.repl.session import Session

_PROMPT = "jxquery> "
_GOES_ON = "     ... "


def converse(session: Session, *, environ: Mapping[str, str]) -> ExitCode:
    """Read, answer, print, until Ctrl-D or `.quit`. Ctrl-C gives up the line or stops the query."""
    lines: PromptSession[str] = PromptSession(
        history=_history(environ),
        lexer=Colours(session.workspace),
        completer=Words(session),
        auto_suggest=AutoSuggestFromHistory(),
        style=STYLE,
        key_bindings=keys(session, _look),
        bottom_toolbar=lambda: _toolbar(session, lines),
        prompt_continuation=_GOES_ON,
        enable_suspend=True,
    )
    emit(Output(notes=f"jxquery {__version__}。输入问题或 SQL，.help 看说明，Ctrl-D 离开。\n\n"))
    while True:
        try:
            line = lines.prompt([("class:prompt", _PROMPT)])
        except KeyboardInterrupt:
            continue
        except EOFError:
            return ExitCode.ANSWERED
        if _ends(session, line):
            return ExitCode.ANSWERED


def _ends(session: Session, line: str) -> bool:
    """Print what becomes of the line, and an empty line below it."""
    try:
        reply = session.handle(line, _look())
    except KeyboardInterrupt:
        reply = Reply(Output(notes="已停止。\n"))
    emit(reply.output)
    if line.strip() and not reply.leave:
        emit(Output(notes="\n"))
    return reply.leave


def _look() -> Look:
    return replace(Look(timing=True, prompt=True), width=terminal_width(), height=terminal_height())


def _toolbar(session: Session, lines: PromptSession[str]) -> str:
    try:
        return toolbar(session, lines.default_buffer.text, terminal_width())
    except JxqueryError as error:
        return f" {error.message}"


def _history(environ: Mapping[str, str]) -> History:
    file = history_file(environ)
    return InMemoryHistory() if file is None else FileHistory(str(file))
