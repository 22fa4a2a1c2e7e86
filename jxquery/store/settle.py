"""Rows that were put in and were there already: which of the two stays, and what is said about it. By SQL.

The rules are those of `plan.py`: a row of the shipped tables is known by its name, period, identity and context, and
stays out in the same words; in other words it is a clash, unless newer rows replace older ones. A row of a user's own
table is known by its key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from jxquery.schema.model import Schema, TableDef
from jxquery.store.content import Content, differences, own_columns
from jxquery.store.identifiers import PLACE, SOURCE_KEY, SOURCES, quoted
from jxquery.store.plan import already_loaded, identity_columns, parents_first, replaced, twice_in_load
from jxquery.types import Problem, Scalar

if TYPE_CHECKING:
    import duckdb

_SHOWN = 3
_LISTED = 5


class Settled(Struct):
    """What is said of the rows of a source. `clashes` are those left out for others that say something else."""

    source: int
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    clashes: int = 0


def settle_shipped(
    connection: duckdb.DuckDBPyConnection, schema: Schema, last_loaded: int, last: int, *, replacing: bool
) -> Iterator[Settled]:
    """Of the rows from sources after `last`, let go of those that are there already, or of those that they replace.

    Sources up to `last_loaded` are of earlier loads.
    """
    for table in parents_first(schema):
        columns = identity_columns(table)
        if columns:
            yield from _Pairs(connection, schema, table, columns).settle(last_loaded, last, replacing=replacing)


def settle_own(
    connection: duckdb.DuckDBPyConnection, schema: Schema, last_loaded: int, last: int, *, replacing: bool
) -> Iterator[Settled]:
    """The same of users' own tables, by their keys; and tell of rows that have no key, or belong to nothing."""
    for table in parents_first(schema):
        if table.key is not None:
            yield from _by_key(connection, table, last_loaded, last, replacing=replacing)
        for parent in table.parents:
            yield from _astray(connection, table, schema.table(parent), last)


class _Pairs:
    """Rows of a table of which one is older, and says the same or something else."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, schema: Schema, table: TableDef, columns: Sequence[str]
    ) -> None:
        self.sql = connection
        self.schema = schema
        self.table = table
        self.columns = columns
        self.key = quoted(table.key or "")

    def settle(self, last_loaded: int, last: int, *, replacing: bool) -> Iterator[Settled]:
        """Find them, say so, and let one of the two go."""
        if not self._find(last):
            return
        self._compare()
        rows = self.sql.execute(
            "SELECT new_source, old_source, same, count(*), list(place ORDER BY new)[1:$n], "
            "list(name ORDER BY new)[1:$n], list([old, new] ORDER BY new)[1:$n] FROM pair "
            "GROUP BY new_source, old_source, same ORDER BY new_source, same DESC, old_source",
            {"n": _SHOWN},
        ).fetchall()
        files = dict(self.sql.execute(f'SELECT {quoted(SOURCE_KEY)}, "文件" FROM {quoted(SOURCES)}').fetchall())
        told: dict[int, Settled] = defaultdict(lambda: Settled(0))
        for new_source, old_source, same, count, places, names, keys in rows:
            said = told[new_source]
            said.source = new_source
            if same:
                listed = "、".join(names) + (" 等" if count > _SHOWN else "")
                message = f"有 {count} 个{self.table.name}已经载入过，内容也相同（{listed}），"
                said.notes.append(Problem(places[0], message, "没有重复载入。"))
                continue
            old_file = files.get(old_source, "同一个文件")
            earlier = old_source <= last_loaded
            for place, name, (old, new) in zip(places, names, keys, strict=True):
                named = f"{self.table.name}「{name}」"
                differing = differences(self._content(old), self._content(new))
                if not earlier:
                    said.problems.append(twice_in_load(place, named, old_file, differing))
                elif replacing:
                    said.notes.append(replaced(place, named, old_file, differing))
                else:
                    said.problems.append(already_loaded(place, named, old_file, differing, self.columns))
            into = said.notes if earlier and replacing else said.problems
            if count > _SHOWN:
                more = f"还有 {count - _SHOWN} 个{self.table.name}也是这样，和「{old_file}」里的内容不同，"
                into.append(Problem("", more, "处理办法同上。"))
            if not (earlier and replacing):
                said.clashes += count
        old_goes = f"NOT same AND old_source <= {last_loaded}" if replacing else "false"
        self._let_go(f"SELECT CASE WHEN {old_goes} THEN old ELSE new END FROM pair")
        yield from told.values()

    def _find(self, last: int) -> bool:
        """Make the pairs; whether there are any. The older row is the one with the smallest key."""
        listed = ", ".join(map(quoted, self.columns))
        matched = " AND ".join(f"t.{quoted(c)} IS NOT DISTINCT FROM g.{quoted(c)}" for c in self.columns)
        source = quoted(SOURCE_KEY)
        self.sql.execute(
            "CREATE OR REPLACE TEMP TABLE pair AS "
            f"SELECT t.{self.key} AS new, g.first AS old, t.{source} AS new_source, g.source AS old_source, "
            f"t.{quoted(PLACE)} AS place, t.{quoted(self.columns[0])} AS name, false AS same "
            f"FROM {quoted(self.table.name)} AS t JOIN (SELECT {listed}, min({self.key}) AS first, "
            f"min({source}) AS source FROM {quoted(self.table.name)} GROUP BY {listed} "
            f"HAVING count(*) > 1) AS g ON {matched} WHERE t.{source} > $last AND t.{self.key} > g.first",
            {"last": last},
        )
        return bool(self.sql.execute("SELECT count(*) FROM pair").fetchall()[0][0])

    def _compare(self) -> None:
        """Mark the pairs that say the same, row for row of all that belongs to them, whatever the order."""
        parts = [
            f"SELECT k, {number} AS part, count(*) AS rows, sum(hash({', '.join(self._said(of))})::HUGEINT) AS hashes "
            f"FROM {quoted(of.name)} JOIN (SELECT old AS k FROM pair UNION SELECT new FROM pair) ON k = {self.key} "
            "GROUP BY k"
            for number, of in enumerate((self.table, *self.schema.children(self.table.name)))
        ]
        self.sql.execute(f"CREATE OR REPLACE TEMP TABLE content AS {' UNION ALL '.join(parts)}")
        self.sql.execute(
            "CREATE OR REPLACE TEMP TABLE other AS SELECT new FROM pair "
            "JOIN content AS c ON c.k = old OR c.k = new GROUP BY new, old, c.part "
            "HAVING count(*) < 2 OR min(rows) <> max(rows) OR min(hashes) <> max(hashes)"
        )
        self.sql.execute("UPDATE pair SET same = new NOT IN (SELECT new FROM other)")

    def _said(self, of: TableDef) -> tuple[str, ...]:
        return tuple(map(quoted, own_columns(of, self.schema)))

    def _content(self, key: Scalar) -> Content:
        def rows(of: TableDef) -> list[tuple[Scalar, ...]]:
            statement = f"SELECT {', '.join(self._said(of))} FROM {quoted(of.name)} WHERE {self.key} = $key"
            return self.sql.execute(statement, {"key": key}).fetchall()

        values = dict(zip(own_columns(self.table, self.schema), rows(self.table)[0], strict=True))
        return Content(values, {child.name: rows(child) for child in self.schema.children(self.table.name)})

    def _let_go(self, keys: str) -> None:
        for of in (*self.schema.children(self.table.name), self.table):
            self.sql.execute(f"DELETE FROM {quoted(of.name)} WHERE {self.key} IN ({keys})")


def _by_key(
    connection: duckdb.DuckDBPyConnection, table: TableDef, last_loaded: int, last: int, *, replacing: bool
) -> Iterator[Settled]:
    key, source, name = quoted(table.key or ""), quoted(SOURCE_KEY), quoted(table.name)
    order = quoted(next(c.name for c in table.having("order")))
    if replacing:
        new = f"SELECT {key} FROM {name} WHERE {source} > {last} AND {key} IS NOT NULL"
        old = f"FROM {name} WHERE {source} <= {last_loaded} AND {key} IN ({new})"
        newest = connection.execute(f"SELECT max({source}) FROM {name}").fetchall()[0][0]
        (count,) = connection.execute(f"SELECT count(*) {old}").fetchall()[0]
        connection.execute(f"DELETE {old}")
        if count:
            yield Settled(newest, notes=[Problem("", f"先载入的 {count} 行「{table.name}」去掉了，", "换成这一份的。")])
    for number, count, place in connection.execute(
        f"SELECT {source}, count(*), arg_min({quoted(PLACE)}, {order}) FROM {name} "
        f"WHERE {source} > {last} AND {key} IS NULL GROUP BY {source}"
    ).fetchall():
        said = f"有 {count} 行没有「{table.key}」，"
        yield Settled(number, problems=[Problem(place, said, "照样载入，但别的表的行找不到它们。")])
    again = (
        f"FROM {name} AS t JOIN (SELECT {key}, min({order}) AS first, min({source}) AS source FROM {name} "
        f"WHERE {key} IS NOT NULL GROUP BY {key} HAVING count(*) > 1) AS g USING ({key}) "
        f"WHERE t.{order} > g.first AND t.{source} > {last}"
    )
    for number, count, place, keys, oldest in connection.execute(
        f"SELECT t.{source}, count(*), arg_min(t.{quoted(PLACE)}, t.{order}), "
        f"list_distinct(list({key} ORDER BY t.{order}))[1:{_LISTED + 1}], min(g.source) {again} GROUP BY t.{source}"
    ).fetchall():
        listed = "、".join(map(str, keys[:_LISTED])) + (" 等" if len(keys) > _LISTED else "")
        older = oldest <= last_loaded
        action = "保留先载入的；要改用这一份，请加 --replace 再载入。" if older else "保留先载入的。"
        yield Settled(number, problems=[Problem(place, f"有 {count} 行的「{table.key}」已经有了：{listed}，", action)])
    connection.execute(f"DELETE FROM {name} WHERE {order} IN (SELECT t.{order} {again}) AND {source} > {last}")


def _astray(connection: duckdb.DuckDBPyConnection, table: TableDef, parent: TableDef, last: int) -> Iterator[Settled]:
    key, source, order = (
        quoted(parent.key or ""),
        quoted(SOURCE_KEY),
        quoted(next(c.name for c in table.having("order"))),
    )
    for number, count, place, keys in connection.execute(
        f"SELECT t.{source}, count(*), arg_min(t.{quoted(PLACE)}, t.{order}), "
        f"list_distinct(list(coalesce(CAST(t.{key} AS VARCHAR), '空') ORDER BY t.{order}))[1:{_LISTED + 1}] "
        f"FROM {quoted(table.name)} AS t ANTI JOIN {quoted(parent.name)} AS p ON p.{key} = t.{key} "
        f"WHERE t.{source} > {last} GROUP BY t.{source}"
    ).fetchall():
        listed = "、".join(keys[:_LISTED]) + (" 等" if len(keys) > _LISTED else "")
        said = f"有 {count} 行的「{parent.key}」在「{parent.name}」里找不到：{listed}，"
        yield Settled(number, problems=[Problem(place, said, f"照样载入，但不属于任何{parent.name}。")])
