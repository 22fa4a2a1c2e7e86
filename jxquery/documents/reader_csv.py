"""CSV files: a heading, then a row a line, separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from jxquery.documents.grid import Cell, Grid
from jxquery.documents.reader_text import decode
from jxquery.errors import DocumentError
from jxquery.types import Problem

_SEPARATORS = ",;\t"
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings, and the rows below them, each with the number of the line that it begins on."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings of a file, what parts its cells, and the number of lines before its rows."""

    cells: tuple[str, ...]
    separator: str
    lines: int


class _Reader(Protocol):
    """What `csv.reader` makes."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


def read_csv(content: bytes) -> Sheet:
    """The first line that holds anything is the heading. Raises `DocumentError` without a place where there is none."""
    text = decode(content)
    lines, problems = _lines(text)
    if not lines:
        raise DocumentError("文件是空的，里面没有表。", hint="请确认导出是否成功，再重新载入。")
    (_, first), *rest = lines
    width = _width(first)
    rows = []
    for number, cells in rest:
        if any(cells[width:]):
            said = f"比表头多 {len(cells) - width} 格，"
            problems.append(Problem(f"第{number}行", said, "多出来的没有读，请看看是不是少了引号。"))
        rows.append((number, (cells + ("",) * width)[:width]))
    return Sheet(first[:width], tuple(rows), tuple(problems))


def read_heading(text: str) -> Heading:
    """The heading of a file that begins with this text. Raises `DocumentError` without a place where there is none."""
    separator = _separator(text, most=False)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for _, cells in _records(reader):
        if cells is not None and any(cells):
            return Heading(cells[: _width(cells)], separator, reader.line_num)
    raise DocumentError("文件是空的，里面没有表。", hint="请确认导出是否成功，再重新载入。")


def read_csv_form(content: bytes) -> tuple[Grid, ...]:
    """A sheet that was saved as CSV, as a grid; places are lines. Raises `DocumentError` without a place."""
    lines, problems = _lines(decode(content), most=True)
    if not lines:
        raise DocumentError("文件是空的，里面没有表。", hint="请确认导出是否成功，再重新载入。")
    rows = tuple(tuple(Cell(text, f"第{number}行第{n}格") for n, text in enumerate(row, 1)) for number, row in lines)
    return (Grid(rows, problems=tuple(problems)),)


def _width(heading: tuple[str, ...]) -> int:
    return max((n for n, cell in enumerate(heading, 1) if cell), default=0)


def _lines(text: str, *, most: bool = False) -> tuple[list[tuple[int, tuple[str, ...]]], list[Problem]]:
    """The rows that hold anything, each with its first line's number, and the lines that cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, most=most), strict=True)
    lines: list[tuple[int, tuple[str, ...]]] = []
    problems: list[Problem] = []
    for number, cells in _records(reader):
        if cells is None:
            left_out = f"第{number}行到第{reader.line_num}行" if reader.line_num > number else "这一行"
            problems.append(Problem(f"第{number}行", "引号没有配对，", f"{left_out}没有读。"))
        elif any(cells):
            lines.append((number, cells))
    return lines, problems


def _records(reader: _Reader) -> Iterator[tuple[int, tuple[str, ...] | None]]:
    """Each record with the number of its first line; None for one that is broken."""
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, None
        else:
            yield number, tuple(cell.strip() for cell in cells)


def _separator(text: str, *, most: bool) -> str:
    """The separator that the heading has most of; `most`: that the file has most of, for a form begins with a title."""
    lines = text if most else next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=_QUOTED.sub("", lines).count)
