"""Restores the cells of forms whose text has lost its borders, all or some.

The labels that forms have cut what stands in front of a table into cells (`flow_front.py`); the header of the table
says which columns its rows have, and `flow_rows.py` finds the rows. The result is the same grid that a reader of real
cells gives: titles and notes stand in rows of a single cell. What cannot be cut into rows is given on as a row that is
wider than the header, so that whoever reads the form sees that something is left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from jxquery.documents.flow_front import front_rows
from jxquery.documents.flow_labels import Header, Labels
from jxquery.documents.flow_rows import CLEAR_LEAD, Rows, cut_rows
from jxquery.documents.flow_short import restore_rows
from jxquery.documents.grid import Cell, Grid
from jxquery.documents.layout import Layout
from jxquery.documents.pieces import Piece, cells_of, is_spaced, pieces_of
from jxquery.documents.words import Field, Words, label_key
from jxquery.errors import DocumentError
from jxquery.schema.model import Units
from jxquery.text.normalise import squeeze
from jxquery.types import Problem

Row = tuple[Cell, ...]

# A unit row may be wrapped; more lines than this are no unit row. Nor does a title stand further above a name.
_START_LINES = 4
_TITLE_ABOVE = 8
_GLUED = "请用保留换行、空格或制表符的办法重新导出，或者载入原来的 Word、Excel、PDF 文件。"
_POINTS = re.compile(r"\d{1,3}(?:\.\d+)?")
_LEAST_PAGE = 10  # lines of a page, at least
_BARE_NUMBER = re.compile(r"\s*\d{1,4}\s*")


def restore(grid: Grid, layouts: tuple[Layout, ...], units: Units) -> tuple[Grid, tuple[Problem, ...]]:
    """The text as a grid of real cells, and what was left out of it.

    Raises DocumentError, without a place, for a table in which nothing at all stands between the cells.
    """
    words = layouts[0].words
    if grid.borders == "rows":
        return restore_rows(grid, words, units), ()
    return _Text(grid, layouts, units).grid()


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines of one form, from `begin` to `end`; its unit row ends before `front`."""

    begin: int
    front: int
    end: int


class _Text:
    """A text of lines, or of cells one after the other, which are lines that nothing is joined over."""

    def __init__(self, grid: Grid, layouts: tuple[Layout, ...], units: Units) -> None:
        self.words: Words = layouts[0].words
        self.units = units
        self.labels = Labels(self.words)
        self.cells = grid.borders == "cells"
        self.lines = _without_noise([row[0] for row in grid.rows], self.words, keep_empty=self.cells)
        self.spaced = is_spaced(self.lines)
        self.pieces = self._pieces(self.lines)
        self.headers = self.labels.headers(self.pieces)
        required = [{f.column for f in x.fields if f.required} for x in layouts if x.front == "cells"]
        self.begins = set.intersection(*required) if required else set()  # what every form has: its name
        self.forms: frozenset[int] = frozenset()  # the lines that forms begin with
        self.problems: list[Problem] = []

    def grid(self) -> tuple[Grid, tuple[Problem, ...]]:
        """All parts, one below the other."""
        glued = None if self.headers else next((x for x in self.lines if self.labels.glued(x.text)), None)
        if glued is not None:
            raise DocumentError(f"{glued.place}的表格里，格子之间没有任何分隔，分不出哪些字在哪一格。", hint=_GLUED)
        rows = tuple(row for part in self._parts() for row in self._form(part))
        return Grid(rows), tuple(self.problems)

    def _pieces(self, lines: list[Cell]) -> tuple[Piece, ...]:
        return cells_of(lines) if self.cells else pieces_of(lines, self.units, spaced=self.spaced)

    def _parts(self) -> Iterator[_Part]:
        """What stands before the first form, and each form: it begins at its unit row, its title or its name."""
        starts: dict[int, int] = {}
        for n in range(len(self.lines)):
            if (count := self._unit_row(n)) and not any(s <= n < e for s, e in starts.items()):
                starts[n] = n + count
        inside = -1  # the line of the unit row that has had its name
        last = 0
        for name in self._names():
            unit_row = max((s for s in starts if s <= name), default=-1)
            if unit_row < 0 or unit_row == inside:
                begin = self._title_above(name, last)
                starts[begin] = begin
                inside = begin
            else:
                inside = unit_row
            last = name + 1
        self.forms = frozenset(starts)
        order = sorted({0, *starts})
        for begin, end in pairwise([*order, len(self.lines)]):
            yield _Part(begin, starts.get(begin, begin), end)

    def _names(self) -> Iterator[int]:
        """The lines that begin with the label of a form's name."""
        taken = {k for header in self.headers for k in range(header.start, header.end)}
        for k, piece in enumerate(self.pieces):
            label = self.labels.at(self.pieces, k, self.labels.front) if piece.first and k not in taken else None
            if label is not None and isinstance(label.meaning, Field) and label.meaning.column in self.begins:
                yield piece.line

    def _title_above(self, name: int, last: int) -> int:
        """The line of the title above a form's name; the line of the name where there is none."""
        headers = {self.pieces[h.start].line for h in self.headers}
        above = [n for n in range(name - 1, last - 1, -1) if self.lines[n].text.strip()][:_TITLE_ABOVE]
        for n in above:
            if n in headers:
                break
            if any(p.fullmatch(squeeze(self.lines[n].text)) for p in self.words.title):
                return n
        return name

    def _unit_row(self, n: int) -> int:
        return _unit_row(self.lines, n, self.words)

    def _form(self, part: _Part) -> Iterator[Row]:
        """The rows of one form."""
        if part.front > part.begin:
            head = self.lines[part.begin : part.front]
            yield (Cell(joined("\n".join(cell.text for cell in head)), head[0].place),)
        at = next((k for k, p in enumerate(self.pieces) if p.line >= part.front), len(self.pieces))
        end = next((k for k, p in enumerate(self.pieces) if p.line >= part.end), len(self.pieces))
        headers = [h for h in self.headers if at <= h.start < end]
        if not headers and part.begin not in self.forms:
            yield from ((line,) for line in self.lines[part.front : part.end] if line.text)
            return
        if not headers:
            yield from front_rows(self.pieces[at:end], self.labels, self.units, self.problems)
            return
        first = headers[0]
        again = [h for h in headers[1:] if h.columns == first.columns]
        yield from front_rows(self.pieces[at : first.start], self.labels, self.units, self.problems)
        yield tuple(self._label(label.start, label.end) for label in first.labels)
        yield from self._table(first, again, end)

    def _label(self, start: int, end: int) -> Cell:
        return Cell(squeeze("".join(p.text for p in self.pieces[start:end])), self.pieces[start].place)

    def _table(self, header: Header, again: list[Header], end: int) -> Iterator[Row]:
        """The rows below the header and what stands behind them."""
        gone = {k for h in again for k in range(h.start, h.end)}
        body = [p for k, p in enumerate(self.pieces[:end]) if k >= header.end and k not in gone]
        found, bare = self._read_body(_lines(body, keep_empty=self.cells), header)
        self.problems.extend(page_number(cell) for cell in bare)
        self.problems.extend(_unused(row) for row in found.rows if _is_unused(row, header))
        yield from found.rows
        if found.left:
            # One cell more than the header has: no row of the table, and no title either.
            yield (*[Cell("", found.left.place)] * len(header.labels), found.left)
        yield from self._behind(found.behind, header)

    def _behind(self, cells: tuple[Cell, ...], header: Header) -> Iterator[Row]:
        """The lines below the table, each a row; the totals stand below the columns of points they are of."""
        if not cells:
            return
        total, *rest = cells[0].text.split()
        count = 1
        if label_key(total) not in self.words.total:
            yield (cells[0],)
        else:
            if not rest:
                rest = [cell.text for cell in takewhile(lambda cell: _POINTS.fullmatch(cell.text), cells[1:])]
                count += len(rest)
            row = [Cell("", cells[0].place)] * len(header.labels)
            points = [n for n, column in enumerate(header.columns) if column.kind == "number"]
            row[0] = Cell(total, cells[0].place)
            for n, text in zip(points, rest if len(rest) == len(points) else (), strict=False):
                row[n] = Cell(text, cells[0].place)
            yield tuple(row)
            yield from ((Cell(text, cells[0].place),) for text in rest if len(rest) != len(points))
        yield from ((cell,) for cell in cells[count:])

    def _cut(self, lines: list[Cell], header: Header) -> Rows:
        return cut_rows(self._pieces(lines), header.columns, self.words, self.units)

    def _read_body(self, lines: list[Cell], header: Header) -> tuple[Rows, list[Cell]]:
        """The rows of these lines, and those of them that are page numbers.

        A bare number on a line of its own is a value or a page's. What is read more cheaply counts, and nothing where
        neither way is clearly cheaper.
        """
        bare = [] if self.cells else _page_numbers(lines)
        whole = self._cut(lines, header)
        if not bare:
            return whole, []
        less = self._cut([cell for cell in lines if cell not in bare], header)
        if not less.complete or (whole.complete and whole.cost + CLEAR_LEAD < less.cost):
            return whole, []
        if whole.complete and less.cost + CLEAR_LEAD >= whole.cost:
            return Rows((), bare[0]), []
        return less, bare


def _is_unused(row: Row, header: Header) -> bool:
    """Whether a row has nothing but classes."""
    return all(column.kind == "class" for column, cell in zip(header.columns, row, strict=True) if cell.text)


def _unused(row: Row) -> Problem:
    """The problem of a class below which nothing stands."""
    last = next(cell for cell in reversed(row) if cell.text)
    return Problem(last.place, f"「{squeeze(last.text)}」下面没有指标", "没有载入")


def _lines(pieces: list[Piece], *, keep_empty: bool) -> list[Cell]:
    """The lines of these pieces; two cells of one line stand as far apart as they stood."""
    found: dict[int, list[Piece]] = {}
    for piece in pieces:
        found.setdefault(piece.line, []).append(piece)
    cells = [Cell("".join(p.text + p.space for p in line), line[0].place) for line in found.values()]
    return [cell for cell in cells if keep_empty or cell.text.strip()]


def _without_noise(lines: list[Cell], words: Words, *, keep_empty: bool) -> list[Cell]:
    """The lines without those that the page added, and without the empty ones.

    Bare numbers are page numbers when the next or last one is one more or less: values do not count on like that.
    """
    bare = [(n, int(cell.text)) for n, cell in enumerate(lines) if _BARE_NUMBER.fullmatch(cell.text)]
    pages = {
        n
        for k, (n, number) in enumerate(bare if not keep_empty else [])
        if any(0 <= m < len(bare) and bare[m][1] == number + m - k for m in (k - 1, k + 1))
    }
    return [
        cell
        for n, cell in enumerate(lines)
        if n not in pages
        and (keep_empty or cell.text.strip())
        and not any(p.fullmatch(squeeze(cell.text)) for p in words.noise)
    ]


def _page_numbers(lines: list[Cell]) -> list[Cell]:
    """The lines that are only a number, where all of them may be page numbers: they grow, with a page between them."""
    bare = [(n, int(cell.text)) for n, cell in enumerate(lines) if _BARE_NUMBER.fullmatch(cell.text)]
    grow = all(m - n > _LEAST_PAGE and a < b for (n, a), (m, b) in pairwise(bare))
    return [lines[n] for n, _ in bare] if grow else []


def _unit_row(lines: list[Cell], n: int, words: Words) -> int:
    """How many lines the unit row that begins here takes; 0 when none begins.

    The shortest one counts: a value like 100 元 above the row looks like a code and is none.
    """
    text, filled = "", 0
    for count, cell in enumerate(lines[n:], 1):
        text = f"{text}\n{cell.text}"
        filled += bool(cell.text.strip())
        if not filled or filled > _START_LINES:
            return 0
        if cell.text.strip() and words.start.fullmatch(joined(text)):
            shorter = any(_unit_row(lines[: n + count], m, words) for m in range(n + 1, n + count))
            return 0 if shorter else count
    return 0


def joined(text: str) -> str:
    """Lines as the start pattern sees them: breaks inside a cell go, one space stays between cells of a line."""
    parts = [re.sub(r"\s+", " ", line.strip()) for line in text.split("\n")]
    return "".join(part for part in parts if part)


def page_number(cell: Cell) -> Problem:
    """The problem of a line that is only a number."""
    return Problem(cell.place, f"单独一行的数字「{cell.text.strip()}」不属于表格", "当作页码，没有计入")
