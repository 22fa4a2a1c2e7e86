"""Turns the cells of a form into records, each value in the type and unit of its column; what is odd is noted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from jxquery.documents.amounts import read_points
from jxquery.documents.form_amounts import Amounts
from jxquery.documents.form_left import check_untaken, left_over
from jxquery.documents.form_notes import AS_WRITTEN, EMPTY, LEFT, Notes
from jxquery.documents.form_rows import Indicator, Table, UnreadableError
from jxquery.documents.front import Front, Given
from jxquery.documents.grid import Cell, is_blank
from jxquery.documents.headers import Header
from jxquery.documents.paragraphs import numbers
from jxquery.documents.targets import actual, compose, target_columns
from jxquery.documents.values import Target, is_nothing_but_value
from jxquery.documents.words import Field, Words
from jxquery.schema.model import Schema
from jxquery.text.normalise import squeeze
from jxquery.types import Problem, Record, Scalar

_FEW = 4  # of so many numbers one is bare
_SIGN_AS_DIGIT = re.compile(r"2\d{2,}(?![\d.,年])")


@dataclass(frozen=True, slots=True)
class Form:
    """The cells of one form by what they mean. `listed`: it is one of many in a list."""

    place: str
    front: Front
    table: Table
    header: Header
    listed: bool = False


def write(form: Form, title: str, key: int, words: Words, schema: Schema) -> tuple[list[Record], list[Problem]]:
    """The records of a form: the project, its paragraphs, its indicators. Raises UnreadableError."""
    writer = _Writer(form, title, key, words, schema)
    return list(writer.records()), writer.notes.problems


@dataclass(frozen=True, slots=True)
class _Blank:
    """A row of a table below the project's with nothing in it: its parent's key, and the columns that number it."""

    values: dict[str, Scalar]
    parent: str
    order: tuple[str, ...]


class _Writer:
    def __init__(self, form: Form, title: str, key: int, words: Words, schema: Schema) -> None:
        self.form = form
        self.front = form.front
        self.notes = Notes(title)
        self.key = key
        self.words = words
        self.schema = schema
        self.table = schema.table(words.table)
        self.values: dict[str, Scalar] = {column.name: None for column in self.table.columns}
        self.rows_table = schema.table(words.rows_table)
        self.standards = {column.name: column.standard for column in self.rows_table.columns}
        self.name = next(c.column for c in words.columns if c.kind == "name")
        self.value = next(c.column for c in words.columns if c.kind == "value")
        self.blank: dict[str, _Blank] = {}

    def records(self) -> Iterator[Record]:
        check_untaken(self.form.table, self.words, self.schema.units)
        yield self._project()
        counts: dict[str, int] = {}
        for given in self._lists():
            for text in self._paragraphs(given.field, given.cell):
                counts[given.field.table] = counts.get(given.field.table, 0) + 1
                values: dict[str, Scalar] = {given.field.column: text}
                yield self._child(given.field.table, counts[given.field.table], values, given.cell.place)
        indicators = [self._indicator(number, row) for number, row in enumerate(self.form.table.indicators, 1)]
        yield from indicators
        self._note_signs(indicators)
        left_over(self.front, self.form.table, self.form.header, self.words, self.notes)

    # --- the project ---------------------------------------------------------------------------------------------

    def _project(self) -> Record:
        name = self.front.first("项目名称")
        place = name.cell.place if name and name.cell.place else self.form.place
        for given in self.front.given:
            of, text = given.field, squeeze(given.cell.text)
            if of.table != self.table.name or of.kind not in ("text", "unit", "prose") or is_blank(text):
                continue
            if self.values[of.column] is None:
                self.values[of.column] = text
            elif self.values[of.column] != text:
                self.notes.left(given.cell, given.label)
        self._unit()
        self.values |= Amounts(self.front, self.form.place, self.words, self.table, self.schema.units, self.notes).read(
            place
        )
        self._scores()
        self._year()
        self._derive(place)
        self.values[self.table.key or ""] = self.key
        return Record(self.table.name, dict(self.values), f"{self.notes.title} {place}")

    def _unit(self) -> None:
        """The unit and its code: of the unit row, of the cell of the unit, or of who does the project."""
        for column, text in self.front.groups.items():
            self.values[column] = text
        if self.values["单位名称"] is None:
            self.values["单位名称"] = self.values["实施单位"] or self.values["主管部门"]
        texts = [str(self.values[c]) for c in ("单位名称", "实施单位", "主管部门") if self.values[c]]
        codes: dict[str, str] = {}
        for text in texts:
            if found := self.words.unit.fullmatch(text):
                codes.setdefault(found["name"], found["bracket"] or found["dash"])
        if texts:
            found = self.words.unit.fullmatch(texts[0])
            self.values["单位名称"] = name = found["name"] if found else texts[0]
            self.values["单位编码"] = self.values["单位编码"] or codes.get(name)

    def _scores(self) -> None:
        """The row of totals: the whole score, and whether the weights add up."""
        totals = self.form.table.totals
        number = next((g for g in self.front.given if g.field.column == "自评总分"), None)
        if number is not None:
            self.values["自评总分"] = self._number(number.cell, "自评总分")
        for column, into in (("得分", "自评总分"), ("权重", "")):
            cell = totals.get(column)
            if cell is None or is_blank(cell.text):
                continue
            total = self._number(cell, column)
            if into:
                self.values[into] = total
            cells = [row.cells.get(column) for row in self.form.table.indicators]
            found = [read_points(c.text) for c in cells if c is not None]
            matrix = [x for x in self.front.matrix if x.field.whole and x.column.kind == "other"]
            above = [read_points(x.cell.text) for x in matrix]
            own = sum(v for v in found if v is not None)
            if total is not None and own and total not in (own, *(own + a for a in above if a is not None)):
                self.notes.note(cell.place, f"各指标的{column}合计 {own}，表里的合计是 {total}", AS_WRITTEN)

    def _year(self) -> None:
        """The year that the form gives: in a cell of its own, or in its title."""
        given = self.front.first("年度")
        said = [given.cell] if given else []
        for cell in [*said, *self.front.years]:
            text = squeeze(cell.text)
            for pattern in (*self.words.year_title, self.words.year_dates):
                if found := pattern.match(text) if cell in said else pattern.fullmatch(text):
                    self.values["年度"] = int(found["value"])
                    return

    def _derive(self, place: str) -> None:
        for rule in self.words.derive:
            source = str(self.values.get(rule.source) or "")
            column = self.table.column(rule.column)
            if self.values[rule.column] is not None:
                continue
            text = rule.of(source)
            if text is None and column.role == "period":
                text = self._from_dates()
            if text is None and column.role == "period":
                self.notes.note(place, f"从「{source}」看不出{rule.column}", EMPTY)
            self.values[rule.column] = int(text) if text and column.type == "integer" else text

    def _from_dates(self) -> str | None:
        """The year that a project begins and ends in, where it is one."""
        texts = [str(self.values[c] or "") for c in ("项目期限", "计划开始日期", "计划完成日期")]
        years = {m["value"] for text in texts for m in self.words.year_dates.finditer(text)}
        return years.pop() if len(years) == 1 else None

    # --- paragraphs ----------------------------------------------------------------------------------------------

    def _lists(self) -> list[Given]:
        """The goals of the year; those under a label that does not say which are the year's where no others are."""
        lists = [g for g in self.front.given if g.field.kind == "list" and not is_blank(g.cell.text)]
        of_year = [g for g in lists if not g.field.neutral]
        if not of_year or len(of_year) == len(lists):
            return lists
        for given in lists:
            if given.field.neutral:
                self.notes.left(given.cell, given.label)
        return of_year

    def _paragraphs(self, of: Field, cell: Cell) -> Iterator[str]:
        """The paragraphs of a cell, less their running numbers."""
        text = cell.text.strip()
        found = numbers(text, of.number) if of.number else []
        if not found or found[0].start():
            yield squeeze(text[: found[0].start() if found else None])
        for n, match in enumerate(found, 1):
            yield squeeze(text[match.end() : found[n].start() if n < len(found) else None])

    # --- indicators ----------------------------------------------------------------------------------------------

    def _indicator(self, number: int, row: Indicator) -> Record:
        table = self.rows_table
        values: dict[str, Scalar] = {}
        unit = ""
        for column in self.words.columns:
            cell = row.cells.get(column.column)
            if cell is None:
                continue
            text = squeeze(cell.text)
            if column.kind == "number":
                values[column.column] = self._number(cell, column.column)
            elif column.kind == "unit":
                unit = text
            elif column.kind == "order":
                continue
            elif column.kind == "name":
                values[column.column] = self.words.template_number.sub("", text, count=1) or text
            else:
                values[column.column] = text or None
        name = str(values[self.name])
        if is_nothing_but_value(name, self.schema.units):
            raise UnreadableError(row.place, f"指标名称「{name}」像是指标值，这一行的格子错了位")
        if table.target is not None:
            texts = (cell.text for cell in row.operators)
            said = compose(row.cells[self.value].text, texts, unit, self.words.operators, self.schema.units)
            if not said.target.written:
                self.notes.note(row.place, f"「{self.value}」是空的", EMPTY)
            for problem in (said.target.problem,) if said.target.problem else ():
                self.notes.note(row.place, problem, "按文字载入，不参与数值比较")
            for odd in said.notes:
                self.notes.note(row.place, odd, LEFT)
            values.update(target_columns(said.target, table.target))
            values["指标方向"] = said.direction
            self._actual(values, row, unit, said.target)
        self._classes(values, row)
        return self._child(table.name, number, values, row.place)

    def _actual(self, values: dict[str, Scalar], row: Indicator, unit: str, target: Target) -> None:
        """What became of the target, by number where it is one."""
        names = self.rows_table.actual
        cell = None if names is None else row.cells.get(names.written)
        if names is None or cell is None:
            return
        found = actual(cell.text, unit, target, self.schema.units)
        if found.problem:
            self.notes.note(cell.place, found.problem, "按文字载入，不参与数值比较")
        values.update(target_columns(found, names))

    def _note_signs(self, indicators: list[Record]) -> None:
        """2280次 in a form that compares its other numbers: ≥ may have been read as 2. It is loaded as written."""
        target = self.rows_table.target
        if target is None:
            return
        numbers = [r for r in indicators if r.values[target.value] is not None and r.values[target.upper] is None]
        bare = [r for r in numbers if r.values[target.comparator] is None]
        if not bare or len(bare) * _FEW > len(numbers):
            return
        for record in bare:
            written = str(record.values[target.written])
            if _SIGN_AS_DIGIT.match(written):
                said = f"「{written}」没有比较符，别的指标都有；开头的「2」可能是没有认清的 ≥"
                self.notes.note(record.place.removeprefix(f"{self.notes.title} "), said, AS_WRITTEN)

    def _classes(self, values: dict[str, Scalar], row: Indicator) -> None:
        columns = [c for c in self.words.columns if c.kind == "class" and c.column in row.cells]
        for column in columns:
            text = str(values[column.column] or "")
            values[self.standards[column.column]] = self.words.standard(text, column) or None
            if not text:
                self.notes.note(row.place, f"「{column.column}」是空的", EMPTY)
            elif self.words.class_word(text, column) is None:
                self.notes.note(row.place, f"不认识的{column.column}「{text}」", AS_WRITTEN)
        for upper, lower in pairwise(columns):
            above, below = str(values[upper.column] or ""), str(values[lower.column] or "")
            if self.words.class_word(below, lower) and not self.words.belongs(below, above, lower, upper):
                self.notes.note(row.place, f"{lower.column}「{below}」不应在{upper.column}「{above}」之下", AS_WRITTEN)

    def _number(self, cell: Cell, column: str) -> Decimal | None:
        """Points or a weight; what is none is noted."""
        if is_blank(cell.text):
            return None
        number = read_points(cell.text)
        if number is None:
            self.notes.note(cell.place, f"「{column}」的「{squeeze(cell.text)}」不是一个数", EMPTY)
        return number

    def _child(self, table: str, number: int, values: dict[str, Scalar], place: str) -> Record:
        blank = self.blank.get(table) or self.blank.setdefault(table, self._blank(table))
        full = blank.values | values
        full[blank.parent] = self.key
        full.update(dict.fromkeys(blank.order, number))
        return Record(table, full, f"{self.notes.title} {place}")

    def _blank(self, table: str) -> _Blank:
        of = self.schema.table(table)
        parent = self.schema.table(self.words.table)
        order = tuple(column.name for column in of.having("order"))
        return _Blank({column.name: None for column in of.columns}, parent.key or "", order)
