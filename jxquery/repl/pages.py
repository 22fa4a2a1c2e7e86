"""Long answers, a screen at a time."""

from __future__ import annotations

from jxquery.render.text import display_width

# The line that was typed, the note that there is more, an empty line, the prompt and the toolbar.
_AROUND = 5


def rows_of(text: str, width: int | None) -> int:
    """How many rows of the screen the lines of a text take."""
    return sum(_rows(line, width) for line in text.splitlines())


def first_page(
    lines: tuple[str, ...], width: int | None, height: int | None, below: int = 0
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that a screen of `height` rows (None: no bound) holds above `below` rows of notes, and the rest.

    >>> [len(first_page(("x",) * lines, 80, 24)[0]) for lines in (20, 21)]
    [20, 19]
    >>> len(first_page(("中" * 80,) * 20, 80, 24)[0])
    9
    """
    if height is None:
        return lines, ()
    room = max(height - _AROUND - below, 1)
    if sum(_rows(line, width) for line in lines) <= room + 1:  # without the note that there is more
        return lines, ()
    taken = 0
    for number, line in enumerate(lines):
        taken += _rows(line, width)
        if taken > room and number:
            return lines[:number], lines[number:]
    return lines, ()


def _rows(line: str, width: int | None) -> int:
    return 1 if width is None else max(-(-display_width(line.rstrip("\n")) // width), 1)
