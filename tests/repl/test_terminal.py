"""The prompt in a real terminal, driven through tmux as hands would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_workspace import BUSY

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

_ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 120.0


class Terminal:
    """A tmux server of its own with one window of 100 columns."""

    def __init__(self, folder: Path) -> None:
        self._socket = f"jxquery-{uuid.uuid4().hex[:8]}"
        self.history = folder / "jxquery" / "history"
        self.busy = folder / "busy"
        program = _ROOT / "tests" / "fake_workspace.py"
        shell = f"XDG_STATE_HOME={folder} {BUSY}={self.busy} PYTHONPATH={_ROOT} {sys.executable} {program}"
        self._tmux("-f", os.devnull, "new-session", "-d", "-x", "100", "-y", "40", f"{shell}; echo 'exit '$?; exec cat")

    def type(self, text: str) -> None:
        """Characters as they are."""
        self._tmux("send-keys", "-l", text)

    def press(self, *keys: str) -> None:
        """Keys by their tmux names."""
        self._tmux("send-keys", *keys)

    def screen(self) -> str:
        """What is to be seen, with what scrolled away."""
        return self._tmux("capture-pane", "-p", "-S", "-")

    def wait(self, text: str, times: int = 1) -> str:
        """The screen as soon as the text is on it so many times."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while (screen := self.screen()).count(text) < times:
            assert time.monotonic() < until, f"no {text!r} in\n{screen}"
            time.sleep(0.05)
        return screen

    def wait_until_busy(self) -> None:
        """Until a question is being asked that takes long."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self.busy.exists():
            assert time.monotonic() < until, self.screen()
            time.sleep(0.05)

    def close(self) -> None:
        """End this server and what runs in it."""
        self._tmux("kill-server")

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-u", "-L", self._socket, *arguments]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """The prompt, ready for its first line."""
    opened = Terminal(tmp_path)
    try:
        opened.wait("jxquery>")
        yield opened
    finally:
        opened.close()


def test_a_conversation_with_the_keyboard(terminal: Terminal) -> None:
    """A question, its SQL by F2, a refusal, a suggestion by its number, a completion, and goodbye by Ctrl-D."""
    terminal.type("司法救助 预算多少")
    terminal.press("Enter")
    screen = terminal.wait("jxquery>", 2)
    assert " 项目名称                      年度   预算数（万元）\n" in screen
    assert "6 毫秒 · F2 看 SQL" in screen
    terminal.press("F2")
    terminal.wait('jxquery> SELECT "预算数" FROM')
    terminal.press("C-c")
    terminal.type("司法救助 执行率")
    terminal.press("Enter")
    terminal.wait("可以问：1 司法救助 预算多少")
    terminal.type("1")
    terminal.press("Enter")
    terminal.wait("31.00", 2)
    terminal.type("满")
    terminal.press("Tab")
    terminal.wait("满意度")
    terminal.press("C-u")
    terminal.press("C-d")
    terminal.wait("exit 0")
    assert "司法救助 预算多少" in terminal.history.read_text(encoding="utf-8")


def test_ctrl_c_gives_up_the_line_and_stops_a_query(terminal: Terminal) -> None:
    """The prompt comes back both times, without a traceback."""
    terminal.type("写了一半")
    terminal.press("C-c")
    terminal.wait("jxquery>", 2)
    terminal.type("久")
    terminal.press("Enter")
    terminal.wait_until_busy()
    terminal.press("C-c")
    terminal.wait("已停止。")
    terminal.type("司法救助 预算多少")
    terminal.press("Enter")
    terminal.wait("31.00")
    terminal.type(".quit")
    terminal.press("Enter")
    assert "Traceback" not in terminal.wait("exit 0")
