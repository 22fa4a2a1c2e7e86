"""Rows as a table for a terminal of a given width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.render.text import display_width, pad, safe, wrap
from jxquery.render.values import aligned, heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jxquery.types import Column, Role, Scalar

_MARGIN = " "
_GAP = "   "
_NARROWEST = 16
# Figures end where the word in the bracket ends: the closing bracket of a heading hangs over.
_OVERHANG = "  "


class Table(Struct, frozen=True):
    """The lines of a table, the headings of the columns that found no room, and what is the same in every row.

    `same`: 年度 2024, of columns that stand in no row for that.
    """

    lines: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


class _Strip(Struct, frozen=True):
    """A column as text: its heading, its cells, and how wide they are."""

    heading: str
    cells: tuple[str, ...]
    width: int
    right: bool
    role: Role


def table(columns: Sequence[Column], rows: Sequence[Sequence[Scalar]], width: int | None) -> Table:
    """A heading line and a line for each row, figures at the right of their column.

    Too wide for `width` (None: no bound), it says once what is the same in every row, then leaves out columns that
    only give context, then breaks long texts inside their cells, and at last puts every row on its side; a single row
    at once.
    """
    strips = [_strip(c, [row[n] for row in rows]) for n, c in enumerate(columns)]
    if width is None or _total([s.width for s in strips]) <= width:
        return Table(_lines(strips, [s.width for s in strips]))
    if len(rows) == 1:
        return Table(_on_its_side(strips, width))
    alike = [s for s in strips if s.role != "answer" and len(set(s.cells)) == 1 and s.cells[0]]
    strips = [s for s in strips if s not in alike] or strips
    same = tuple(f"{s.heading} {s.cells[0].strip()}" for s in alike if s not in strips)
    choices = list(_with_fewer(strips))
    for kept, missing in choices:
        if _total([s.width for s in kept]) <= width:
            return Table(_lines(kept, [s.width for s in kept]), missing, same)
    for kept, missing in (choices[0], choices[-1]):
        if widths := _narrowed(kept, width):
            return Table(_lines(kept, widths), missing, same)
    return Table(_on_its_side(strips, width), same=same)


def _with_fewer(strips: list[_Strip]) -> Iterator[tuple[list[_Strip], tuple[str, ...]]]:
    """The columns, then without one after the other of those that only give context, and the headings of those.

    Amounts go last, for the rest of a row is often in its name.
    """
    going = sorted((s for s in strips if s.role == "context"), key=lambda s: s.right and "（" in s.heading)
    going = going if len(going) < len(strips) else []
    for count in range(len(going) + 1):
        gone = going[:count]
        yield [s for s in strips if s not in gone], tuple(s.heading for s in strips if s in gone)


def _strip(column: Column, values: Sequence[Scalar]) -> _Strip:
    right = column.type == "number"
    hang = _OVERHANG if right and column.unit is not None else ""
    cells = tuple(safe(text) + hang for text in aligned(column, values))
    head = safe(heading(column))
    width = max(display_width(text) for text in (head, *cells))
    return _Strip(head, cells, width, right, column.role)


def _total(widths: Sequence[int]) -> int:
    return len(_MARGIN) + sum(widths) + len(_GAP) * (len(widths) - 1)


def _narrowed(strips: Sequence[_Strip], width: int) -> list[int] | None:
    """Widths that fit, taken from the widest texts; None when a text would become too narrow to read."""
    widths = {n: s.width for n, s in enumerate(strips) if s.right}
    room = width - _total([*widths.values(), *[0] * (len(strips) - len(widths))])
    texts = sorted((n for n in range(len(strips)) if n not in widths), key=lambda n: strips[n].width)
    for done, n in enumerate(texts):
        widths[n] = min(strips[n].width, room // (len(texts) - done))
        room -= widths[n]
        if widths[n] < min(strips[n].width, _NARROWEST):
            return None
    return [widths[n] for n in range(len(strips))] if texts and room >= 0 else None


def _lines(strips: Sequence[_Strip], widths: Sequence[int]) -> tuple[str, ...]:
    lines = _row([s.heading for s in strips], strips, widths)
    for cells in zip(*(s.cells for s in strips), strict=True):
        lines += _row(cells, strips, widths)
    return tuple(lines)


def _row(cells: Sequence[str], strips: Sequence[_Strip], widths: Sequence[int]) -> list[str]:
    """One row; as many lines as its longest cell needs."""
    pieces = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for n in range(max(map(len, pieces))):
        parts = [
            pad(p[n] if n < len(p) else "", width, right=s.right)
            for p, width, s in zip(pieces, widths, strips, strict=True)
        ]
        lines.append((_MARGIN + _GAP.join(parts)).rstrip())
    return lines


def _on_its_side(strips: Sequence[_Strip], width: int) -> tuple[str, ...]:
    """Each row as a block of lines: heading, then value."""
    left = max(display_width(s.heading) for s in strips)
    indent = len(_MARGIN) + left + len(_GAP)
    if width - indent < _NARROWEST:
        left, indent = 0, len(_MARGIN) + len(_GAP)
    count = len(strips[0].cells)
    lines: list[str] = []
    for n in range(count):
        if count > 1:
            lines.append(f"{_MARGIN}—— 第 {n + 1} 行 ——")
        for strip in strips:
            head = _MARGIN + pad(strip.heading, left) if left else _MARGIN + strip.heading
            first, *rest = wrap(strip.cells[n].rstrip(), max(width - indent, 2))
            if left:
                lines.append((head + _GAP + first).rstrip())
            else:
                lines += [head, " " * indent + first]
            lines += [" " * indent + line for line in rest]
    return tuple(lines)
