"""What is open, and answers in other units: what a prompt shows beside answers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from jxquery.desk import Desk, count_of
from jxquery.schema.model import Schema, TableDef, Units
from jxquery.types import Answer, Col, Facts, Rows, Scalar

_TYPES = {"integer": "整数", "amount": "小数", "text": "文字"}


class ColumnInfo(Struct, frozen=True):
    """A column of a table; `type` in Chinese; `empty`: nothing that is loaded has it."""

    name: str
    type: str
    unit: str | None
    empty: bool


class TableInfo(Struct, frozen=True):
    """A table or view with the number of its rows."""

    name: str
    rows: int
    columns: tuple[ColumnInfo, ...]


class Holding(Struct, frozen=True):
    """The data's name, the table that questions are about, and the number of its rows."""

    name: str
    table: str
    rows: int


def table_infos(desk: Desk, facts: Facts) -> Iterator[TableInfo]:
    """The tables in the order of the schema, then the views: a table with the columns of its parents."""
    schema = desk.schema
    counts = {table.name: count_of(Rows(table.name), desk) for table in schema.tables}
    for table in schema.tables:
        yield TableInfo(table.name, counts[table.name], tuple(_columns(table, facts)))
    for view in schema.views:
        chain = [schema.table(name) for name in (*reversed(schema.ancestors(view.of)), view.of)]
        columns = {c.name: c for table in chain for c in _columns(table, facts)}
        yield TableInfo(view.name, counts[view.of], tuple(columns.values()))


def units_like(schema: Schema) -> tuple[str, ...]:
    """The units that the default measure converts to, the smallest first; none where it has no unit."""
    default = next((c.unit for t in schema.tables for c in t.columns if c.default), None)
    known = schema.units.get(default) if default else None
    if known is None:
        return ()
    alike = {u.name: u.factor for u in schema.units.by_word.values() if (u.kind, u.base) == (known.kind, known.base)}
    return tuple(sorted(alike, key=lambda name: alike[name]))


def at_most(answer: Answer, limit: int | None) -> Answer:
    """The first rows of the answer, with their sources and a warning that says how many there are."""
    if limit is None or len(answer.rows) <= limit:
        return answer
    return replace(
        answer,
        rows=answer.rows[:limit],
        sources=tuple(source for source in answer.sources if source.row < limit),
        warnings=(f"只显示前 {limit} 行，共 {len(answer.rows)} 行", *answer.warnings),
    )


def in_unit(answer: Answer, unit: str, units: Units) -> Answer:
    """The answer with every column that can be in the unit converted to it."""
    columns = list(answer.columns)
    rows = [list(row) for row in answer.rows]
    for n, column in enumerate(columns):
        if column.unit is None or column.unit == unit or units.convert(Decimal(1), column.unit, unit) is None:
            continue
        columns[n] = replace(column, unit=unit)
        for row in rows:
            row[n] = _converted(row[n], column.unit, unit, units)
    return replace(answer, columns=tuple(columns), rows=tuple(map(tuple, rows)))


def _converted(value: Scalar, unit: str, to: str, units: Units) -> Scalar:
    return units.convert(Decimal(value), unit, to) if isinstance(value, (int, Decimal)) else value


def _columns(table: TableDef, facts: Facts) -> Iterator[ColumnInfo]:
    for column in table.columns:
        yield ColumnInfo(column.name, _TYPES[column.type], column.unit, Col(table.name, column.name) in facts.empty)
