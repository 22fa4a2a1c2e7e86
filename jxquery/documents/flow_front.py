"""The cells in front of a form's table: labels, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from jxquery.documents.amounts import is_amount
from jxquery.documents.flow_labels import Label, Labels
from jxquery.documents.grid import Cell
from jxquery.documents.paragraphs import numbers
from jxquery.documents.pieces import BORDER, Piece, raggedness, text_of
from jxquery.documents.words import Field, MatrixColumn, label_key
from jxquery.schema.model import Units
from jxquery.text.normalise import squeeze
from jxquery.types import Problem

Row = tuple[Cell, ...]
_PAGE_NUMBER = re.compile(r"\d{1,4}")
_PROSE = re.compile(r"[\u4e00-\u9fff]{4}")
_SENTENCE_ENDS = "。；;！!"
_NOTHING = re.compile(r"[-/—–]+")
_POINTS = re.compile(r"\d{1,3}(?:\.\d+)?")
_RATE = re.compile(r"\d{1,3}(?:\.\d+)?%?")
_MOST_POINTS = 100
_SHOWN = 40
_DIGITS = re.compile(r"[\d,.]+")
_MONEY = re.compile(r"[\d,]+(?:\.\d{1,2})?")
_LINE = 12  # the line that says the unit of the amounts has no more pieces


def front_rows(pieces: tuple[Piece, ...], labels: Labels, units: Units, problems: list[Problem]) -> Iterator[Row]:
    """The rows of the cells in front of the table; each label begins a row. What is left out goes to `problems`."""
    yield from _Front(pieces, labels, units, problems).rows()


class _Front:
    def __init__(self, pieces: tuple[Piece, ...], labels: Labels, units: Units, problems: list[Problem]) -> None:
        self.pieces = pieces
        self.words = labels.words
        self.labels = labels
        self.units = units
        self.problems = problems
        self.matrix: tuple[MatrixColumn, ...] = ()

    def rows(self) -> Iterator[Row]:
        """One run of labels after the other, each with what stands behind it."""
        found = list(self._found())
        first = found[0].start if found else len(self.pieces)
        for line in _by_line(self.pieces[:first]):
            yield (_cell(line),)
        runs: list[list[Label]] = []
        for label in found:
            if runs and runs[-1][-1].end == label.start:
                runs[-1].append(label)
            else:
                runs.append([label])
        for run, following in pairwise([*runs, []]):
            yield from self._run(run, following[0].start if following else len(self.pieces))

    def _found(self) -> Iterator[Label]:
        at = 0
        while at < len(self.pieces):
            label = self._money(at) or self.labels.at(self.pieces, at, self.labels.front)
            if label is not None:
                yield label
            at = label.end if label else at + 1

    def _money(self, at: int) -> Label | None:
        """The line that says the unit of the amounts; its label is not that of a field."""
        if not self.pieces[at].first:
            return None
        line = [p for p in self.pieces[at : at + _LINE] if p.line == self.pieces[at].line]
        if self.words.money_line.fullmatch(squeeze(text_of(tuple(line)))) is None:
            return None
        return Label(None, at, at + len(line))

    def _run(self, run: list[Label], end: int) -> Iterator[Row]:
        """Labels that stand one behind the other, and the pieces behind the last one."""
        columns = [(n, column) for n, x in enumerate(run) if (column := self._column(x))]
        if any(column.year for _, column in columns) and (
            len(columns) > 1 or self._heads_amounts(run, columns[0][0], end)
        ):
            first, last = columns[0][0], columns[-1][0] + 1
            self.matrix = tuple(column for _, column in columns)
            yield from ((self._name(label),) for label in run[:first])
            yield (Cell("", ""), *(self._name(run[n]) for n, _ in columns))
            if run[last:]:
                yield from self._run(run[last:], end)
            else:
                yield from ((_cell(line),) for line in _by_line(self.pieces[run[-1].end : end]))
            return
        beside = self._beside(run)
        if len(beside) > 1 and run[-1].end < end:
            yield from ((self._name(label),) for label in run[: -len(beside)])
            yield from self._side_by_side(beside, end)
            return
        for label in run[:-1]:
            yield (self._name(label),)
        yield from self._values(run[-1], end)

    def _heads_amounts(self, run: list[Label], at: int, end: int) -> bool:
        """Whether the only label of a column stands above amounts: behind that of a group, and before one of a row."""
        if at == 0 or not run[at - 1].group:
            return False
        below = run[at + 1] if at + 1 < len(run) else self.labels.at(self.pieces, end, self.labels.front)
        of = below.meaning if below and (at + 1 < len(run) or run[-1].end == end) else None
        return isinstance(of, Field) and of.kind == "amount"

    def _column(self, label: Label) -> MatrixColumn | None:
        """The column of a table of amounts that a label may be of."""
        text = text_of(self.pieces[label.start : label.end])
        return self.words.matrix_by_label.get(label_key(text))

    def _name(self, label: Label) -> Cell:
        return Cell(squeeze(text_of(self.pieces[label.start : label.end])), self.pieces[label.start].place)

    @staticmethod
    def _beside(run: list[Label]) -> list[Label]:
        """The last labels of a run, those of texts that stand side by side below them."""
        found: list[Label] = []
        for label in reversed(run):
            of = label.meaning
            if not isinstance(of, Field) or of.kind not in ("prose", "list") or (label.group and label is not run[-1]):
                break
            found.insert(0, label)
        return found

    def _side_by_side(self, labels: list[Label], end: int) -> Iterator[Row]:
        """Labels that stand side by side and the texts below them, when there is one for each and no doubt about it.

        Else it is not known which label a text is of, and none of them is taken.
        """
        rest = self.pieces[labels[-1].end : end]
        hard = all(p.hard for p in rest)
        lines = [line for line in _by_line(rest) if not hard or line[0].text]
        ends = [n for n, line in enumerate(lines) if hard or line[-1].text[-1:] in _SENTENCE_ENDS]
        if len(ends) == len(labels) and ends[-1] == len(lines) - 1:
            begins = [0, *(n + 1 for n in ends[:-1])]
            yield tuple(map(self._name, labels))
            yield tuple(_cell(sum(lines[a : b + 1], ())) for a, b in zip(begins, ends, strict=True))
            return
        yield from ((self._name(label),) for label in labels)
        if lines:
            said = "」「".join(self._name(label).text for label in labels)
            text = squeeze(text_of(sum(lines, ())))
            short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            message = f"「{short}」分不清哪些属于「{said}」中的哪一栏"
            self.problems.append(Problem(lines[0][0].place, message, "没有载入"))

    def _values(self, label: Label, end: int) -> Iterator[Row]:
        """A label and the pieces behind it."""
        name = self._name(label)
        rest = self.pieces[label.end : end]
        kind = label.meaning.kind if isinstance(label.meaning, Field) else "other"
        if self.matrix and kind in ("amount", "other") and isinstance(label.meaning, Field):
            here = tuple(p for p in rest if p.line == rest[0].line) if rest else ()
            if rest and rest[0].hard:
                here = rest[: len(self.matrix)]
            yield (name, *self._matrix_cells(here, name))
            yield from ((_cell(line),) for line in _by_line(rest[len(here) :]))
        elif kind == "amount":
            cut = self._amount_end(label.end, end)
            yield (name, _cell(self.pieces[label.end : cut])) if cut > label.end else (name,)
            yield from ((_cell(part),) for part in self._prose(cut, end))
        elif kind in ("prose", "list"):
            number = label.meaning.number if isinstance(label.meaning, Field) else None
            parts = list(self._prose(label.end, end, number))
            yield (name, _cell(parts[0])) if parts else (name,)
            yield from ((_cell(part),) for part in parts[1:])
        else:
            yield from self._text(name, rest)

    def _text(self, name: Cell, rest: tuple[Piece, ...]) -> Iterator[Row]:
        """A short text: one cell, wrapped at most; what cannot be that stays in the cells and lines that it has."""
        cells = list(map(_cells, _by_line(rest)))
        if all(len(line) == 1 for line in cells) and rest and raggedness(rest) == 0 and not rest[0].hard:
            yield (name, _cell(rest))
            return
        yield (name, *(_cell(part) for part in cells[0])) if cells else (name,)
        yield from (tuple(_cell(part) for part in line) for line in cells[1:])

    def _prose(self, start: int, end: int, number: re.Pattern[str] | None = None) -> Iterator[tuple[Piece, ...]]:
        """The paragraphs of a text, each with its running number; without one it is a single part."""
        pieces = self._without_page_numbers(start, end)
        if not pieces:
            return
        if pieces[0].hard:
            yield from ((piece,) for piece in pieces if piece.text)
            return
        text, at = "", {}
        for n, piece in enumerate(pieces):
            at[len(text)] = n
            text += piece.text + ("\n" if piece.last else piece.space)
        found = numbers(text, number) if number else []
        starts = {0, *(at[match.start()] for match in found if match.start() in at)}
        for begin, stop in pairwise([*sorted(starts), len(pieces)]):
            yield pieces[begin:stop]

    def _without_page_numbers(self, start: int, end: int) -> tuple[Piece, ...]:
        """Prose has no line that is only a number: such a line goes, and is said."""
        kept: list[Piece] = []
        for piece in self.pieces[start:end]:
            own_line = piece.first and piece.last and not piece.hard
            if own_line and _PAGE_NUMBER.fullmatch(piece.text):
                message = f"单独一行的数字「{piece.text}」不属于表格"
                self.problems.append(Problem(piece.place, message, "当作页码，没有计入"))
            else:
                kept.append(piece)
        return tuple(kept)

    def _amount_end(self, start: int, end: int) -> int:
        """Where an amount ends and the prose behind it begins.

        The amount stands on the line of its label or alone on the next one; the prose always begins a line.
        """
        if start == end:
            return start
        wrapped = self._wrapped_amount(start, end)
        if wrapped is not None:
            return wrapped
        line = self.pieces[start].line
        stop = next((k for k in range(start, end) if self.pieces[k].line != line), end)
        here = text_of(self.pieces[start:stop])
        if start and self.pieces[start - 1].line == line:
            return start if _PROSE.search(here) and not is_amount(here, self.units) else stop
        return stop if is_amount(here, self.units) or not here else start

    def _wrapped_amount(self, start: int, end: int) -> int | None:
        """The end of an amount that is wrapped over lines; its own label where it may as well be two amounts.

        None where no amount is wrapped: 83,080,1 is none, and 83,080,1 with 00.00 below it is one.
        """
        stop = next((k for k in range(start, end) if not _DIGITS.fullmatch(self.pieces[k].text)), end)
        parts = [piece.text for piece in self.pieces[start:stop]]
        whole = "".join(parts)
        if len(parts) < 2 or self.pieces[start].hard or not (_MONEY.fullmatch(whole) and is_amount(whole, self.units)):  # noqa: PLR2004
            return None
        return start if all(is_amount(part, self.units) for part in parts) else stop

    def _matrix_cells(self, pieces: tuple[Piece, ...], name: Cell) -> list[Cell]:
        """The cells of a row of amounts below the columns; one that may stand in two columns is left out and said."""
        blank = Cell("", name.place)
        parts = pieces if any(not p.text for p in pieces) else tuple(p for p in pieces if p.text)
        cells = [Cell(p.text, p.place) for p in parts]
        if len(cells) < len(self.matrix) and len(cells) != sum(bool(c.text) for c in cells):
            cells += [blank] * (len(self.matrix) - len(cells))  # with its empty cells, a row lacks only its last ones
        fitting = [
            columns
            for columns in combinations(range(len(self.matrix)), len(cells))
            if all(self._fits(cell.text, self.matrix[n]) for cell, n in zip(cells, columns, strict=True))
        ]
        if not fitting:
            # One cell more than the table has: whoever reads it sees that it is no row of it.
            return [*[blank] * len(self.matrix), Cell(" ".join(c.text for c in cells), name.place)] if cells else []
        rows = [
            [cells[columns.index(n)] if n in columns else blank for n in range(len(self.matrix))] for columns in fitting
        ]
        certain = [all(_plain(row[n]) == _plain(rows[0][n]) for row in rows) for n in range(len(self.matrix))]
        if not all(certain):
            doubtful = " ".join(c.text for n, c in enumerate(cells) if not certain[fitting[0][n]])
            message = f"「{name.text}」这一行的「{doubtful}」可以放在几栏里"
            self.problems.append(Problem(name.place, message, "这几栏按空值载入"))
        return [cell if sure else blank for cell, sure in zip(rows[0], certain, strict=True)]

    def _fits(self, text: str, column: MatrixColumn) -> bool:
        written = squeeze(text)
        if not written or _NOTHING.fullmatch(written):
            return True
        if column.kind == "amount":
            return is_amount(written, self.units)
        if column.kind == "rate":
            return written.endswith("%") and _RATE.fullmatch(written) is not None
        return not is_amount(written, self.units) or (
            _POINTS.fullmatch(written) is not None and float(written) <= _MOST_POINTS
        )


def _plain(cell: Cell) -> str:
    return _NOTHING.sub("", squeeze(cell.text))


def _by_line(pieces: tuple[Piece, ...]) -> list[tuple[Piece, ...]]:
    lines: dict[int, list[Piece]] = {}
    for piece in pieces:
        lines.setdefault(piece.line, []).append(piece)
    return [tuple(line) for line in lines.values()]


def _cells(line: tuple[Piece, ...]) -> list[tuple[Piece, ...]]:
    """The cells of a line: a space between Chinese characters, or more than one space, is a border."""
    starts = [0, *(n + 1 for n, piece in enumerate(line[:-1]) if piece.join >= BORDER)]
    return [line[a:b] for a, b in pairwise([*starts, len(line)])]


def _cell(pieces: tuple[Piece, ...]) -> Cell:
    return Cell(text_of(pieces), pieces[0].place if pieces else "")
