"""Long answers, a screen at a time."""

from __future__ import annotations

_BELOW = 3  # the prompt, the note that there is more, and the line where one left off


def first_page(lines: tuple[str, ...], height: int | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that a screen of `height` lines (None: no bound) holds, and the rest.

    What is over by no more than the note would take is shown too.

    >>> [len(part) for part in first_page(("x",) * 100, 24)], [len(part) for part in first_page(("x",) * 22, 24)]
    ([21, 79], [22, 0])
    """
    if height is None or len(lines) <= height - _BELOW + 1:
        return lines, ()
    room = max(height - _BELOW, 1)
    return lines[:room], lines[room:]
