"""Cells with spans become rows: the text once, at the top left; the covered places empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jxquery.documents.grid import Cell
from jxquery.documents.limits import MOST_CELLS, MOST_COLUMNS
from jxquery.errors import DocumentError

_HINT = "请用浏览器、Word 或 Excel 打开核对；如果确实是表，请拆开另存后再载入。"


@dataclass(frozen=True, slots=True)
class Spanning:
    """A cell as its row writes it: how many rows and columns it takes, at least one each."""

    text: str
    rows: int = 1
    columns: int = 1


class Room:
    """How many cells a file may still have."""

    def __init__(self) -> None:
        self.left = MOST_CELLS

    def take(self, cells: int) -> None:
        """Raises `DocumentError` without a place when there is no room."""
        self.left -= cells
        if self.left < 0:
            raise DocumentError(f"表太大：超过 {MOST_CELLS} 格，没有读。", hint=_HINT)


def spread(rows: Sequence[Sequence[Spanning]], name: str, room: Room) -> tuple[tuple[Cell, ...], ...]:
    """The rows with the covered places; a place is the table's name, its row and its cell, covered ones counted.

    A row may be shorter than others: what is not there is not made up. Raises `DocumentError` for too many cells.
    """
    return tuple(_spread(rows, name, room))


def _spread(rows: Sequence[Sequence[Spanning]], name: str, room: Room) -> Iterator[tuple[Cell, ...]]:
    covered: dict[int, int] = {}  # column: how many more rows are covered
    for number, row in enumerate(rows, 1):
        texts: list[str] = []
        below: dict[int, int] = {}
        own = iter(row)
        cell = next(own, None)
        end = max(covered, default=-1)
        while cell is not None or len(texts) <= end:
            column = len(texts)
            if column in covered:
                texts.append("")
                continue
            if cell is None:
                texts.append("")  # a gap before a place that is covered from above
                continue
            columns = min(cell.columns, MOST_COLUMNS)
            texts += [cell.text, *[""] * (columns - 1)]
            if cell.rows > 1:
                below |= dict.fromkeys(range(column, column + columns), cell.rows)
            if len(texts) > MOST_COLUMNS:
                said = f"{name} 第{number}行超过 {MOST_COLUMNS} 列，没有读。"
                raise DocumentError(said, hint=_HINT)
            cell = next(own, None)
        room.take(len(texts))
        covered = {c: left - 1 for c, left in {**covered, **below}.items() if left > 1}
        yield tuple(Cell(text, f"{name} 第{number}行第{n}格".strip()) for n, text in enumerate(texts, 1))
