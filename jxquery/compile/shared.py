"""Values that other rows hold too: one by one, or all that belongs to a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.compile.row import quoted
from jxquery.types import Col

if TYPE_CHECKING:
    from jxquery.compile.builder import Builder
    from jxquery.compile.row import Row
    from jxquery.types import Shared


def held_elsewhere(build: Builder, shared: Shared, row: Row) -> str:
    """That another row holds the row's value; or another that it belongs to the values of all that belong to that."""
    return _all_of_it(build, shared.col, shared.by, row) if shared.by else _value(build, shared.col, row)


def _value(build: Builder, col: Col, row: Row) -> str:
    table = col.table
    other = build.alias()
    keys = [c.name for c in build.schema.table(table).having("key", "order")]
    same = " AND ".join(f"{other}.{quoted(k)} = {row.column(k)}" for k in keys)
    value = f"{other}.{quoted(col.name)} = {build.column(col, row)}"
    return f"EXISTS (SELECT 1 FROM {quoted(table)} AS {other} WHERE {value} AND NOT ({same}))"


def _all_of_it(build: Builder, col: Col, by: str, row: Row) -> str:
    """What belongs to another row of the table holds the same values, each as often, and no others."""
    key, value = quoted(build.key(by)), quoted(col.name)
    counts = (
        f'(SELECT {key}, {value}, count(*) AS "n", sum(count(*)) OVER (PARTITION BY {key}) AS "all",'
        f' count(*) OVER (PARTITION BY {key}) AS "kinds" FROM {quoted(col.table)}'
        f" WHERE {value} IS NOT NULL GROUP BY {key}, {value})"
    )
    a, b = build.alias(), build.alias()
    same = " AND ".join(f"{a}.{name} = {b}.{name}" for name in (value, '"n"', '"all"', '"kinds"'))
    return (
        f"{build.column(Col(by, build.key(by)), row)} IN (SELECT {a}.{key} FROM {counts} AS {a}"
        f" JOIN {counts} AS {b} ON {same} AND {a}.{key} <> {b}.{key}"
        f' GROUP BY {a}.{key}, {b}.{key}, {a}."kinds" HAVING count(*) = {a}."kinds")'
    )
