"""The prompt at a terminal. With `colours.py` and `keys.py` all that knows prompt_toolkit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from jxquery import __version__
from jxquery.errors import JxqueryError
from jxquery.outcome import ExitCode
from jxquery.render.console import emit, terminal_height, terminal_width, without_echo
from jxquery.render.look import Look
from jxquery.render.present import Output
from jxquery.repl.colours import STYLE, Colours, Words
from jxquery.repl.history import history_file
from jxquery.repl.keys import keys
from jxquery.repl.lines import pieces
from jxquery.repl.session import GOES_ON, PROMPT, STOPPED, Reply
from jxquery.repl.toolbar import toolbar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jxquery.repl.session import Session

_MOST_MENU, _LEAST_MENU = 8, 4


def converse(session: Session, *, environ: Mapping[str, str]) -> ExitCode:
    """Read, answer, print, until Ctrl-D or `.quit`. Ctrl-C gives up the line or stops the query."""
    lines: PromptSession[str] = PromptSession(
        history=_history(environ),
        lexer=Colours(session),
        completer=Words(session),
        auto_suggest=AutoSuggestFromHistory(),
        # While nothing is typed, an answer has the rows to itself that the list of completions needs.
        complete_while_typing=Condition(lambda: bool(lines.default_buffer.text)),
        style=STYLE,
        key_bindings=keys(session, _look),
        bottom_toolbar=lambda: _toolbar(session, lines),
        prompt_continuation=GOES_ON,
        enable_suspend=True,
    )
    emit(Output(notes=f"jxquery {__version__}。输入问题或 SQL，.help 看说明，Ctrl-D 离开。\n\n"))
    with without_echo():
        return _converse(session, lines)


def _converse(session: Session, lines: PromptSession[str]) -> ExitCode:
    while True:
        try:
            text = lines.prompt([("class:prompt", PROMPT)], reserve_space_for_menu=_menu_rows())
        except KeyboardInterrupt:
            continue
        except EOFError:
            return ExitCode.ANSWERED
        if any(_ends(session, piece) for piece in _pasted(text)):
            return ExitCode.ANSWERED


def _pasted(text: str) -> Iterator[str]:
    """What is to be run: several questions where they were pasted together."""
    lines = iter(text.split("\n"))
    return pieces(lambda _goes_on: next(lines, None))


def _menu_rows() -> int:
    """Of a third of the screen, as many as a list of completions is easily read in."""
    return max(min((terminal_height() or 0) // 3, _MOST_MENU), _LEAST_MENU)


def _ends(session: Session, line: str) -> bool:
    """Print what becomes of the line, and an empty line below it."""
    try:
        reply = session.handle(line, _look())
    except KeyboardInterrupt:
        reply = Reply(Output(notes=STOPPED))
    emit(reply.output)
    if line.strip() and not reply.leave:
        emit(Output(notes="\n"))
    return reply.leave


def _look() -> Look:
    return Look(width=terminal_width(), height=terminal_height(), timing=True, prompt=True)


def _toolbar(session: Session, lines: PromptSession[str]) -> str:
    try:
        return toolbar(session, lines.default_buffer.text, terminal_width())
    except JxqueryError as error:
        return f" {error.message}"


def _history(environ: Mapping[str, str]) -> History:
    file = history_file(environ)
    return InMemoryHistory() if file is None else FileHistory(str(file))
