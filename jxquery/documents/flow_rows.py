"""Cuts running text into the rows of a table whose borders are lost.

A row is its classes (where they are not carried down) and a cell for each further column, which may be wrapped over
lines or empty. Many cuts are possible; each oddity has a cost (`flow_cells.py` says what a cell of a kind may hold),
and the cheapest way through the whole table is taken (Dijkstra, row by row). Where two ways cost nearly the same,
neither is: the rows stop there and the rest is left to be reported.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from jxquery.documents.flow_cells import TOO_MUCH, Cells, difference
from jxquery.documents.flow_ends import Ends
from jxquery.documents.flow_lost import first_lacking
from jxquery.documents.grid import Cell
from jxquery.documents.pieces import Piece, text_of, width
from jxquery.documents.words import Field, FormColumn, Words
from jxquery.schema.model import Units
from jxquery.text.normalise import squeeze

CLEAR_LEAD = 1.0
_NO_CLASS = 3.0
_WRAPPED = 12  # the least width, in half characters, of a text that is wrapped
_BLANK = Cell("", "")
_NOTHING = re.compile(r"[-/—–…*＊]+")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows found from the top.

    `left` is what could not be read, `complete` that there is nothing of the kind; `behind` are the lines below the end
    of the table. `cost` is what the oddities of the reading cost together.
    """

    rows: tuple[tuple[Cell, ...], ...]
    left: Cell | None
    behind: tuple[Cell, ...] = ()
    cost: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether the whole table was read."""
        return self.left is None


def cut_rows(
    pieces: tuple[Piece, ...],
    columns: tuple[Field | FormColumn, ...],
    words: Words,
    units: Units,
    *,
    first: bool = True,
) -> Rows:
    """The rows of a table below its header, up to the title of the next form; `columns` are those of the header.

    `first`: nothing stands above these rows whose classes they could have.
    """
    cutter = _Cutter(pieces, columns, words, units, first=first)
    doubled = sum(column.kind == "name" for column in columns) > 1 and not any(piece.hard for piece in pieces)
    return cutter.unread() if doubled else cutter.rows()


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Cell, ...]
    end: int
    cost: float


@dataclass(frozen=True, slots=True)
class _Part:
    """A row from the piece `begin`, cut up to the piece `end`; behind `body` it has no more classes."""

    begin: int
    body: int
    end: int
    cells: tuple[Cell, ...] = ()
    cost: float = 0.0

    def empty(self, end: int, cost: float) -> _Part:
        return _Part(self.begin, self.body, end, (*self.cells, _BLANK), self.cost + cost)

    def filled(self, cell: Cell, end: int, cost: float, *, is_class: bool) -> _Part:
        return _Part(self.begin, end if is_class else self.body, end, (*self.cells, cell), self.cost + cost)


@dataclass(order=True, slots=True)
class _Way:
    """A way through the table so far."""

    cost: float
    order: int
    at: int = field(compare=False)
    rows: tuple[_Row, ...] = field(compare=False, default=())
    done: bool = field(compare=False, default=False)


class _Cutter:
    def __init__(
        self,
        pieces: tuple[Piece, ...],
        columns: tuple[Field | FormColumn, ...],
        words: Words,
        units: Units,
        *,
        first: bool,
    ) -> None:
        self.pieces = pieces
        self.columns = columns
        self.words = words
        self.first = first
        explicit, running = _has_empty(pieces), not any(p.hard for p in pieces)
        several = bool(pieces) and pieces[-1].line > pieces[0].line
        self.open = several and not explicit  # a cell that is missing looks like one that is empty
        unsure = self.open and not running
        self.cells = Cells(columns, words, units, explicit=explicit, running=running, unsure=unsure)
        self.classes = tuple(c for c in columns if isinstance(c, FormColumn) and c.kind == "class")
        kinds = [column.kind for column in columns]
        self.value = kinds.index("value")
        self.unit = kinds.index("unit", self.value) if "unit" in kinds[self.value :] else None
        self.found: dict[int, tuple[_Row, ...]] = {}
        self.ends = Ends(pieces, self.classes, words)

    def rows(self) -> Rows:
        heap = [_Way(0.0, 0, 0)]
        seen: Counter[int] = Counter()
        order, furthest = 0, heap[0]
        best: _Way | None = None
        while heap:
            way = heapq.heappop(heap)
            if best is not None and way.cost > best.cost + CLEAR_LEAD:
                break
            if way.done:
                if best is not None and self._told(best.rows) != self._told(way.rows):
                    return self._ambiguous(best, way)
                best = best or way
                continue
            seen[way.at] += 1
            if seen[way.at] > 2:  # noqa: PLR2004 — the best way and its nearest rival
                continue
            if way.at > furthest.at:
                furthest = way
            end = self.ends.of_table(way.at) if way.rows else None
            if end is not None:
                order += 1
                heapq.heappush(heap, _Way(way.cost + end, order, way.at, way.rows, done=True))
            for row in self._rows_at(way.at):
                order += 1
                heapq.heappush(heap, _Way(way.cost + row.cost, order, row.end, (*way.rows, row)))
        if best is None:
            return self._stopped(furthest.rows, furthest.at)
        if best.rows and not best.rows[-1].cells[self.cells.name].text and self.cells.running:
            return self._stopped(best.rows[:-1], best.rows[-2].end if len(best.rows) > 1 else 0)  # its row was lost
        lacking = first_lacking([row.cells for row in best.rows], self.cells) if self.open else None
        if lacking is not None:
            return self._stopped(best.rows[:lacking], best.rows[lacking - 1].end if lacking else 0)
        return Rows(tuple(row.cells for row in best.rows), None, self._behind(best.at), best.cost)

    def unread(self) -> Rows:
        """Nothing read: without borders it cannot be told which half of a doubled table a cell is of."""
        return self._stopped((), 0)

    def _ambiguous(self, best: _Way, rival: _Way) -> Rows:
        """The rows that both ways share; what follows can be read in two ways."""
        pairs = zip(best.rows, rival.rows, strict=False)
        shared = next((n for n, (a, b) in enumerate(pairs) if self._said(a) != self._said(b)), len(rival.rows))
        rows = best.rows[:shared]
        return self._stopped(rows, rows[-1].end if rows else 0)

    def _stopped(self, rows: tuple[_Row, ...], at: int) -> Rows:
        end = next(
            (k for k in range(at, len(self.pieces)) if k > at and self.ends.of_table(k) is not None), len(self.pieces)
        )
        left = self._cell(at, end) if at < len(self.pieces) else Cell("", "")
        return Rows(tuple(row.cells for row in rows), left)

    def _behind(self, at: int) -> tuple[Cell, ...]:
        """The lines below the table; a title that is wrapped is one."""
        if at < len(self.pieces) and self.ends.title(at) is not None:
            return (self._cell(at, len(self.pieces)),)
        starts = [k for k in range(at, len(self.pieces)) if self.pieces[k].first]
        lines = (self._cell(a, b) for a, b in pairwise([*starts, len(self.pieces)]))
        return tuple(cell for cell in lines if cell.text)

    def _rows_at(self, at: int) -> tuple[_Row, ...]:
        """The rows that can begin here; of those that say the same in other pieces, the cheapest."""
        if at not in self.found:
            begins = at < len(self.pieces) and self.pieces[at].first
            distinct: dict[tuple[int, tuple[str, ...]], _Row] = {}
            for row in self._cut_row(at) if begins else ():
                key = row.end, self._said(row)
                if key not in distinct or _rank(row) < _rank(distinct[key]):
                    distinct[key] = row
            self.found[at] = tuple(distinct.values())
        return self.found[at]

    def _cut_row(self, at: int) -> Iterator[_Row]:
        """Every row that can begin here and does not cost too much."""
        for part in self._parts(_Part(at, at, at)):
            if not self.pieces[part.end - 1].last or not any(cell.text for cell in part.cells):
                continue
            cost = part.cost + self.cells.together(tuple(cell.text for cell in part.cells))
            if cost < TOO_MUCH and self._whole(part.body, part.end):
                place = next(cell.place for cell in part.cells if cell.text)
                cells = tuple(cell if cell.text else Cell("", place) for cell in part.cells)
                yield _Row(cells, self._behind_empty(part.end), cost)

    def _parts(self, part: _Part) -> Iterator[_Part]:
        """The ways in which a row that is begun can be cut to its last column."""
        n = len(part.cells)
        if n == len(self.columns):
            if part.end > part.begin:
                yield part
            return
        cost = self._empty(part)
        if cost is not None and part.cost + cost < TOO_MUCH:
            yield from self._parts(part.empty(part.end, cost))
            if part.end < len(self.pieces) and not self.pieces[part.end].text:
                yield from self._parts(part.empty(part.end + 1, 0.0))
        for end, joined in self.ends.of_cell(part.end, self.cells.longest(n)):
            cell = self._cell(part.end, end)
            own = self.cells.cost(n, cell.text) if cell.text and not self._strays(part, end) else None
            if own is None or part.cost + joined + own >= TOO_MUCH:
                continue
            cost = joined + own + self._setting(part, end, cell)
            if part.cost + cost < TOO_MUCH:
                yield from self._parts(part.filled(cell, end, cost, is_class=self.columns[n].kind == "class"))

    def _empty(self, part: _Part) -> float | None:
        """What it costs to leave the next cell empty. A class is carried down, unless a cell in front of it is new."""
        n = len(part.cells)
        if self.columns[n].kind != "class":
            return self.cells.empty(n, part.cells)
        if any(cell.text for cell in part.cells):
            return self.cells.without_class(n, part.cells)
        return self._without_first(n) if part.begin == 0 and self.first else 0.0

    def _without_first(self, n: int) -> float | None:
        """What it costs that nothing stands above the first row whose class it could have; the narrowest is its own."""
        return _NO_CLASS if any(column.kind == "class" for column in self.columns[n + 1 :]) else None

    def _setting(self, part: _Part, end: int, cell: Cell) -> float:
        """What the way a cell is set costs: a wrapped value, a description that does not repeat the name."""
        n = len(part.cells)
        if self.cells.repeats(n):
            name = squeeze(part.cells[n - 1].text)
            return 2.0 * self.pieces[end - 1].ends_value + difference(name, squeeze(cell.text))
        if self.columns[n].kind == "value":
            return 0.5 * (self.pieces[end - 1].line - self.pieces[part.end].line)
        return 0.0

    def _told(self, rows: tuple[_Row, ...]) -> list[tuple[str, ...]]:
        """What these rows say, without those that say nothing."""
        return [said for said in map(self._said, rows) if any(said)]

    def _said(self, row: _Row) -> tuple[str, ...]:
        """What a row says: a dash says nothing, an operator and a remark the same in each of the columns for such.

        A unit says the same behind its number as in its own column.
        """
        texts = [squeeze(cell.text) for cell in row.cells]
        if self.unit is not None:
            texts[self.value], texts[self.unit] = texts[self.value] + texts[self.unit], ""
        for kinds in (("operator",), ("text", "description")):
            alike = [n for n, column in enumerate(self.columns) if column.kind in kinds]
            for n, text in zip(alike, sorted((texts[n] for n in alike), reverse=True), strict=True):
                texts[n] = text
        if self.words.template_name.fullmatch(texts[self.cells.name]):
            texts[self.cells.name] = ""  # nobody uses it, whatever is printed
        return tuple("" if _NOTHING.fullmatch(text) else text for text in texts)

    def _strays(self, part: _Part, end: int) -> bool:
        """Whether the next cell, up to `end`, is a last text that goes on below a row which stands on one line.

        It does not belong to the row then, unless it is wrapped: its line in the row is long.
        """
        n, begin = len(part.cells), part.end
        if self.columns[n].kind not in ("text", "description") or self.cells.repeats(n) or begin == part.begin:
            return False
        row = self.pieces[begin - 1].line
        if row != self.pieces[part.begin].line or self.pieces[part.begin].last or self.pieces[end - 1].line == row:
            return False
        return sum(width(p.text) for p in self.pieces[begin:end] if p.line == row) < _WRAPPED

    def _behind_empty(self, end: int) -> int:
        """Where the next row begins: empty cells behind a row fill up its columns."""
        while end < len(self.pieces) and not self.pieces[end].text:
            end += 1
        return end

    def _whole(self, start: int, end: int) -> bool:
        """Whether the pieces can be the cells of one row behind its classes.

        They cannot where they hold the lines of a class word, or the first of them, or the title of the next form: a
        cell is missing then.
        """
        inside = range(start + 1, end)
        return not any(self.ends.of_class(k) <= len(self.pieces) for k in range(start, end)) and not any(
            self.ends.is_end(k) or self.ends.is_title(k) for k in inside
        )

    def _cell(self, start: int, end: int) -> Cell:
        return Cell(text_of(self.pieces[start:end]), self.pieces[start].place)


def _rank(row: _Row) -> tuple[float, tuple[bool, ...]]:
    """The cheaper row first; of rows that cost the same, the one whose first columns are filled."""
    return row.cost, tuple(not cell.text for cell in row.cells)


def _has_empty(pieces: tuple[Piece, ...]) -> bool:
    """Whether the text has its empty cells: one stands before a filled one."""
    return any(not a.text and b.text for a, b in pairwise(pieces))
