"""Cuts running text into the rows of a table whose borders are lost.

A row is its classes (where they are not carried down), a name wrapped over short lines, a description that usually
repeats the name, and a value that ends a line. Many cuts are possible; each oddity has a cost, and the cheapest way
through the whole table is taken (Dijkstra, row by row). Where two ways cost nearly the same, neither is: the rows stop
there and the rest is left to be reported.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from jxquery.documents.grid import Cell
from jxquery.documents.layout import FormColumn, Layout
from jxquery.documents.pieces import Piece
from jxquery.documents.values import read_target
from jxquery.schema.model import Units
from jxquery.text.normalise import squeeze

# Costs are compared, never added up to a meaning. What should never happen costs more than any honest row.
_TOO_MUCH = 9.0
_TITLE_TOO_MUCH = 4.0
_CLEAR_LEAD = 1.0
# No cell of a form has more pieces than this; it bounds the search, not the reading.
_LONGEST_CLASS, _LONGEST_NAME, _LONGEST_TEXT, _LONGEST_VALUE = 6, 24, 16, 8


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows found from the top; `left` is what could not be read, `complete` that there is nothing of the kind."""

    rows: tuple[tuple[Cell, ...], ...]
    left: Cell | None

    @property
    def complete(self) -> bool:
        """Whether the whole table was read."""
        return self.left is None


def cut_rows(pieces: tuple[Piece, ...], layout: Layout, units: Units) -> Rows:
    """The rows of a table below its header, up to the title of the next form."""
    return _Cutter(pieces, layout, units).rows()


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Cell, ...]
    end: int
    cost: float


@dataclass(order=True, slots=True)
class _Way:
    """A way through the table so far."""

    cost: float
    order: int
    at: int = field(compare=False)
    rows: tuple[_Row, ...] = field(compare=False, default=())
    done: bool = field(compare=False, default=False)


class _Cutter:
    def __init__(self, pieces: tuple[Piece, ...], layout: Layout, units: Units) -> None:
        self.pieces = pieces
        self.layout = layout
        self.units = units
        self.found: dict[int, tuple[_Row, ...]] = {}
        self.values: dict[str, float] = {}
        self.class_ends: dict[int, int] = {}

    def rows(self) -> Rows:
        heap = [_Way(0.0, 0, 0)]
        seen: Counter[int] = Counter()
        order, furthest = 0, heap[0]
        best: _Way | None = None
        while heap:
            way = heapq.heappop(heap)
            if best is not None and way.cost > best.cost + _CLEAR_LEAD:
                break
            if way.done:
                if best is not None and _texts(best) != _texts(way):
                    return self._ambiguous(best, way)
                best = best or way
                continue
            seen[way.at] += 1
            if seen[way.at] > 2:  # noqa: PLR2004 — the best way and its nearest rival
                continue
            if way.at > furthest.at:
                furthest = way
            end = self._end_cost(way.at) if way.rows else None
            if end is not None:
                order += 1
                heapq.heappush(heap, _Way(way.cost + end, order, way.at, way.rows, done=True))
            for row in self._rows_at(way.at):
                order += 1
                heapq.heappush(heap, _Way(way.cost + row.cost, order, row.end, (*way.rows, row)))
        if best is None:
            return self._stopped(furthest.rows, furthest.at)
        return Rows(tuple(row.cells for row in best.rows), None)

    def _ambiguous(self, best: _Way, rival: _Way) -> Rows:
        """The rows that both ways share; what follows can be read in two ways."""
        pairs = zip(best.rows, rival.rows, strict=False)
        shared = next((n for n, (a, b) in enumerate(pairs) if a.cells != b.cells), len(rival.rows))
        rows = best.rows[:shared]
        return self._stopped(rows, rows[-1].end if rows else 0)

    def _stopped(self, rows: tuple[_Row, ...], at: int) -> Rows:
        end = next(
            (k for k in range(at, len(self.pieces)) if k > at and self._end_cost(k) is not None), len(self.pieces)
        )
        left = self._cell(at, end) if at < len(self.pieces) else Cell("", "")
        return Rows(tuple(row.cells for row in rows), left)

    def _end_cost(self, at: int) -> float | None:
        """What it costs to end the table here, or None: only at its end, at a heading, or at the next form's title."""
        pieces = self.pieces
        if at == len(pieces):
            return 0.0
        if not pieces[at].first:
            return None
        line = pieces[at].line
        here = squeeze(" ".join(p.text for p in pieces[at:] if p.line == line))
        if any(p.fullmatch(here) for p in self.layout.heading):
            return 0.1
        return self._title_cost(at) if pieces[-1].line - line < self.layout.title_lines else None

    def _title_cost(self, at: int) -> float | None:
        """What it costs to take all that is left for a title; None when it is none."""
        pieces = self.pieces
        title = squeeze(self._text(at, len(pieces)))
        if not any(p.fullmatch(title) for p in self.layout.title):
            return None
        if pieces[-1].line == pieces[at].line:
            return 0.5
        # A title of several lines must hang together as one cell does: it may not take the last rows with it.
        cost = 0.5 + sum(p.join for p in pieces[at:-1]) + self._raggedness(at, len(pieces))
        return cost if cost < _TITLE_TOO_MUCH else None

    def _rows_at(self, at: int) -> tuple[_Row, ...]:
        if at not in self.found:
            self.found[at] = tuple(self._cut_row(at)) if at < len(self.pieces) and self.pieces[at].first else ()
        return self.found[at]

    def _cut_row(self, at: int) -> Iterator[_Row]:
        """Every row that can begin here and does not cost too much."""
        for classes, start, class_cost in self._class_cells(at):
            for name_end, name_cost in self._ends(start, _LONGEST_NAME):
                cost = class_cost + name_cost
                if cost >= _TOO_MUCH:
                    continue
                name = self._cell(start, name_end)
                for text_end, text_cost in self._ends(name_end, _LONGEST_TEXT):
                    text = self._cell(name_end, text_end)
                    so_far = cost + text_cost
                    so_far += 2.0 * self.pieces[text_end - 1].ends_value
                    so_far += _difference(squeeze(name.text), squeeze(text.text))
                    if so_far >= _TOO_MUCH:
                        continue
                    for value, end, value_cost in self._value_cells(text_end, so_far, name, text):
                        if self._whole(start, end):
                            yield _Row((*classes, name, text, value), end, so_far + value_cost)

    def _class_cells(self, at: int) -> Iterator[tuple[tuple[Cell, ...], int, float]]:
        """The class cells that a row can begin with: all, only the narrowest, or none (carried down)."""
        classes = self.layout.classes
        blank = Cell("", "")
        for missing in range(len(classes) + 1):
            if at == 0 and missing:
                return  # the first row has nothing above it
            for cells, end, cost in self._class_run(at, classes[missing:]):
                yield (*[blank] * missing, *cells), end, cost

    def _class_run(self, at: int, columns: tuple[FormColumn, ...]) -> Iterator[tuple[tuple[Cell, ...], int, float]]:
        if not columns:
            yield (), at, 0.0
            return
        for end, cost in self._ends(at, _LONGEST_CLASS):
            cell = self._cell(at, end)
            known = self.layout.class_word(cell.text, columns[0])
            if known is None:
                continue
            bare = 0.0 if known == "full" else 1.0
            for cells, last, more in self._class_run(end, columns[1:]):
                yield (cell, *cells), last, cost + bare + more

    def _whole(self, start: int, end: int) -> bool:
        """Whether the pieces can be the name, description and value of one row.

        They cannot where they hold the lines of a class word, or the title of the next form: a cell is missing then.
        """
        inside = range(start + 1, end)
        return not any(self._class_end(k) <= end for k in range(start, end)) and not any(map(self._is_end, inside))

    def _is_end(self, at: int) -> bool:
        """Whether a title on one line or a heading begins here."""
        piece = self.pieces[at]
        return piece.first and self.layout.ends(" ".join(p.text for p in self.pieces[at:] if p.line == piece.line))

    def _class_end(self, at: int) -> int:
        """Where the class word that begins here, on a line of its own, ends; beyond everything when none does."""
        if at not in self.class_ends:
            beyond = len(self.pieces) + 1
            ends = (end for end, _ in self._ends(at, _LONGEST_CLASS) if self.pieces[at].first)
            self.class_ends[at] = next((end for end in ends if self._is_class(self._text(at, end))), beyond)
        return self.class_ends[at]

    def _is_class(self, text: str) -> bool:
        return any(self.layout.class_word(text, column) == "full" for column in self.layout.classes)

    def _value_cells(self, at: int, so_far: float, name: Cell, text: Cell) -> Iterator[tuple[Cell, int, float]]:
        if self.pieces[at - 1].last and squeeze(name.text) == squeeze(text.text):
            yield Cell("", self.pieces[at - 1].place), at, 3.0  # the row has no value
        for end, cost in self._ends(at, _LONGEST_VALUE):
            if not self.pieces[end - 1].last:
                continue
            cell = self._cell(at, end)
            wrapped = self.pieces[end - 1].line - self.pieces[at].line
            whole = cost + self._value_cost(squeeze(cell.text)) + 0.5 * wrapped
            if so_far + whole < _TOO_MUCH:
                yield cell, end, whole

    def _value_cost(self, text: str) -> float:
        if text not in self.values:
            target = read_target(text, self.units)
            if target.problem:
                cost = 2.5
            elif target.words:
                cost = 1.0 + 0.1 * len(text)
            else:
                cost = 0.0 if target.unit in self.units.by_word else 0.5
            self.values[text] = cost
        return self.values[text]

    def _ends(self, start: int, longest: int) -> Iterator[tuple[int, float]]:
        """Where a cell that begins here can end, and what that costs."""
        joined = 0.0
        for end in range(start + 1, min(start + longest, len(self.pieces)) + 1):
            last = self.pieces[end - 1]
            cost = joined + last.cut + (self._raggedness(start, end) if last.line > self.pieces[start].line else 0.0)
            if cost < _TOO_MUCH:
                yield end, cost
            joined += last.join
            if joined >= _TOO_MUCH:
                return

    def _raggedness(self, start: int, end: int) -> float:
        """A wrapped line is full: it is not shorter than the lines of its cell that follow it."""
        widths: dict[int, int] = {}
        for piece in self.pieces[start:end]:
            widths[piece.line] = widths.get(piece.line, 0) + _width(piece.text)
        lines = list(widths.values())
        return 3.0 * sum(a + 2 < max(lines[k + 1 :]) for k, (a, _) in enumerate(pairwise(lines)))

    def _cell(self, start: int, end: int) -> Cell:
        return Cell(self._text(start, end), self.pieces[start].place)

    def _text(self, start: int, end: int) -> str:
        """The pieces with their breaks; `squeeze` makes the final text of it."""
        parts = [p.text + ("\n" if p.last else " ") for p in self.pieces[start:end]]
        return "".join(parts).strip()


def _texts(way: _Way) -> tuple[tuple[Cell, ...], ...]:
    return tuple(row.cells for row in way.rows)


def _difference(name: str, text: str) -> float:
    """0 where the description repeats the name, up to 3 where the two have nothing in common."""
    if name == text:
        return 0.0
    common = sum((Counter(name) & Counter(text)).values())
    uneven = 1.0 if 2 * min(len(name), len(text)) < max(len(name), len(text)) else 0.0
    return 0.5 + uneven + 1.5 * (1 - 2 * common / (len(name) + len(text)))


def _width(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)
