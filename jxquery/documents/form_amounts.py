"""The amounts of a form: those beside labels, those of a table of amounts, and whether they fit together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from jxquery.documents.amounts import AmountError, read_amount
from jxquery.documents.form_notes import AS_WRITTEN, EMPTY, Notes
from jxquery.documents.form_rows import UnreadableError
from jxquery.documents.front import Front, Given
from jxquery.documents.grid import Cell, is_blank
from jxquery.documents.words import Words
from jxquery.schema.model import ColumnDef, TableDef, Units
from jxquery.text.normalise import plain, squeeze
from jxquery.types import Scalar

_RATE = re.compile(r"(\d[\d,]*(?:\.\d+)?)(%?)")


class Amounts:
    """Reads the amounts in front of a form into the columns of `table`; `place` is where the form begins."""

    def __init__(self, front: Front, place: str, words: Words, table: TableDef, units: Units, notes: Notes) -> None:
        self.front = front
        self.place = place
        self.words = words
        self.table = table
        self.units = units
        self.notes = notes
        self.values: dict[str, Scalar] = {}

    def read(self, place: str) -> Mapping[str, Scalar]:
        """The amounts by column, and the rate of spending. Raises UnreadableError where one cannot be read.

        `place` is that of the project, where nothing nearer says what is odd.
        """
        amounts = self._amounts(place)
        self._matrix(amounts)
        self._check_sum(amounts, place)
        return self.values

    def _amounts(self, place: str) -> dict[str, Decimal]:
        """The amounts of the year that stand beside labels; those of all years go to their own column."""
        found: dict[str, Decimal] = {}
        for given in self.front.given:
            of = given.field
            if of.kind != "amount":
                continue
            column = self._column(given)
            if not column:
                self.notes.left(given.cell, given.label)
                continue
            amount = self._amount(given.cell, given.unit, self.table.column(column))
            if amount is not None and column in found and found[column] != amount:
                self.notes.left(given.cell, given.label)
            elif amount is not None:
                found[column] = amount
        self.values.update(found)
        for measure in self.table.having("measure"):
            labels = [g for g in self.front.given if g.field.column == measure.name]
            if measure.default and measure.name not in found and not self.front.matrix:
                where = labels[0].cell.place if labels else place
                said = f"「{measure.name}」是空的" if labels else f"没有找到「{measure.name}」这一栏"
                self.notes.note(where, said, EMPTY)
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
            bare = read_amount(text, "", "", self.units)
            unit = unit or self.front.unit
            if (
                not unit
                and bare is not None
                and read_amount(text, "万元", "万元", self.units) != read_amount(text, "元", "万元", self.units)
            ):
                raise UnreadableError(
                    self.place, f"没有写明金额单位的一行（单位编码 单位名称 单位：万元），「{text}」不知道是多少钱"
                )
            return read_amount(text, unit or "元", column.unit or "", self.units)
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
            elif not x.field.whole and column.kind == "amount" and is_money(x.cell):
                self.notes.left(x.cell, f"{x.label} {column.labels[0]}")
        self.values.update(amounts)
        if "预算数" not in amounts:
            self.notes.note(self.place, "「预算数」是空的", EMPTY)
        done, rate = self.values.get("全年执行数"), self.values.get("执行率")
        planned = self.values.get("预算数")
        if isinstance(done, Decimal) and isinstance(rate, Decimal) and isinstance(planned, Decimal) and planned:
            ratio = 100 * done / planned
            if abs(ratio - rate) > 1:
                self.notes.note(self.place, f"执行率 {rate}% 与执行数除以预算数（{ratio:.2f}%）不一致", AS_WRITTEN)

    def _rate(self, cell: Cell) -> Decimal | None:
        found = _RATE.fullmatch(plain(cell.text))
        if found is None or not (found[2] or Decimal(found[1].replace(",", "")) > 1):
            self.notes.note(cell.place, f"执行率「{squeeze(cell.text)}」不是百分比", EMPTY)
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
            self.notes.note(
                place, f"{said}之和不等于「预算数」" if len(parts) > 1 else f"{said}不等于「预算数」", AS_WRITTEN
            )

    @staticmethod
    def _is_other_money(cell: Cell) -> bool:
        text = squeeze(cell.text)
        return re.fullmatch(r"[\d,.]+(?:亿元|万元|元)?", text) is not None and re.fullmatch(r"[0.,]*\D*", text) is None


def is_money(cell: Cell) -> bool:
    """Whether a cell of amounts says anything but nothing and nought."""
    return re.fullmatch(r"[0.]*", squeeze(cell.text)) is None
