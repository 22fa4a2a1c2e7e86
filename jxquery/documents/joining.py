"""Joins grids of which one goes on with the form of the one before: a form may be several tables of a file."""

from __future__ import annotations

from jxquery.documents.forms import begins_form, has_header, split_forms
from jxquery.documents.grid import Grid
from jxquery.documents.layout import Layout


def joined(grids: tuple[Grid, ...], layout: Layout) -> tuple[Grid, ...]:
    """The grids in their order, those that go on with a form at the end of the one before it.

    A grid in which a form begins stands alone. One with the header of a table goes on with a form that has had none;
    one without a header goes on with a table as wide as itself, if no text stands between them.
    """
    found: list[Grid] = []
    for grid in grids:
        if found and _goes_on(found[-1], grid, layout):
            before = found.pop()
            found.append(Grid((*before.rows, *grid.rows), before.flowing, before.name, before.problems + grid.problems))
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
    return len(grid.rows[0]) == len(forms[-1].rows[-1]) > 1 and not has_header(grid, layout)
