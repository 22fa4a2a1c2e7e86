"""The process's own streams: UTF-8 whatever the code page, data on the one and notes on the other."""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.errors import OutputError, reason_of

try:
    import termios
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jxquery.render.present import Output

_LOCAL_FLAGS = 3  # where tcgetattr has them


def speak_utf8() -> None:
    """Both streams write UTF-8 and leave line breaks as they are (CSV has its own).

    Where one was closed before the command started, what it would have got goes nowhere.
    """
    sys.stdout = sys.stdout or io.StringIO()
    sys.stderr = sys.stderr or io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def emit(output: Output) -> None:
    """Data, then notes; both reach the reader at once.

    Raises `OutputError` when the data cannot be written, and `BrokenPipeError` when nobody reads it any more.
    """
    try:
        if output.data:  # to write nothing fails too on a full disk
            sys.stdout.write(output.data)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        hush()
        raise OutputError(f"标准输出写不进去：{reason_of(error)}。", hint="请检查磁盘空间。") from None
    sys.stderr.write(output.notes)
    sys.stderr.flush()


def hush() -> None:
    """Nobody reads standard output any more: what is still in the buffer goes nowhere, without a complaint."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def terminal_width() -> int | None:
    """The columns of the terminal that standard output is; None when it goes elsewhere."""
    return screen_size().columns if sys.stdout.isatty() else None


def terminal_height() -> int | None:
    """The lines of the terminal that standard output is; None when it goes elsewhere."""
    return screen_size().lines if sys.stdout.isatty() else None


def screen_size() -> os.terminal_size:
    """As the environment says (COLUMNS, LINES), else as the terminal does."""
    import shutil

    return shutil.get_terminal_size()


@contextmanager
def without_echo() -> Iterator[None]:
    """What is typed meanwhile is not written into what is printed; the next prompt shows it. Ctrl-C works as ever."""
    if termios is None or not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    silent = [*before]
    silent[_LOCAL_FLAGS] &= ~termios.ECHO
    termios.tcsetattr(sys.stdin, termios.TCSANOW, silent)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def input_lines() -> Iterator[str]:
    """The lines of standard input, cut at line feeds only.

    Bytes that are not UTF-8 become lone surrogates, as they do in arguments.
    """
    for number, line in enumerate(sys.stdin.buffer):
        text = line.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")
        yield text.removeprefix("\ufeff") if number == 0 else text
