"""What the language must know of the data besides its names: found when rows are loaded, read when they are opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from jxquery.frozen import frozen_text, thawed
from jxquery.schema.model import Schema, TableDef
from jxquery.store.identifiers import quoted
from jxquery.store.shelves import meaning_of
from jxquery.types import Col, Facts, Scalar

FACTS = "要点"
MANY = 1000
"""Values of a column beyond which they are looked up in the index instead of being listed."""
_COMMON = 20
_SOURCE = '"来源编号"'
CREATE = f'CREATE OR REPLACE TABLE "{FACTS}" (meaning VARCHAR, facts VARCHAR)'
Run = Callable[[str], Sequence[tuple[Scalar, ...]]]


def find_facts(run: Run, schema: Schema, since: int, old: Facts) -> Facts:
    """What the rows from sources numbered above `since` add to what is known. `run` gives the rows of a statement."""
    new = _facts_of(run, schema, since, old)
    values, many = _listed(old.values, new.values, old.many)
    wordings, many = _listed(old.wordings, new.wordings, many)
    years = {c: tuple(sorted({*old.years.get(c, ()), *new.years.get(c, ())})) for c in {**old.years, **new.years}}
    units: dict[Col, dict[str, tuple[str, ...]]] = {col: dict(known) for col, known in old.units.items()}
    for col, known in new.units.items():
        of = units.setdefault(col, {})
        for value, words in known.items():
            of[value] = tuple(sorted({*of.get(value, ()), *words}))
    empty = tuple(c for c in new.empty if since == 0 or c in old.empty)
    return Facts(values, years, wordings, units, empty, new.common, many)


def facts_text(schema: Schema, facts: Facts) -> tuple[str, str]:
    """The row that holds them: what they were found for, and the facts."""
    return meaning_of(schema), frozen_text(facts)


def stored_facts(run: Run, schema: Schema) -> Facts | None:
    """What is known of the data; None where columns meant something else when it was found."""
    rows = run(f'SELECT meaning, facts FROM "{FACTS}"')
    if len(rows) != 1 or rows[0][0] != meaning_of(schema):
        return None
    found = thawed(str(rows[0][1]), (Facts, Col))
    return found if isinstance(found, Facts) else None


def _listed(
    old: Mapping[Col, tuple[str, ...]], new: Mapping[Col, tuple[str, ...]], many: tuple[Col, ...]
) -> tuple[dict[Col, tuple[str, ...]], tuple[Col, ...]]:
    """The values of each column, the first ones only where there are too many, and where that is."""
    all_of = {c: tuple(dict.fromkeys((*old.get(c, ()), *new.get(c, ())))) for c in {**old, **new}}
    more = (c for c, values in all_of.items() if len(values) > MANY)
    return {c: values[:MANY] for c, values in all_of.items()}, tuple(dict.fromkeys((*many, *more)))


def _facts_of(run: Run, schema: Schema, since: int, old: Facts) -> Facts:
    """The facts of the rows alone; but what is common is so among all rows."""
    values: dict[Col, tuple[str, ...]] = {}
    years: dict[Col, tuple[int, ...]] = {}
    wordings: dict[Col, tuple[str, ...]] = {}
    units: dict[Col, Mapping[str, tuple[str, ...]]] = {}
    common: dict[Col, tuple[str, ...]] = {}
    empty: list[Col] = []
    for table in schema.tables:
        new = f"{_SOURCE} > {since}"
        for column in table.having("identity", "context", "class", "code"):
            col = Col(table.name, column.name)
            values[col] = _distinct(run, table, column.standard or column.name, new)
        for column in table.having("period"):
            found = _distinct(run, table, column.name, new)
            years[Col(table.name, column.name)] = tuple(sorted(int(year) for year in found))
        if table.target is not None:
            written = Col(table.name, table.target.written)
            wordings[written] = _distinct(
                run, table, table.target.written, f"{new} AND {quoted(table.target.value)} IS NULL"
            )
            common[written] = _common(run, table.name, table.target.written)
            for name in (*(c.name for c in table.having("class")), table.target.unit):
                stored = table.column(name).standard or name
                units[Col(table.name, name)] = _units(run, table, stored, new)
        counts = ", ".join(f"count({quoted(c.name)})" for c in table.columns)
        filled = run(f"SELECT {counts} FROM {quoted(table.name)} WHERE {new}")[0]
        empty += [Col(table.name, c.name) for c, n in zip(table.columns, filled, strict=True) if n == 0]
    return replace(old, values=values, years=years, wordings=wordings, units=units, empty=tuple(empty), common=common)


def _distinct(run: Run, table: TableDef, column: str, where: str) -> tuple[str, ...]:
    """Distinct values in the order in which the rows have them first, one more than are listed."""
    name = quoted(column)
    rows = run(
        f"SELECT {name} FROM {quoted(table.name)} WHERE {name} IS NOT NULL AND {where} "
        f"GROUP BY {name} ORDER BY min(rowid) LIMIT {MANY + 1}"
    )
    return tuple(str(row[0]) for row in rows)


def _common(run: Run, table: str, column: str) -> tuple[str, ...]:
    """The values that occur most often."""
    name = quoted(column)
    rows = run(
        f"SELECT {name} FROM {quoted(table)} WHERE {name} IS NOT NULL "
        f"GROUP BY {name} ORDER BY count(*) DESC, {name} LIMIT {_COMMON}"
    )
    return tuple(str(row[0]) for row in rows)


def _units(run: Run, table: TableDef, column: str, where: str) -> Mapping[str, tuple[str, ...]]:
    """The units that occur with each value of the column; "" where a number has none."""
    if table.target is None:
        return {}
    unit, value = quoted(table.target.unit), quoted(table.target.value)
    found: dict[str, list[str]] = {}
    for name, word in run(
        f"SELECT {quoted(column)}, coalesce({unit}, '') FROM {quoted(table.name)} "
        f"WHERE {value} IS NOT NULL AND {quoted(column)} IS NOT NULL AND {where} GROUP BY 1, 2 ORDER BY 1, 2"
    ):
        found.setdefault(str(name), []).append(str(word))
    return {name: tuple(words) for name, words in found.items()}
