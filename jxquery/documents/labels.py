"""The labels of cells in front of a table: known by their words, alone, with their value, or split over cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jxquery.documents.grid import Cell
from jxquery.documents.headers import Row
from jxquery.documents.words import Field, Words, label_key
from jxquery.text.normalise import squeeze

_COLONS = frozenset("：:")
_INLINE = re.compile(r"\s*([^：:]{1,24})[：:]\s*(\S.*)", re.DOTALL)
_SPLIT_OVER, _PIECE = 6, 4  # a label is split over at most so many cells, of so many characters


def field_of(cell: Cell, words: Words) -> Field | None:
    """The field that a cell is the label of."""
    return words.field_by_label.get(label_key(cell.text))


def inline(cell: Cell, words: Words) -> tuple[Field, Cell] | None:
    """A label and its value in one cell: 项目名称：某项目, 单位(盖章):某局."""
    found = _INLINE.fullmatch(cell.text) if not _COLONS.isdisjoint(cell.text) else None
    of = words.field_by_label.get(label_key(found[1])) if found else None
    return (of, Cell(found[2].strip(), cell.place)) if of is not None and found else None


def joined_labels(rows: Sequence[Row], words: Words) -> list[Row]:
    """Labels that are split over neighbouring cells, side by side or one below the other, in the first of them."""
    cells = [list(row) for row in rows]
    for n, row in enumerate(cells):
        for k, cell in enumerate(row):
            if not _is_piece(cell.text) or label_key(cell.text) not in words.label_starts or _known(cell.text, words):
                continue
            down = [(m, k) for m in range(n, min(n + _SPLIT_OVER, len(cells))) if k < len(cells[m])]
            across = [(n, j) for j in range(k, min(k + _SPLIT_OVER, len(row)))]
            for places in (across, down):
                parts = _split_label(places, cells, words)
                if parts:
                    row[k] = Cell("".join(cells[a][b].text for a, b in parts), cell.place)
                    for a, b in parts[1:]:
                        cells[a][b] = Cell("", cells[a][b].place)
                    break
    return [tuple(row) for row in cells]


def _split_label(places: list[tuple[int, int]], cells: list[list[Cell]], words: Words) -> list[tuple[int, int]]:
    """The first of these places whose texts together are a label."""
    text = ""
    for count, (n, k) in enumerate(places, 1):
        piece = cells[n][k].text
        if not _is_piece(piece):
            return []
        text += squeeze(piece)
        if count > 1 and _known(text, words):
            return places[:count]
    return []


def _is_piece(text: str) -> bool:
    return 0 < len(squeeze(text)) <= _PIECE


def _known(text: str, words: Words) -> bool:
    key = label_key(text)
    return key in words.field_by_label or key in words.structure or key in words.matrix_by_label


def joined_row(row: Row) -> str:
    """A row as the patterns of whole rows see it: breaks inside a cell go, one space stays between cells."""
    return " ".join(text for cell in row if (text := squeeze(cell.text) if len(row) > 1 else cell.text.strip()))
