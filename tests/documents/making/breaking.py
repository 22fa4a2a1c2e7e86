"""Tables as a page break cuts them: parts of the same width, of which only the first has the text of a cut cell."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from tests.documents.making.tables import Box, Table, placed


def broken(table: Table, at: tuple[int, ...], *, heading: int = 0, again: tuple[str, ...] = ()) -> tuple[Table, ...]:
    """The parts of a table that is cut above these rows.

    `heading`: so many of its first rows stand again on top of each later part; `again`: this text stands above them.
    """
    parts = []
    for first, last in pairwise((0, *at, len(table.rows))):
        rows = _part(table, first, last)
        if first:
            rows = (*_part(table, 0, heading), *rows)
        parts.append(replace(table, rows=rows, before=again if first else table.before))
    return tuple(parts)


def _part(table: Table, first: int, last: int) -> tuple[tuple[Box, ...], ...]:
    """The rows between, with what is left there of cells that begin above them or end below."""
    rows: list[list[tuple[int, Box]]] = [[] for _ in range(first, last)]
    for row, column, box in placed(table):
        top, bottom = max(row, first), min(row + box.rows, last)
        if top < bottom:
            rows[top - first].append((column, Box(box.text if row >= first else "", bottom - top, box.columns)))
    return tuple(tuple(box for _, box in sorted(found, key=lambda part: part[0])) for found in rows)
