"""Reads forms from grids of real cells, whatever format they come from.

A form has its unit row, labelled cells and a table below a header; the layout says which words mark them. A form is
loaded whole or not at all: what cannot be read is a problem with its place, and the form is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from jxquery.documents.amounts import AmountError, read_amount
from jxquery.documents.form_rows import Indicator, read_rows
from jxquery.documents.grid import Cell, Grid
from jxquery.documents.layout import Field, Layout
from jxquery.documents.paragraphs import numbers
from jxquery.documents.values import Target, read_target
from jxquery.documents.words import label_key
from jxquery.schema.model import ColumnDef, Schema, TargetDef
from jxquery.text.normalise import squeeze
from jxquery.types import Problem, Record, Scalar

SKIPPED = "整张表没有载入"
AS_WRITTEN = "按原文载入"


class UnreadableError(Exception):
    """A form that cannot be loaded; the problem says where and why."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


@dataclass(frozen=True, slots=True)
class Form:
    """The cells of one form by what they mean: groups of the unit row, fields, paragraphs of lists, indicators."""

    place: str
    unit_row: Mapping[str, str]
    unit: str
    fields: Mapping[str, Cell]
    lists: tuple[tuple[Field, Cell], ...]
    indicators: tuple[Indicator, ...]


@dataclass(slots=True)
class _Front:
    """What stands in front of the table, while it is being read."""

    fields: dict[str, Cell] = field(default_factory=dict)
    lists: list[tuple[Field, Cell]] = field(default_factory=list)


def split_forms(grid: Grid, layout: Layout) -> tuple[Grid, ...]:
    """The forms of a grid of real cells: each begins at its unit row, or at its name where it has none."""
    starts: list[int] = []
    named = False
    for n, row in enumerate(grid.rows):
        is_name = any(_is_label(cell, f) for cell in row for f in layout.fields if f.required)
        if layout.start.fullmatch(_joined(row)):
            starts.append(n)
            named = False
        elif is_name and (named or not starts):
            starts.append(n)
        named = named or is_name
    return tuple(Grid(grid.rows[a:b]) for a, b in pairwise([*starts, len(grid.rows)]))


def is_form(grid: Grid, layout: Layout) -> bool:
    """Whether a part of a document is this form at all: it has its header, or its name and one more label."""
    labels = sum(any(_is_label(cell, f) for row in grid.rows for cell in row) for f in layout.fields)
    return labels > 1 or has_header(grid, layout)


def has_header(grid: Grid, layout: Layout) -> bool:
    """Whether a row is the header of the layout's table."""
    return any(_is_header(row, layout) for row in grid.rows)


def read_form(
    grid: Grid, number: int, key: int, layout: Layout, schema: Schema
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The records of one form, or none and the problem that kept it out.

    `number` is the form's place in the document (表8); `key` is the project's number among those that are loaded.
    """
    title = f"表{number}"
    try:
        form = _form(grid, layout)
        writer = _Writer(form, title, key, layout, schema)
        records = tuple(writer.records())
    except UnreadableError as error:
        return (), (Problem(f"{title} {error.place}".strip(), error.message, SKIPPED),)
    return records, tuple(writer.problems)


def _form(grid: Grid, layout: Layout) -> Form:
    first = grid.rows[0][0].place
    unit_row = layout.start.fullmatch(_joined(grid.rows[0]))
    groups = {name: value.strip() for name, value in unit_row.groupdict().items() if value} if unit_row else {}
    header = next((n for n, row in enumerate(grid.rows) if _is_header(row, layout)), None)
    if header is None:
        raise UnreadableError(first, f"没有找到表头「{' '.join(c.labels[0] for c in layout.columns)}」")
    front = _front(grid.rows[1 if unit_row else 0 : header], layout)
    for needed in layout.fields:
        if needed.required and not squeeze(front.fields.get(needed.column, Cell("", "")).text):
            raise UnreadableError(first, f"没有找到「{needed.labels[0]}」")
    if "unit" not in groups:
        raise UnreadableError(first, "没有写明金额单位的一行（单位编码 单位名称 单位：万元）")
    body, left = read_rows(grid.rows[header], grid.rows[header + 1 :], layout)
    if left is not None:
        raise UnreadableError(
            left.place, f"「{_short(left.text)}」不能分成{'、'.join(c.column for c in layout.columns)}"
        )
    if not body:
        raise UnreadableError(grid.rows[header][0].place, "表头下面没有指标")
    return Form(first, groups, groups["unit"], front.fields, tuple(front.lists), body)


def _front(rows: tuple[tuple[Cell, ...], ...], layout: Layout) -> _Front:
    """The labelled cells in reading order: a value belongs to the label before it, an amount stands right beside it."""
    front = _Front()
    prose = next((f for f in layout.fields if f.kind == "prose"), None)
    current: Field | None = None
    for row in rows:
        beside = False  # whether the last cell was the label of an amount
        for cell in row:
            label = next((f for f in layout.fields if _is_label(cell, f)), None)
            if label is not None:
                current, beside = label, label.kind == "amount"
                front.fields.setdefault(label.column, Cell("", cell.place))
            elif current is not None and beside:
                front.fields[current.column] = cell
                current, beside = prose, False
            elif cell.text.strip() and current is not None:
                _add(front, prose if current.kind == "amount" and prose else current, cell)
    return front


def _add(front: _Front, to: Field, cell: Cell) -> None:
    if to.kind == "list":
        front.lists.append((to, cell))
        return
    before = front.fields.get(to.column, Cell("", ""))
    place = before.place if before.text else cell.place
    front.fields[to.column] = Cell(f"{before.text}\n{cell.text}" if before.text else cell.text, place)


def _is_label(cell: Cell, of: Field) -> bool:
    return label_key(cell.text) in of.labels


def _is_header(row: tuple[Cell, ...], layout: Layout) -> bool:
    words = {squeeze(cell.text) for cell in row}
    return all(words & set(c.labels) for c in layout.columns if c.kind != "description")


def _joined(row: tuple[Cell, ...]) -> str:
    return " ".join(text for cell in row if (text := squeeze(cell.text) if len(row) > 1 else cell.text.strip()))


def _short(text: str) -> str:
    squeezed = squeeze(text)
    return squeezed if len(squeezed) <= 40 else f"{squeezed[:40]}…"  # noqa: PLR2004


class _Writer:
    """Turns the cells of a form into records."""

    def __init__(self, form: Form, title: str, key: int, layout: Layout, schema: Schema) -> None:
        self.form = form
        self.title = title
        self.key = key
        self.layout = layout
        self.schema = schema
        self.problems: list[Problem] = []

    def records(self) -> Iterator[Record]:
        """The project, its paragraphs, its indicators."""
        yield self._project()
        counts: dict[str, int] = {}
        for of, cell in self.form.lists:
            for text in self._paragraphs(of, cell):
                counts[of.table] = counts.get(of.table, 0) + 1
                yield self._child(of.table, counts[of.table], {of.column: text}, cell.place)
        for number, row in enumerate(self.form.indicators, 1):
            yield self._indicator(number, row)

    def _project(self) -> Record:
        table = self.schema.table(self.layout.table)
        values: dict[str, Scalar] = {column.name: None for column in table.columns}
        place = self.form.place
        for of in self.layout.fields:
            cell = self.form.fields.get(of.column)
            if of.table != table.name or cell is None:
                continue
            if of.required:
                place = cell.place
            column = table.column(of.column)
            values[of.column] = self._amount(cell, column) if of.kind == "amount" else squeeze(cell.text) or None
        for column in table.having("measure"):
            if column.default and column.name not in self.form.fields:
                self._note(place, f"没有找到「{column.name}」这一栏", "按空值载入")
        values.update({k: v for k, v in self.form.unit_row.items() if k != "unit"})
        for derived in self._derived(values, place):
            values.update(derived)
        self._check_sum(values, place)
        values[table.key or ""] = self.key
        return Record(table.name, values, f"{self.title} {place}")

    def _amount(self, cell: Cell, column: ColumnDef) -> Scalar:
        try:
            amount = read_amount(cell.text, self.form.unit, column.unit or "", self.schema.units)
        except AmountError as error:
            raise UnreadableError(cell.place, f"{column.name}：{error}") from None
        if amount is None and column.default:
            self._note(cell.place, f"「{column.name}」是空的", "按空值载入")
        return amount

    def _check_sum(self, values: Mapping[str, Scalar], place: str) -> None:
        """The parts of a budget make its whole; where they do not, both are loaded as written."""
        amounts = [f.column for f in self.layout.fields if f.kind == "amount"]
        known = [v for c in amounts if not isinstance(v := values.get(c), str) and v is not None]
        if amounts and values.get(amounts[0]) is not None and len(known) > 1 and known[0] != sum(known[1:]):
            parts = "与".join(f"「{c}」" for c in amounts[1:])
            self._note(place, f"{parts}之和不等于「{amounts[0]}」", AS_WRITTEN)

    def _derived(self, values: Mapping[str, Scalar], place: str) -> Iterator[dict[str, Scalar]]:
        for rule in self.layout.words.derive:
            source = str(values.get(rule.source) or "")
            column = self.schema.table(self.layout.table).column(rule.column)
            text: str | None = source
            if rule.patterns:
                match = next((m for p in rule.patterns if (m := p.search(source))), None)
                text = match["value"] if match else None
            for part in rule.drop:
                text = part.sub("", text or "") or text
            if text is None and column.role == "period":
                self._note(place, f"从「{source}」看不出{rule.column}", "按空值载入")
            yield {rule.column: int(text) if text and column.type == "integer" else text}

    def _paragraphs(self, of: Field, cell: Cell) -> Iterator[str]:
        """The paragraphs of a cell, less their running numbers."""
        text = cell.text.strip()
        found = numbers(text, of.number) if of.number else []
        if not found or found[0].start():
            yield squeeze(text[: found[0].start() if found else None])
        for n, match in enumerate(found, 1):
            yield squeeze(text[match.end() : found[n].start() if n < len(found) else None])

    def _indicator(self, number: int, row: Indicator) -> Record:
        table = self.schema.table(self.layout.rows_table)
        values: dict[str, Scalar] = {c: squeeze(cell.text) or None for c, cell in row.cells.items()}
        value = self.layout.of_kind("value")
        if value is not None and table.target is not None:
            cell = row.cells[value.column]
            target = read_target(squeeze(cell.text), self.schema.units)
            if not target.written:
                self._note(row.place, f"「{value.column}」是空的", "按空值载入")
            if target.problem:
                self._note(row.place, target.problem, "按文字载入，不参与数值比较")
            values.update(_target_columns(target, table.target))
        for column in self.layout.classes:
            text = str(values[column.column])
            values[table.column(column.column).standard] = self.layout.words.standard(text, column)
            if self.layout.class_word(text, column) is None:
                self._note(row.place, f"不认识的{column.column}「{text}」", AS_WRITTEN)
        for upper, lower in pairwise(self.layout.classes):
            above, below = str(values[upper.column]), str(values[lower.column])
            if self.layout.class_word(below, lower) and not self.layout.words.belongs(below, above, lower, upper):
                self._note(row.place, f"{lower.column}「{below}」不应在{upper.column}「{above}」之下", AS_WRITTEN)
        return self._child(table.name, number, values, row.place)

    def _child(self, table: str, number: int, values: Mapping[str, Scalar], place: str) -> Record:
        of = self.schema.table(table)
        parent = self.schema.table(of.parent or self.layout.table)
        full: dict[str, Scalar] = {column.name: None for column in of.columns}
        full.update(values)
        full[parent.key or ""] = self.key
        full.update({column.name: number for column in of.having("order")})
        return Record(table, full, f"{self.title} {place}")

    def _note(self, place: str, message: str, action: str) -> None:
        self.problems.append(Problem(f"{self.title} {place}", message, action))


def _target_columns(target: Target, names: TargetDef) -> dict[str, Scalar]:
    return {
        names.written: target.written or None,
        names.comparator: target.comparator,
        names.value: target.value,
        names.upper: target.upper,
        names.unit: target.unit,
        names.base_value: target.base_value,
        names.base_upper: target.base_upper,
        names.base_unit: target.base_unit,
    }
