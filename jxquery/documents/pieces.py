"""The pieces that running text falls into, and how likely each white space between them is the border of a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jxquery.documents.grid import Cell
from jxquery.documents.values import COMPARATOR_WORDS, read_target
from jxquery.schema.model import Units
from jxquery.text.normalise import squeeze

# From here on a space inside a line is a border of cells; nothing is joined over a border that the text still has.
BORDER = 3.0
_HARD = 99.0
_RARE = 20  # where extraction puts these spaces, it puts them everywhere
_SLIPS = 2
_MIXED = re.compile(r"(?<=[\u4e00-\u9fff])(\s?)(?=\d)|(?<=\d)(\s?)(?=[\u4e00-\u9fff])")
_VALUE_AT_END = re.compile(r"\S\s+((?:[^\s\d]{1,4} ?)?\d[\d,.]*\s*\S*)\s*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line between white space.

    `join` and `cut` are what it costs to continue its cell with the next piece, and to end its cell here.
    `ends_value`: its line ends in a number with a unit behind something else. `space` is the white space behind it.
    """

    text: str
    place: str
    line: int
    first: bool
    last: bool
    join: float
    cut: float
    ends_value: bool
    space: str = ""

    @property
    def hard(self) -> bool:
        """Whether the text still has the border behind it."""
        return self.join >= _HARD


def is_spaced(lines: list[Cell]) -> bool:
    """Whether extraction put a space between Chinese characters and digits: then not every space is a border."""
    found = [match[1] or match[2] or "" for cell in lines for match in _MIXED.finditer(cell.text)]
    without = found.count("")
    return _RARE * without <= len(found) or (without <= _SLIPS and 4 * without <= len(found))


def pieces_of(lines: list[Cell], units: Units, *, spaced: bool = True) -> tuple[Piece, ...]:
    """The pieces of the lines. Where extraction wrote a space at the end of each cell, a line without one goes on.

    `spaced`: there are spaces inside cells too.
    """
    filled = [cell for cell in lines if cell.text.strip()]
    open_ended = sum(cell.text == cell.text.rstrip() for cell in filled)
    telling = 0 < open_ended < len(filled)
    raw: list[tuple[str, int, re.Match[str]]] = [
        (cell.place, n, match) for n, cell in enumerate(filled) for match in re.finditer(r"\S+", cell.text)
    ]
    pieces = []
    for k, (place, line, match) in enumerate(raw):
        first = k == 0 or raw[k - 1][1] != line
        last = k + 1 == len(raw) or raw[k + 1][1] != line
        ends_value = last and _ends_in_value(match.string, units)
        if last:
            goes_on = match.end() == len(match.string)
            join, cut = ((0.0, 4.0) if goes_on else (4.0, 0.0)) if telling else (0.0, 0.0)
            if k + 1 < len(raw) and _letters(match.group()[-1], raw[k + 1][2].group()[0]):
                join, cut = 0.0, max(cut, 3.0)  # a space between Latin words is the text's own
            elif ends_value:
                join += 2.0
        else:
            following = raw[k + 1][2]
            within = _within if spaced else _between
            join, cut = within(match.group(), following.group(), following.start() - match.end())
        behind = match.string[match.end() : None if last else raw[k + 1][2].start()]
        pieces.append(Piece(match.group(), place, line, first, last, join, cut, ends_value, behind))
    return tuple(pieces)


def cells_of(cells: Sequence[Cell], *, one_row: bool = False) -> tuple[Piece, ...]:
    """The pieces of cells, each is one, the empty ones too: a stream of cells, or the cells of a row."""
    last = len(cells) - 1
    return tuple(
        Piece(
            cell.text.strip(),
            cell.place,
            0 if one_row else n,
            first=not one_row or n == 0,
            last=not one_row or n == last,
            join=_HARD,
            cut=0.0,
            ends_value=False,
        )
        for n, cell in enumerate(cells)
    )


def _between(before: str, after: str, gap: int) -> tuple[float, float]:
    """What a space inside a line means where no cell has any: a border, but between Latin words and in brackets."""
    if gap == 1 and (_letters(before[-1], after[0]) or before[-1] in "(（" or after in ")）"):
        return 0.0, BORDER
    return 6.0, 0.0


def _within(before: str, after: str, gap: int) -> tuple[float, float]:
    """What a space inside a line means: between two Chinese characters a border, beside a digit often nothing."""
    a, b = before[-1], after[0]
    if b in "≥≤<>=＞＜＝≧≦‹›±":
        return 6.0, 0.0
    if COMPARATOR_WORDS & {before, after}:
        return (0.0, 6.0) if before in COMPARATOR_WORDS else (6.0, 0.0)
    if gap > 1:
        return BORDER, 0.0
    if a.isdigit() and b.isdigit():
        return 6.0, 0.0
    if not a.isascii() and not b.isascii():
        return 6.0, 0.0
    if a.isascii() and b.isascii():
        return (0.0, 3.0) if _letters(a, b) else (0.5, 1.0)
    return (0.0, 0.2) if b.isascii() else (0.0, 1.5)


def _ends_in_value(line: str, units: Units) -> bool:
    """Whether a line ends in a comparison, a number and a known unit, behind something else: there a row ends."""
    match = _VALUE_AT_END.search(line)
    target = read_target(squeeze(match[1]), units) if match else None
    return target is not None and target.value is not None and target.unit in units.by_word


def text_of(pieces: tuple[Piece, ...]) -> str:
    """The pieces with their breaks; `squeeze` makes the final text of it."""
    return "".join(p.text + ("\n" if p.last else " ") for p in pieces).strip()


def raggedness(pieces: tuple[Piece, ...]) -> float:
    """A wrapped line is full: what it costs that lines of a cell are shorter than others, but for the last."""
    widths: dict[int, int] = {}
    for piece in pieces:
        widths[piece.line] = widths.get(piece.line, 0) + width(piece.text)
    lines = list(widths.values())
    return 3.0 * sum(line + 2 < max(lines) for line in lines[:-1])


def width(text: str) -> int:
    """How wide a text is set, in half characters."""
    return sum(1 if char.isascii() else 2 for char in text)


def _letters(a: str, b: str) -> bool:
    return a.isascii() and a.isalpha() and b.isascii() and b.isalpha()
