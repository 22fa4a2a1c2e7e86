"""What reads the columns of a file of rows: functions of its texts alone, which the store asks once about each text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jxquery.documents.amounts import AmountError
from jxquery.documents.cells import PLACES, read_cell
from jxquery.documents.targets import compose, target_columns
from jxquery.documents.values import Target
from jxquery.documents.words import Derive, Words
from jxquery.schema.model import ColumnDef, TargetDef, Units
from jxquery.types import CellReader, Reading, Scalar

_LARGEST = Decimal(10) ** 14
_AS_TEXT = "按文字载入，不参与数值比较。"


def target_reader(target: TargetDef, places: Mapping[str, int], words: Words, units: Units) -> CellReader:
    """A target with all of its parts, out of the columns of `places` that say it."""
    names = tuple(places)
    columns = tuple(target_columns(Target(""), target))

    def read(texts: tuple[str, ...]) -> Reading:
        said = dict(zip(names, texts, strict=True))
        sign = (said.get(target.comparator, ""),)
        composed = compose(said[target.written], sign, said.get(target.unit, ""), words.operators, units)
        found = composed.target
        odd = found.problem or "；".join(composed.notes)
        if any(abs(v) >= _LARGEST for v in (found.value, found.upper, found.base_value, found.base_upper) if v):
            found, odd = Target(found.written), f"「{found.written}」的数太大"
        if not found.written:
            return tuple(target_columns(found, target).values()), f"「{target.written}」是空的，按空值载入。"
        return tuple(target_columns(found, target).values()), f"{odd}，{_AS_TEXT}" if odd else ""

    return CellReader(tuple(places.values()), columns, read)


def class_reader(column: ColumnDef, at: int, words: Words) -> CellReader:
    """A class as it is written, and its standard name."""
    known = next((c for c in words.columns if c.column == column.name), None)

    def read(texts: tuple[str, ...]) -> Reading:
        text = texts[0]
        if not text:
            return (None, None), f"「{column.name}」是空的，按空值载入。"
        if known is None:
            return (text, text), ""
        odd = "" if words.class_word(text, known) else f"不认识的{column.name}「{text}」，按原文载入。"
        return (text, words.standard(text, known) or None), odd

    return CellReader((at,), (column.name, column.standard), read)


def derive_reader(rule: Derive, column: ColumnDef, at: int) -> CellReader:
    """A column that comes from another, as `rule` says."""

    def read(texts: tuple[str, ...]) -> Reading:
        found = rule.of(texts[0])
        odd = column.role == "period" and not found
        value: Scalar = int(found) if found and column.type == "integer" else found or None
        return (value,), f"从「{texts[0]}」看不出{column.name}，按空值载入。" if odd else ""

    return CellReader((at,), (column.name,), read)


def cell_reader(column: ColumnDef, at: int, unit: str | None, units: Units) -> CellReader:
    """A number or year, as `read_cell` reads it."""

    def read(texts: tuple[str, ...]) -> Reading:
        try:
            value = read_cell(texts[0], column, unit, units)
        except AmountError as error:
            return (None,), f"列「{column.name}」的{error}，按空着处理。"
        if isinstance(value, Decimal) and value != (rounded := value.quantize(PLACES)):
            return (rounded,), f"列「{column.name}」的「{texts[0]}」超过六位小数，保留到六位。"
        return (value,), ""

    same = unit is None or unit == column.unit
    numbers = column.type if same and column.role != "period" and column.type != "text" else ""
    return CellReader((at,), (column.name,), read, numbers)
