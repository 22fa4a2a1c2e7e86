"""PDF files: ruled tables with merged cells, the text around them, and tables that go on on the next page.

A page without ruled lines is running text, which `flow.py` reads. A page without text is said.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import takewhile
from typing import TYPE_CHECKING

from jxquery.documents.grid import Cell, Grid
from jxquery.documents.limits import LARGEST_PAGES, LARGEST_STREAM, MOST_CELLS, MOST_PAGES
from jxquery.documents.pages import page_read
from jxquery.documents.pdf_page import Line, PageError, Sheet, read_page, size_of
from jxquery.documents.pdf_tables import Ruled, goes_on, put_together, rows_of, without_heading
from jxquery.errors import DocumentError
from jxquery.types import Problem

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

_SCANNED = "请先做文字识别（OCR），存成带文字的 PDF 或 .docx 再载入。"
_DAMAGED = "请重新下载或重新导出这个文件；能打开的话，打印成 PDF 另存一份再载入。"
_STREAM = re.compile(rb"stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b|/DCTDecode|/JPXDecode|/CCITTFaxDecode|/JBIG2Decode")
_LAYERS = 3
_NUMBER = re.compile(r"\d+")


def read_pdf(content: bytes) -> tuple[Grid, ...]:
    """The tables and running text of a PDF, in their order. Raises DocumentError without a place."""
    _check_streams(content)
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    from jxquery.documents.pdf_fonts import Fonts

    try:
        with pdfplumber.open(BytesIO(content)) as pdf:
            pdf.rsrcmgr = Fonts()
            sheets, problems = _sheets(pdf)
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            hint = "请用 PDF 阅读器打开，去掉密码（打印成新的 PDF 也可以），再载入。"
            raise DocumentError("文件加了密码，不能读。", hint=hint) from None
        raise DocumentError("文件已经损坏，打不开：可能没有下载完。", hint=_DAMAGED) from None
    if not any(sheet.has_text for sheet in sheets):
        said = "；".join(f"{p.place}{p.message}" for p in problems[:3]) or "每一页都是空的"
        raise DocumentError(f"这个 PDF 里没有能读的文字：{said}。", hint=_SCANNED)
    first, *rest = _Reader().grids(_without_furniture(sheets))
    return (replace(first, problems=(*problems, *first.problems)), *rest)


def _check_streams(content: bytes) -> None:
    """No stream but a picture may be larger than the bound, however often it is packed. Pictures are never unpacked."""
    for found in _STREAM.finditer(content):
        dictionary = content[max(0, found.start() - 1000) : found.start()].rpartition(b"obj")[2]
        if _PICTURE.search(dictionary):
            continue
        end = content.find(b"endstream", found.end())
        data = content[found.end() : end if end >= 0 else None]
        for _ in range(_LAYERS):
            try:
                data = zlib.decompressobj().decompress(data, LARGEST_STREAM + 1)
            except zlib.error:
                break
            if len(data) > LARGEST_STREAM:
                said = f"里面有一段内容解开后超过 {LARGEST_STREAM // 1_000_000} MB，太大了，没有读。"
                raise DocumentError(said, hint="请确认来源可靠；如果确实是表，请把有表的几页打印成新的 PDF 再载入。")


def _sheets(pdf: PDF) -> tuple[list[Sheet], list[Problem]]:
    """Each page as its tables and lines, and what is wrong with pages."""
    if len(pdf.pages) > MOST_PAGES:
        said = f"有 {len(pdf.pages)} 页，超过 {MOST_PAGES} 页，没有读。"
        raise DocumentError(said, hint="请把有表的几页拆出来，另存后再载入。")
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    cells = size = 0
    for number, page in enumerate(pdf.pages, 1):
        size += size_of(page)
        if size > LARGEST_PAGES:
            said = f"各页的内容一共超过 {LARGEST_PAGES // 1_000_000} MB，太大了，没有读。"
            raise DocumentError(said, hint="请把有表的几页拆出来，另存后再载入。")
        try:
            sheet = read_page(page, number)
        except PageError as error:
            problems.append(Problem(f"第{number}页", str(error), "这一页没有读"))
            sheet = Sheet(number, (), ())
        finally:
            page.close()
        if sheet.is_picture:
            problems.append(Problem(f"第{number}页", "没有文字，可能是扫描的图片", "这一页没有读"))
        if sheet.unreadable:
            said = f"有 {sheet.unreadable} 个字的字体没有带编码，认不出是什么字"
            problems.append(Problem(f"第{number}页", said, "读作 (cid:…)"))
        cells += sum(len(table.cells) for table in sheet.tables)
        if cells > MOST_CELLS:
            raise DocumentError(f"表太大：超过 {MOST_CELLS} 格，没有读。", hint="请把有表的几页拆出来，另存后再载入。")
        sheets.append(sheet)
        page_read(number, len(pdf.pages))
    return sheets, problems


def _without_furniture(sheets: list[Sheet]) -> Iterator[Sheet]:
    """Pages without page numbers, and without the last lines that come again on other pages at the same height.

    What comes again at the top may be the title of each of many forms: whether it is one is told by what follows it.
    """
    counts: dict[tuple[str, int], int] = {}
    for sheet in sheets:
        for key in {line.key for line in sheet.last_lines}:
            counts[key] = counts.get(key, 0) + 1
    for sheet in sheets:
        gone = {line for line in sheet.last_lines if counts[line.key] > 1}
        gone |= {line for line in sheet.edge_lines if line.is_page_number}
        yield sheet.without(gone) if gone and sheet.tables else sheet


class _Reader:
    """Puts the pages together: tables over several pages, running text over several pages, text before a table.

    `above`: what stood above the open table, and on top of the pages up to here.
    """

    def __init__(self) -> None:
        self.found: list[Grid] = []
        self.between: list[tuple[Cell, ...]] = []
        self.flowing: list[tuple[Cell, ...]] = []
        self.open: list[Ruled] = []
        self.open_between: list[tuple[Cell, ...]] = []
        self.above: set[str] = set()
        self.repeated = 0

    def grids(self, sheets: Iterator[Sheet]) -> tuple[Grid, ...]:
        """All grids of the file."""
        for sheet in sheets:
            if not sheet.tables:
                self._close()
                self._run(sheet)
                continue
            self._end_of_run()
            parts = self._continued(list(sheet.parts()))
            for part in parts:
                if isinstance(part, Line):
                    self._close()
                    self.between.append((Cell(part.text, f"第{sheet.number}页 表外第{part.number}行"),))
                else:
                    self._close()
                    self.open, self.open_between = [part], self.between
                    said = [_apart_from_numbers(row[0].text) for row in self.between]
                    self.repeated = sum(1 for _ in takewhile(self.above.__contains__, said))
                    self.above.update(said)
                    self.between = []
            self.above |= {_apart_from_numbers(line.text) for line in sheet.first_lines}
        self._close()
        self._end_of_run()
        if self.between:
            self.found.append(Grid(tuple(self.between)))
        return tuple(self.found)

    def _continued(self, parts: list[Ruled | Line]) -> list[Ruled | Line]:
        """The parts of a page less its first table, where that is the rest of the open one, and what is above it."""
        at = next(n for n, part in enumerate(parts) if isinstance(part, Ruled))
        first = parts[at]
        lines = [part for part in parts[:at] if isinstance(part, Line)]
        again = all(_apart_from_numbers(line.text) in self.above for line in lines)
        if not (isinstance(first, Ruled) and self.open and again and goes_on(self.open[-1], first)):
            return parts
        rest = without_heading(self.open, first, stands_below=bool(lines))
        if rest is None:
            return parts
        self.open.append(rest)
        return parts[at + 1 :]

    def _run(self, sheet: Sheet) -> None:
        if self.between:
            self.found.append(Grid(tuple(self.between)))
            self.between = []
        self.flowing += [(Cell(line.text, f"第{sheet.number}页 第{line.number}行"),) for line in sheet.lines]

    def _end_of_run(self) -> None:
        if self.flowing:
            name = self.flowing[0][0].place.split(" ")[0]
            self.found.append(Grid(tuple(self.flowing), flowing=True, name=name))
            self.flowing = []

    def _close(self) -> None:
        if self.open:
            table, problems = put_together(self.open)
            rows = (*self.open_between, *rows_of(table))
            self.found.append(Grid(rows, name=self.open[0].name, problems=problems, repeated=self.repeated))
            self.open = []


def _apart_from_numbers(text: str) -> str:
    return _NUMBER.sub("0", text)
