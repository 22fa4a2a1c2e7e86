"""The rows of a form's table: which cell stands in which column, and classes carried down from above."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jxquery.documents.front import Given
from jxquery.documents.grid import Cell, is_blank
from jxquery.documents.headers import Header, Row, find_header
from jxquery.documents.words import FormColumn, Words, label_key
from jxquery.text.normalise import squeeze

_VALUE = re.compile(r"[≥≤≧≦>＞<＜=＝±].*|\d[\d,.]*\D{0,4}")
_NO_NAME = re.compile(r"[≥≤≧≦>＞<＜=＝±].*|[\d,.]+[%％]?")
_SPLIT_OVER = 6  # no word of a class is split over more cells than this


class UnreadableError(Exception):
    """A form that cannot be loaded; the problem says where and why."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


@dataclass(frozen=True, slots=True)
class Indicator:
    """The cells of a row by column; its classes are filled in. The place is that of the row's first own cell.

    `project`: the project's own cells of this row, in a flat list. There a row that cannot be read is `broken`, and so
    is only its project.
    """

    cells: Mapping[str, Cell]
    operators: tuple[Cell, ...]
    place: str
    project: Mapping[str, Given]
    broken: UnreadableError | None = None


@dataclass(slots=True)
class Table:
    """What a table holds: its indicators, the cells of its row of totals, texts that no column takes, and the rest.

    `below_unknown`: the cells below each heading that no column has. `project_rows`: how many indicators stand above a
    row without one, the project's cells of it, and its place. `rest`: the rows below the end of the table.
    `left_long`: the places of rows whose other half says something else.
    """

    indicators: list[Indicator] = field(default_factory=list)
    totals: Mapping[str, Cell] = field(default_factory=dict)
    untaken: list[Cell] = field(default_factory=list)
    below_unknown: dict[int, list[Cell]] = field(default_factory=dict)
    rest: tuple[Row, ...] = ()
    left_long: list[str] = field(default_factory=list)
    project_rows: list[tuple[int, Mapping[str, Given], str]] = field(default_factory=list)


def read_table(header: Header, rows: Sequence[Row], words: Words) -> Table:
    """The indicators below a header up to the end of the form. Raises UnreadableError where a row cannot be read."""
    return _Reader(header, words).read(_joined_classes(header, rows, words))


def _joined_classes(header: Header, rows: Sequence[Row], words: Words) -> list[Row]:
    """Words of classes and of the side that are split over the cells of several rows are put into the first of them."""
    joined = [list(row) for row in rows]
    for column in words.columns:
        at = header.at.get(column.column)
        if column.kind != "class" or at is None:
            continue
        for n, row in enumerate(joined):
            if len(row) != header.width or not row[at].text.strip() or words.class_word(row[at].text, column):
                continue
            text, parts = row[at].text, []
            for m in range(n + 1, min(n + _SPLIT_OVER, len(joined))):
                if len(joined[m]) != header.width:
                    break
                if joined[m][at].text.strip():
                    text += joined[m][at].text
                    parts.append(m)
                    if words.class_word(text, column):
                        row[at] = Cell(text, row[at].place)
                        for part in parts:
                            joined[part][at] = Cell("", joined[part][at].place)
                        break
    return [tuple(row) for row in joined]


class _Reader:
    def __init__(self, header: Header, words: Words) -> None:
        self.header = header
        self.words = words
        self.classes = [c for c in words.columns if c.kind == "class" and c.column in header.at]
        self.name = next(c.column for c in words.columns if c.kind == "name" and c.column in header.at)
        self.value = next(c.column for c in words.columns if c.kind == "value" and c.column in header.at)
        self.not_own = {c.column for c in words.columns if c.kind in ("class", "order")}
        self.points = {c.column for c in words.columns if c.kind == "number"}
        self.above: dict[str, Cell] = {}
        self.table = Table()

    def read(self, rows: Sequence[Row]) -> Table:
        skip = 0
        for n, row in enumerate(rows):
            if skip:
                skip -= 1
                continue
            filled = [cell for cell in row if cell.text.strip()]
            if not filled:
                continue
            again = find_header(rows, n, self.words)
            if again is not None:
                self._again(again, filled[0])
                skip = again.rows - 1
                continue
            if len(filled) == 1 and len(row) <= self.header.width and self._ends(filled[0]):
                self._rest(rows[n:])
                break
            try:
                ended = not self._row(row, filled)
            except UnreadableError as error:
                if not self.header.project:
                    raise
                self.table.indicators.append(Indicator({}, (), filled[0].place, self._own_project(row), error))
                continue
            if ended:
                self._rest(rows[n:])
                break
        return self.table

    def _again(self, again: Header, first: Cell) -> None:
        """The header at the top of a new page, or that of another table, which cannot be of this one."""
        if again.at.keys() != self.header.at.keys():
            raise UnreadableError(first.place, f"表格中间出现了另一种表头「{_short(first.text)}」")
        self.header = again

    def _ends(self, cell: Cell) -> bool:
        return self.words.ends(cell.text) or label_key(cell.text) in self.words.structure

    def _rest(self, rows: Sequence[Row]) -> None:
        """What is below the end; no row of indicators may be among it."""
        self.table.rest = tuple(rows)
        for row in rows:
            cells = self._placed(row) if len(row) > 1 else None
            if cells is None or not squeeze(cells[self.name].text) or not squeeze(cells[self.value].text):
                continue
            if any(self.words.class_word(cells[c.column].text, c) for c in self.classes):
                place = next(cell.place for cell in row if cell.text.strip())
                raise UnreadableError(place, f"「{_joined(row)}」在表格结束以后，又像是指标")

    def _row(self, row: Row, filled: list[Cell]) -> bool:
        """Take one row in; False where the table has ended above it."""
        cells = self._placed(row)
        if cells is None:
            raise self._cannot(filled)
        if self._is_total(cells, row):
            self.table.totals = cells
            return False
        note = filled[0]
        if self.words.ends(note.text) and label_key(note.text) not in self.words.field_by_label and len(filled) == 1:
            return False
        project = self._project(row)
        own = [c for c, cell in cells.items() if c not in self.not_own and cell.text.strip()]
        if not own and self.header.project and project and not any(cells[c.column].text.strip() for c in self.classes):
            self.table.project_rows.append((len(self.table.indicators), project, filled[0].place))
            self._new_project(project)
            return True
        if self._is_foreign(cells):
            return False
        if project:
            self._new_project(project)
        full = self._with_classes(cells)
        if full is None:
            raise self._cannot(filled)
        self._check_places(cells, filled)
        self._note_others(row, cells)
        name = squeeze(full[self.name].text)
        if not name and (not own or self._is_unused(full, own)):
            return True  # a class that the form prints and does not use
        if self._is_template(name, full):
            return True
        if not name:
            raise self._cannot(filled)
        operators = tuple(self._cell(row, at) for at in self.header.operators)
        self.table.indicators.append(Indicator(full, operators, filled[0].place, project))
        return True

    def _cannot(self, filled: list[Cell]) -> UnreadableError:
        columns = "、".join(sorted(self.header.at, key=lambda c: self.header.at[c]))
        return UnreadableError(filled[0].place, f"「{_short(' '.join(c.text for c in filled))}」不能分成{columns}")

    def _cell(self, row: Row, at: int) -> Cell:
        """The cell of a place. A row shorter than the header lacks its first cells, which span rows from above."""
        shift = max(0, self.header.width - len(row))
        return row[at - shift] if shift <= at < len(row) + shift else Cell("", row[0].place)

    def _placed(self, row: Row) -> dict[str, Cell] | None:
        """The cells by column; None where the row has text beyond the columns or is no row of a table."""
        width, wide = self.header.width, self.header.wide
        if len(row) == 1 or (len(row) > width and any(cell.text.strip() for cell in row[width:])):
            return None
        cells = {}
        for column, at in self.header.at.items():
            if not wide.get(at):
                cells[column] = self._cell(row, at)
                continue
            found = [self._cell(row, k) for k in (at, *wide[at])]
            filled = [cell for cell in found if cell.text.strip()]
            if len(filled) > 1:
                return None
            cells[column] = filled[0] if filled else found[0]
        return cells

    def _project(self, row: Row) -> dict[str, Given]:
        """The project's fields that the row has, as the header above it has them, with the unit of its headings."""
        found: dict[str, Given] = {}
        for at, of in self.header.project.items():
            cell = self._cell(row, at)
            if squeeze(cell.text):
                found[of.column] = Given(of, cell, self.header.unit_of(of, self.words))
        return found

    def _own_project(self, row: Row) -> dict[str, Given]:
        """The project's cells of a row that cannot be read; none where they may stand elsewhere."""
        return self._project(row) if len(row) == self.header.width else {}

    def _new_project(self, project: Mapping[str, Given]) -> None:
        """Classes are not carried down from one project to the next."""
        if "项目名称" in project:
            self.above = {}

    def _is_total(self, cells: Mapping[str, Cell], row: Row) -> bool:
        first = next((cell for cell in row if cell.text.strip()), None)
        said = [cells[c.column] for c in self.classes] + [cells[self.name]] + ([first] if first else [])
        return any(label_key(cell.text) in self.words.total for cell in said)

    def _is_foreign(self, cells: Mapping[str, Cell]) -> bool:
        """A row of something else: its first cell is no class, and it has neither name nor value."""
        if squeeze(cells[self.name].text) or not self.classes:
            return False
        texts = [(squeeze(cells[c.column].text), c) for c in self.classes]
        strange = [t for t, c in texts if t and not self.words.class_word(t, c)]
        return bool(strange) and not squeeze(cells[self.value].text)

    def _is_unused(self, cells: Mapping[str, Cell], own: list[str]) -> bool:
        return all(c in self.points or is_blank(cells[c].text) for c in own)

    def _is_template(self, name: str, cells: Mapping[str, Cell]) -> bool:
        """指标2: or …… in a row that says nothing else."""
        if not name or not self.words.template_name.fullmatch(name):
            return False
        said = [c for c in (self.value, "实际完成值") if c in cells and not is_blank(cells[c].text)]
        if said:
            raise UnreadableError(cells[self.name].place, f"指标「{name}」没有名称，却有{'、'.join(said)}")
        return True

    def _with_classes(self, cells: Mapping[str, Cell]) -> dict[str, Cell] | None:
        """The row with the classes that it does not repeat.

        Below a new wide class the narrow one must be its own; where it has none, it stays empty. So does the wide
        class of the first rows where the form has lost it, but the narrow one is told.
        """
        full = dict(cells)
        renewed = False
        narrow = self.classes[-1] if self.classes else None
        known = narrow is not None and self.words.class_word(cells[narrow.column].text, narrow) == "full"
        for column in self.classes:
            text = squeeze(full[column.column].text)
            before = self.above.get(column.column)
            if text:
                renewed = renewed or before is None or squeeze(before.text) != text
            elif renewed:
                continue
            elif before is None and not known:
                return None
            elif before is None:
                continue
            else:
                full[column.column] = before
        self.above = {c.column: full[c.column] for c in self.classes}
        return full

    def _check_places(self, cells: Mapping[str, Cell], filled: list[Cell]) -> None:
        """A class of another level, or a value where the name should be, says that the row is out of place."""
        for column in self.classes:
            text = cells[column.column].text
            if text.strip() and not self.words.class_word(text, column):
                others = (c for c in self.classes if c is not column)
                if any(self.words.class_word(text, c) == "full" for c in others):
                    raise UnreadableError(
                        filled[0].place, f"「{squeeze(text)}」不是{column.column}，这一行的格子错了位"
                    )
        name, value = squeeze(cells[self.name].text), squeeze(cells[self.value].text)
        if name and (_NO_NAME if value else _VALUE).fullmatch(name):
            raise UnreadableError(filled[0].place, f"指标名称「{name}」像是指标值，这一行的格子错了位")
        if self.words.is_form_title(name):
            raise UnreadableError(filled[0].place, f"指标名称「{name}」像是表的标题")
        texts = [(squeeze(cells[c.column].text), c) for c in self.classes]
        strange = next((t for t, c in texts if t and self.words.class_word(t, c) is None), "")
        if strange and name and (not value or self._is_no_class(strange, texts)):
            raise UnreadableError(filled[0].place, f"「{strange}」不是认识的分类，这一行的格子可能错了位")
        said = self.words.operators
        if name in said.compare | said.words | said.direction:
            raise UnreadableError(filled[0].place, f"指标名称「{name}」是比较符，这一行的格子错了位")

    def _is_no_class(self, text: str, classes: list[tuple[str, FormColumn]]) -> bool:
        """Whether an unknown class cannot be one: an operator, or a text without 指标 where the known ones are told."""
        said = self.words.operators
        if text in said.compare | said.words | said.direction:
            return True
        above = next((t for t, c in classes if t != text and c.below.get(self.words.standard(t, c))), "")
        carried = [c.below for c in self.classes if c.column in self.above]
        known = above or any(
            below.get(self.words.standard(self.above[c.column].text, c))
            for below, c in zip(carried, self.classes, strict=False)
        )
        return bool(known) and not self.words.class_base(text)[1]

    def _note_others(self, row: Row, cells: Mapping[str, Cell]) -> None:
        """The texts of a row that no column takes, and rows whose other half says something else."""
        header = self.header
        shift = max(0, header.width - len(row))
        for n, cell in enumerate(row):
            at = n + shift
            if at in header.taken or not cell.text or is_blank(cell.text):
                continue
            if at in header.side and self.words.is_side(cell.text):
                continue
            if at in header.unknown:
                self.table.below_unknown.setdefault(at, []).append(cell)
            else:
                self.table.untaken.append(cell)
        signs = "".join(self._cell(row, at).text for at in header.operators)
        for column, at in header.long.items():
            other = self._cell(row, at)
            own = cells[column].text if column in cells else signs
            if not is_blank(other.text) and squeeze(other.text) != squeeze(own):
                self.table.left_long.append(other.place)
                break


def _joined(row: Row) -> str:
    return _short(" ".join(cell.text for cell in row if cell.text.strip()))


def _short(text: str) -> str:
    squeezed = squeeze(text)
    return squeezed if len(squeezed) <= 40 else f"{squeezed[:40]}…"  # noqa: PLR2004
