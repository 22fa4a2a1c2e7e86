"""Where cells, the words of classes and the whole table can end in text that has lost its borders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jxquery.documents.flow_cells import TOO_MUCH
from jxquery.documents.pieces import Piece, raggedness, text_of
from jxquery.documents.words import FormColumn, Words, label_key
from jxquery.text.normalise import squeeze

_TITLE_TOO_MUCH = 4.0
_LONGEST_CLASS = 6
_LINE = 60  # no line of a heading has more pieces


class Ends:
    """Answers for the pieces below one header, whose classes are `classes`; each place is looked at once."""

    def __init__(self, pieces: tuple[Piece, ...], classes: Sequence[FormColumn], words: Words) -> None:
        self.pieces = pieces
        self.classes = classes
        self.words = words
        self._classes: dict[int, int] = {}
        self._cells: dict[tuple[int, int], tuple[tuple[int, float], ...]] = {}

    def of_cell(self, start: int, longest: int) -> tuple[tuple[int, float], ...]:
        """Where a cell that begins here can end, and what that costs."""
        if (start, longest) not in self._cells:
            self._cells[start, longest] = tuple(self._of_cell(start, longest))
        return self._cells[start, longest]

    def _of_cell(self, start: int, longest: int) -> Iterator[tuple[int, float]]:
        joined = 0.0
        for end in range(start + 1, min(start + longest, len(self.pieces)) + 1):
            last = self.pieces[end - 1]
            cost = joined + last.cut
            if last.line > self.pieces[start].line:
                cost += raggedness(self.pieces[start:end])
            if cost < TOO_MUCH:
                yield end, cost
            joined += last.join
            if joined >= TOO_MUCH:
                return

    def of_table(self, at: int) -> float | None:
        """What it costs to end the table here, or None: only at its end, at a heading, or at the next form's title."""
        pieces = self.pieces
        if at == len(pieces):
            return 0.0
        if not pieces[at].first:
            return None
        if self.is_end(at):
            return 0.1
        return self.title(at) if pieces[-1].line - pieces[at].line < self.words.title_lines else None

    def title(self, at: int) -> float | None:
        """What it costs to take all that is left for a title; None when it is none."""
        pieces = self.pieces
        title = squeeze(text_of(pieces[at:]))
        if not any(p.fullmatch(title) for p in self.words.title):
            return None
        if pieces[-1].line == pieces[at].line:
            return 0.5
        # A title of several lines must hang together as one cell does: it may not take the last rows with it.
        cost = 0.5 + sum(p.join for p in pieces[at:-1]) + raggedness(pieces[at:])
        return cost if cost < _TITLE_TOO_MUCH else None

    def is_end(self, at: int) -> bool:
        """Whether a heading, a note or the row of totals begins here."""
        piece = self.pieces[at]
        if not piece.first or not piece.text:
            return False
        if label_key(piece.text) in self.words.total:
            return True
        return any(p.fullmatch(self._line(at)) for p in self.words.heading)

    def is_title(self, at: int) -> bool:
        """Whether a line begins here that is the title of a form."""
        piece = self.pieces[at]
        return piece.first and bool(piece.text) and any(p.fullmatch(self._line(at)) for p in self.words.title)

    def _line(self, at: int) -> str:
        line = self.pieces[at].line
        return squeeze(" ".join(p.text for p in self.pieces[at : at + _LINE] if p.line == line))

    def of_class(self, at: int) -> int:
        """Where the class word that begins here, on a line of its own, ends; beyond everything when none does."""
        if at not in self._classes:
            beyond = len(self.pieces) + 1
            ends = (end for end, _ in self.of_cell(at, _LONGEST_CLASS) if self.pieces[at].first)
            self._classes[at] = next((end for end in ends if self._is_class(text_of(self.pieces[at:end]))), beyond)
        return self._classes[at]

    def _is_class(self, text: str) -> bool:
        return any(self.words.class_word(text, column) == "full" for column in self.classes)
