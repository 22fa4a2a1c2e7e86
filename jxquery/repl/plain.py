"""The prompt without a terminal: one line after the other, no greeting, no prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.outcome import ExitCode, worst
from jxquery.render.console import emit, input_lines, terminal_width
from jxquery.render.present import Look

if TYPE_CHECKING:
    from jxquery.repl.session import Session


def read(session: Session) -> ExitCode:
    """Answer every line of standard input; the code is that of the worst."""
    codes = {ExitCode.ANSWERED}
    for line in input_lines():
        reply = session.handle(line, Look(width=terminal_width()))
        emit(reply.output)
        codes.add(reply.code)
        if reply.leave:
            break
    return worst(codes)
