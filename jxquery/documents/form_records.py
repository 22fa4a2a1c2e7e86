"""Turns the cells of a form into records, each value in the type and unit of its column; what is odd is noted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from jxquery.documents.amounts import AmountError, read_amount
from jxquery.documents.form_rows import Indicator, Table, UnreadableError, is_blank
from jxquery.documents.front import Front, Given
from jxquery.documents.grid import Cell
from jxquery.documents.headers import Header
from jxquery.documents.paragraphs import numbers
from jxquery.documents.targets import compose
from jxquery.documents.values import Target, is_nothing_but_value
from jxquery.documents.words import Field, Words, label_key
from jxquery.schema.model import ColumnDef, Schema, TargetDef
from jxquery.text.normalise import plain, squeeze
from jxquery.types import Problem, Record, Scalar

AS_WRITTEN = "按原文载入"
_EMPTY = "按空值载入"
_LEFT = "没有载入"
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(?:分|%)?")
_RATE = re.compile(r"(\d[\d,]*(?:\.\d+)?)(%?)")
_SHOWN = 10


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
    return list(writer.records()), writer.problems


class _Writer:
    def __init__(self, form: Form, title: str, key: int, words: Words, schema: Schema) -> None:
        self.form = form
        self.front = form.front
        self.title = title
        self.key = key
        self.words = words
        self.schema = schema
        self.table = schema.table(words.table)
        self.problems: list[Problem] = []
        self.values: dict[str, Scalar] = {column.name: None for column in self.table.columns}

    def records(self) -> Iterator[Record]:
        self._check_untaken()
        yield self._project()
        counts: dict[str, int] = {}
        for given in self._lists():
            for text in self._paragraphs(given.field, given.cell):
                counts[given.field.table] = counts.get(given.field.table, 0) + 1
                values: dict[str, Scalar] = {given.field.column: text}
                yield self._child(given.field.table, counts[given.field.table], values, given.cell.place)
        for number, row in enumerate(self.form.table.indicators, 1):
            yield self._indicator(number, row)
        self._left_over()

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
                self._left(given.cell, given.label)
        self._unit()
        amounts = self._amounts(place)
        self._matrix(amounts)
        self._check_sum(amounts, place)
        self._scores()
        self._year()
        self._derive(place)
        self.values[self.table.key or ""] = self.key
        return Record(self.table.name, dict(self.values), f"{self.title} {place}")

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

    def _amounts(self, place: str) -> dict[str, Decimal]:
        """The amounts of the year that stand beside labels; those of all years go to their own column."""
        found: dict[str, Decimal] = {}
        for given in self.front.given:
            of = given.field
            if of.kind != "amount":
                continue
            column = self._column(given)
            if not column:
                self._left(given.cell, given.label)
                continue
            amount = self._amount(given.cell, given.unit, self.table.column(column))
            if amount is not None and column in found and found[column] != amount:
                self._left(given.cell, given.label)
            elif amount is not None:
                found[column] = amount
        self.values.update(found)
        for measure in self.table.having("measure"):
            labels = [g for g in self.front.given if g.field.column == measure.name]
            if measure.default and measure.name not in found and not self.front.matrix:
                where = labels[0].cell.place if labels else place
                said = f"「{measure.name}」是空的" if labels else f"没有找到「{measure.name}」这一栏"
                self._note(where, said, _EMPTY)
        return found

    def _column(self, given: Given) -> str:
        """The column of an amount; none for a part of the amount of all years.

        A label that does not say which (财政拨款) is of the year, unless it stands on the side of all years.
        """
        of, whole = given.field, self._whole()
        if not of.neutral or whole is None or whole is given:
            return of.column
        others = [g for g in self.front.given if g.field.kind == "amount" and (g.field.long or self._is_long(g))]
        if not others:
            return of.column
        long = others[0]
        alike = [g for g in self.front.given if g.field.column == of.column and not of.whole]
        if any(not g.field.neutral for g in alike):
            return ""  # the year's has a label of its own: 财政资金 beside 当年财政拨款
        if long.row != whole.row and len({squeeze(g.cell.text) for g in alike if not is_blank(g.cell.text)}) > 1:
            return ""  # text without borders: two of the same label, one of the year
        if long.row == whole.row:
            is_long = given.at < whole.at if long.at < whole.at else given.at >= long.at
        else:
            is_long = given.row < whole.row if long.row < whole.row else given.row >= long.row
        if not is_long:
            return of.column
        return "项目总额" if of.whole else ""

    def _whole(self) -> Given | None:
        """The whole of the year, by a label that says so."""
        return next((g for g in self.front.given if g.field.whole and not g.field.neutral), None)

    def _is_long(self, given: Given) -> bool:
        return given.field.whole and given.field.neutral and self._whole() is not None

    def _amount(self, cell: Cell, unit: str, column: ColumnDef) -> Decimal | None:
        if is_blank(cell.text):
            return None
        text = squeeze(cell.text).lstrip("¥￥")
        try:
            bare = read_amount(text, "", "", self.schema.units)
            unit = unit or self.front.unit
            if (
                not unit
                and bare is not None
                and read_amount(text, "万元", "万元", self.schema.units)
                != read_amount(text, "元", "万元", self.schema.units)
            ):
                raise UnreadableError(
                    self.form.place, f"没有写明金额单位的一行（单位编码 单位名称 单位：万元），「{text}」不知道是多少钱"
                )
            return read_amount(text, unit or "元", column.unit or "", self.schema.units)
        except AmountError as error:
            raise UnreadableError(cell.place, f"{column.name}：{error}") from None

    def _matrix(self, amounts: dict[str, Decimal]) -> None:
        """The table of amounts: the row of the whole gives each column its figure, the others those of the year."""
        matrix = self.front.matrix
        present = [m for m in self.words.matrix if m.year and any(x.column is m for x in matrix)]
        if not present:
            return
        filled = [x for x in matrix if not is_blank(x.cell.text)]
        year = next((m for m in present if any(x.column is m and x.field.whole for x in filled)), present[0])
        for x in filled:
            column = x.column
            if x.field.whole and column.kind == "rate":
                self.values[column.column] = self._rate(x.cell)
            elif x.field.whole and column.column:
                self.values[column.column] = self._amount(x.cell, x.unit, self.table.column(column.column))
            if column is year and x.field.column:
                amount = self._amount(x.cell, x.unit, self.table.column(x.field.column))
                if amount is not None:
                    amounts.setdefault(x.field.column, amount)
            elif not x.field.whole and column.kind == "amount" and self._is_money(x.cell):
                self._left(x.cell, f"{x.label} {column.labels[0]}")
        self.values.update(amounts)
        if "预算数" not in amounts:
            self._note(self.form.place, "「预算数」是空的", _EMPTY)
        done, rate = self.values["全年执行数"], self.values["执行率"]
        planned = self.values["预算数"]
        if isinstance(done, Decimal) and isinstance(rate, Decimal) and isinstance(planned, Decimal) and planned:
            ratio = 100 * done / planned
            if abs(ratio - rate) > 1:
                self._note(self.form.place, f"执行率 {rate}% 与执行数除以预算数（{ratio:.2f}%）不一致", AS_WRITTEN)

    @staticmethod
    def _is_money(cell: Cell) -> bool:
        return re.fullmatch(r"[0.]*", squeeze(cell.text)) is None

    def _rate(self, cell: Cell) -> Decimal | None:
        found = _RATE.fullmatch(plain(cell.text))
        if found is None or not (found[2] or Decimal(found[1].replace(",", "")) > 1):
            self._note(cell.place, f"执行率「{squeeze(cell.text)}」不是百分比", _EMPTY)
            return None
        return Decimal(found[1].replace(",", ""))

    def _check_sum(self, amounts: Mapping[str, Decimal], place: str) -> None:
        """The parts of a budget make its whole; where they do not, both are loaded as written."""
        given = [*(g.field for g in self.front.given), *(x.field for x in self.front.matrix)]
        parts = list(dict.fromkeys(f.column for f in self.words.fields if f.part and f in given))
        known = [amounts[p] for p in parts if p in amounts]
        others = any(g.field.kind == "other" and self._is_other_money(g.cell) for g in self.front.given)
        others |= any(x.field.kind == "other" and self._is_other_money(x.cell) for x in self.front.matrix)
        if "预算数" in amounts and known and not others and amounts["预算数"] != sum(known):
            said = "与".join(f"「{c}」" for c in parts)
            self._note(
                place, f"{said}之和不等于「预算数」" if len(parts) > 1 else f"{said}不等于「预算数」", AS_WRITTEN
            )

    @staticmethod
    def _is_other_money(cell: Cell) -> bool:
        text = squeeze(cell.text)
        return re.fullmatch(r"[\d,.]+(?:亿元|万元|元)?", text) is not None and re.fullmatch(r"[0.,]*\D*", text) is None

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
            found = [_decimal(c.text) for c in cells if c is not None]
            matrix = [x for x in self.front.matrix if x.field.whole and x.column.kind == "other"]
            above = [_decimal(x.cell.text) for x in matrix]
            own = sum(v for v in found if v is not None)
            if total is not None and own and total not in (own, *(own + a for a in above if a is not None)):
                self._note(cell.place, f"各指标的{column}合计 {own}，表里的合计是 {total}", AS_WRITTEN)

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
            text: str | None = source
            if rule.patterns:
                match = next((m for p in rule.patterns if (m := p.search(source))), None)
                text = match["value"] if match else None
            for part in rule.drop:
                text = part.sub("", text or "") or text
            if text is None and column.role == "period":
                text = self._from_dates()
            if text is None and column.role == "period":
                self._note(place, f"从「{source}」看不出{rule.column}", _EMPTY)
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
                self._left(given.cell, given.label)
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
        table = self.schema.table(self.words.rows_table)
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
        name = next(str(values[c.column]) for c in self.words.columns if c.kind == "name")
        if is_nothing_but_value(name, self.schema.units):
            raise UnreadableError(row.place, f"指标名称「{name}」像是指标值，这一行的格子错了位")
        value = next(c for c in self.words.columns if c.kind == "value")
        if table.target is not None:
            texts = (cell.text for cell in row.operators)
            said = compose(row.cells[value.column].text, texts, unit, self.words.operators, self.schema.units)
            if not said.target.written:
                self._note(row.place, f"「{value.column}」是空的", _EMPTY)
            for problem in (said.target.problem,) if said.target.problem else ():
                self._note(row.place, problem, "按文字载入，不参与数值比较")
            for odd in said.notes:
                self._note(row.place, odd, _LEFT)
            values.update(target_columns(said.target, table.target))
            values["指标方向"] = said.direction
        self._classes(values, row)
        return self._child(table.name, number, values, row.place)

    def _classes(self, values: dict[str, Scalar], row: Indicator) -> None:
        columns = [c for c in self.words.columns if c.kind == "class" and c.column in row.cells]
        table = self.schema.table(self.words.rows_table)
        for column in columns:
            text = str(values[column.column] or "")
            values[table.column(column.column).standard] = self.words.standard(text, column) or None
            if not text:
                self._note(row.place, f"「{column.column}」是空的", _EMPTY)
            elif self.words.class_word(text, column) is None:
                self._note(row.place, f"不认识的{column.column}「{text}」", AS_WRITTEN)
        for upper, lower in pairwise(columns):
            above, below = str(values[upper.column] or ""), str(values[lower.column] or "")
            if self.words.class_word(below, lower) and not self.words.belongs(below, above, lower, upper):
                self._note(row.place, f"{lower.column}「{below}」不应在{upper.column}「{above}」之下", AS_WRITTEN)

    def _number(self, cell: Cell, column: str) -> Decimal | None:
        """Points or a weight; what is none is noted."""
        if is_blank(cell.text):
            return None
        number = _decimal(cell.text)
        if number is None:
            self._note(cell.place, f"「{column}」的「{squeeze(cell.text)}」不是一个数", _EMPTY)
        return number

    # --- what no field took --------------------------------------------------------------------------------------

    def _check_untaken(self) -> None:
        """A column that no heading names may not hold what the values need: operators and units."""
        said = self.words.operators
        table = self.form.table
        for cell in [*table.untaken, *(c for cells in table.below_unknown.values() for c in cells)]:
            text = squeeze(cell.text)
            if text in said.compare | said.words or self.schema.units.get(plain(text)) is not None:
                raise UnreadableError(cell.place, f"「{text}」像是比较符或计量单位，可是这一列的表头不认识")

    def _left_over(self) -> None:
        table = self.form.table
        for given in self.front.given:
            if given.field.kind == "other":
                self._left(given.cell, given.label)
        for x in self.front.matrix:
            if x.column.kind == "other" and not is_blank(x.cell.text) and _decimal(x.cell.text) is None:
                self._left(x.cell, x.column.labels[0])
            elif x.field.kind == "other" and x.column.kind == "amount" and self._is_money(x.cell):
                self._left(x.cell, x.label)
        for cell in [*self.front.untaken, *table.untaken]:
            self._left(cell)
        for at, cell in self.form.header.unknown.items():
            count = len(table.below_unknown.get(at, ()))
            said = f"，下面有 {count} 格文字" if count else ""
            self._note(cell.place, f"表头「{squeeze(cell.text)}」没有对应的列{said}", "这一列没有载入")
        for _, cells, place in table.project_rows:
            said = squeeze(" ".join(cell.text for cell in cells.values()))
            named = any(self.form.header.project[at].column == "项目名称" for at in cells)
            what = "这个项目没有指标" if named else "这一行没有指标，像是单位的合计"
            self._note(place, f"「{_short(said)}」{what}", _LEFT)
        if table.left_long:
            said = f"长期（中期）的指标 {len(table.left_long)} 行与年度的不同"
            self._note(table.left_long[0], said, "只载入年度的")
        self._rest()

    def _rest(self) -> None:
        """What stands below the table inside the form; notes and signatures are not of it."""
        found = []
        for row in self.form.table.rest:
            filled = [cell for cell in row if cell.text.strip()]
            text = squeeze("".join(cell.text for cell in filled))
            if len(row) == 1 or not filled or self.words.ends(text) or self.words.ends(filled[0].text):
                continue
            keys = {label_key(cell.text) for cell in filled}
            if any(key in self.words.total for key in keys) or all(k in self.words.field_by_label for k in keys):
                continue
            if not is_blank(text) and label_key(filled[0].text) not in self.words.structure:
                found.append(Cell(text, filled[0].place))
        for cell in found[:_SHOWN]:
            self._left(cell)
        if len(found) > _SHOWN:
            self._note(found[_SHOWN].place, f"表格下面还有 {len(found) - _SHOWN} 行文字没有对应的栏", _LEFT)

    def _left(self, cell: Cell, label: str = "") -> None:
        if not is_blank(cell.text):
            said = f"「{label.rstrip('：:')} {_short(cell.text)}」" if label else f"「{_short(cell.text)}」"
            self._note(cell.place, f"{said}没有对应的栏", _LEFT)

    def _child(self, table: str, number: int, values: Mapping[str, Scalar], place: str) -> Record:
        of = self.schema.table(table)
        parent = self.schema.table(of.parent or self.words.table)
        full: dict[str, Scalar] = {column.name: None for column in of.columns}
        full.update(values)
        full[parent.key or ""] = self.key
        full.update({column.name: number for column in of.having("order")})
        return Record(table, full, f"{self.title} {place}")

    def _note(self, place: str, message: str, action: str) -> None:
        self.problems.append(Problem(f"{self.title} {place}", message, action))


def _decimal(text: str) -> Decimal | None:
    found = _NUMBER.fullmatch(plain(text).strip("()"))
    return Decimal(found[1]) if found else None


def _short(text: str) -> str:
    squeezed = squeeze(text)
    return squeezed if len(squeezed) <= 40 else f"{squeezed[:40]}…"  # noqa: PLR2004


def target_columns(target: Target, names: TargetDef) -> dict[str, Scalar]:
    """The columns that a target is kept in, with what it says."""
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
