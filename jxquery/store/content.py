"""What a row says with all that belongs to it, to tell a newer version of it from the same once more. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from jxquery.schema.model import Schema, TableDef
from jxquery.types import Record, Scalar

Row: TypeAlias = tuple[Scalar, ...]
_PLACES = 6  # as many decimals as the database keeps
_LONGEST = 20


class Held(Struct, frozen=True):
    """A row of the database: its key, and the number of the source that it came from."""

    key: Scalar
    source: int


class Content(Struct, frozen=True):
    """A row's values by column, and by table the rows that belong to it; keys, which are the store's own, left out."""

    values: Mapping[str, Scalar]
    below: Mapping[str, Sequence[Row]]


def own_columns(table: TableDef, schema: Schema) -> tuple[str, ...]:
    """The columns of a table that say something: neither its key nor those of the tables above."""
    keys = {table.key, *(schema.table(parent).key for parent in table.parents)}
    return tuple(column.name for column in table.columns if column.name not in keys)


def content_of(table: TableDef, record: Record, records: Mapping[str, Sequence[Record]], schema: Schema) -> Content:
    """What a record of a document says."""
    key = record.values.get(table.key or "")
    return Content(
        {column: record.values.get(column) for column in own_columns(table, schema)},
        {
            child.name: [
                tuple(r.values.get(column) for column in own_columns(child, schema))
                for r in records[child.name]
                if r.values.get(table.key or "") == key
            ]
            for child in schema.children(table.name)
        },
    )


def differences(old: Content, new: Content) -> tuple[str, ...]:
    """What is not the same, in words: columns with both values, and tables with how many rows are not in both."""
    columns = (
        f"{column} {_said(value)} → {_said(new.values.get(column))}"
        for column, value in old.values.items()
        if _same(value) != _same(new.values.get(column))
    )
    tables = []
    for table, rows in old.below.items():
        before, after = _counted(rows), _counted(new.below.get(table, ()))
        gone, come = (before - after).total(), (after - before).total()
        parts = [f"有 {come} 行是新的"] if come else []
        parts += [f"{gone} 行没有了"] if gone else []
        if parts:
            tables.append(f"{table}{'，'.join(parts)}")
    return (*columns, *tables)


def _counted(rows: Iterable[Row]) -> Counter[Row]:
    return Counter(tuple(_same(value) for value in row) for row in rows)


def _same(value: Scalar) -> Scalar:
    """The value as the database would give it back."""
    return round(value, _PLACES) if isinstance(value, Decimal) else value


def _said(value: Scalar) -> str:
    if value is None:
        return "空"
    text = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
