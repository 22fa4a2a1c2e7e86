"""Rows of cells from which empty cells are gone: each cell is put back below its column.

A row that has as many cells as the header stands as it is. A shorter one is cut like running text, by what its cells
hold; one that could be put in two ways is made wider than the header, so that whoever reads it sees that it is none.
"""

from __future__ import annotations

from itertools import pairwise

from jxquery.documents.flow_cells import Cells
from jxquery.documents.flow_labels import Header, Labels
from jxquery.documents.flow_lost import first_moved
from jxquery.documents.flow_rows import cut_rows
from jxquery.documents.grid import Cell, Grid
from jxquery.documents.labels import joined_row
from jxquery.documents.pieces import cells_of
from jxquery.documents.words import Words, label_key
from jxquery.schema.model import Units
from jxquery.text.normalise import squeeze

Row = tuple[Cell, ...]


def restore_rows(grid: Grid, words: Words, units: Units) -> Grid:
    """The grid with all rows below a header as wide as it."""
    return Grid(tuple(_Restored(words, units).rows(grid)))


class _Restored:
    """The rows so far, and of the table that is being read its header and which of its rows had to be placed."""

    def __init__(self, words: Words, units: Units) -> None:
        self.words = words
        self.units = units
        self.labels = Labels(words)
        self.found: list[Row] = []
        self.header: Header | None = None
        self.width = 0
        self.begin = 0
        self.placed: dict[int, Row] = {}

    def rows(self, grid: Grid) -> list[Row]:
        widest = max((len(_filled(row)) for row in grid.rows), default=0)
        for row, below in zip(grid.rows, (*grid.rows[1:], ()), strict=True):
            cells = _filled(row)
            headers = self.labels.headers(cells_of(cells))
            if headers or _ends(cells, self.labels):
                self._close()
            if headers:
                cells = _as_wide(cells, below)
                self.header, self.width, self.begin = headers[0], len(cells), len(self.found) + 1
            elif self.header is not None and len(cells) > 1:
                cells = self._below(self.header, cells, row)
            elif len(cells) > 1:
                cells = _filled_up(cells, widest)
            self.found.append(cells)
        self._close()
        return self.found

    def _below(self, header: Header, cells: Row, row: Row) -> Row:
        """A row of the table, as wide as its header."""
        if len(cells) >= self.width or not cells[0].text:
            return _filled_up(cells, self.width)
        first = all(len(above) <= 1 for above in self.found[self.begin :])
        placed = _placed(cells, header, self.width, self.words, self.units, first=first)
        if placed:
            self.placed[len(self.found)] = cells
            return placed
        whole = len(row) >= self.width and _shows_empty(cells)
        return _filled_up(cells, self.width) if whole else _unplaced(cells, self.width)

    def _close(self) -> None:
        """The end of a table: a row whose cells may stand a column too far left is not placed after all."""
        if self.header is not None:
            start, end = self.header.start, self.header.end
            cells = Cells(self.header.columns, self.words, self.units, explicit=False, running=False, unsure=False)
            below = range(self.begin, len(self.found))
            table = {n: self.found[n][start:end] for n in below if len(self.found[n]) == self.width}
            while (moved := first_moved(list(table.values()), cells)) is not None:
                n = list(table)[moved]
                del table[n]
                if n in self.placed:
                    self.found[n] = _unplaced(self.placed[n], self.width)
        self.header, self.placed = None, {}


def _filled_up(cells: Row, width: int) -> Row:
    """The row with empty cells behind it."""
    return (*cells, *[Cell("", cells[0].place)] * (width - len(cells)))


def _shows_empty(cells: Row) -> bool:
    """Whether a row still has its empty cells: one stands in front of a filled one."""
    return any(not a.text.strip() and b.text.strip() for a, b in pairwise(cells))


def _ends(cells: Row, labels: Labels) -> bool:
    """Whether a row ends the table above it: a title, a note, the totals, or the labels of the next form."""
    if not cells:
        return False
    words, key = labels.words, label_key(cells[0].text)
    if len(cells) == 1 and words.ends(cells[0].text):
        return True
    if any(p.fullmatch(squeeze(cells[0].text)) for p in words.heading):
        return True  # 初审意见, and beside it the place for the seal
    return key in words.total or key in labels.front or words.start.fullmatch(joined_row(cells)) is not None


def _placed(cells: Row, header: Header, width: int, words: Words, units: Units, *, first: bool) -> Row:
    """A short row below its header; nothing where its cells could stand in several ways."""
    pieces = cells_of(cells, one_row=True)
    rows = cut_rows(pieces, header.columns, words, units, first=first)
    blank = Cell("", cells[0].place)
    if not rows.complete or len(rows.rows) != 1:
        return ()
    side = [blank] * header.start  # what stands left of the columns
    behind = [blank] * (width - header.end)
    return (*side, *rows.rows[0], *behind)


def _unplaced(cells: Row, width: int) -> Row:
    """A row that is wider than its header, which nobody takes for one."""
    return (*[Cell("", cells[0].place)] * width, Cell(" ".join(cell.text for cell in cells), cells[0].place))


def _as_wide(cells: Row, below: Row) -> Row:
    """The upper line of a header of two lines: its last cell stands over the last cells of the line below."""
    lower = _filled(below)
    if len(lower) <= len(cells) or any(cell.text.strip() for cell in lower[: len(cells) - 1]):
        return cells
    return (*cells, *[Cell("", cells[0].place)] * (len(lower) - len(cells)))


def _filled(row: Row) -> Row:
    """The row without the empty cells behind its last one."""
    end = max((n for n, cell in enumerate(row, 1) if cell.text.strip()), default=0)
    return row[:end]
