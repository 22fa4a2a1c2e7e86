"""Answers as an Excel workbook: typed cells on a sheet for each, and on the last how they were read and from where."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from jxquery.errors import UsageError
from jxquery.render.delimited import FORMULA
from jxquery.render.refusal import refusal
from jxquery.render.text import display_width, legible, safe
from jxquery.render.values import decimal_places, heading, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from jxquery.types import Answer, Column, Scalar

ABOUT = "读法和来源"
_Style: TypeAlias = Literal["head", "text", "figure", "quoted", "long"]
_STYLES: dict[_Style, dict[str, object]] = {
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#F2F2F2"},
    "text": {"text_wrap": True, "valign": "top"},
    # Excel keeps such a text from becoming a formula also when its cell is edited.
    "quoted": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "long": {"align": "right", "valign": "top"},
}
_ROWS = 1_048_576
_COLUMNS = 16_384
_CHARACTERS = 32_767
_SHEET_NAME = 31
_DIGITS = 15
_MAGNITUDE = 306
_PLACES = 30
_WIDEST = 60
_NARROWEST = 8
_NO_NAME = re.compile(r"[\[\]:*?/\\]")


def workbook(answers: Sequence[Answer], names: Sequence[str] = ()) -> bytes:
    """The file. `names` are the sheets'; without them they are numbered questions, or 答案 where there is one.

    A number of at most 15 digits is a number in Excel too; a longer one is text, with every digit. Raises `UsageError`
    when a table is larger than a sheet.
    """
    from xlsxwriter import Workbook

    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles = {name: book.add_format(style) for name, style in _STYLES.items()}
    sheets = sheet_names(list(names) or _titles(answers))
    shown = [(name, answer) for name, answer in zip(sheets, answers, strict=True) if answer.status == "answered"]
    for _, answer in shown:
        _check_size(answer)
    shortened = []
    for name, answer in shown:
        sheet = _Sheet(book, book.add_worksheet(name), styles)
        _fill(sheet, answer)
        if sheet.shortened:
            shortened.append(
                f"注意：「{name}」里有 {sheet.shortened} 格太长，只写了前 {_CHARACTERS - 1} 个字，以 … 结尾。"
            )
    about = _Sheet(book, book.add_worksheet(_free(ABOUT, sheets)), styles)
    _explain(about, list(zip(sheets, answers, strict=True)), shortened)
    book.close()
    return file.getvalue()


def sheet_names(texts: Sequence[str]) -> list[str]:
    """Names that Excel takes, each once: at most 31 characters as it counts them, without the signs that it forbids.

    >>> sheet_names(["甲/乙", "甲:乙", "'"])
    ['甲 乙', '甲 乙 (2)', '表']
    """
    names: list[str] = []
    for text in texts:
        names.append(_free(_NO_NAME.sub(" ", safe(text)).strip().strip("'").strip() or "表", names))
    return names


def _titles(answers: Sequence[Answer]) -> list[str]:
    return ["答案"] if len(answers) == 1 else [f"{n} {answer.question}" for n, answer in enumerate(answers, 1)]


def _free(name: str, taken: Sequence[str]) -> str:
    """The name, shortened and numbered so that no other is equal to it; Excel does not tell capitals apart."""
    lowered = {each.lower() for each in taken} | {"history"}
    number, ending = 1, ""
    while (free := _cut(name, _SHEET_NAME - len(ending)).rstrip("' ") + ending).lower() in lowered:
        number += 1
        ending = f" ({number})"
    return free


def _cut(text: str, units: int) -> str:
    """The text as far as it has no more UTF-16 units than this, which is how Excel counts."""
    return text.encode("utf-16-le", "replace")[: 2 * units].decode("utf-16-le", "ignore")


def _check_size(answer: Answer) -> None:
    if len(answer.rows) >= _ROWS or len(answer.columns) > _COLUMNS:
        found = f"答案有 {len(answer.rows)} 行 {len(answer.columns)} 列"
        said = f"Excel 的一张表放不下：{found}，最多 {_ROWS - 1} 行 {_COLUMNS} 列。"
        raise UsageError(said, hint="请写成 .csv 或 .parquet，或用 --limit 少要一些。")


class _Sheet:
    """A sheet that is written from the top, row by row."""

    def __init__(self, book: Workbook, sheet: Worksheet, styles: dict[_Style, Format]) -> None:
        self.sheet = sheet
        self.shortened = 0
        self._styles = styles
        self._book = book
        self._row = 0

    def heading(self, texts: Sequence[str]) -> None:
        """A row in bold."""
        for n, text in enumerate(texts):
            self.sheet.write_string(self._row, n, self._fitting(text), self._styles["head"])
        self._row += 1

    def row(self, values: Sequence[Scalar], figures: Sequence[Format | None] = ()) -> None:
        """A row of cells, empty where a value is missing; `figures` are the formats of columns of numbers."""
        for n, value in enumerate(values):
            if isinstance(value, str):
                style: _Style = "quoted" if value.startswith(FORMULA) else "text"
                self.sheet.write_string(self._row, n, self._fitting(value), self._styles[style])
            elif value is not None and _fits(value):
                self.sheet.write_number(self._row, n, float(value), figures[n] if figures else None)
            elif value is not None:
                self.sheet.write_string(self._row, n, plain(value), self._styles["long"])
        self._row += 1

    def figure(self, column: Column, values: Sequence[Scalar]) -> Format | None:
        """How Excel shows the numbers of a column: as the table does."""
        decimals = [value for value in values if isinstance(value, Decimal)]
        places = min(decimal_places(column, decimals), _PLACES) if decimals else 0
        shown = "#,##0" if column.unit is not None and decimals else "0"
        form = f"{shown}.{'0' * places}" if places else shown
        return self._book.add_format({"num_format": form, "valign": "top"}) if column.type == "number" else None

    def _fitting(self, text: str) -> str:
        shown = legible(text)
        if len(shown.encode("utf-16-le")) // 2 <= _CHARACTERS:
            return shown
        self.shortened += 1
        return _cut(shown, _CHARACTERS - 1) + "…"


def _fits(value: int | Decimal) -> bool:
    """Whether Excel keeps every digit: its numbers are doubles, shown with 15."""
    exact = Decimal(value)
    if not exact:
        return True
    if not exact.is_finite() or abs(exact.adjusted()) > _MAGNITUDE:
        return False
    return len(exact.normalize().as_tuple().digits) <= _DIGITS and Decimal(repr(float(exact))) == exact


def _fill(sheet: _Sheet, answer: Answer) -> None:
    columns = [[row[n] for row in answer.rows] for n in range(len(answer.columns))]
    figures = [sheet.figure(column, values) for column, values in zip(answer.columns, columns, strict=True)]
    for n, (column, values) in enumerate(zip(answer.columns, columns, strict=True)):
        sheet.sheet.set_column(n, n, _width(heading(column), values))
    sheet.heading([heading(column) for column in answer.columns])
    for row in answer.rows:
        sheet.row(row, figures)
    sheet.sheet.freeze_panes(1, 0)


def _width(head: str, values: Sequence[Scalar]) -> int:
    """Wide enough for what the column holds, in Excel's measure: a digit."""
    lines = [line for value in (head, *values) for line in legible(plain(value)).split("\n")]
    return min(max(display_width(line) for line in (*lines, " " * _NARROWEST)) + 2, _WIDEST)


def _explain(sheet: _Sheet, named: Sequence[tuple[str, Answer]], notes: Sequence[str]) -> None:
    """A row for each thing that there is to know of an answer, then the rows' sources."""
    sheet.sheet.set_column(0, 1, 14)
    sheet.sheet.set_column(2, 3, _WIDEST)
    sheet.heading(["工作表", "说明", "内容"])
    for name, answer in named:
        for kind, text in _facts(answer):
            sheet.row([name, kind, text])
    for note in notes:
        sheet.row(["", "注意", note])
    sheet.row([])
    sheet.heading(["工作表", "数据行", "文件", "位置"])
    for name, answer in named:
        for source in answer.sources:
            sheet.row([name, source.row + 1, source.file, source.place])
        if answer.sources_total > len(answer.sources):
            sheet.row([name, None, f"共 {answer.sources_total} 处，只列出前 {len(answer.sources)} 处。"])


def _facts(answer: Answer) -> Iterator[tuple[str, str]]:
    yield "问题", answer.question
    if answer.interpretation:
        yield "读作", answer.interpretation
    if answer.status != "answered":
        yield "没有答案", "\n".join(refusal(answer, width=None, prompt=False))
    elif not answer.rows:
        yield "行数", "没有符合条件的行（0 行）。"
    for warning in answer.warnings:
        yield "注意", warning
    if answer.sql:
        yield "SQL", answer.sql
