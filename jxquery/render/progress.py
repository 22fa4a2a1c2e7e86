"""How far long work has come, on standard error: a line drawn anew on a terminal, a line now and then elsewhere.

A few lines of our own: a library for it would take longer to import than most files to read.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self, TextIO

from jxquery.render.console import screen_size
from jxquery.render.text import display_width, safe

if TYPE_CHECKING:
    from types import TracebackType

    from jxquery.types import Step

_BAR = 20
# What is done before anybody wonders needs no bar.
_PATIENCE_SECONDS = 0.3
_REDRAWN_SECONDS = 0.1
_LINE_SECONDS = 3.0


class ProgressLine:
    """Shows steps as they come. Use it in a `with`: at the end the bar is gone."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._next = time.monotonic() + (_PATIENCE_SECONDS if self._live else _LINE_SECONDS)
        self._drawn = False

    def __call__(self, step: Step) -> None:
        """Show it, if it is time to."""
        if step.waiting:
            self._erase()
            self._write(f"{safe(step.waiting)}\n")
            return
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (_REDRAWN_SECONDS if self._live else _LINE_SECONDS)
        if self._live:
            self._write("\r\x1b[2K" + _fitting(_bar(step) + _said(step), screen_size().columns - 1))
            self._drawn = True
        else:
            self._write(f"{_said(step)}\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._erase()

    def _erase(self) -> None:
        if self._drawn:
            self._write("\r\x1b[2K")
            self._drawn = False

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _bar(step: Step) -> str:
    """Files that are done, and the pages of the one that is being read."""
    part = step.page / step.pages if step.pages and step.done < step.total else 0
    full = round(_BAR * (step.done + part) / step.total) if step.total else 0
    return f"[{'#' * full}{'.' * (_BAR - full)}] "


def _said(step: Step) -> str:
    page = f" 第 {step.page}/{step.pages} 页" if step.pages else ""
    return f"读文件 {step.done}/{step.total} {safe(step.file)}{page}"


def _fitting(text: str, width: int) -> str:
    while text and display_width(text) > width:
        text = text[:-1]
    return text
