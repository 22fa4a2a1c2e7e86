"""The pages of a file that is being read, told to whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_telling: ContextVar[Callable[[int, int], None] | None] = ContextVar("telling", default=None)


def page_read(page: int, pages: int) -> None:
    """For readers of long formats: this page, from 1, of so many has been read."""
    tell = _telling.get()
    if tell is not None:
        tell(page, pages)


@contextmanager
def pages_told(tell: Callable[[int, int], None]) -> Iterator[None]:
    """Pages that are read within go to `tell`."""
    before = _telling.set(tell)
    try:
        yield
    finally:
        _telling.reset(before)
