"""Word files: the paragraphs and tables of the body in their order, cells taken raw: `row.cells` repeats merged ones.

Read as the document shows it with its changes accepted: deleted and hidden text is left out, inserted text is read.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from jxquery.documents.archives import DAMAGED, Archive
from jxquery.documents.grid import Grid
from jxquery.documents.limits import LARGEST_TREE, MOST_COLUMNS
from jxquery.documents.numbering import Numbering
from jxquery.documents.page import Page
from jxquery.errors import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_AS_TEXT = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
# What is not part of the text as it is shown; of two drawings of the same thing the second is for old programs.
_LEFT_OUT = frozenset(
    ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "Fallback", "tblPr", "tblGrid", "sectPr")
)
_OFF = frozenset(("0", "false", "off", "none"))


def read_docx(content: bytes) -> tuple[Grid, ...]:
    """The tables of a Word file, each with the text before it. Raises DocumentError without a place."""
    archive = Archive(content)
    if len(archive.read(_BODY)) > LARGEST_TREE:
        said = f"正文解开后超过 {LARGEST_TREE // 1_000_000} MB，太大了，没有读。"
        raise DocumentError(said, hint="请把有表的几页复制到新文件里再载入。")
    import docx

    document = docx.Document(BytesIO(content))
    page = Page()
    _Walk(page, Numbering(archive.find("word/numbering.xml"), archive.find("word/styles.xml"))).blocks(
        document.element.body
    )
    grids = page.grids()
    if not any(grid.rows for grid in grids):
        raise DocumentError("文件里没有文字。", hint="如果内容是图片，请先做文字识别（OCR），存成 .docx 再载入。")
    return grids


class _Walk:
    def __init__(self, page: Page, numbering: Numbering) -> None:
        self.page = page
        self.numbering = numbering

    def blocks(self, parent: _Element) -> None:
        """Paragraphs and tables, also those in content controls and the like."""
        for node in parent:
            match _name(node):
                case "p":
                    self._paragraph(node)
                case "tbl":
                    self._table(node)
                case "tcPr" | "":
                    pass
                case name if name not in _LEFT_OUT:
                    self.blocks(node)

    def _paragraph(self, paragraph: _Element) -> None:
        self.page.line()
        self.page.text(self.numbering.label(paragraph))
        self._runs(paragraph)
        self.page.line()

    def _runs(self, parent: _Element) -> None:
        for node in parent:
            name = _name(node)
            if name == "t":
                self.page.text(node.text or "")
            elif name in _AS_TEXT:
                self.page.text(_AS_TEXT[name])
            elif name == "sym":
                self._symbol(node)
            elif name == "txbxContent":
                self.blocks(node)
            elif name and name not in _LEFT_OUT and not (name == "r" and _is_hidden(node)):
                self._runs(node)

    def _symbol(self, node: _Element) -> None:
        font, code = node.get(f"{_W}font") or "", int(node.get(f"{_W}char") or "0", 16)
        if 0xE000 <= code <= 0xF8FF:  # noqa: PLR2004 — Unicode's private use area: what it shows only the font knows
            self.page.problem(f"有一个「{font}」字体的符号（{code:X}）", "这个符号没有读")
        else:
            self.page.text(chr(code))

    def _table(self, table: _Element) -> None:
        self.page.begin_table()
        self._rows(table)
        self.page.end_table()

    def _rows(self, parent: _Element) -> None:
        for node in parent:
            match _name(node):
                case "tr":
                    if node.find(f"{_W}trPr/{_W}del") is None:
                        self._row(node)
                case name if name and name not in _LEFT_OUT:
                    self._rows(node)

    def _row(self, row: _Element) -> None:
        self.page.begin_row()
        self._gap(row, "gridBefore")
        self._cells(row)
        self._gap(row, "gridAfter")
        self.page.end_row()

    def _gap(self, row: _Element, name: str) -> None:
        """Columns that the row leaves free."""
        for _ in range(_number(row.find(f"{_W}trPr/{_W}{name}"), 0)):
            self.page.begin_cell()
            self.page.end_cell()

    def _cells(self, parent: _Element) -> None:
        for node in parent:
            match _name(node):
                case "tc":
                    properties = node.find(f"{_W}tcPr")
                    self.page.begin_cell(columns=_number(node.find(f"{_W}tcPr/{_W}gridSpan"), 1))
                    if not _is_covered(properties):
                        self.blocks(node)
                    self.page.end_cell()
                case "trPr" | "tblPrEx" | "":
                    pass
                case name if name not in _LEFT_OUT:
                    self._cells(node)


def _name(node: _Element) -> str:
    """The tag without its namespace; nothing for a comment."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _number(node: _Element | None, default: int) -> int:
    written = "" if node is None else node.get(f"{_W}val") or ""
    if not written.isdecimal():
        return default
    number = int(written[:9])
    if number > MOST_COLUMNS:
        raise DocumentError(f"表里有一格跨 {number} 列，没有读。", hint=DAMAGED)
    return number


def _is_covered(properties: _Element | None) -> bool:
    """Whether the cell goes on with the one above or before it, or was deleted."""
    if properties is None:
        return False
    merged = (properties.find(f"{_W}{name}") for name in ("vMerge", "hMerge"))
    goes_on = any(node is not None and node.get(f"{_W}val") in {None, "continue"} for node in merged)
    return goes_on or properties.find(f"{_W}cellDel") is not None


def _is_hidden(run: _Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val") not in _OFF
