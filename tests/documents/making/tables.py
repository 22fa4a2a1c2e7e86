"""What files are built from: tables whose cells may span, and the text that stands before each.

A form of `tests.documents.make` becomes such a table in the look of the sample: unit row, labelled cells, header, rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from tests.documents.make import HEADER, Form, Row

WIDTH = 5


@dataclass(frozen=True)
class Box:
    """A cell, and how many rows and columns it takes."""

    text: str = ""
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Table:
    """Rows of the cells that begin in them, from left to right, as HTML has them; covered places are left out."""

    rows: tuple[tuple[Box, ...], ...]
    before: tuple[str, ...] = ()
    name: str = ""

    @property
    def width(self) -> int:
        """Columns, the covered ones counted."""
        return max((column + box.columns for _, column, box in placed(self)), default=0)


def placed(table: Table) -> list[tuple[int, int, Box]]:
    """Each cell with the row and the column, from 0, that it begins in."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, boxes in enumerate(table.rows):
        column = 0
        for box in boxes:
            while (row, column) in taken:
                column += 1
            taken |= {(row + r, column + c) for r in range(box.rows) for c in range(box.columns)}
            found.append((row, column, box))
            column += box.columns
    return found


def texts(table: Table) -> list[list[str]]:
    """The texts as a reader gives them: each once, at the top left of what it covers."""
    rows = [[""] * table.width for _ in table.rows]
    for row, column, box in placed(table):
        rows[row][column] = box.text
    return rows


def plain(rows: list[list[str]], before: tuple[str, ...] = (), name: str = "") -> Table:
    """A table without spans."""
    return Table(tuple(tuple(Box(text) for text in row) for row in rows), before, name)


def form_table(form: Form, *, number: int = 1, merged: bool = True, unit_before: bool = False) -> Table:
    """A form as a table of five columns. `merged`: classes span their rows, else they stand on each row.

    `unit_before`: the unit row stands as a line of text before the table.
    """
    before = (f"{number}.{form.title}",) if form.title else ()
    unit = (Box(form.code), Box(form.owner, columns=3), Box(f"单位：{form.unit}"))
    rows: list[tuple[Box, ...]] = [] if unit_before else [unit]
    if unit_before:
        before += (f"{form.code} {form.owner} 单位：{form.unit}",)
    rows.append((Box("项目名称"), Box(form.name, columns=4)))
    rows.append((Box("预算规模及资金用途", rows=3), Box("预算数"), Box(form.budget, columns=3)))
    rows.append((Box("其中：财政资金"), Box(form.fiscal), Box("其他资金"), Box(form.other)))
    rows.append((Box(form.purpose, columns=4),))
    goals = "\n".join(f"{n}.{goal}" for n, goal in enumerate(form.goals, 1))
    rows.append((Box("绩效目标"), Box(goals, columns=4)))
    rows.append(tuple(Box(word) for word in HEADER.split()))
    rows += _indicators(form.rows, merged=merged)
    return Table(tuple(rows), before, f"表{number}")


def form_tables(forms: tuple[Form, ...], *, merged: bool = True, unit_before: bool = False) -> tuple[Table, ...]:
    """The forms of a document, a table each."""
    return tuple(form_table(f, number=n, merged=merged, unit_before=unit_before) for n, f in enumerate(forms, 1))


def _indicators(rows: tuple[Row, ...], *, merged: bool) -> list[tuple[Box, ...]]:
    found = []
    for one, of_one in groupby(rows, lambda row: row.one):
        first = list(of_one)
        for _, of_two in groupby(first, lambda row: row.two):
            second = list(of_two)
            for row in second:
                own = [Box(row.name), Box(row.text), Box(row.value)]
                if not merged:
                    found.append((Box(one), Box(row.two), *own))
                    continue
                classes = [Box(one, rows=len(first))] if row is first[0] else []
                classes += [Box(row.two, rows=len(second))] if row is second[0] else []
                found.append((*classes, *own))
    return found
