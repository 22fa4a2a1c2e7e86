"""The tables of a database file: made from the schema, filled by appending, known again by a fingerprint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from jxquery.engines import Engine
from jxquery.errors import SchemaError
from jxquery.schema.model import Schema, TableDef, ViewDef
from jxquery.store.content import Content, Held, Row, own_columns
from jxquery.store.identifiers import PLACE, SOURCE_KEY, SOURCES, TYPES
from jxquery.store.identifiers import quoted as _quoted
from jxquery.store.plan import Known, Plan, Removal, identity_columns, numbered_column
from jxquery.store.preparing import RESERVED
from jxquery.store.stamp import OWN_SCHEMA, VERSION, fingerprint
from jxquery.types import Scalar

if TYPE_CHECKING:
    import duckdb

_FILE = "文件"
_SOURCE_COLUMNS = {SOURCE_KEY: "BIGINT", _FILE: "VARCHAR", "sha256": "VARCHAR", "格式": "VARCHAR", "时间": "VARCHAR"}
_AT_ONCE = 1000  # values that one statement asks for


def create(connection: duckdb.DuckDBPyConnection, schema: Schema) -> None:
    """All tables and views of the schema, the table of sources, the fingerprint and the schema where it is own."""
    _check_names(schema)
    _create_table(connection, VERSION, {VERSION: "VARCHAR", OWN_SCHEMA: "VARCHAR"})
    connection.execute(
        f"INSERT INTO {_quoted(VERSION)} VALUES ($version, $own)",
        {"version": fingerprint(schema), "own": schema.source or None},
    )
    _create_table(connection, SOURCES, _SOURCE_COLUMNS)
    for table in schema.tables:
        columns = {column.name: TYPES[column.type] for column in table.columns}
        _create_table(connection, table.name, {**columns, SOURCE_KEY: "BIGINT", PLACE: "VARCHAR"})
    for view in schema.views:
        connection.execute(_view(schema, view))


def renew(connection: duckdb.DuckDBPyConnection, schema: Schema) -> None:
    """The words and roles of this schema in the place of those that the database holds; what is stored stays."""
    statement = f"UPDATE {_quoted(VERSION)} SET {_quoted(OWN_SCHEMA)} = $own"
    connection.execute(statement, {"own": schema.source or None})


def append(connection: duckdb.DuckDBPyConnection, new: Plan, now: datetime) -> None:
    """The planned rows, in their order, loaded at this time."""
    time = now.isoformat(sep=" ", timespec="seconds")
    _append(connection, SOURCES, [(*source, time) for source in new.sources])
    for table, rows in new.rows.items():
        _append(connection, table, rows)


def last_source(connection: duckdb.DuckDBPyConnection) -> int:
    """The greatest number that a source has; 0 where there is none."""
    (number,) = connection.execute(f"SELECT max({_quoted(SOURCE_KEY)}) FROM {_quoted(SOURCES)}").fetchall()[0]
    return _number(number)


def remove(connection: duckdb.DuckDBPyConnection, schema: Schema, removal: Removal) -> bool:
    """Delete what goes, and the sources that no row comes from any more. Whether there was anything to delete."""
    for number in removal.sources:
        for table in (*(t.name for t in schema.tables), SOURCES):
            connection.execute(
                f"DELETE FROM {_quoted(table)} WHERE {_quoted(SOURCE_KEY)} = $source", {"source": number}
            )
    for name, keys in removal.keys.items():
        _remove_rows(connection, schema, name, list(keys))
    used = " UNION ALL ".join(f"SELECT {_quoted(SOURCE_KEY)} FROM {_quoted(t.name)}" for t in schema.tables)
    if not removal.sources and not removal.keys:
        return False
    key = _quoted(SOURCE_KEY)
    connection.execute(f"DELETE FROM {_quoted(SOURCES)} WHERE {key} NOT IN ({used})")
    return True


def _remove_rows(connection: duckdb.DuckDBPyConnection, schema: Schema, name: str, keys: Sequence[Scalar]) -> None:
    """Rows by their keys, and before them the rows of forms that belong to them; files' own rows stand alone."""
    table = schema.table(name)
    key = _quoted(table.key or "")
    bound = {"keys": keys}
    for child in schema.children(name) if table.file is None else ():
        if child.key is not None:
            below = f"SELECT {_quoted(child.key)} FROM {_quoted(child.name)} WHERE list_contains($keys, {key})"
            _remove_rows(
                connection, schema, child.name, [row[0] for row in connection.execute(below, bound).fetchall()]
            )
        else:
            connection.execute(f"DELETE FROM {_quoted(child.name)} WHERE list_contains($keys, {key})", bound)
    connection.execute(f"DELETE FROM {_quoted(name)} WHERE list_contains($keys, {key})", bound)


def known(engine: Engine, schema: Schema, wanted: Mapping[str, frozenset[Row]]) -> Known:
    """What the database holds that decides about new documents, which have the rows that are `wanted`."""
    files = engine.run(f'SELECT {_quoted(SOURCE_KEY)}, "sha256", {_quoted(_FILE)} FROM {_quoted(SOURCES)}', {}).rows
    identities: dict[str, dict[Row, Held]] = {}
    contents, last_keys = {}, {}
    for table in schema.tables:
        number = numbered_column(table)
        if number is not None:
            last_keys[table.name] = _last(engine, table.name, number)
        columns = identity_columns(table)
        if columns:
            identities[table.name] = _held(engine, table, columns, wanted.get(table.name, frozenset()))
        if columns and table.file is None:
            met = identities[table.name].items()
            contents[table.name] = {i: _content(engine, schema, table, held.key) for i, held in met}
    return Known(
        files={str(sha256): str(file) for _, sha256, file in files},
        names={_number(source): str(file) for source, _, file in files},
        identities=identities,
        contents=contents,
        last_keys=last_keys,
        last_source=_last(engine, SOURCES, SOURCE_KEY),
    )


def _held(engine: Engine, table: TableDef, columns: Sequence[str], wanted: frozenset[Row]) -> dict[Row, Held]:
    """Those of the wanted rows that the table has, asked for by what the first column says."""
    firsts = sorted({row[0] for row in wanted if row[0] is not None}, key=str)
    listed = ", ".join(map(_quoted, (*columns, table.key or "", SOURCE_KEY)))
    found: dict[Row, Held] = {}
    for start in range(0, len(firsts), _AT_ONCE):
        values = {f"v{n}": value for n, value in enumerate(firsts[start : start + _AT_ONCE])}
        where = f"{_quoted(columns[0])} IN ({', '.join(f'${name}' for name in values)})"
        rows = engine.run(f"SELECT {listed} FROM {_quoted(table.name)} WHERE {where}", values).rows
        found |= {row[:-2]: Held(row[-2], _number(row[-1])) for row in rows if row[:-2] in wanted}
    return found


def _content(engine: Engine, schema: Schema, table: TableDef, key: Scalar) -> Content:
    def rows(of: TableDef) -> tuple[Row, ...]:
        listed = ", ".join(map(_quoted, own_columns(of, schema)))
        where = f"{_quoted(table.key or '')} = $key"
        return engine.run(f"SELECT {listed} FROM {_quoted(of.name)} WHERE {where}", {"key": key}).rows

    values = dict(zip(own_columns(table, schema), rows(table)[0], strict=True))
    return Content(values, {child.name: rows(child) for child in schema.children(table.name)})


def loaded_sources(engine: Engine, schema: Schema) -> tuple[tuple[Row, Mapping[str, int]], ...]:
    """Each source (number, file, hash, format, time) with how many rows of each table come from it."""
    listed = ", ".join(map(_quoted, _SOURCE_COLUMNS))
    key = _quoted(SOURCE_KEY)
    counts: dict[Scalar, dict[str, int]] = defaultdict(dict)
    for table in schema.tables:
        for source, count in engine.run(f"SELECT {key}, count(*) FROM {_quoted(table.name)} GROUP BY {key}", {}).rows:
            counts[source][table.name] = _number(count)
    rows = engine.run(f"SELECT {listed} FROM {_quoted(SOURCES)} ORDER BY {key}", {}).rows
    return tuple((row, {t.name: counts[row[0]].get(t.name, 0) for t in schema.tables}) for row in rows)


def _number(value: Scalar) -> int:
    return value if isinstance(value, int) else 0


def _last(engine: Engine, table: str, key: str) -> int:
    return _number(engine.run(f"SELECT max({_quoted(key)}) FROM {_quoted(table)}", {}).rows[0][0])


def _create_table(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    listed = ", ".join(f"{_quoted(column)} {kind}" for column, kind in columns.items())
    connection.execute(f"CREATE TABLE {_quoted(name)} ({listed})")


def _append(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        with connection.appender(table) as appender:
            appender.append_rows(rows)


def _view(schema: Schema, view: ViewDef) -> str:
    """A table with the columns of all that its rows belong to, each name once, and where each row comes from."""
    tables = [schema.table(name) for name in (view.of, *schema.ancestors(view.of))]
    alias = {table.name: f"t{n}" for n, table in enumerate(tables)}
    shown = {column.name: alias[table.name] for table in reversed(tables) for column in table.columns}
    columns = [f"{held_by}.{_quoted(name)}" for name, held_by in shown.items()]
    links = [(table, schema.table(parent)) for table in tables for parent in table.parents]
    joins = [
        f"JOIN {_quoted(parent.name)} AS {alias[parent.name]} ON {alias[parent.name]}.{key} = {alias[table.name]}.{key}"
        for table, parent in links
        for key in (_quoted(parent.key or ""),)
    ]
    return (
        f"CREATE VIEW {_quoted(view.name)} AS "
        f"SELECT {', '.join(columns)}, s.{_quoted(_FILE)}, t0.{_quoted(PLACE)} "
        f"FROM {_quoted(view.of)} AS t0 {' '.join(joins)} "
        f"JOIN {_quoted(SOURCES)} AS s ON s.{_quoted(SOURCE_KEY)} = t0.{_quoted(SOURCE_KEY)}"
    )


def _check_names(schema: Schema) -> None:
    """Raise `SchemaError` where the schema takes a name that the store needs."""
    names = {t.name for t in schema.tables} | {v.name for v in schema.views}
    columns = {column.name for table in schema.tables for column in table.columns}
    taken = sorted(names & {SOURCES, VERSION, *RESERVED} | columns & {SOURCE_KEY, PLACE, _FILE})
    if taken:
        raise SchemaError(f"名称「{'、'.join(taken)}」由程序自己使用。", place="schema.toml", hint="请换一个名称。")
