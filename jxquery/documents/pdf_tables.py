"""Ruled tables of PDF pages as rows of cells, and the parts of one table on several pages as one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from jxquery.documents.grid import Cell
from jxquery.types import Problem

_NEAR = 3.0
"""Points that two edges may be apart and still be one: how exactly programs draw the same line on two pages."""

_FEW = 2
"""So many whole rows must show that a column is always filled before a row without it counts as a part of one."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell on its page: where it is, in points from the top left, its text, and where the last line of it ends."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    end: float = 0.0
    size: float = 0.0

    @property
    def is_full(self) -> bool:
        """Whether the last line of the text reaches the edge of the cell, so that it may go on."""
        return bool(self.text) and self.end > self.x1 - 2 * self.size


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that begin in a row, and the row's place."""

    cells: tuple[Drawn, ...]
    place: str

    @property
    def label(self) -> str:
        """The first text in it."""
        return next(iter(self.texts()), "")

    def texts(self) -> tuple[str, ...]:
        """All its texts, without white space."""
        return tuple(text for cell in self.cells if (text := "".join(cell.text.split())))

    def shape(self) -> tuple[int, ...]:
        """Where its cells begin and end, roughly."""
        return tuple(round(edge / _NEAR / 2) for cell in self.cells for edge in (cell.x0, cell.x1))


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table of one page: its place, its number on the page from 1, and its rows."""

    page: int
    number: int
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """As places say it."""
        return f"第{self.page}页 表{self.number}"

    @property
    def cells(self) -> tuple[Drawn, ...]:
        """All cells."""
        return tuple(cell for row in self.rows for cell in row.cells)

    @property
    def top(self) -> float:
        """Of its first row."""
        return min(cell.top for cell in self.cells)

    @property
    def sides(self) -> tuple[float, float]:
        """Its left and right edge."""
        return min(cell.x0 for cell in self.cells), max(cell.x1 for cell in self.cells)


def goes_on(before: Ruled, after: Ruled) -> bool:
    """Whether a page's first table can be the rest of the last page's last one: neighbouring pages, the same edges.

    The caller knows that nothing stands between them but what stands on top of other pages too.
    """
    near = all(abs(a - b) <= _NEAR for a, b in zip(before.sides, after.sides, strict=True))
    return after.page == before.page + 1 and near


def without_heading(before: Sequence[Ruled], part: Ruled, *, stands_below: bool) -> Ruled | None:
    """A part of a table less the rows that are printed again at its top; None where it is no part but a new table.

    The rows on top of a table may be those of each of many forms, and so may the text above it (the part then
    `stands_below` it). What follows them tells: below a new form's heading stands the same label as below the first.
    """
    whole = [row for table in before for row in table.rows]
    pairs = zip(whole, part.rows, strict=False)
    again = sum(1 for _ in takewhile(lambda pair: pair[0].texts() == pair[1].texts(), pairs))
    first, following = (next(iter(rows[again : again + 1]), None) for rows in (whole, part.rows))
    if following is None or (first is not None and first.label == following.label):
        return None if stands_below else part
    return replace(part, rows=part.rows[again:])


def put_together(parts: Sequence[Ruled]) -> tuple[Ruled, tuple[Problem, ...]]:
    """The parts as one table. A row that the page break cut is one row again, and that is said."""
    rows: list[Row] = []
    problems: list[Problem] = []
    filled = [[row for row in part.rows if any(cell.text for cell in row.cells)] for part in parts]
    # Rows at a page break may be halves themselves.
    others = [row for own in filled for row in own[1:-1]]
    for own in filled:
        if not rows or not own:
            rows += own
            continue
        whole = _whole(rows[-1], own[0], others)
        if whole is not None:
            problems.append(Problem(own[0].place, "是上一页最后一行的后半", "两半合成一行读，请核对"))
            rows[-1] = whole
            del own[0]
        rows += own
    return replace(parts[0], rows=tuple(rows)), tuple(problems)


def _whole(before: Row, after: Row, others: Sequence[Row]) -> Row | None:
    """The row of which these are the halves, if they are: together they fill what every row fills, and not alone.

    A half that lacks nothing is one only where the other's text ends at the edge of its cell, for it may go on.
    """
    shape = before.shape()
    alike = [row for row in others if row.shape() == shape]
    if after.shape() != shape or len(alike) < _FEW:
        return None
    always = [n for n in range(len(before.cells)) if all(row.cells[n].text for row in alike)]
    lacks_before = [n for n in always if not before.cells[n].text]
    lacks_after = [n for n in always if not after.cells[n].text]
    if not (lacks_before or lacks_after) or set(lacks_before) & set(lacks_after):
        return None
    both = [(a, b) for a, b in zip(before.cells, after.cells, strict=True) if a.text and b.text]
    if not both and not (lacks_before and lacks_after):
        return None
    if not all(a.is_full for a, _ in both):
        return None
    cells = (replace(a, text=f"{a.text}\n{b.text}".strip("\n")) for a, b in zip(before.cells, after.cells, strict=True))
    return Row(tuple(cells), before.place)


def rows_of(table: Ruled) -> Iterator[tuple[Cell, ...]]:
    """Rows as wide as the table: a cell stands at its left edge, and what it covers is empty."""
    edges = _edges(cell.x0 for cell in table.cells)
    for row in table.rows:
        texts = [""] * len(edges)
        for cell in row.cells:
            texts[_index(edges, cell.x0)] = cell.text
        yield tuple(Cell(text, f"{row.place}第{n}格") for n, text in enumerate(texts, 1))


def _edges(found: Iterator[float]) -> list[float]:
    """Left edges from left to right; those that are near are one."""
    edges: list[float] = []
    for edge in sorted(found):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)
    return edges


def _index(edges: Sequence[float], x0: float) -> int:
    at = bisect_left(edges, x0 - _NEAR)
    return min(at, len(edges) - 1)
