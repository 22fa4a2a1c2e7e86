"""Reads from the data what the language must know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from jxquery.compile.builder import quoted
from jxquery.schema.model import Schema, TableDef
from jxquery.types import Col, Facts, Scalar

Run = Callable[[str], Sequence[tuple[Scalar, ...]]]
_COMMON = 20


def read_facts(run: Run, schema: Schema) -> Facts:
    """`run` gives the rows of a statement."""
    names: dict[str, tuple[tuple[str | None, ...], ...]] = {}
    values: dict[Col, tuple[str, ...]] = {}
    years: dict[Col, tuple[int, ...]] = {}
    wordings: dict[Col, tuple[str, ...]] = {}
    units: dict[Col, Mapping[str, frozenset[str]]] = {}
    common: dict[Col, tuple[str, ...]] = {}
    empty: set[Col] = set()
    for table in schema.tables:
        cols = [c.name for c in table.having("name")]
        if cols:
            names[table.name] = tuple(tuple(_text(v) for v in row) for row in run(_distinct(table, cols)))
        for column in table.having("identity", "context", "class", "code"):
            rows = run(_distinct(table, [column.name]))
            values[Col(table.name, column.name)] = tuple(str(row[0]) for row in rows if row[0] is not None)
        for column in table.having("period"):
            rows = run(_distinct(table, [column.name]))
            years[Col(table.name, column.name)] = tuple(sorted(int(str(row[0])) for row in rows if row[0] is not None))
        if table.target is not None:
            where = f"{quoted(table.target.value)} IS NULL"
            rows = run(_distinct(table, [table.target.written], where))
            wordings[Col(table.name, table.target.written)] = tuple(str(row[0]) for row in rows if row[0] is not None)
            common[Col(table.name, table.target.written)] = _common(run, table.name, table.target.written)
            for column in table.having("name", "class"):
                units[Col(table.name, column.name)] = _units(run, table, column.name, table.target.unit)
        filled = run(
            f"SELECT {', '.join(f'count({quoted(c.name)})' for c in table.columns)} FROM {quoted(table.name)}"
        )[0]
        empty |= {Col(table.name, c.name) for c, n in zip(table.columns, filled, strict=True) if n == 0}
    return Facts(names, values, years, wordings, units, frozenset(empty), common)


def _distinct(table: TableDef, columns: Sequence[str], where: str = "") -> str:
    """Distinct values, in the order in which the document has them first."""
    chosen = ", ".join(quoted(c) for c in columns)
    keys = [quoted(c.name) for c in table.having("key", "order")]
    first = ", ".join(f"min({k}) AS k{n}" for n, k in enumerate(keys))
    order = ", ".join(f"k{n}" for n in range(len(keys)))
    condition = f" WHERE {where}" if where else ""
    grouped = f"SELECT {chosen}, {first} FROM {quoted(table.name)}{condition} GROUP BY {chosen}"
    return f"SELECT {chosen} FROM ({grouped}) ORDER BY {order}"


def _common(run: Run, table: str, column: str) -> tuple[str, ...]:
    """The values that occur most often."""
    name = quoted(column)
    rows = run(
        f"SELECT {name} FROM {quoted(table)} WHERE {name} IS NOT NULL "
        f"GROUP BY {name} ORDER BY count(*) DESC, {name} LIMIT {_COMMON}"
    )
    return tuple(str(row[0]) for row in rows)


def _units(run: Run, table: TableDef, column: str, unit: str) -> Mapping[str, frozenset[str]]:
    """The units that occur with each value of the column; "" where a number has none."""
    found: dict[str, set[str]] = {}
    value = quoted(table.target.value) if table.target else "NULL"
    for name, word in run(
        f"SELECT DISTINCT {quoted(column)}, {quoted(unit)} FROM {quoted(table.name)} WHERE {value} IS NOT NULL"
    ):
        if name is not None:
            found.setdefault(str(name), set()).add("" if word is None else str(word))
    return {name: frozenset(words) for name, words in found.items()}


def _text(value: Scalar) -> str | None:
    return None if value is None else str(value)
