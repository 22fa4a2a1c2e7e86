"""Tables as a PDF with ruled lines, or as lines of text without them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

from tests.documents.making.tables import Table, placed

FONT = "STSong-Light"  # every reader knows its encoding, so that no font file is needed


@dataclass(frozen=True)
class Page:
    """How the pages look; sizes in points."""

    width: float = 595
    height: float = 842
    margin: float = 50
    size: float = 9
    ruled: bool = True
    page_number: str = ""  # {} stands for the number
    running: str = ""  # a line at the top of each page
    repeat: int = 0  # rows that a table repeats at the top of the next page
    split_rows: bool = False  # a row may go on on the next page
    new_page: bool = False  # each table begins a page


def write(tables: tuple[Table, ...], page: Page | None = None) -> bytes:
    """The file."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

    page = page or Page()
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    style = ParagraphStyle("cell", fontName=FONT, fontSize=page.size, leading=page.size * 1.3, wordWrap="CJK")
    story: list[Any] = []
    for number, table in enumerate(tables):
        if number and page.new_page:
            story.append(PageBreak())
        story += [Paragraph(escape(text), style) for text in table.before]
        story += [Spacer(1, 4), _table(table, page, style), Spacer(1, 12)]

    def furniture(canvas: Any, _document: Any) -> None:
        canvas.setFont(FONT, page.size)
        if page.running:
            canvas.drawString(page.margin, page.height - page.margin / 2, page.running)
        if page.page_number:
            canvas.drawCentredString(page.width / 2, page.margin / 2, page.page_number.format(canvas.getPageNumber()))

    out = BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), page.margin)
    document = SimpleDocTemplate(out, pagesize=(page.width, page.height), invariant=1, **margins)
    document.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return out.getvalue()


def write_pages(pages: tuple[tuple[str, ...], ...]) -> bytes:
    """Lines of text without any ruled line, page by page; an empty page has no text."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for lines in pages:
        canvas.setFont(FONT, 9)
        for number, line in enumerate(lines):
            canvas.drawString(50, 790 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _table(table: Table, page: Page, style: Any) -> Any:
    from reportlab.platypus import Paragraph
    from reportlab.platypus import Table as Laid

    data: list[list[Any]] = [[""] * table.width for _ in table.rows]
    commands: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    if page.ruled:
        commands.append(("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)))
    for row, column, box in placed(table):
        data[row][column] = Paragraph(escape(box.text).replace("\n", "<br/>"), style)
        if box.rows * box.columns > 1:
            commands.append(("SPAN", (column, row), (column + box.columns - 1, row + box.rows - 1)))
    room = page.width - 2 * page.margin
    shares = _shares(table.width)
    laid = Laid(data, colWidths=[room * share for share in shares], repeatRows=page.repeat)
    laid.splitInRow = int(page.split_rows)
    laid.setStyle(commands)
    return laid


def _shares(width: int) -> list[float]:
    """Columns of a form as they are: classes narrow, descriptions wide."""
    known = {5: [0.13, 0.15, 0.22, 0.34, 0.16]}
    edges = [n / width for n in range(width + 1)]
    return known.get(width, [b - a for a, b in pairwise(edges)])
