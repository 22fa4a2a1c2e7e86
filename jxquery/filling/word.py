"""Reports in Word files. A placeholder may lie in several runs; what replaces it has the looks of where it began."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from jxquery.errors import DocumentError, reason_of
from jxquery.filling.figures import Grid
from jxquery.filling.pieces import Drawing, Found, Piece
from jxquery.filling.placeholders import KEPT, PATTERN
from jxquery.filling.text import save

if TYPE_CHECKING:
    from docx.document import Document as Word

SUFFIXES = (".docx",)
PICTURES = "png"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_GRID_STYLE = "Table Grid"
_WIDTH_SHARE = 0.9


class Document(Struct, frozen=True):
    """The opened file, and the placeholders in it."""

    word: Word
    found: tuple[Found, ...]


def read(file: Path) -> Document:
    """The report in the file. Raises `DocumentError`."""
    import docx

    try:
        with file.open("rb") as stream:
            word = docx.Document(stream)
    except OSError as error:
        raise DocumentError(f"读不出来：{reason_of(error)}。", place=str(file), hint="请检查文件名。") from None
    except Exception:  # noqa: BLE001 - whatever a broken archive or its XML raises
        raise DocumentError("不是能打开的 Word 文件（.docx）。", place=str(file), hint="请用 Word 另存一次。") from None
    said = ((place, _said(paragraph), in_body) for place, paragraph, in_body in _paragraphs(word))
    found = tuple(
        Found(match[1], place, in_body and text.strip() == match[0])
        for place, text, in_body in said
        for match in PATTERN.finditer(text)
    )
    return Document(word, found)


def write(document: Document, pieces: Mapping[str, Piece], output: Path) -> None:
    """The report with its placeholders replaced. Raises `DataError`."""
    for _, paragraph, _ in list(_paragraphs(document.word)):
        for match in reversed(list(PATTERN.finditer(_said(paragraph)))):
            piece = pieces[match[1]]
            if isinstance(piece, str):
                _replace(paragraph, match.start(), match.end(), " ".join(piece.split()))
                continue
            if isinstance(piece, Grid):
                _table(document.word, paragraph, piece)
            else:
                _picture(document.word, paragraph, piece)
            _replace(paragraph, match.start(), match.end(), "")
        for match in reversed(list(KEPT.finditer(_said(paragraph)))):
            _replace(paragraph, match.start(), match.end(), "")
    stream = io.BytesIO()
    document.word.save(stream)
    save(output, stream.getvalue())


def _paragraphs(word: Word) -> Iterator[tuple[str, Any, bool]]:
    """Every paragraph with its place: the body with its tables and text boxes, then headers and footers."""
    from docx.oxml.ns import qn

    for number, paragraph in enumerate(word.element.body.iter(qn("w:p")), 1):
        yield f"第{number}段", paragraph, True
    for number, section in enumerate(word.sections, 1):
        for name, part in (("页眉", section.header), ("页脚", section.footer)):
            if not part.is_linked_to_previous:
                for paragraph in part._element.iter(qn("w:p")):  # noqa: SLF001 — the library has no other way to all of them
                    yield f"第{number}节{name}", paragraph, False


def _texts(paragraph: Any) -> list[Any]:  # noqa: ANN401 — lxml gives its elements no type
    """The texts of the paragraph itself, not of a text box in it."""
    from docx.oxml.ns import qn

    found = paragraph.iter(qn("w:t"))
    return [t for t in found if next(t.iterancestors(qn("w:p"))) is paragraph]


def _said(paragraph: Any) -> str:  # noqa: ANN401 — the same
    return "".join(t.text or "" for t in _texts(paragraph))


def _replace(paragraph: Any, start: int, end: int, new: str) -> None:  # noqa: ANN401 — the same
    """Replace the characters; the first text that holds any of them takes what is new."""
    at = 0
    for element in _texts(paragraph):
        text = element.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if first < last:
            element.text = text[:first] + new + text[last:]
            element.set(_SPACE, "preserve")
            new = ""


def _table(word: Word, paragraph: Any, grid: Grid) -> None:  # noqa: ANN401 — the same
    """A table before the paragraph, in the looks of its first run."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn

    table = word.add_table(rows=len(grid.rows) + 1, cols=len(grid.headings))
    if any(style.name == _GRID_STYLE for style in word.styles):
        table.style = _GRID_STYLE
    looks = paragraph.find(f".//{qn('w:rPr')}")
    for row, values in zip(table.rows, (grid.headings, *grid.rows), strict=True):
        for cell, value, number in zip(row.cells, values, grid.numbers, strict=True):
            filled = cell.paragraphs[0]
            run = filled.add_run(value)
            if looks is not None:
                run._r.insert(0, deepcopy(looks))  # noqa: SLF001 — the library cannot copy looks
            if number:
                filled.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.addprevious(table._tbl)  # noqa: SLF001 — the library only adds at the end


def _picture(word: Word, paragraph: Any, drawing: Drawing) -> None:  # noqa: ANN401 — lxml gives its elements no type
    from docx.text.paragraph import Paragraph

    section = word.sections[-1]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    run = Paragraph(paragraph, word._body).add_run()  # noqa: SLF001 — pictures belong to the part that the body is in
    shape = run.add_picture(io.BytesIO(drawing.data))
    wide = int(room * _WIDTH_SHARE)
    if room > 0 and shape.width > wide:
        shape.height, shape.width = int(shape.height * wide / shape.width), wide  # type: ignore[assignment]
    shape._inline.docPr.set("descr", drawing.title)  # noqa: SLF001 — what screen readers say
