"""Answers as a Word document: the reading, a table, the sources; several stand under their questions."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jxquery.errors import UsageError
from jxquery.render.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.table import _Cell

    from jxquery.render.page import Page
    from jxquery.types import Answer

_FONT = "宋体"
# Word itself takes no more columns; with more cells than this it takes minutes to open the file.
_COLUMNS = 63
_CELLS = 100_000


def word(answers: Sequence[Answer]) -> bytes:
    """The file. Raises `UsageError` when a table is larger than Word can show."""
    from docx import Document
    from docx.oxml.ns import qn

    pages = [page(answer) for answer in answers]
    for shown in pages:
        _check_size(shown)
    document = Document()
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), _FONT)
    document.core_properties.created = document.core_properties.modified = datetime.now(tz=UTC)
    document.core_properties.author = "jxquery"
    document.core_properties.title = pages[0].title[:255] if len(pages) == 1 else ""
    for shown in pages:
        if len(pages) > 1:
            document.add_heading(shown.title, level=2)
        _write(document, shown)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _write(document: Document, shown: Page) -> None:
    if shown.reading:
        document.add_paragraph(shown.reading)
    if shown.rows:
        _table(document, shown)
    for note in shown.notes:
        document.add_paragraph(note)


def _table(document: Document, shown: Page) -> None:
    from docx.oxml import OxmlElement

    table = document.add_table(rows=0, cols=len(shown.headings), style="Table Grid")
    for number, texts in enumerate((shown.headings, *shown.rows)):
        row = table.add_row()
        for cell, text, figure in zip(row.cells, texts, shown.figures, strict=True):
            _fill(cell, text, bold=number == 0, right=figure)
        if number == 0:  # repeated on every page that the table reaches
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no other way


def _fill(cell: _Cell, text: str, *, bold: bool, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    paragraph.add_run(text).bold = bold
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _check_size(shown: Page) -> None:
    if len(shown.headings) > _COLUMNS or len(shown.headings) * len(shown.rows) > _CELLS:
        said = f"Word 的一张表放不下：答案有 {len(shown.rows)} 行 {len(shown.headings)} 列。"
        raise UsageError(said, hint="请写成 .xlsx 或 .csv，或用 --limit 少要一些。")
