"""What every reader gives: rows of cells, each with the place that it was read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from jxquery.types import Problem

Borders: TypeAlias = Literal["", "cells", "rows"]

_BLANK = re.compile(r"[-/—–…·.*＊\s]*|无")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text as it was read, white space and all, and its place: 第12行, 预算!B3. An empty cell is a cell."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One table, sheet or run of text, its rows from top to bottom. A reader gives a file's grids in their order.

    A cell that spans rows or columns has its text once, at its top left; the places it covers are empty cells. All rows
    of a table are as wide as the table. Text that stands outside a table and before it (a title, 单位：万元) is given
    with that table, as rows of a single cell; text behind the last table is a grid of such rows.

    `flowing`: the rows are lines of running text, one cell each, in which the cells of a table have lost their borders
    (text taken out of a PDF). `flow.py` restores them; every other reader gives real cells.
    `borders` are what is left of them there: `cells`, one after the other, a row each, the rows of the table unknown;
    `rows` of cells, from which empty cells may be gone, so that it is not known in which column a cell stands.
    `repeated`: so many of the first rows are text that stands on top of earlier pages too: a running title, or that of
    a form that goes on.
    `cut`: a cell behind it that may be of its own, where it could not be joined.
    `name` is where it stands in the file: 表2, 第3页 表1, Sheet1. `problems` are what the reader could not read.
    """

    rows: tuple[tuple[Cell, ...], ...]
    flowing: bool = False
    name: str = ""
    problems: tuple[Problem, ...] = ()
    borders: Borders = ""
    repeated: int = 0
    cut: Cell | None = None


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, 无."""
    return _BLANK.fullmatch(text.strip()) is not None
