"""What a sheet says beside its values: formats of numbers, hidden rows and columns, errors, formulas without a result.

`python-calamine` gives values only. A percent would be a hundredth of what is shown, and an error an empty cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from posixpath import join, normpath
from xml.parsers import expat

from jxquery.documents.archives import DAMAGED, Archive
from jxquery.documents.limits import MOST_CELLS, MOST_COLUMNS, MOST_WRITTEN
from jxquery.documents.number_formats import BUILT_IN, GENERAL
from jxquery.errors import DocumentError

TOO_FAR = "请删去远处的格子（选中表后面的空行空列，删除，保存），再载入。"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# A cell that is only formatted: sheets may have millions, and they say nothing.
_EMPTY = re.compile(rb"<c\b(?=[^>]*\sr=)[^>]*/>|<row\b[^>]*/>")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass(slots=True)
class Marks:
    """Of one sheet; rows and columns from 0. `last` is the last row and column that has a value."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncounted: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    last: tuple[int, int] = (-1, -1)
    written: int = 0

    def value_at(self, row: int, column: int, name: str) -> None:
        """A cell with a value. Raises `DocumentError` if the cells up to here are too many to be held."""
        self.last = (max(self.last[0], row), max(self.last[1], column))
        if (self.last[0] + 1) * (self.last[1] + 1) > MOST_CELLS or self.last[1] >= MOST_COLUMNS:
            at = f"{letters(self.last[1])}{self.last[0] + 1}"
            raise DocumentError(f"工作表「{name}」一直用到 {at}，太大了，没有读。", hint=TOO_FAR)

    def mention(self, name: str) -> None:
        """A cell, with a value or without. Raises `DocumentError` if there are too many."""
        self.written += 1
        if self.written > MOST_WRITTEN:
            raise DocumentError(f"工作表「{name}」写了 {MOST_WRITTEN} 格以上，太大了，没有读。", hint=TOO_FAR)


@dataclass(slots=True)
class Book:
    """The marks of all sheets by name, and whether days are counted from 1904."""

    sheets: dict[str, Marks] = field(default_factory=dict)
    since_1904: bool = False


@lru_cache(maxsize=1 << 10)
def letters(column: int) -> str:
    """A column as sheets call it.

    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number(column: str) -> int:
    """The column of these letters, from 0.

    >>> number("A"), number("XFD")
    (0, 16383)
    """
    value = 0
    for letter in column:
        value = value * 26 + ord(letter) - 64
    return value - 1


def xlsx_marks(archive: Archive) -> Book:
    """The marks of a .xlsx. Raises `DocumentError` where a part is broken or a sheet too large."""
    book = Book()
    sheets: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def workbook(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((v for k, v in attributes.items() if k.rpartition("}")[2] == "id"), "")
            sheets.append((attributes.get("name", ""), relation))
        elif tag == "workbookPr":
            book.since_1904 = attributes.get("date1904", "0") in {"1", "true"}

    def relations(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target[1:] if target.startswith("/") else normpath(join("xl", target))

    _parse(archive, "xl/workbook.xml", workbook)
    _parse(archive, "xl/_rels/workbook.xml.rels", relations)
    codes = _codes(archive)
    for name, relation in sheets:
        part = targets.get(relation, "")
        if "worksheets/" in part and part in archive.names:
            book.sheets[name] = _Sheet(name, codes).read(archive, part)
    return book


def _codes(archive: Archive) -> list[str]:
    """The format of each style of cells."""
    custom: dict[int, str] = {}
    codes: list[str] = []
    inside = False

    def styles(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            custom[_int(attributes.get("numFmtId"))] = attributes.get("formatCode", GENERAL)
        elif tag in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            of = _int(attributes.get("numFmtId"))
            codes.append(custom.get(of) or BUILT_IN.get(of, GENERAL))

    if "xl/styles.xml" in archive.names:
        _parse(archive, "xl/styles.xml", styles)
    return codes


def _int(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _parse(archive: Archive, part: str, start: object, end: object = None, text: object = None) -> None:
    """Runs handlers over a part, its tags and attributes without their namespaces' prefixes."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition("}")[2], attributes)  # type: ignore[operator]
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition("}")[2])  # type: ignore[operator]
    if text is not None:
        parser.CharacterDataHandler = text  # type: ignore[assignment]
        parser.buffer_text = True
    try:
        parser.Parse(_EMPTY.sub(b"", _EMPTY.sub(b"", archive.read(part))) if text else archive.read(part), True)  # noqa: FBT003 — expat takes it by place only
    except expat.ExpatError:
        raise DocumentError(f"文件已经损坏，里面的 {part} 读不出来。", hint=DAMAGED) from None


class _Sheet:
    """Goes through the cells of a sheet."""

    def __init__(self, name: str, codes: list[str]) -> None:
        self.name = name
        self.codes = codes
        self.marks = Marks()
        self.row = self.column = -1
        self.kind = self.text = ""
        self.code = GENERAL
        self.formula = self.inside = self.filled = False

    def read(self, archive: Archive, part: str) -> Marks:
        _parse(archive, part, self.start, self.end, self.data)
        return self.marks

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "c":
                self._cell(attributes)
            case "v" | "t":
                self.inside = self.filled = True
            case "f":
                self.formula = True
            case "row":
                self.row = _int(attributes.get("r")) - 1 if "r" in attributes else self.row + 1
                self.column = -1
                if attributes.get("hidden") in {"1", "true"}:
                    self.marks.hidden_rows.add(self.row)
            case "col":
                if attributes.get("hidden") in {"1", "true"}:
                    first, last = _int(attributes.get("min")), _int(attributes.get("max"))
                    self.marks.hidden_columns |= set(range(first - 1, min(last, MOST_COLUMNS)))

    def _cell(self, attributes: dict[str, str]) -> None:
        found = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.column = number(found[1]) if found else self.column + 1
        if found:
            self.row = int(found[2]) - 1
        if not (0 <= self.row < _LAST_ROW and 0 <= self.column < _LAST_COLUMN):
            raise DocumentError(f"文件已经损坏：工作表「{self.name}」里有不存在的格子。", hint=DAMAGED)
        style = _int(attributes.get("s"))
        self.code = self.codes[style] if style < len(self.codes) else GENERAL
        self.kind, self.text = attributes.get("t", "n"), ""
        self.formula = self.filled = False
        self.marks.mention(self.name)

    def end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self.inside = False
        elif tag == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        at = (self.row, self.column)
        if self.formula and not self.text and self.kind != "str":
            self.marks.uncounted.append(at)
        if not self.filled:
            return
        self.marks.value_at(*at, self.name)
        if self.kind == "e":
            self.marks.errors[at] = self.text
        elif self.code != GENERAL and self.kind in {"n", "d"}:
            self.marks.formats[at] = self.code

    def data(self, text: str) -> None:
        if self.inside:
            self.text += text
