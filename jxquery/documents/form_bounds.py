"""Where the forms of a document begin and end, and what is no form at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice, pairwise

from jxquery.documents.grid import Cell, Grid
from jxquery.documents.headers import Row, find_header
from jxquery.documents.labels import field_of, inline, joined_labels, joined_row
from jxquery.documents.layout import Layout
from jxquery.documents.words import Words
from jxquery.text.normalise import squeeze

_NAME = "项目名称"
_TITLE_WITHIN = 12


def split_forms(grid: Grid, layout: Layout) -> tuple[Grid, ...]:
    """The forms of a grid of real cells.

    Each begins at its unit row, its name or its title above; one whose name cannot be found, at what stands above its
    header. A list of many projects is one.
    """
    words = layout.words
    rows = joined_labels(grid.rows, words)
    starts: list[int] = []
    named, header = False, -1
    for n, row in enumerate(rows):
        if _is_header(rows, n, words):
            if not starts or (header >= 0 and not named and _is_front(rows[row_above(rows, n)], words)):
                starts.append(_first(rows, n, header, words))
            header, named = n, False
            continue
        is_name = any(_is_name(cell, words) for cell in row)
        is_unit = words.start.fullmatch(joined_row(row)) is not None
        if (is_name or is_unit) and (not starts or named or (header >= starts[-1])):
            starts.append(_first(rows, n, header, words))
            named = False
            header = -1 if header < starts[-1] else header
        named = named or is_name
    return tuple(Grid(tuple(rows[a:b]), name=grid.name) for a, b in pairwise([*starts, len(rows)]))


def is_form(grid: Grid, layout: Layout) -> bool:
    """Whether a part of a document is a form at all: it has a header, or its name and one more label."""
    if has_header(grid, layout):
        return True
    found = (field_of(c, layout.words) or (inline(c, layout.words) or (None,))[0] for r in grid.rows for c in r)
    labels = {of.column for of in found if of is not None}
    return len(labels) > 1 and _NAME in labels


def has_header(grid: Grid, layout: Layout) -> bool:
    """Whether the header of a table of indicators is in the grid."""
    return any(_is_header(grid.rows, n, layout.words) for n in range(len(grid.rows)))


def begins_form(grid: Grid, layout: Layout) -> bool:
    """Whether a form begins in the grid: the name of a project, or a unit row, stands in it."""
    words = layout.words
    return any(
        words.start.fullmatch(joined_row(row)) is not None or any(_is_name(cell, words) for cell in row)
        for row in joined_labels(grid.rows, words)
    )


def is_narrative(texts: Iterable[str], words: Words) -> bool:
    """Whether these are the texts of a report in prose: its title is among the first of them."""
    first = (squeeze(text) for text in islice((t for t in texts if t.strip()), _TITLE_WITHIN))
    return any(words.narrative.fullmatch(text) for text in first)


def _is_header(rows: Sequence[Row], n: int, words: Words) -> bool:
    return find_header(rows, n, words) is not None


def _is_name(cell: Cell, words: Words) -> bool:
    of = field_of(cell, words) or (inline(cell, words) or (None,))[0]
    return of is not None and of.column == _NAME


def row_above(rows: Sequence[Row], n: int) -> int:
    """The nearest row above that holds anything."""
    return next((m for m in range(n - 1, -1, -1) if any(c.text.strip() for c in rows[m])), n)


def _is_front(row: Row, words: Words) -> bool:
    """Whether a row stands in front of a table: it holds a label with something beside it."""
    filled = [cell for cell in row if cell.text.strip()]
    return bool(filled) and (
        inline(filled[0], words) is not None or (len(filled) > 1 and any(field_of(c, words) for c in filled[:2]))
    )


def _first(rows: Sequence[Row], n: int, header: int, words: Words) -> int:
    """Where the form that is known by row `n` begins: title, year and unit stand above its name."""
    start = n
    for m in range(n - 1, header, -1):
        filled = [cell for cell in rows[m] if cell.text.strip()]
        if filled and not _is_heading(filled, words):
            break
        start = m if filled else start
    return start


def _is_heading(filled: list[Cell], words: Words) -> bool:
    text = squeeze(filled[0].text)
    if len(filled) == 1:
        patterns = (*words.title, *words.year_title, words.money_line, words.start)
        if any(p.fullmatch(text) for p in patterns):
            return True
    known = [field_of(cell, words) or (inline(cell, words) or (None,))[0] for cell in filled]
    money = [words.money_line.fullmatch(squeeze(cell.text)) for cell in filled]
    if known[0] is not None:
        return known[0].kind in ("text", "unit", "year", "other") and known[0].column != _NAME
    return bool(money[0]) or (len(filled) > 1 and words.start.fullmatch(joined_row(tuple(filled))) is not None)
