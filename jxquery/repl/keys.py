"""What the keys of the prompt do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import has_focus
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from jxquery.render.console import emit
from jxquery.render.present import Output
from jxquery.repl.lines import finished

if TYPE_CHECKING:
    from collections.abc import Callable

    from jxquery.render.look import Look
    from jxquery.repl.session import Session


def keys(session: Session, look: Callable[[], Look]) -> KeyBindings:
    """The bindings of a session; `look` says how answers look now."""
    bound = KeyBindings()

    line = has_focus(DEFAULT_BUFFER)  # not while history is searched: there Enter takes what was found

    @bound.add("enter", filter=line)
    def _enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        state = buffer.complete_state
        if state is not None and state.current_completion is not None:
            buffer.complete_state = None  # what was chosen from the list stands; the next Enter asks
        elif finished(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.newline(copy_margin=False)

    @bound.add("f2", filter=line)
    def _sql(event: KeyPressEvent) -> None:
        if session.last is not None and session.last.sql:
            buffer = event.current_buffer
            buffer.text = session.workspace.written_out(session.last) + ";"
            buffer.cursor_position = len(buffer.text)

    @bound.add("f3")
    def _unit(_event: KeyPressEvent) -> None:
        units = (None, *session.workspace.money_units())
        unit = units[(units.index(session.settings.unit) + 1) % len(units)]
        _as_typed(f".unit {unit or ''}")

    @bound.add("f4")
    def _places(_event: KeyPressEvent) -> None:
        _as_typed(".place")

    def _as_typed(line: str) -> None:
        """Above the line that is being typed, which stays."""

        def run() -> None:
            emit(session.handle(line, look()).output)
            emit(Output(notes="\n"))

        run_in_terminal(run)

    return bound
