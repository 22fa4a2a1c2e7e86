"""Real terminals for the prompt, typed into as by hands: one of a library, and tmux.

Both end with the same text on the screen, so what a test sees is the prompt's doing and not one emulator's. The
library's comes with the development packages and is there wherever the tests run; tmux is used where it is installed.
"""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import signal
import struct
import subprocess
import termios
import threading
import time
import uuid
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.05
_SCROLLBACK = 2000  # what tmux keeps
# By the names that tmux has for them, what an xterm sends.
_KEYS = {
    "Enter": "\r",
    "Tab": "\t",
    "Up": "\x1b[A",
    "Right": "\x1b[C",
    "F2": "\x1bOQ",
    "F3": "\x1bOR",
    "F4": "\x1bOS",
    **{f"C-{letter}": chr(ord(letter) & 0x1F) for letter in "abcdefghijklmnopqrstuvwxyz"},
}


class Terminal(Protocol):
    """A terminal in which a command runs. Use it in a `with`: at the end the command is ended."""

    def type(self, text: str) -> None:
        """The text at once, as an input method commits it."""

    def press(self, *keys: str) -> None:
        """Keys by their tmux names."""

    def screen(self) -> str:
        """What is to be seen, without spaces at the ends of lines."""

    def all(self) -> str:
        """What is to be seen, below what scrolled away."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


# They say how large the terminal of the tests is, where there is one, and readline sets them behind its back.
_SIZES = ("LINES", "COLUMNS")
_UNSET = [word for name in _SIZES for word in ("-u", name)]


def _unsized() -> dict[str, str]:
    """The environment without the size of this process's own terminal."""
    return {name: value for name, value in os.environ.items() if name not in _SIZES}


class Emulated:
    """The terminal of the library pyte, on a real pseudo-terminal."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], columns: int, rows: int) -> None:
        import pyte

        terminal, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._terminal = terminal
        self._screen = pyte.HistoryScreen(columns, rows, history=_SCROLLBACK, ratio=1.0)
        self._screen.write_process_input = self._answer  # where the cursor is
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            command,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            env={**_unsized(), **environ, "TERM": environ.get("TERM", "xterm-256color")},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - for Ctrl-C; no thread runs yet
        )
        os.close(inside)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def type(self, text: str) -> None:
        """The text at once."""
        os.write(self._terminal, text.encode())

    def press(self, *keys: str) -> None:
        """Keys by their tmux names."""
        for key in keys:
            os.write(self._terminal, _KEYS[key].encode())

    def screen(self) -> str:
        """What is to be seen."""
        with self._lock:
            return "\n".join(line.rstrip() for line in self._screen.display)

    def all(self) -> str:
        """What is to be seen, below what scrolled away."""
        with self._lock:
            away = [
                "".join(line[x].data for x in range(self._screen.columns)).rstrip() for line in self._screen.history.top
            ]
            return "\n".join((*away, *(line.rstrip() for line in self._screen.display)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join()
        os.close(self._terminal)

    def _answer(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._terminal, 65536)
            except OSError:  # nobody is at the other end any more
                return
            if not data:
                return
            with self._lock:
                self._stream.feed(data)


class Tmux:
    """A tmux server of its own with one window."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], columns: int, rows: int) -> None:
        self._socket = f"jxquery-{uuid.uuid4().hex[:8]}"
        program = ["env", *_UNSET, *(f"{name}={value}" for name, value in environ.items()), *command]
        size = ("-x", str(columns), "-y", str(rows))
        self._tmux("-f", os.devnull, "new-session", "-d", *size, *program)

    def type(self, text: str) -> None:
        """The text at once; tmux takes a semicolon at its end for its own."""
        self._tmux("send-keys", "-l", text[:-1] + "\\;" if text.endswith(";") else text)

    def press(self, *keys: str) -> None:
        """Keys by their tmux names."""
        self._tmux("send-keys", *keys)

    def screen(self) -> str:
        """What is to be seen."""
        return self._tmux("capture-pane", "-p").rstrip("\n")

    def all(self) -> str:
        """What is to be seen, below what scrolled away."""
        return self._tmux("capture-pane", "-p", "-S", "-").rstrip("\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._tmux("kill-server")

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-u", "-L", self._socket, *arguments]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env=_unsized()).stdout


TERMINALS = {"pyte": Emulated} | ({"tmux": Tmux} if shutil.which("tmux") else {})


def wait(terminal: Terminal, text: str, times: int = 1) -> str:
    """All that the terminal shows as soon as the text is there so many times."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while (shown := terminal.all()).count(text) < times:
        assert time.monotonic() < until, f"no {text!r} in\n{shown}"
        time.sleep(_LOOK_SECONDS)
    return shown


def enter(terminal: Terminal, line: str, shows: str, key: str = "Enter") -> None:
    """Type the line and press the key; then wait until the text is shown once more."""
    before = terminal.all().count(shows)
    if line:
        terminal.type(line)
    terminal.press(key)
    wait(terminal, shows, before + 1)
