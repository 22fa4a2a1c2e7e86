"""What reads the columns of a file of rows: functions of its texts alone, which the store asks once about each text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jxquery.documents.amounts import AmountError
from jxquery.documents.cells import PLACES, read_cell
from jxquery.documents.targets import Composed, actual, compose, target_columns
from jxquery.documents.values import Target
from jxquery.documents.words import Derive, Words
from jxquery.schema.model import ColumnDef, TableDef, TargetDef, Units
from jxquery.types import CellReader, Reading, Scalar

_LARGEST = Decimal(10) ** 14
_AS_TEXT = "按文字载入，不参与数值比较。"


def target_reader(target: TargetDef, places: Mapping[str, int], words: Words, units: Units) -> CellReader:
    """A target with all of its parts, out of the columns of `places` that say it."""
    names = tuple(places)
    columns = tuple(target_columns(Target(""), target))

    def read(texts: tuple[str, ...]) -> Reading:
        said = dict(zip(names, texts, strict=True))
        composed = _composed(said, target, words, units)
        found, odd = _bounded(composed.target, "；".join(composed.notes))
        if not found.written:
            return tuple(target_columns(found, target).values()), f"「{target.written}」是空的，按空值载入。"
        return tuple(target_columns(found, target).values()), f"{odd}，{_AS_TEXT}" if odd else ""

    return CellReader(tuple(places.values()), columns, read)


def actual_reader(table: TableDef, places: Mapping[str, int], words: Words, units: Units) -> CellReader:
    """What became of a target, with all of its parts, out of the columns of `places` that say it and the target."""
    names, target, kept = tuple(places), table.target, table.actual
    assert target is not None and kept is not None  # noqa: S101, PT018 — the schema has no actual without a target

    def read(texts: tuple[str, ...]) -> Reading:
        said = dict(zip(names, texts, strict=True))
        aimed = _composed(said, target, words, units).target
        found, odd = _bounded(actual(said[kept.written], said.get(target.unit, ""), aimed, units))
        return tuple(target_columns(found, kept).values()), f"{odd}，{_AS_TEXT}" if odd else ""

    return CellReader(tuple(places.values()), tuple(target_columns(Target(""), kept)), read)


def _composed(said: Mapping[str, str], target: TargetDef, words: Words, units: Units) -> Composed:
    sign = (said.get(target.comparator, ""),)
    return compose(said.get(target.written, ""), sign, said.get(target.unit, ""), words.operators, units)


def _bounded(found: Target, odd: str = "") -> tuple[Target, str]:
    """The target with what is odd about it; one that no column can hold stays text."""
    if any(abs(v) >= _LARGEST for v in (found.value, found.upper, found.base_value, found.base_upper) if v):
        return Target(found.written), f"「{found.written}」的数太大"
    return found, found.problem or odd


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
