"""Restores the cells of forms whose text has lost its borders.

A form begins with its unit row; the labels of the layout cut what stands in front of the table into cells; the rows of
the table are found by `flow_rows.py`. The result is the same grid that a reader of real cells gives. What cannot be cut
into cells is given on as a row of one cell, so that whoever reads the form sees that something is left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from jxquery.documents.amounts import is_amount
from jxquery.documents.flow_rows import cut_rows
from jxquery.documents.grid import Cell, Grid
from jxquery.documents.layout import Field, Layout
from jxquery.documents.paragraphs import numbers
from jxquery.documents.pieces import pieces_of
from jxquery.schema.model import Units
from jxquery.text.normalise import squeeze
from jxquery.types import Problem

# A unit row may be wrapped; more lines than this are no unit row.
_START_LINES = 4
_BARE_NUMBER = re.compile(r"\s*\d{1,4}\s*")


@dataclass(frozen=True, slots=True)
class Label:
    """A label found in the text of a form."""

    field: Field
    start: int
    end: int


def restore(grid: Grid, layout: Layout, units: Units) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """The forms of a text as grids of real cells, in their order, and what was left out of them."""
    lines = _without_noise([row[0] for row in grid.rows], layout)
    problems: list[Problem] = []
    forms = [Grid(tuple(_form(part, layout, units, problems))) for part in _parts(lines, layout)]
    return tuple(forms), tuple(problems)


def _without_noise(lines: list[Cell], layout: Layout) -> list[Cell]:
    """The lines that the page added are emptied.

    Bare numbers are page numbers when the next or last one is one more or less: values do not count on like that.
    """
    bare = [(n, int(cell.text)) for n, cell in enumerate(lines) if _BARE_NUMBER.fullmatch(cell.text)]
    pages = {
        n
        for k, (n, number) in enumerate(bare)
        if any(0 <= m < len(bare) and bare[m][1] == number + m - k for m in (k - 1, k + 1))
    }
    return [
        Cell("", cell.place) if n in pages or any(p.fullmatch(squeeze(cell.text)) for p in layout.noise) else cell
        for n, cell in enumerate(lines)
    ]


def _parts(lines: list[Cell], layout: Layout) -> Iterator[tuple[list[Cell], list[Cell]]]:
    """The unit row of each form and the lines up to the next one; a form without a unit row begins with its name."""
    starts: dict[int, int] = {}
    for n in range(len(lines)):
        if (count := _unit_row(lines, n, layout)) and not any(s <= n < e for s, e in starts.items()):
            starts[n] = n + count
    named = next((f for f in layout.fields if f.required), None)
    if named is not None:
        inside = False  # whether the form at hand has had its name
        for n, cell in enumerate(lines):
            inside = inside and n not in starts
            if _label_here(cell.text, named):
                if inside or not starts or n < min(starts):
                    starts[n] = n
                inside = True
    order = sorted(starts)
    for begin, end in pairwise([*order, len(lines)]):
        yield lines[begin : starts[begin]], lines[starts[begin] : end]


def _unit_row(lines: list[Cell], n: int, layout: Layout) -> int:
    """How many lines the unit row that begins here takes; 0 when none begins.

    The shortest one counts: a value like 100 元 above the row looks like a code and is none.
    """
    text, filled = "", 0
    for count, cell in enumerate(lines[n:], 1):
        text = f"{text}\n{cell.text}"
        filled += bool(cell.text.strip())
        if not filled or filled > _START_LINES:
            return 0
        if cell.text.strip() and layout.start.fullmatch(_joined(text)):
            shorter = any(_unit_row(lines[: n + count], m, layout) for m in range(n + 1, n + count))
            return 0 if shorter else count
    return 0


def _joined(text: str) -> str:
    """Lines as the start pattern sees them: breaks inside a cell go, one space stays between cells of a line."""
    parts = [re.sub(r"\s+", " ", line.strip()) for line in text.split("\n")]
    return "".join(part for part in parts if part)


def _label_here(text: str, field: Field) -> bool:
    return any(re.match(rf"\s*{_spaced(label)}(?:\s|$)", text) for label in field.labels)


def _form(
    part: tuple[list[Cell], list[Cell]], layout: Layout, units: Units, problems: list[Problem]
) -> Iterator[tuple[Cell, ...]]:
    """The rows of one form."""
    head, lines = part
    if head:
        yield (Cell(_joined("\n".join(cell.text for cell in head)), head[0].place),)
    text = "\n".join(cell.text for cell in lines)
    header = _header(layout).search(text)
    front_end = header.start() if header else len(text)
    labels = list(_labels(text[:front_end], layout))
    for n, label in enumerate(labels):
        end = labels[n + 1].start if n + 1 < len(labels) else front_end
        last_amount = label.field.kind == "amount" and not any(x.field.kind == "amount" for x in labels[n + 1 :])
        yield from _cells(_Span(text, lines, label.end, end), label, units, problems, last_amount=last_amount)
    if header is None:
        return
    yield tuple(
        Cell(squeeze(header[f"c{n}"]), _place(lines, text, header.start(f"c{n}"))) for n in range(len(layout.columns))
    )
    body = _header(layout).sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text[header.end() :])
    skipped = text.count("\n", 0, header.end())
    rest = [Cell(line, cell.place) for line, cell in zip(body.split("\n"), lines[skipped:], strict=True)]
    yield from _table(rest, layout, units, problems)


def _table(lines: list[Cell], layout: Layout, units: Units, problems: list[Problem]) -> Iterator[tuple[Cell, ...]]:
    """The rows below the header. A bare number on a line of its own is a value if the rows need it, else a page's."""
    bare = [cell for cell in lines if _BARE_NUMBER.fullmatch(cell.text)]
    without = [cell for cell in lines if cell not in bare]
    found = cut_rows(pieces_of(without, units), layout, units)
    if bare and (not found.complete or any(not row[-1].text for row in found.rows)):
        found = cut_rows(pieces_of(lines, units), layout, units)
        bare = []
    problems.extend(_page_number(cell) for cell in bare)
    yield from found.rows
    if found.left:
        # One cell more than the header has: no row of the table, and no title either.
        yield (*[Cell("", found.left.place)] * len(layout.columns), found.left)


def _cells(
    span: _Span, label: Label, units: Units, problems: list[Problem], *, last_amount: bool
) -> Iterator[tuple[Cell, ...]]:
    """A label's row, and the rows of what stands behind it."""
    name = Cell(label.field.labels[0], span.place(label.start))
    if label.field.kind == "amount":
        cut = _amount_end(span, units) if last_amount else span.end
        yield (name, span.cell(span.start, cut))
        span = _Span(span.text, span.lines, cut, span.end)
        name = Cell("", "")
        if not span.text[cut : span.end].strip():
            return
    span = span.without_page_numbers(problems)
    if label.field.kind != "list":
        yield tuple(cell for cell in (name, span.cell(span.start, span.end)) if cell.text)
        return
    for begin, end in span.paragraphs(label.field):
        yield (name, span.cell(begin, end)) if name.text else (span.cell(begin, end),)
        name = Cell("", "")


def _amount_end(span: _Span, units: Units) -> int:
    """Where the last amount ends and the prose behind it begins.

    The amount stands on the line of its label or alone on the next one; the prose always begins a line.
    """
    text = span.text[span.start : span.end]
    here, _, _ = text.partition("\n")
    if here.strip():
        return span.start + (0 if re.search(r"[\u4e00-\u9fff]{4}", here) else len(here))
    below = re.match(r"\s*([^\n]*)", text)
    if below is not None and is_amount(below[1], units):
        return span.start + below.end()
    return span.start


@dataclass(frozen=True, slots=True)
class _Span:
    """A part of a form's text, which knows the places of its lines."""

    text: str
    lines: list[Cell]
    start: int
    end: int

    def place(self, at: int) -> str:
        return _place(self.lines, self.text, at)

    def cell(self, start: int, end: int) -> Cell:
        """The text between two positions, with the place of its first character that is no white space."""
        part = self.text[start:end]
        return Cell(part.strip(), self.place(start + len(part) - len(part.lstrip())))

    def without_page_numbers(self, problems: list[Problem]) -> _Span:
        """Prose has no line that is only a number: such a line is blanked, and said."""
        text = self.text
        for match in re.finditer(r"(?<=\n)[^\S\n]*\d{1,4}[^\S\n]*(?=\n)", self.text[self.start : self.end]):
            start, end = match.start() + self.start, match.end() + self.start
            text = text[:start] + " " * (end - start) + text[end:]
            problems.append(_page_number(Cell(match[0], self.place(start))))
        return _Span(text, self.lines, self.start, self.end)

    def paragraphs(self, field: Field) -> Iterator[tuple[int, int]]:
        """The paragraphs of a list, each with its running number."""
        text = self.text[self.start : self.end]
        starts = [self.start + m.start() for m in numbers(text, field.number)] if field.number else []
        first = self.start + len(text) - len(text.lstrip())
        if first not in starts:
            starts.insert(0, first)
        yield from pairwise([*starts, self.end])


def _labels(text: str, layout: Layout) -> Iterator[Label]:
    """The labels in the order of the form; one that is not there is left out."""
    at = 0
    for field in layout.fields:
        spellings = "|".join(map(_spaced, sorted(field.labels, key=len, reverse=True)))
        match = re.compile(rf"(?:(?<=\s)|^)(?:其\s*中\s*[：:]\s*)?(?:{spellings})(?=\s|$)").search(text, at)
        if match is not None:
            yield Label(field, match.start(), match.end())
            at = match.end()


def _header(layout: Layout) -> re.Pattern[str]:
    columns = (f"(?P<c{n}>{'|'.join(map(_spaced, c.labels))})" for n, c in enumerate(layout.columns))
    words = r"\s+".join(columns)
    return re.compile(rf"(?:(?<=\s)|^){words}(?=\s|$)")


def _spaced(label: str) -> str:
    """A pattern for a label that extraction may have broken anywhere."""
    return r"\s*".join(map(re.escape, label))


def _place(lines: list[Cell], text: str, at: int) -> str:
    return lines[text.count("\n", 0, at)].place if lines else ""


def _page_number(cell: Cell) -> Problem:
    return Problem(cell.place, f"单独一行的数字「{cell.text.strip()}」不属于表格", "当作页码，没有计入")
