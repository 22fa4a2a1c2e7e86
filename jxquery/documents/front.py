"""What stands in front of a form's table: labels, and the value beside or below each of them.

A label's value is the next cell of its row; that of a label in a row of labels stands below it. Amounts may form a
table of their own, with labels above and at the left (年初预算数, 全年预算数 … above 财政拨款, 其他资金 …). What no
label takes is kept, so that it can be reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from jxquery.documents.grid import Cell, is_blank
from jxquery.documents.headers import Row
from jxquery.documents.labels import inline, joined_labels, joined_row
from jxquery.documents.words import Field, MatrixColumn, Words, label_key
from jxquery.text.normalise import squeeze

_GLUED = re.compile(r"(\D{2,16}?)[：:]?(\d[\d,.]*(?:亿元|万元|千元|元)?)")
_PARTS = re.compile(r"[；;，\n]|,(?!\d{3})")
_FIGURE = re.compile(r"[¥￥]?\d[\d,.]*(?:亿元|万元|千元|元|年度?)?")
_TAKES_TEXT = {"prose", "list"}


@dataclass(frozen=True, slots=True)
class Given:
    """The cell of a field, the unit of money that its label, or one above it, is in, and where the label stands."""

    field: Field
    cell: Cell
    unit: str = ""
    row: int = 0
    at: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell of a table of amounts: the field at its left, the column above it, its unit, the label at its left."""

    field: Field
    column: MatrixColumn
    cell: Cell
    unit: str
    label: str


@dataclass(slots=True)
class Front:
    """The fields in their order, the cells of the table of amounts, the texts that nothing takes."""

    given: list[Given] = field(default_factory=list)
    matrix: list[Amount] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    years: list[Cell] = field(default_factory=list)
    untaken: list[Cell] = field(default_factory=list)
    unit: str = ""

    @property
    def labels(self) -> int:
        """How many labels were found."""
        return len({g.field.column for g in self.given}) + bool(self.matrix)

    def first(self, column: str) -> Given | None:
        """The first of the field that says anything, else the first."""
        found = [g for g in self.given if g.field.column == column]
        return next((g for g in found if not is_blank(g.cell.text)), found[0] if found else None)


@dataclass(slots=True)
class _Label:
    """A label on its place; `row` counts the rows of the front."""

    field: Field | None
    matrix: MatrixColumn | None
    cell: Cell
    row: int
    at: int


def read_front(rows: Sequence[Row], words: Words) -> Front:
    """The fields of the rows in front of a table."""
    return _Reader(words).read(joined_labels(rows, words))


class _Reader:
    def __init__(self, words: Words) -> None:
        self.words = words
        self.front = Front()
        self.pending: list[_Label] = []
        self.matrix: list[_Label] = []
        self.matrix_width = 0
        self.last: Field | None = None
        self.label_unit = ""
        self.here = (0, 0)
        self.several = -1  # the row in which a label has several figures

    def read(self, rows: Sequence[Row]) -> Front:
        for n, row in enumerate(rows):
            filled = [(k, cell) for k, cell in enumerate(row) if cell.text.strip()]
            if filled and not self._unit_row(row):
                self.here = (n, 0)
                self._row(n, row, filled)
                if len(row) == 1 and not self.front.given:
                    self.front.untaken.clear()  # a page around the form, not the form
        for label in self.pending:
            self._give_label(label, Cell("", label.cell.place))
        return self.front

    def _unit_row(self, row: Row) -> bool:
        found = self.words.start.fullmatch(joined_row(row))
        if found is None:
            return False
        groups = {name: value.strip() for name, value in found.groupdict().items() if value}
        self.front.unit = groups.pop("unit", self.front.unit)
        self.front.groups.update(groups)
        return True

    def _row(self, n: int, row: Row, filled: list[tuple[int, Cell]]) -> None:
        labels = [label for k, cell in filled if (label := self._label(n, k, cell))]
        if self._begins_matrix(labels, filled):
            self.matrix = [x for x in labels if x.matrix is not None]
            self.matrix_width = len(row)
            self.pending = [x for x in self.pending if x.field and x.field.kind in _TAKES_TEXT]
            return
        if self.matrix and self._matrix_row(row, labels):
            return
        if any(x.field for x in labels):
            self.matrix = []
        if not labels and self._below(n, filled):
            return
        self._beside(n, filled, {x.at: x for x in labels})

    def _label(self, n: int, k: int, cell: Cell) -> _Label | None:
        key = label_key(cell.text)
        of, matrix = self.words.field_by_label.get(key), self.words.matrix_by_label.get(key)
        if of is None and matrix is None and key not in self.words.structure:
            return None
        if unit := self.words.money_label.fullmatch(squeeze(cell.text)):
            self._holds(unit["unit"], of)
        return _Label(of, matrix, cell, n, k)

    def _holds(self, unit: str, of: Field | None) -> None:
        """The unit in the brackets of a label holds for the amounts behind it.

        Not so that of an amount of its own kind: 项目总投资(亿元), in a form whose other amounts are in 万元.
        """
        if of is None or of.kind != "amount":
            self.label_unit = unit
        elif of.long or self.front.unit not in ("", unit):
            self.label_unit = self.label_unit if self.label_unit in ("", unit) else ""
        else:
            self.label_unit = unit

    # --- a table of amounts --------------------------------------------------------------------------------------

    def _begins_matrix(self, labels: list[_Label], filled: list[tuple[int, Cell]]) -> bool:
        """Labels of a table of amounts, each with nothing beside it, one of them of the year."""
        columns = [x for x in labels if x.matrix is not None]
        return (
            any(x.matrix.year for x in columns if x.matrix)
            and len(labels) == len(filled)
            and columns[-1].at == filled[-1][0]
            and all(x.field is None or x.field.kind == "other" or x.matrix or x.at < columns[0].at for x in labels)
        )

    def _matrix_row(self, row: Row, labels: list[_Label]) -> bool:
        """The amounts of a row below the labels of the columns."""
        named = [x for x in labels if x.at < self.matrix[0].at and x.field and x.field.kind in ("amount", "other")]
        if not named:
            return False
        shift = max(0, self.matrix_width - len(row))
        taken = {x.at for x in labels}
        for column in self.matrix:
            at = column.at - shift
            cell = row[at] if 0 <= at < len(row) else Cell("", row[0].place)
            taken.add(at)
            if named[-1].field and column.matrix:
                self.front.matrix.append(
                    Amount(named[-1].field, column.matrix, cell, self._unit(column.cell), squeeze(named[-1].cell.text))
                )
        self._untaken([cell for k, cell in enumerate(row) if k not in taken])
        return True

    # --- labels and their values ---------------------------------------------------------------------------------

    def _beside(self, n: int, filled: list[tuple[int, Cell]], labels: Mapping[int, _Label]) -> None:
        open_label: _Label | None = None
        waiting: list[_Label] = []
        valued = False
        for k, cell in filled:
            if k in labels:
                if open_label is not None:
                    waiting.append(open_label)
                open_label = labels[k]
            elif self._money_line(cell):
                continue
            elif (found := inline(cell, self.words)) is not None and self._takes(found[0], found[1]):
                self.here = (n, k)
                if found[0].kind != "amount" or not self._amounts(cell):
                    self._give(found[0], found[1], self._unit(cell), squeeze(cell.text).split("：")[0].split(":")[0])
                valued = True
            elif open_label is not None and open_label.field is not None:
                self._give_label(open_label, cell)
                open_label, valued = None, True
            elif self._one_of_several(n, cell) or not self._free(n, k, cell, alone=len(filled) == 1):
                self.front.untaken.append(cell)
        if open_label is not None:
            waiting.append(open_label)
        self._wait(waiting, alone=not valued)

    def _one_of_several(self, n: int, cell: Cell) -> bool:
        """Whether a number or a year stands behind that of a label: which is the label's cannot be told, so none is."""
        if not _FIGURE.fullmatch(squeeze(cell.text)):
            return False
        before = self.front.given[-1] if self.front.given else None
        figures = before is not None and before.row == n and before.field.kind in ("amount", "year", "number")
        if before is not None and figures and _FIGURE.fullmatch(squeeze(before.cell.text)):
            self.front.given.pop()
            self.front.untaken.append(before.cell)
            self.several = n
        return self.several == n

    def _wait(self, waiting: list[_Label], *, alone: bool) -> None:
        """Labels without a value beside them: prose waits for a row below, others only under a row of labels."""
        if waiting:
            self.pending = [x for x in self.pending if x.field and x.field.kind in _TAKES_TEXT]
        for label in waiting:
            kind = label.field.kind if label.field else ""
            if kind in _TAKES_TEXT or (alone and len(waiting) > 1) or (not kind and waiting):
                self.pending.append(label)
            else:
                self._give_label(label, Cell("", label.cell.place))

    def _below(self, n: int, filled: list[tuple[int, Cell]]) -> bool:
        """A row without labels below a row of labels: each cell is of the label above it."""
        above = {x.at: x for x in self.pending if x.row < n}
        group = self._group_above(above, filled)
        if group is not None:
            return self._below_group(group, above, filled)
        if len(filled) < 2 or any(k not in above for k, _ in filled):  # noqa: PLR2004 — one cell is prose, or a title
            return False
        self._give_below([(above[k], cell) for k, cell in filled])
        return True

    def _group_above(self, above: Mapping[int, _Label], filled: list[tuple[int, Cell]]) -> _Label | None:
        """The label of a group that the first of these texts stands under, with labels of texts beside it.

        The group spans the rows of its labels and of their texts, so nothing can stand under it: the cells that are
        empty are gone from the text, and its cells have moved to the left.
        """
        if filled[0][0] not in above:
            return None
        first = above[filled[0][0]]
        beside = [x for x in above.values() if x.row == first.row and x.at > first.at]
        is_group = label_key(first.cell.text) in self.words.structure and first.at == min(above)
        texts = [x for x in beside if x.field and x.field.kind in _TAKES_TEXT]
        return first if is_group and texts and len(filled) <= len(beside) else None

    def _below_group(self, group: _Label, above: Mapping[int, _Label], filled: list[tuple[int, Cell]]) -> bool:
        """Texts that have moved below the label of their group: one for each label beside it, or nobody's."""
        beside = [x for _, x in sorted(above.items()) if x.row == group.row and x is not group]
        if len(beside) == len(filled):
            self._give_below([(label, cell) for label, (_, cell) in zip(beside, filled, strict=True)])
        else:
            self._untaken([cell for _, cell in filled])
        return True

    def _give_below(self, given: list[tuple[_Label, Cell]]) -> None:
        for label, cell in given:
            if label.field is None:
                self.front.untaken.append(cell)
            self._give_label(label, cell)
        self.pending = [x for x in self.pending if all(x is not label for label, _ in given)]

    def _money_line(self, cell: Cell) -> bool:
        """金额单位：万元, which holds for what follows."""
        unit = self.words.money_line.fullmatch(squeeze(cell.text))
        if unit is not None:
            self.front.unit, self.label_unit = unit["unit"], ""
        return unit is not None

    def _free(self, n: int, k: int, cell: Cell, *, alone: bool) -> bool:
        """A cell without a label beside it; False where nothing takes it. Prose stands `alone` in its row."""
        text = squeeze(cell.text)
        if any(p.fullmatch(text) for p in self.words.year_title):
            self.front.years.append(cell)
            return True
        if not alone:
            return self._amounts(cell)
        label = max((x for x in self.pending if x.at <= k and x.row < n), key=lambda x: (x.row, x.at), default=None)
        if label is not None and label.field is None:  # below a label that groups others
            texts = [x for x in self.pending if x.at <= k and x.field and x.field.kind in _TAKES_TEXT]
            label = texts[-1] if texts and texts[-1].row < label.row else None
        if label is not None and label.field is not None and self._takes(label.field, cell):
            self._give_label(label, cell)
            self.pending.remove(label)
            return True
        if self.last is not None and self.last.kind in _TAKES_TEXT and label is None:
            self._give(self.last, cell)
            return True
        return self.words.ends(text) or self._amounts(cell)  # a title is no field

    @staticmethod
    def _takes(of: Field, cell: Cell) -> bool:
        """Whether a text can be the value of the field, as far as its shape tells."""
        return (
            of.kind not in ("amount", "number", "year")
            or is_blank(cell.text)
            or bool(re.match(r"[\s≥≤=¥￥]*\d", cell.text))
        )

    def _amounts(self, cell: Cell) -> bool:
        """Amounts with their labels in one cell: 年度资金总额：10万元，其中：财政拨款10万元."""
        found: list[tuple[Field, Cell]] = []
        for part in filter(None, (p.strip() for p in _PARTS.split(cell.text))):
            glued = _GLUED.fullmatch(squeeze(part))
            of = self.words.field_by_label.get(label_key(glued[1])) if glued else None
            if glued is None or of is None or of.kind != "amount":
                return False
            found.append((of, Cell(glued[2], cell.place)))
        for of, value in found:
            self._give(of, value, self._unit(cell), of.labels[0])
        return bool(found)

    def _give_label(self, label: _Label, cell: Cell) -> None:
        self.here = (label.row, label.at)
        if label.field is not None:
            self._give(label.field, cell, self._unit(label.cell), squeeze(label.cell.text))

    def _give(self, of: Field, cell: Cell, unit: str = "", label: str = "") -> None:
        before = next((g for g in self.front.given if g.field is of), None)
        if of.kind == "prose" and before is not None and before.cell.text:
            text = f"{before.cell.text}\n{cell.text}".strip()
            self.front.given[self.front.given.index(before)] = replace(before, cell=Cell(text, before.cell.place))
        else:
            self.front.given.append(Given(of, cell, unit, *self.here, label))
        self.last = of if cell.text.strip() or of.kind in _TAKES_TEXT else self.last

    def _unit(self, label: Cell) -> str:
        own = self.words.money_label.fullmatch(squeeze(label.text))
        return own["unit"] if own else self.label_unit

    def _untaken(self, cells: Sequence[Cell]) -> None:
        self.front.untaken += [cell for cell in cells if not is_blank(cell.text)]
