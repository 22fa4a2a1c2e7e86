"""Joins grids of which one goes on with the form of the one before: a form may be several tables of a file."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import dropwhile

from jxquery.documents.form_bounds import begins_form, has_header, split_forms
from jxquery.documents.form_rows import UnreadableError, read_table
from jxquery.documents.grid import Cell, Grid
from jxquery.documents.headers import Header, Row, find_header
from jxquery.documents.layout import Layout
from jxquery.documents.words import Words
from jxquery.text.normalise import plain, squeeze

_SIGNS = frozenset("≥≤<>=")
_FIRST_LINES = 6


def joined(grids: tuple[Grid, ...], layout: Layout) -> tuple[Grid, ...]:
    """The grids in their order, those that go on with a form at the end of the one before it.

    A grid in which a form begins stands alone. One with the header of a table goes on with a form that has had none, or
    that had the same; one without a header goes on with a table as wide as itself. No text may stand between them but
    what a page repeats.
    """
    found: list[Grid] = []
    for grid in grids:
        rest = _without_noise(replace(grid, rows=grid.rows[grid.repeated :], repeated=0), layout.words)
        if found and _goes_on(found[-1], rest, layout):
            before = found.pop()
            found.append(replace(before, rows=(*before.rows, *rest.rows), problems=before.problems + rest.problems))
        else:
            found.append(grid)
    return tuple(found)


def _without_noise(grid: Grid, words: Words) -> Grid:
    """A grid without the lines on top that only say that it goes on."""
    rows = dropwhile(
        lambda row: len(row) == 1 and any(p.fullmatch(squeeze(row[0].text)) for p in words.noise), grid.rows
    )
    return replace(grid, rows=tuple(rows))


def _goes_on(before: Grid, grid: Grid, layout: Layout) -> bool:
    if before.flowing or grid.flowing or not grid.rows or begins_form(grid, layout):
        return False
    forms = split_forms(before, layout)
    if not forms:
        return False
    if not has_header(forms[-1], layout):
        return True
    if has_header(grid, layout):
        return _columns(grid, 0, layout) == _last_columns(forms[-1], layout)
    return len(grid.rows[0]) == len(forms[-1].rows[-1]) > 1


def stray(grid: Grid, form: Grid, layout: Layout) -> Cell | None:
    """The first cell of a row that may be of a table of indicators, in a part of a document that is no form.

    The `form` before it may go on there: the row can only be of such a table, or is an indicator below its header. Of
    text without cells only the first lines can be the rest of a table.
    """
    cells = [[c for c in row if c.text.strip()] for row in grid.rows]
    lines = [row[0] for row in cells if row][:_FIRST_LINES] if all(len(row) == 1 for row in grid.rows) else []
    rows = [[Cell(text, line.place) for text in line.text.split()] for line in lines] or cells
    found = next((row[0] for row in rows if len(row) > 1 and _is_indicator(row, layout.words)), None)
    return found or _below_header(grid, form, layout.words)


def _below_header(grid: Grid, form: Grid, words: Words) -> Cell | None:
    """The first cell of a row that is as wide as the form's table and is one more indicator when it stands below it."""
    at = next((n for n in range(len(form.rows)) if find_header(form.rows, n, words)), -1)
    header = find_header(form.rows, at, words) if at >= 0 else None
    if header is None:
        return None
    wide = [row for row in grid.rows if len(row) == header.width > 1 and _has_known_classes(row, header, words)]
    if not wide:
        return None
    above = form.rows[at + header.rows :]
    try:
        whole = len(read_table(header, above, words).indicators)
    except UnreadableError:
        return None  # left out anyway
    for row in wide:
        with suppress(UnreadableError):
            if len(read_table(header, [*above, row], words).indicators) > whole:
                return next(cell for cell in row if cell.text.strip())
    return None


def _has_known_classes(row: Row, header: Header, words: Words) -> bool:
    """Whether the classes of a row are known ones, or carried down from above."""
    places = [(c, header.at[c.column]) for c in words.columns if c.kind == "class" and c.column in header.at]
    return all(not row[at].text.strip() or words.class_word(row[at].text, column) for column, at in places)


def _is_indicator(row: list[Cell], words: Words) -> bool:
    """Whether a class, an operator or a target stands in a row."""
    classes = [column for column in words.columns if column.kind == "class"]
    said = words.operators.compare | words.operators.words
    return any(
        _is_target(cell.text)
        or squeeze(cell.text) in said
        or any(words.class_word(cell.text, column) == "full" for column in classes)
        for cell in row
    )


def _is_target(text: str) -> bool:
    norm = plain(text)
    return norm[:1] in _SIGNS and norm[1:2].isdigit()


def _columns(grid: Grid, row: int, layout: Layout) -> frozenset[str]:
    """The columns of the header in a row; none where there is no header."""
    header = find_header(grid.rows, row, layout.words)
    return frozenset(header.at) if header else frozenset()


def _last_columns(form: Grid, layout: Layout) -> frozenset[str]:
    found = (_columns(form, n, layout) for n in range(len(form.rows) - 1, -1, -1))
    return next(filter(None, found), frozenset())
