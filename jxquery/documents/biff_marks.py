"""The marks of a .xls: its records, as Excel 97 writes them, and Excel 95's where they are the same."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

from jxquery.documents.archives import DAMAGED
from jxquery.documents.number_formats import BUILT_IN, GENERAL
from jxquery.documents.sheet_marks import Book, Marks
from jxquery.errors import DocumentError

_BOF, _EOF, _SHEET, _FORMAT, _XF, _1904, _PASSWORD = 0x809, 0x0A, 0x85, 0x41E, 0xE0, 0x22, 0x2F
_ROW, _COLUMNS = 0x208, 0x7D
_NUMBER, _RK, _MULTIPLE, _FORMULA, _ERROR = 0x203, 0x27E, 0xBD, 0x06, 0x205
_TEXTS = frozenset((0xFD, 0x204, 0xD6))
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_WIDE = 0x0600  # the version that writes Unicode


def xls_marks(content: bytes, names: list[str]) -> Book:
    """The marks of the sheets, whose names the caller knows in their order. Raises `DocumentError`."""
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(BytesIO(content)) as file:
            stream = next(name for name in ("Workbook", "Book") if file.exists(name))
            data = file.openstream(stream).read()
        return _book(data, names)
    except (OSError, StopIteration, struct.error, IndexError, ValueError):
        raise DocumentError("文件已经损坏，打不开：可能没有下载完。", hint=DAMAGED) from None


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, those of charts inside it left out."""
    depth = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if not depth:
            return
        if depth == 1:
            yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _book(data: bytes, names: list[str]) -> Book:
    book = Book()
    custom: dict[int, str] = {}
    styles: list[int] = []
    sheets: list[int] = []
    wide = True
    for kind, record in _records(data, 0):
        if kind == _BOF:
            wide = struct.unpack_from("<H", record)[0] >= _WIDE
        elif kind == _PASSWORD:
            raise DocumentError("文件加了密码，不能读。", hint="请用 Excel 或 WPS 打开，去掉密码，另存后再载入。")
        elif kind == _SHEET:
            sheets.append(struct.unpack_from("<I", record)[0])
        elif kind == _FORMAT:
            custom[struct.unpack_from("<H", record)[0]] = _string(record[2:], wide=wide)
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", record, 2)[0])
        elif kind == _1904:
            book.since_1904 = record[:1] == b"\x01"
    codes = [custom.get(style) or BUILT_IN.get(style, GENERAL) for style in styles]
    for name, at in zip(names, sheets, strict=False):
        book.sheets[name] = _sheet(data, at, name, codes)
    return book


def _string(record: bytes, *, wide: bool) -> str:
    if not wide:
        return record[1 : 1 + record[0]].decode("gb18030", errors="replace")
    length, flags = struct.unpack_from("<HB", record)
    text = record[3 : 3 + (2 * length if flags & 1 else length)]
    return text.decode("utf-16-le" if flags & 1 else "latin-1")


def _sheet(data: bytes, at: int, name: str, codes: list[str]) -> Marks:
    marks = Marks()

    def styled(row: int, column: int, style: int) -> None:
        marks.mention(name)
        marks.value_at(row, column, name)
        if style < len(codes) and codes[style] != GENERAL:
            marks.formats[row, column] = codes[style]

    for kind, record in _records(data, at):
        if kind in {_NUMBER, _RK}:
            styled(*struct.unpack_from("<HHH", record))
        elif kind == _MULTIPLE:
            row, first = struct.unpack_from("<HH", record)
            for n in range((len(record) - 6) // 6):
                styled(row, first + n, struct.unpack_from("<H", record, 4 + 6 * n)[0])
        elif kind == _FORMULA:
            row, column, style = struct.unpack_from("<HHH", record)
            styled(row, column, style)
            if record[12:14] == b"\xff\xff":
                shown = marks.formats.pop((row, column), None)
                if record[6] == 2:  # noqa: PLR2004 — the result is an error
                    marks.errors[row, column] = _ERRORS.get(record[8], "#?")
                elif record[6] != 0:
                    marks.formats[row, column] = shown or GENERAL
        elif kind == _ERROR:
            row, column = struct.unpack_from("<HH", record)
            marks.value_at(row, column, name)
            if record[7]:
                marks.errors[row, column] = _ERRORS.get(record[6], "#?")
        elif kind in _TEXTS:
            marks.mention(name)
            row, column = struct.unpack_from("<HH", record)
            marks.value_at(row, column, name)
        elif kind == _ROW and struct.unpack_from("<H", record, 12)[0] & 0x20:
            marks.hidden_rows.add(struct.unpack_from("<H", record)[0])
        elif kind == _COLUMNS and struct.unpack_from("<H", record, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", record)
            marks.hidden_columns |= set(range(first, last + 1))
    return marks
