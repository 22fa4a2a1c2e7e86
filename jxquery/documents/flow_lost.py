"""Tells a row that has lost a line of its text from one with an empty cell, by what the other rows of its table have.

Where a text has no empty cells, the two look alike: what stands behind the lost cell has moved into its column. A row
that lacks points, a comparison or a result which others have is not certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jxquery.documents.flow_cells import Cells
from jxquery.documents.grid import Cell
from jxquery.documents.pieces import width
from jxquery.text.normalise import squeeze

Row = tuple[Cell, ...]
_CHARACTER = 2  # half characters


def first_lacking(rows: Sequence[Row], cells: Cells) -> int | None:
    """The first row that lacks points, a comparison or a result which others have; its other cells may be wrong."""
    indicators = [n for n, row in enumerate(rows) if _is_filled_in(row, cells)]
    lacking = [_some(indicators, with_points) for with_points in _points(rows, indicators, cells)]
    lacking.append(_some(*_compared(rows, indicators, cells)))
    lacking.append(first_without_result(rows, cells))
    lacking.append(_first_torn(rows, cells))
    return min((n for n in lacking if n is not None), default=None)


def first_without_result(rows: Sequence[Row], cells: Cells) -> int | None:
    """The first row that has one of value and result, where others have both: which of the two it has is not known."""
    if "result" not in cells.kinds:
        return None
    value, result = cells.kinds.index("value"), cells.kinds.index("result")
    either = [n for n, row in enumerate(rows) if _is_filled_in(row, cells) and (row[value].text or row[result].text)]
    return _some(either, [n for n in either if rows[n][value].text and rows[n][result].text])


def _first_torn(rows: Sequence[Row], cells: Cells) -> int | None:
    """The first row whose name and value may be one wrapped name, and its value lost: 农村公路巡 | 查覆盖面.

    The name is no whole one and is as wide as its column, and the value, in words, ends as names do.
    """
    names = [row[cells.name].text.split("\n") for row in rows]
    widest = max((width(line) for lines in names for line in lines), default=0)
    ends, known = cells.words.name_ends, cells.words.value_words
    for n, row in enumerate(rows):
        name, value = squeeze(row[cells.name].text), cells.value(row)
        if value.words and value.written.endswith(ends) and value.written not in known and not name.endswith(ends):
            if width(names[n][-1]) + _CHARACTER >= widest:
                return n
    return None


def _is_filled_in(row: Row, cells: Cells) -> bool:
    """Whether a row is an indicator, and not one that the form prints and nobody uses."""
    name = squeeze(row[cells.name].text)
    return bool(name) and cells.words.template_name.fullmatch(name) is None


def _points(rows: Sequence[Row], indicators: list[int], cells: Cells) -> Iterator[list[int]]:
    """The rows that have points, for each column of such."""
    for k, kind in enumerate(cells.kinds):
        if kind == "number":
            yield [n for n in indicators if rows[n][k].text]


def _compared(rows: Sequence[Row], indicators: list[int], cells: Cells) -> tuple[list[int], list[int]]:
    """The rows whose values are numbers, and those of them that are compared; none without a column for it."""
    if "operator" not in cells.kinds:
        return [], []
    numbers = [n for n in indicators if cells.value(rows[n]).value is not None]
    return numbers, [n for n in numbers if cells.is_compared(rows[n])]


def _some(all_: list[int], having: list[int]) -> int | None:
    """The first that has not what others have; None where all have it, or none."""
    return next((n for n in all_ if n not in having), None) if having else None
