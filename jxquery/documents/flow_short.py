"""Rows of cells from which empty cells are gone: each cell is put back below its column.

A row that has as many cells as the header stands as it is. A shorter one is cut like running text, by what its cells
hold; one that could be put in two ways is made wider than the header, so that whoever reads it sees that it is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from jxquery.documents.flow_labels import Header, Labels
from jxquery.documents.flow_rows import cut_rows
from jxquery.documents.front import joined_row
from jxquery.documents.grid import Cell, Grid
from jxquery.documents.pieces import cells_of
from jxquery.documents.words import Words, label_key
from jxquery.schema.model import Units
from jxquery.text.normalise import squeeze

Row = tuple[Cell, ...]


def restore_rows(grid: Grid, words: Words, units: Units) -> Grid:
    """The grid with all rows below a header as wide as it."""
    return Grid(tuple(_rows(grid, words, units)))


def _rows(grid: Grid, words: Words, units: Units) -> Iterator[Row]:
    labels = Labels(words)
    header: Header | None = None
    first = True
    width = 0
    widest = max((len(_filled(row)) for row in grid.rows), default=0)
    for row, below in zip(grid.rows, (*grid.rows[1:], ()), strict=True):
        cells = _filled(row)
        found = labels.headers(cells_of(cells))
        if found:
            cells = _as_wide(cells, below)
            header, width, first = found[0], len(cells), True
            yield cells
            continue
        if _ends(cells, labels):
            header = None
        if len(cells) <= 1:
            yield cells
        elif header is None:
            yield (*cells, *[Cell("", cells[0].place)] * (widest - len(cells)))
        elif len(cells) >= width or not cells[0].text:
            yield (*cells, *[Cell("", cells[0].place)] * (width - len(cells)))
            first = False
        else:
            placed = _placed(cells, header, width, words, units, first=first)
            whole = (*cells, *[Cell("", cells[0].place)] * (width - len(cells)))
            yield placed or (whole if len(row) >= width and _shows_empty(cells) else _unplaced(cells, width))
            first = False


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
