"""Tells a row that has lost a line of its text from one with an empty cell, by what the other rows of its table have.

Where a text has no empty cells, the two look alike: what stands behind the lost cell has moved into its column. A row
that lacks points, a comparison or a result which others have is not certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jxquery.documents.flow_cells import SENTENCE_END, Cells
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
    lacking += [_first_without_result(rows, cells), _first_torn(rows, cells)]
    return _first(lacking)


def first_moved(rows: Sequence[Row], cells: Cells) -> int | None:
    """The first row that lacks a comparison or a result which others have, of rows that are certain otherwise."""
    indicators = [n for n, row in enumerate(rows) if _is_filled_in(row, cells)]
    return _first([_some(*_compared(rows, indicators, cells)), _first_without_result(rows, cells)])


def _first(found: Iterable[int | None]) -> int | None:
    return min((n for n in found if n is not None), default=None)


def _first_without_result(rows: Sequence[Row], cells: Cells) -> int | None:
    """The first row that has one of value and result, where others have both: which of the two it has is not known."""
    if "result" not in cells.kinds:
        return None
    value, result = cells.kinds.index("value"), cells.kinds.index("result")
    either = [n for n, row in enumerate(rows) if _is_filled_in(row, cells) and (row[value].text or row[result].text)]
    return _some(either, [n for n in either if rows[n][value].text and rows[n][result].text])


def _first_torn(rows: Sequence[Row], cells: Cells) -> int | None:
    """The first row whose cells may be one wrapped cell, or one of the row above, because a line was lost."""
    widest = max((width(line) for row in rows for line in row[cells.name].text.split("\n")), default=0)
    for n, row in enumerate(rows):
        if (
            _is_one_name(row, widest, cells)
            or _is_explained(row, cells)
            or (n > 0 and _is_of_above(row, rows[n - 1], cells))
        ):
            return n
    return None


def _is_one_name(row: Row, widest: int, cells: Cells) -> bool:
    """Whether name and value may be one name: 农村公路巡 | 查覆盖面.

    The name is no whole one and is as wide as its column, and the value, in words, ends as names do.
    """
    name, value = row[cells.name].text, cells.value(row)
    ends = cells.words.name_ends
    if not _is_said(row, cells) or not value.written.endswith(ends) or squeeze(name).endswith(ends):
        return False
    return width(name.split("\n")[-1]) + _CHARACTER >= widest


def _is_explained(row: Row, cells: Cells) -> bool:
    """Whether the value may be the description, which the row lacks: a sentence."""
    explains = [k for k, kind in enumerate(cells.kinds) if kind == "description"]
    return cells.value(row).written.endswith(SENTENCE_END) and any(not row[k].text for k in explains)


def _is_of_above(row: Row, above: Row, cells: Cells) -> bool:
    """Whether the name may be the rest of what is the value above, or its description."""
    name = squeeze(row[cells.name].text)
    if name in cells.words.name_ends and _is_said(above, cells):
        return True
    explains = [k for k, kind in enumerate(cells.kinds) if kind == "description"]
    return name.endswith(SENTENCE_END) and any(not above[k].text for k in explains)


def _is_said(row: Row, cells: Cells) -> bool:
    """Whether the value of a row is in words, and in none that are known to be values."""
    value = cells.value(row)
    return value.words and value.written not in cells.words.value_words


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
