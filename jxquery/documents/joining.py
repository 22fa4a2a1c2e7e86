"""Joins grids of which one goes on with the form of the one before: a form may be several tables of a file."""

from __future__ import annotations

from dataclasses import replace

from jxquery.documents.forms import begins_form, has_header, split_forms
from jxquery.documents.grid import Grid
from jxquery.documents.headers import find_header
from jxquery.documents.layout import Layout


def joined(grids: tuple[Grid, ...], layout: Layout) -> tuple[Grid, ...]:
    """The grids in their order, those that go on with a form at the end of the one before it.

    A grid in which a form begins stands alone. One with the header of a table goes on with a form that has had none, or
    that had the same; one without a header goes on with a table as wide as itself. No text may stand between them but
    what a page repeats.
    """
    found: list[Grid] = []
    for grid in grids:
        rest = replace(grid, rows=grid.rows[grid.repeated :], repeated=0)
        if found and _goes_on(found[-1], rest, layout):
            before = found.pop()
            found.append(replace(before, rows=(*before.rows, *rest.rows), problems=before.problems + rest.problems))
        else:
            found.append(grid)
    return tuple(found)


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


def _columns(grid: Grid, row: int, layout: Layout) -> frozenset[str]:
    """The columns of the header in a row; none where there is no header."""
    header = find_header(grid.rows, row, layout.words)
    return frozenset(header.at) if header else frozenset()


def _last_columns(form: Grid, layout: Layout) -> frozenset[str]:
    found = (_columns(form, n, layout) for n in range(len(form.rows) - 1, -1, -1))
    return next(filter(None, found), frozenset())
