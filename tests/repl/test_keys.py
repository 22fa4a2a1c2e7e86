"""The keys of the prompt, through a pipe that stands for the keyboard; Tab is in `test_terminal.py`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from jxquery.outcome import ExitCode
from jxquery.render.present import Output
from jxquery.repl import keys, prompt
from jxquery.repl.commands import _KEYS
from jxquery.repl.session import Session
from tests.fake_workspace import Workspace

ENTER, RIGHT, F2, F3, F4 = "\r", "\x1b[C", "\x1bOQ", "\x1bOR", "\x1bOS"
CTRL_C, CTRL_D, CTRL_L, CTRL_R = "\x03", "\x04", "\x0c", "\x12"
_ASK = "司法救助 预算多少"
_PATIENCE_SECONDS = 60.0


class Hands:
    """What types: a text, then the next as soon as what it must lead to is there."""

    def __init__(self, session: Session, said: list[str], state: Path) -> None:
        self.session = session
        self._said = said
        self._state = state
        self._error: BaseException | None = None
        self.line: Buffer | None = None

    def said(self) -> str:
        """All that was printed so far."""
        return "".join(self._said)

    def type(self, *steps: tuple[str, Callable[[], bool]]) -> ExitCode:
        """Run the prompt meanwhile; Ctrl-D comes at the end."""
        with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):

            def typing() -> None:
                for text, there in steps:
                    keyboard.send_text(text)
                    until = time.monotonic() + _PATIENCE_SECONDS
                    while not there():
                        if time.monotonic() > until:
                            self._error = AssertionError(f"nothing came of {text!r}:\n{self.said()}")
                            break
                        time.sleep(0.01)
                keyboard.send_text(CTRL_C + CTRL_D)

            thread = threading.Thread(target=typing)
            thread.start()
            code = prompt.converse(self.session, environ={"XDG_STATE_HOME": str(self._state)})
            thread.join()
        if self._error is not None:
            raise self._error
        return code


@pytest.fixture
def hands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """Hands at a prompt on the prepared workspace."""
    said: list[str] = []

    def emit(output: Output) -> None:
        said.append(output.data + output.notes)

    class Seen(PromptSession[str]):
        """Lets tests look at the line."""

        def __init__(self, **arguments: Any) -> None:
            super().__init__(**arguments)
            hands.line = self.default_buffer

    monkeypatch.setattr(prompt, "PromptSession", Seen)
    monkeypatch.setattr(prompt, "emit", emit)
    monkeypatch.setattr(keys, "emit", emit)
    hands = Hands(Session(Workspace()), said, tmp_path)
    return hands


def _says(hands: Hands, text: str, times: int = 1) -> Callable[[], bool]:
    return lambda: hands.said().count(text) >= times


def test_enter_asks_and_ctrl_d_leaves(hands: Hands) -> None:
    """The line is answered; the code is that of a prompt that was left."""
    assert hands.type((_ASK + ENTER, _says(hands, "31.00"))) == ExitCode.ANSWERED


def test_f2_puts_the_sql_into_the_line(hands: Hands) -> None:
    """It runs with Enter, and can be edited before."""
    hands.type((_ASK + ENTER, _says(hands, "31.00")), (F2 + ENTER, lambda: len(hands.session.answers) == 2))
    assert hands.session.answers[1].sql == 'SELECT "预算数" FROM "项目" WHERE "项目名称" = $p1'


def test_f3_goes_through_the_units_and_back(hands: Hands) -> None:
    """The last answer is shown again in each; the line that is being typed stays."""
    hands.type(
        (_ASK + ENTER, _says(hands, "31.00")),
        ("司法", lambda: True),
        (F3, _says(hands, "，用元")),
        (F3, _says(hands, "，用万元")),
        (F3, lambda: hands.session.settings.unit is None),
        ("救助 预算多少" + ENTER, lambda: len(hands.session.answers) == 2),
    )
    assert hands.session.answers[1].question == _ASK


def test_f4_shows_where_rows_come_from(hands: Hands) -> None:
    """By file and line."""
    hands.type((_ASK + ENTER, _says(hands, "31.00")), (F4, _says(hands, "表8 第676行")))


def test_right_takes_what_history_suggests(hands: Hands) -> None:
    """What was asked before and begins so stands in grey."""
    hands.type(
        (_ASK + ENTER, _says(hands, "31.00")),
        ("司法救助 预", lambda: hands.line.suggestion is not None),
        (RIGHT + ENTER, lambda: len(hands.session.answers) == 2),
    )
    assert hands.session.answers[1].question == _ASK


def test_ctrl_r_searches_what_was_asked(hands: Hands) -> None:
    """By any part of it."""
    hands.type(
        (_ASK + ENTER, _says(hands, "31.00")),
        (CTRL_R + "预算" + ENTER, lambda: hands.line.text == _ASK),
        (ENTER, lambda: len(hands.session.answers) == 2),
    )
    assert hands.session.answers[1].question == _ASK


def test_sql_goes_on_to_its_semicolon(hands: Hands) -> None:
    """Enter begins a new line; a semicolon as an input method makes it ends it too; so does an empty line."""
    hands.type(("select" + ENTER + "1；" + ENTER, lambda: len(hands.session.answers) == 1))
    assert hands.session.answers[0].question == "select\n1"
    hands.type(("from x" + ENTER + ENTER, lambda: len(hands.session.answers) == 2))


def test_ctrl_c_and_ctrl_l_keep_the_prompt(hands: Hands) -> None:
    """A line is given up, the screen is cleared, and the next question is answered."""
    hands.type(("写了一半" + CTRL_C + CTRL_L + _ASK + ENTER, _says(hands, "31.00")))
    assert [answer.question for answer in hands.session.answers] == [_ASK]


def test_the_help_names_the_keys_that_are_tested_here() -> None:
    """A key that is added must be added here too."""
    assert {key for key, about in _KEYS if about} == {
        "Tab", "F2", "F3", "F4", "→", "Ctrl-R", "Ctrl-L", "Ctrl-C", "Ctrl-D",
    }  # fmt: skip
