"""Excel files, .xlsx and .xls: a grid for each visible sheet, a number as its cell shows it.

Hidden rows and columns are read, for Excel counts them in its sums; hidden sheets are not. Either is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby

from jxquery.documents.archives import Archive
from jxquery.documents.biff_marks import xls_marks
from jxquery.documents.grid import Cell, Grid
from jxquery.documents.limits import MOST_CELLS
from jxquery.documents.number_formats import GENERAL, Stored, show
from jxquery.documents.sheet_marks import TOO_FAR, Book, Marks, letters, xlsx_marks
from jxquery.errors import DocumentError
from jxquery.types import Problem

_READ_ANYWAY = "照样读了，因为 Excel 求和也算它们"


def read_xlsx(content: bytes) -> tuple[Grid, ...]:
    """The visible sheets of a .xlsx. Raises DocumentError without a place."""
    book = xlsx_marks(Archive(content))
    return _read(content, book)


def read_xls(content: bytes) -> tuple[Grid, ...]:
    """The visible sheets of a .xls. Raises DocumentError without a place."""
    return _read(content, None)


def _read(content: bytes, book: Book | None) -> tuple[Grid, ...]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    workbook = load_workbook(BytesIO(content))
    if book is None:
        book = xls_marks(content, workbook.sheet_names)
    total = sum((m.last[0] + 1) * (m.last[1] + 1) for m in book.sheets.values())
    if total > MOST_CELLS:
        raise DocumentError(f"各个工作表一共 {total} 格，太大了，没有读。", hint=TOO_FAR)
    grids: list[Grid] = []
    problems: list[Problem] = []
    for sheet in workbook.sheets_metadata:
        marks = book.sheets.get(sheet.name, Marks())
        if sheet.typ != SheetTypeEnum.WorkSheet or marks.last == (-1, -1):
            continue
        if sheet.visible != SheetVisibleEnum.Visible:
            problems.append(Problem(sheet.name, "是隐藏的工作表", "没有读；要读就取消隐藏，另存后再载入"))
            continue
        found = workbook.get_sheet_by_name(sheet.name)
        values: list[list[Stored | str | bool]] = found.to_python(skip_empty_area=False)
        covered = {
            (row, column)
            for (top, left), (bottom, right) in found.merged_cell_ranges or ()
            for row in range(top, min(bottom, marks.last[0]) + 1)
            for column in range(left, min(right, marks.last[1]) + 1)
            if (row, column) != (top, left)
        }
        grids.append(_Sheet(sheet.name, marks, covered, since_1904=book.since_1904).grid(values))
    if not grids:
        said = problems[0].message if problems else ""
        raise DocumentError(
            "工作簿里没有内容" + (f"：「{problems[0].place}」{said}。" if said else "。"),
            hint="请确认导出是否成功；隐藏的工作表要先取消隐藏。",
        )
    first, *rest = grids
    return (Grid(first.rows, name=first.name, problems=(*problems, *first.problems)), *rest)


class _Sheet:
    def __init__(self, name: str, marks: Marks, covered: set[tuple[int, int]], *, since_1904: bool) -> None:
        self.name = name
        self.marks = marks
        self.covered = covered
        self.since_1904 = since_1904
        self.problems: list[Problem] = []

    def grid(self, values: list[list[Stored | str | bool]]) -> Grid:
        """Rows without any text are left out; each cell knows its own place."""
        rows = []
        for row, found in enumerate(values):
            if any(value != "" for value in found) or row in self._error_rows():
                cells = tuple(self._cell(row, column, value) for column, value in enumerate(found))
                if any(cell.text for cell in cells):
                    rows.append(cells)
        self._uncounted()
        return Grid(tuple(rows), name=self.name, problems=(*self._hidden(values), *self.problems))

    def _error_rows(self) -> set[int]:
        return {row for row, _ in self.marks.errors}

    def _place(self, row: int, column: int) -> str:
        return f"{self.name}!{letters(column)}{row + 1}"

    def _cell(self, row: int, column: int, value: Stored | str | bool) -> Cell:  # noqa: FBT001 — a cell may be one
        place = self._place(row, column)
        at = (row, column)
        error = self.marks.errors.get(at)
        if at in self.covered:
            if value != "":
                self._note(place, f"被合并的格子盖住了，里面还有「{value}」", "没有读")
            return Cell("", place)
        if error is not None:
            self._note(place, f"公式出错：{error}", "按原文载入")
            return Cell(error, place)
        if isinstance(value, str):
            return Cell(value.strip(), place)
        if isinstance(value, bool):
            return Cell("TRUE" if value else "FALSE", place)
        code = self.marks.formats.get(at, GENERAL if isinstance(value, (int, float)) else _default(value))
        shown = show(value, code, since_1904=self.since_1904)
        if shown.doubt:
            self._note(place, shown.doubt, "按格子里存的数载入")
        return Cell(shown.text, place)

    def _note(self, place: str, message: str, action: str) -> None:
        self.problems.append(Problem(place, message, action))

    def _uncounted(self) -> None:
        """Formulas that no program has computed yet look empty."""
        for row, column in self.marks.uncounted:
            if (row, column) not in self.marks.errors:
                said = "是公式，文件里没有存结果"
                self._note(self._place(row, column), said, "按空值载入；用 Excel 打开，保存一次再载入就有了")

    def _hidden(self, values: list[list[Stored | str | bool]]) -> Iterator[Problem]:
        """The hidden rows and columns that have something in them, neighbours together."""
        rows = [n for n in sorted(self.marks.hidden_rows) if n < len(values) and any(v != "" for v in values[n])]
        for first, last in _runs(rows):
            where = f"第{first + 1}行" if first == last else f"第{first + 1}行到第{last + 1}行"
            yield Problem(f"{self.name} {where}", "是隐藏的", _READ_ANYWAY)
        columns = [n for n in sorted(self.marks.hidden_columns) if any(n < len(row) and row[n] != "" for row in values)]
        for first, last in _runs(columns):
            where = f"{letters(first)}列" if first == last else f"{letters(first)}列到{letters(last)}列"
            yield Problem(f"{self.name} {where}", "是隐藏的", _READ_ANYWAY)


def _default(value: Stored) -> str:
    """How a day is shown whose format is not known."""
    if isinstance(value, dt.datetime) and (value.hour or value.minute):
        return "yyyy/m/d h:mm"
    return "h:mm" if isinstance(value, dt.time) else "yyyy/m/d"


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring numbers as their first and last.

    >>> list(_runs([1, 2, 3, 7]))
    [(1, 3), (7, 7)]
    """
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield found[0], found[-1]
