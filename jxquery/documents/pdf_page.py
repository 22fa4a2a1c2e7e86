"""One page of a PDF: its ruled tables, and its lines of text outside them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from jxquery.documents.limits import LARGEST_PAGE, MOST_CHARACTERS, MOST_DRAWINGS, MOST_RULES
from jxquery.documents.pdf_tables import Drawn, Row, Ruled

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

Char: TypeAlias = dict[str, Any]
Box: TypeAlias = tuple[float, float, float, float]

_EDGE_LINES = 2
"""So many lines from the top and from the bottom of a page may be its header and footer."""

_PAGE_NUMBER = re.compile(r"[-—–－]?\s*\d{1,4}\s*[-—–－]?|第\s*\d{1,4}\s*页.{0,12}|\d{1,4}\s*/\s*\d{1,4}")
_SAME_LINE = 3
"""Points that words of one line may be apart in height."""

_SHORT = 5
"""Points: a shorter upright line belongs to no column."""

_TWICE = 1.0
"""Points within which the same letter again is a bold print, not another letter."""


class PageError(Exception):
    """Why a page is not read, in Chinese."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, its number on the page from 1, and how far from the top it stands."""

    text: str
    number: int
    top: float

    @property
    def key(self) -> tuple[str, int]:
        """What comes again on other pages: the text without its numbers, and the height."""
        return re.sub(r"\d+", "0", self.text), round(self.top / 5)

    @property
    def is_page_number(self) -> bool:
        """Whether it is nothing else."""
        return _PAGE_NUMBER.fullmatch(self.text.strip()) is not None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page holds. `lines` are those outside tables; `unreadable` letters have no known character."""

    number: int
    tables: tuple[Ruled, ...]
    lines: tuple[Line, ...]
    is_picture: bool = False
    unreadable: int = 0

    @property
    def has_text(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.tables or self.lines)

    @property
    def edge_lines(self) -> tuple[Line, ...]:
        """The first and last lines, where they stand above or below all tables."""
        return tuple(dict.fromkeys((*self.first_lines, *self.last_lines)))

    @property
    def first_lines(self) -> tuple[Line, ...]:
        """The lines at the top of the page, above all tables."""
        top = min((table.top for table in self.tables), default=float("inf"))
        return tuple(line for line in self.lines if line.top < top)[:_EDGE_LINES]

    @property
    def last_lines(self) -> tuple[Line, ...]:
        """The lines at the bottom of the page, below all tables."""
        bottom = max((cell.bottom for table in self.tables for cell in table.cells), default=0.0)
        return tuple(line for line in self.lines if line.top >= bottom - 1)[-_EDGE_LINES:]

    def without(self, gone: set[Line]) -> Sheet:
        """The page less these lines."""
        return replace(self, lines=tuple(line for line in self.lines if line not in gone))

    def parts(self) -> Iterator[Ruled | Line]:
        """Tables and lines from top to bottom."""
        parts: list[Ruled | Line] = [*self.tables, *self.lines]
        yield from sorted(parts, key=lambda part: part.top)


def read_page(page: Page, number: int) -> Sheet:
    """The tables and lines of a page. Raises `PageError` for one that is too large to be read."""
    if size_of(page) > LARGEST_PAGE:
        raise PageError(f"画面的内容超过 {LARGEST_PAGE // 1_000_000} MB，太大了")
    _lay_out(page)
    chars = page.chars
    if len(page.edges) > MOST_RULES:
        raise PageError(f"有 {len(page.edges)} 条线，太多了，不像是表")
    chars = _once(chars)
    boxes = [cells for table in _found(page) if (cells := table.cells)]
    boxes = [cells for cells in boxes if len(cells) > 1 or not _holds_another(cells[0], boxes)]
    inside, outside = _apart(chars, boxes)
    tables: list[Ruled] = []
    for cells, of in sorted(zip(boxes, inside, strict=True), key=lambda pair: min(c[1] for c in pair[0])):
        if len(cells) == 1:
            outside += [char for found in of.values() for char in found]  # a frame around text is no table
        elif of:
            place = f"第{number}页 表{len(tables) + 1}"
            tables.append(Ruled(number, len(tables) + 1, tuple(_rows(cells, of, place))))
    lines = tuple(Line(text, n, top) for n, (text, top) in enumerate(_lines(outside), 1))
    unreadable = sum(char["text"].startswith("(cid:") for char in chars)
    return Sheet(number, tuple(tables), lines, not chars and bool(page.images), unreadable)


def size_of(page: Page) -> int:
    """The bytes of the page's drawing, unpacked; counted only to a little above what may be read."""
    size = 0
    for stream in page.page_obj.contents:
        data = getattr(stream, "resolve", lambda s=stream: s)()
        size += len(data.get_data()) if data is not None else 0
        if size > LARGEST_PAGE:
            break
    return size


def _lay_out(page: Page) -> None:
    """As pdfplumber does it, but with an end to what is drawn, and to drawings inside drawings, which may multiply."""
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfplumber.page import PDFPageAggregatorWithMarkedContent

    from jxquery.documents.pdf_fonts import FontError

    drawings = _Count(MOST_DRAWINGS, "画面里的图形")
    letters = _Count(MOST_CHARACTERS, "字")
    lines = _Count(MOST_RULES, "线")

    class Interpreter(PDFPageInterpreter):
        def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802, ANN401 — as pdfminer declares it
            drawings.add(1)
            super().do_Do(xobjid_arg)

    class Device(PDFPageAggregatorWithMarkedContent):
        def render_char(self, *args: Any, **kwargs: Any) -> float:  # noqa: ANN401
            letters.add(1)
            return super().render_char(*args, **kwargs)

        def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:  # noqa: ANN401, FBT001
            lines.add(sum(step[0] != "m" for step in path))
            super().paint_path(gstate, stroke, fill, evenodd, path)

    device = Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    try:
        Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    except PageError:
        raise
    except FontError:
        raise PageError("字体里的表太大了") from None
    except Exception as error:  # noqa: BLE001 — a broken page raises anything
        raise PageError(f"内容已经损坏（{type(error).__name__}）") from None
    page._layout = device.get_result()  # noqa: SLF001 — where pdfplumber keeps it


class _Count:
    """How many of something there may still be on a page."""

    def __init__(self, most: int, what: str) -> None:
        self.most = most
        self.left = most
        self.what = what

    def add(self, count: int) -> None:
        """So many more. Raises `PageError` where they are too many."""
        self.left -= count
        if self.left < 0:
            raise PageError(f"{self.what}超过 {self.most} 个，太多了，不像是表")


def _found(page: Page) -> list[Table]:
    """The ruled tables. A row that a page break cuts is open there: where columns just end, a rule is drawn."""
    ends = Counter(
        round(edge[end], 1) for edge in page.vertical_edges for end in ("top", "bottom") if edge["height"] > _SHORT
    )
    ruled = sorted(edge["top"] for edge in page.horizontal_edges)
    open_at = [
        y
        for y, count in ends.items()
        if count > 2 and bisect_right(ruled, y + _SAME_LINE) == bisect_right(ruled, y - _SAME_LINE)  # noqa: PLR2004
    ]
    # pdfplumber checks that there are two only for tables without other lines
    return page.find_tables({"explicit_horizontal_lines": list(open_at)} if open_at else None)


def _once(chars: list[Char]) -> list[Char]:
    """A letter that is printed twice at one place, to look bold, is one letter."""
    seen: dict[tuple[str, int, int], list[tuple[float, float]]] = defaultdict(list)
    kept = []
    for char in chars:
        text, x0, top = char["text"], char["x0"], char["top"]
        column, row = int(x0), int(top)
        near = (
            at
            for c in (column - 1, column, column + 1)
            for r in (row - 1, row, row + 1)
            for at in seen.get((text, c, r), ())
        )
        if any(abs(x - x0) < _TWICE and abs(y - top) < _TWICE for x, y in near):
            continue
        seen[text, column, row].append((x0, top))
        kept.append(char)
    return kept


def _holds_another(frame: Box, boxes: list[list[Box]]) -> bool:
    """Whether a frame of one cell stands around a table."""
    x0, top, x1, bottom = frame
    return any(
        cells[0] != frame and all(c[0] >= x0 and c[1] >= top and c[2] <= x1 and c[3] <= bottom for c in cells)
        for cells in boxes
    )


def _apart(chars: list[Char], boxes: list[list[Box]]) -> tuple[list[dict[Box, list[Char]]], list[Char]]:
    """The letters of each table by cell, and those outside. A letter belongs where its middle is."""
    inside: list[dict[Box, list[Char]]] = [defaultdict(list) for _ in boxes]
    finders = [_Finder(cells) for cells in boxes]
    outside = []
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        for finder, found in zip(finders, inside, strict=True):
            cell = finder.cell(x, y)
            if cell is not None:
                found[cell].append(char)
                break
        else:
            outside.append(char)
    return inside, outside


class _Finder:
    """Finds the cell at a point: cells by the column of their left edges, so that few are looked at."""

    def __init__(self, cells: list[Box]) -> None:
        self.left = min(c[0] for c in cells)
        self.top = min(c[1] for c in cells)
        self.right = max(c[2] for c in cells)
        self.bottom = max(c[3] for c in cells)
        self.rows = [(top, sorted(of)) for top, of in groupby(sorted(cells, key=itemgetter(1, 0)), key=itemgetter(1))]
        self.tops = [top for top, _ in self.rows]

    def cell(self, x: float, y: float) -> Box | None:
        if not (self.left <= x < self.right and self.top <= y < self.bottom):
            return None
        for n in range(bisect_right(self.tops, y) - 1, -1, -1):
            for cell in self.rows[n][1]:
                if cell[0] <= x < cell[2] and y < cell[3]:
                    return cell
        return None


def _rows(cells: list[Box], of: dict[Box, list[Char]], place: str) -> Iterator[Row]:
    """The cells by the row that they begin in."""
    ordered = sorted(cells, key=itemgetter(1, 0))
    for number, (_, row) in enumerate(groupby(ordered, key=itemgetter(1)), 1):
        yield Row(tuple(_drawn(cell, of.get(cell, [])) for cell in row), f"{place} 第{number}行")


def _drawn(cell: Box, chars: list[Char]) -> Drawn:
    lines = list(_lines(chars))
    last = max((char["bottom"] for char in chars), default=0.0)
    end = max((char["x1"] for char in chars if char["bottom"] > last - 1), default=0.0)
    size = max((char["size"] for char in chars), default=0.0)
    return Drawn(*cell, "\n".join(text for text, _ in lines), end, size)


def _lines(chars: list[Char]) -> Iterator[tuple[str, float]]:
    """Lines of text from top to bottom, and how far down each begins."""
    from pdfplumber.utils.clustering import cluster_objects
    from pdfplumber.utils.text import extract_words

    for words in cluster_objects(extract_words(chars), itemgetter("doctop"), _SAME_LINE) if chars else ():
        yield " ".join(word["text"] for word in words), min(word["top"] for word in words)
