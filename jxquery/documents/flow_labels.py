"""Finds the labels of a form and the header of its table in text that has lost its borders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from jxquery.documents.pieces import BORDER, Piece, text_of
from jxquery.documents.words import Field, FormColumn, MatrixColumn, Words, label_key

# A label that names a group of cells and holds nothing itself.
Group: TypeAlias = None
Meaning: TypeAlias = Field | MatrixColumn | FormColumn | Group
_LONGEST = 10  # a label set upright has a piece for each character
_NUMBERED = re.compile(r"[\d一二三四五六七八九其]")
_AMOUNT = re.compile(r"[\d,.]+(?:万元|元)?")
_LEAST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A label in the text, from the piece `start` to the piece `end`. `group`: it may stand for others behind it."""

    meaning: Meaning
    start: int
    end: int
    group: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its columns from left to right, and the pieces of each of their labels."""

    labels: tuple[Label, ...]

    @property
    def start(self) -> int:
        """Its first piece."""
        return self.labels[0].start

    @property
    def end(self) -> int:
        """The piece behind it."""
        return self.labels[-1].end

    @property
    def columns(self) -> tuple[Field | FormColumn, ...]:
        """What its columns are."""
        return tuple(label.meaning for label in self.labels if isinstance(label.meaning, Field | FormColumn))


@dataclass(frozen=True)
class Labels:
    """Looks labels up in the words of forms."""

    words: Words

    @cached_property
    def front(self) -> Mapping[str, Meaning]:
        """The labels of cells in front of the table."""
        groups: dict[str, Meaning] = dict.fromkeys(self.words.structure)
        return {**groups, **self.words.matrix_by_label, **self.words.field_by_label}

    @cached_property
    def _starts(self) -> frozenset[str]:
        return frozenset(label[0] for label in (*self.front, *self.words.column_by_heading))

    def at(self, pieces: tuple[Piece, ...], start: int, known: Mapping[str, Meaning]) -> Label | None:
        """The longest label that begins with this piece; it may be broken anywhere."""
        return next(iter(self._all_at(pieces, start, known)), None)

    def _all_at(self, pieces: tuple[Piece, ...], start: int, known: Mapping[str, Meaning]) -> list[Label]:
        """The labels that begin with this piece, the longest first."""
        found: list[Label] = []
        if not self._may_begin(pieces, start):
            return found
        borders = pieces[start].first or pieces[start - 1].join >= BORDER
        for end in range(start + 1, min(start + _LONGEST, len(pieces)) + 1):
            if not pieces[end - 1].text:
                break
            key = label_key(text_of(pieces[start:end]))
            if key in known and (borders or _is_amount_label(known[key])):
                found.insert(0, Label(known[key], start, end, key in self.words.structure))
        return found

    def _may_begin(self, pieces: tuple[Piece, ...], at: int) -> bool:
        first = pieces[at].text.strip()[:1]
        if first not in self._starts and not _NUMBERED.match(first):
            return False
        return pieces[at].first or pieces[at - 1].join >= BORDER or _AMOUNT.fullmatch(pieces[at - 1].text) is not None

    def glued(self, text: str) -> bool:
        """Whether the headings of a table stand in the text with nothing between them."""
        longest = sorted(map(re.escape, self.words.column_by_heading), key=len, reverse=True)
        return re.search(f"(?:{'|'.join(longest)}){{{_LEAST_COLUMNS},}}", text) is not None

    def headers(self, pieces: tuple[Piece, ...]) -> tuple[Header, ...]:
        """The headers of the tables of indicators, in their order; one that is repeated on a page too."""
        found: list[Header] = []
        at = 0
        while at < len(pieces):
            header = self._header(pieces, at)
            if header is not None:
                found.append(header)
            at = header.end if header else at + 1
        return tuple(found)

    def _header(self, pieces: tuple[Piece, ...], at: int) -> Header | None:
        """The header whose first column begins here: the names and values of indicators are among its columns."""
        return next(filter(None, map(self._as_header, self._runs(pieces, at, ()))), None)

    def _runs(self, pieces: tuple[Piece, ...], at: int, before: tuple[Label, ...]) -> Iterator[tuple[Label, ...]]:
        """The labels one behind the other: long ones first, then 目标值 and 单位 for 目标值单位."""
        found = self._all_at(pieces, at, self.words.column_by_heading) if at < len(pieces) else []
        if at < len(pieces) and not any(map(_is_column, before)):
            own = self.at(pieces, at, self.words.field_by_label)
            if own is not None and (not found or own.end > found[0].end):
                found.insert(0, own)
        for label in found:
            yield from self._runs(pieces, label.end, (*before, label))
        if not found:
            yield before

    @staticmethod
    def _as_header(run: tuple[Label, ...]) -> Header | None:
        labels = list(run)
        while labels and not _is_column(labels[-1]):
            labels.pop()
        if sum(not _is_column(x) for x in labels) == 1:
            labels = labels[1:]  # one label in front of the header is an empty cell above the table
        kinds = [label.meaning.kind for label in labels if isinstance(label.meaning, FormColumn)]
        if len(kinds) < _LEAST_COLUMNS or not {"name", "value"} <= set(kinds):
            return None
        return Header(tuple(labels))


def _is_amount_label(meaning: Meaning) -> bool:
    """Whether a label may stand right behind a number: amounts stand in a row."""
    return isinstance(meaning, Field) and meaning.kind == "amount"


def _is_column(label: Label) -> bool:
    return isinstance(label.meaning, FormColumn)
