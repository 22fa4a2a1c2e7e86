"""The rows of a form's table: which cell stands in which column, and classes carried down from above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jxquery.documents.grid import Cell
from jxquery.documents.layout import Layout
from jxquery.text.normalise import squeeze


@dataclass(frozen=True, slots=True)
class Indicator:
    """The cells of a row by column; its classes are filled in. The place is that of the row's first own cell."""

    cells: Mapping[str, Cell]
    place: str


def read_rows(
    header: tuple[Cell, ...], rows: tuple[tuple[Cell, ...], ...], layout: Layout
) -> tuple[tuple[Indicator, ...], Cell | None]:
    """The indicators below a header up to the end of the form, and the first row that could not be read."""
    at = _columns(header, layout)
    found: list[Indicator] = []
    above: dict[str, Cell] = {}
    for row in rows:
        filled = [cell for cell in row if cell.text.strip()]
        if not filled or _columns(row, layout).keys() >= at.keys():
            continue  # an empty row, or the header again at the top of a page
        if len(filled) == 1 and len(row) <= len(header) and layout.ends(filled[0].text):
            break
        placed = _placed(row, at, len(header))
        cells = placed and _with_classes(placed, above, layout)
        if cells is None:
            return tuple(found), Cell(" ".join(cell.text for cell in filled), filled[0].place)
        own = [column for column in layout.columns if column.kind != "class" and cells[column.column].text.strip()]
        above = {c.column: cells[c.column] for c in layout.classes}
        if not own:
            continue  # a class that the form prints and does not use
        name = layout.of_kind("name")
        if name is not None and not cells[name.column].text.strip():
            return tuple(found), Cell(" ".join(cell.text for cell in filled), filled[0].place)
        found.append(Indicator(cells, filled[0].place))
    return tuple(found), None


def _columns(header: tuple[Cell, ...], layout: Layout) -> dict[str, int]:
    """Where each column of the layout stands; a column that the form does not have is left out."""
    words = [squeeze(cell.text) for cell in header]
    found = {}
    for column in layout.columns:
        at = next((n for n, word in enumerate(words) if word in column.labels), None)
        if at is not None:
            found[column.column] = at
    return found


def _placed(row: tuple[Cell, ...], at: Mapping[str, int], width: int) -> dict[str, Cell] | None:
    """The cells by column. A row shorter than the header lacks its first cells, which span rows from above."""
    shift = max(0, width - len(row))
    if len(row) > width and any(cell.text.strip() for cell in row[width:]):
        return None
    cells = {c: row[n - shift] if n >= shift else Cell("", row[0].place) for c, n in at.items()}
    return cells if len(row) > 1 else None


def _with_classes(cells: Mapping[str, Cell], above: Mapping[str, Cell], layout: Layout) -> dict[str, Cell] | None:
    """The row with the classes that it does not repeat; below a new wide class the narrow one must be its own."""
    full = {column.column: cells.get(column.column, Cell("", "")) for column in layout.columns}
    renewed = False
    for column in layout.classes:
        if squeeze(full[column.column].text):
            renewed = True
        elif renewed or column.column not in above:
            return None
        else:
            full[column.column] = above[column.column]
    return full
