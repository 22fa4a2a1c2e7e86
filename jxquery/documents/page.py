"""Text and tables in the order of a document become grids: a web page and a Word file are built alike.

Whoever walks a document says what begins and ends; tables inside each other become grids of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jxquery.documents.grid import Cell, Grid
from jxquery.documents.limits import DEEPEST_TABLES
from jxquery.documents.spans import Room, Spanning, spread
from jxquery.errors import DocumentError
from jxquery.types import Problem


@dataclass(slots=True)
class _Open:
    """A table that is being read; `cut`: a table stands inside its row, whose cells become text around it."""

    rows: list[list[Spanning]] = field(default_factory=list)
    row: list[Spanning] = field(default_factory=list)
    cell: list[str] | None = None
    spans: tuple[int, int] = (1, 1)
    cut: bool = False


class Page:
    """Builds the grids of a document from its parts, in their order."""

    def __init__(self) -> None:
        self._grids: list[Grid] = []
        self._room = Room()
        self._tables: list[_Open] = []
        self._between: list[tuple[Cell, ...]] = []
        self._text: list[str] = []
        self._paragraphs = 0
        self._problems: list[Problem] = []

    def text(self, text: str) -> None:
        """Text of the innermost cell, or between the tables."""
        self._into().append(text)

    def line(self) -> None:
        """The end of a line or of a paragraph."""
        self._into().append("\n")

    def problem(self, message: str, action: str) -> None:
        """Something at this place that is not read as it should be."""
        self._problems.append(Problem(self.place(), message, action))

    def place(self) -> str:
        """Where the walk is."""
        name = f"表{len(self._grids) + 1}"
        if not self._tables:
            return f"{name}之前"
        table = self._tables[-1]
        return f"{name} 第{len(table.rows) + 1}行第{len(table.row) + 1}格"

    def begin_table(self) -> None:
        """A table; inside a cell, the row that holds it is cut into text and this table."""
        if len(self._tables) >= DEEPEST_TABLES:
            said = f"表格套了 {DEEPEST_TABLES} 层以上，没有读。"
            raise DocumentError(said, hint="请打开文件核对；如果确实是表，请把它复制到新文件里再载入。")
        if self._tables:
            outer = self._tables[-1]
            self._give(outer)
            self._loosen(outer)
            outer.cut = True
        self._flush()
        self._tables.append(_Open())

    def end_table(self) -> None:
        """The end of the innermost table."""
        self.end_row()
        self._give(self._tables.pop())

    def begin_row(self) -> None:
        """A row of the innermost table."""
        self.end_row()

    def end_row(self) -> None:
        """The end of a row; nothing if none is open."""
        self.end_cell()
        table = self._tables[-1]
        if table.cut:
            self._loosen(table)
            table.cut = False
        elif table.row:
            table.rows.append(table.row)
            table.row = []

    def begin_cell(self, rows: int = 1, columns: int = 1) -> None:
        """A cell of the row, and how many rows and columns it takes."""
        self.end_cell()
        table = self._tables[-1]
        table.cell, table.spans = [], (max(rows, 1), max(columns, 1))

    def end_cell(self) -> None:
        """The end of a cell; nothing if none is open."""
        table = self._tables[-1]
        if table.cell is not None:
            table.row.append(Spanning(_clean(table.cell), *table.spans))
            table.cell = None

    def grids(self) -> tuple[Grid, ...]:
        """All grids; text behind the last table is the last one."""
        while self._tables:
            self.end_table()
        self._flush()
        if self._between or self._problems:
            self._add((), "")
        return tuple(self._grids)

    def _into(self) -> list[str]:
        if not self._tables:
            return self._text
        cell = self._tables[-1].cell
        return self._text if cell is None else cell

    def _loosen(self, table: _Open) -> None:
        """The cells of a cut row become text between tables; the innermost cell stays open."""
        for cell in table.row:
            self._text += [cell.text, "\n"]
        table.row = []
        if table.cell is not None:
            self._text += [*table.cell, "\n"]
            table.cell = []
        self._flush()

    def _flush(self) -> None:
        """What was said between tables, a row for each paragraph."""
        for line in _clean(self._text).split("\n"):
            if line:
                self._paragraphs += 1
                self._room.take(1)
                self._between.append((Cell(line, f"第{self._paragraphs}段"),))
        self._text = []

    def _give(self, table: _Open) -> None:
        """The rows so far as a grid, with the text before them; a table without any text is none."""
        rows, table.rows = table.rows, []
        if any(cell.text for row in rows for cell in row):
            self._flush()
            self._add(rows, f"表{1 + sum(bool(grid.name) for grid in self._grids)}")

    def _add(self, rows: list[list[Spanning]] | tuple[()], name: str) -> None:
        cells = spread(rows, name, self._room)
        self._grids.append(Grid((*self._between, *cells), name=name, problems=tuple(self._problems)))
        self._between, self._problems = [], []


def _clean(parts: list[str]) -> str:
    """White space of one kind, at most one line break in a row, none at the ends."""
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
