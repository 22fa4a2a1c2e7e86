"""The prompt without a terminal, or with one that can only print: one line after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.outcome import ExitCode, worst
from jxquery.render.console import emit, input_lines, terminal_width
from jxquery.render.look import Look
from jxquery.render.present import Output
from jxquery.repl.lines import GivenUp, pieces
from jxquery.repl.session import GOES_ON, PROMPT, STOPPED, Reply

if TYPE_CHECKING:
    from jxquery.repl.session import Session


def read(session: Session, *, asking: bool) -> ExitCode:
    """Answer every line of standard input; the code is that of the worst.

    `asking`: somebody types them, so there is a prompt, on standard error, and Ctrl-C keeps it.
    """
    codes = {ExitCode.ANSWERED}
    lines = input_lines()
    for text in pieces(_Typed().read if asking else lambda _goes_on: next(lines, None)):
        reply = _reply(session, text) if asking else session.handle(text, Look(width=terminal_width()))
        emit(reply.output)
        codes.add(reply.code)
        if reply.leave:
            break
    return ExitCode.ANSWERED if asking else worst(codes)


def _reply(session: Session, text: str) -> Reply:
    look = Look(width=terminal_width(), timing=True, prompt=True, keys=False)
    try:
        return session.handle(text, look)
    except KeyboardInterrupt:
        return Reply(Output(notes=STOPPED))


class _Typed:
    """Lines of a person at a terminal that edits them itself."""

    def __init__(self) -> None:
        self._lines = input_lines()

    def read(self, goes_on: bool) -> str | None:  # noqa: FBT001 - as `pieces` calls it
        """The next line; None at Ctrl-D. Raises `GivenUp` at Ctrl-C."""
        emit(Output(notes=GOES_ON if goes_on else PROMPT))
        try:
            return next(self._lines, None)
        except KeyboardInterrupt:
            emit(Output(notes="\n"))
            self._lines = input_lines()
            raise GivenUp from None
