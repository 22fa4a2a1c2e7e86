"""The names of the data in a table of their own, made when the rows are loaded and extended when more come.

A name is a value of a name or context column, once, numbered in the order of the rows. `form` is its normal form where
that is another; `core_at` and `core_size` say where in the form the shorter name of the same row stands; `label` is the
full name that chooses the same rows; `units` are those that its targets are in, one a line. `spot` numbers without gaps
all names but those that hold a shorter one, which count only with that: `kin` is its spot, or their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jxquery.digests import md5
from jxquery.engines.duckdb import DuckDbEngine
from jxquery.schema.model import Schema
from jxquery.store.forms import make_forms
from jxquery.store.identifiers import quoted
from jxquery.store.shelves import Shelf, numbered_shelves, shelves
from jxquery.types import Col, Filed, Name, Scalar

if TYPE_CHECKING:
    import duckdb

NAMES = "名称索引"
_HASHED = 0xFFFFFFFF
_BETWEEN = "\n"
FORM = "coalesce(form, value)"
_SOURCE = '"来源编号"'
CREATE = (
    f'CREATE OR REPLACE TABLE "{NAMES}" (id INTEGER, spot INTEGER, kin INTEGER, shelf SMALLINT, value VARCHAR, '
    "form VARCHAR, hash UINTEGER, core_at SMALLINT, core_size SMALLINT, label VARCHAR, units VARCHAR)"
)
COLUMNS = "shelf, id, spot, value, form, core_at, core_size, label, units"
"""What `filed_name` makes a name of."""
SPOT = 2  # its place among them


def hash_of(text: str) -> str:
    """SQL for the number by which a form is looked up; different forms may have the same."""
    return f"(md5_number_lower({text}) & {_HASHED})::UINTEGER"


def hash_number(text: str) -> int:
    """The same number, of this text."""
    return int.from_bytes(md5(text.encode()).digest()[8:], "little") & _HASHED


def add_names(
    connection: duckdb.DuckDBPyConnection, schema: Schema, since: int, many: Iterable[int]
) -> Collection[int]:
    """The names of the rows from sources numbered above `since`; of the shelves `many` all that are not there yet.

    Gives the ids of the names that were changed, new ones perhaps among them.
    """
    many = frozenset(many)
    groups: dict[int, list[Shelf]] = {}
    for shelf in shelves(schema):
        if shelf.always or shelf.number in many:
            groups.setdefault(shelf.group, []).append(shelf)
    return {
        changed
        for group in groups.values()
        for changed in _add_group(connection, schema, group, since if group[0].always else 0)
    }


def _add_group(
    connection: duckdb.DuckDBPyConnection, schema: Schema, group: Sequence[Shelf], since: int
) -> Iterator[int]:
    """The names of columns whose values belong together: the full name of rows, and what else they are called."""
    table = group[0].col.table
    listed = ", ".join(f"nullif({quoted(s.col.name)}, '') AS v{n}" for n, s in enumerate(group))
    keys = ", ".join(f"v{n}" for n in range(len(group)))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE combos AS SELECT {keys}, min(r) AS r FROM "
        f"(SELECT {listed}, rowid AS r FROM {quoted(table)} WHERE {_SOURCE} > $since) GROUP BY {keys}",
        {"since": since},
    )
    make_forms(connection, " UNION ALL ".join(f"SELECT v{n} AS value FROM combos" for n in range(len(group))))
    (first,) = connection.execute(f'SELECT coalesce(max(id) + 1, 0) FROM "{NAMES}"').fetchall()[0]
    (lowest,) = connection.execute("SELECT min(r) FROM combos").fetchall()[0]
    if lowest is None:
        return
    for place in range(len(group)):
        _insert(connection, group, place, (first, lowest, since))
    _add_kin(connection, group, first)
    if since:
        for place, shelf in enumerate(group[1:], 1):
            yield from _unlabel(connection, shelf, place)
    target = schema.table(table).target
    if target is not None and group[0].called:
        for shelf in group:
            yield from _add_units(connection, shelf, target.value, target.unit, since)


def _insert(
    connection: duckdb.DuckDBPyConnection, group: Sequence[Shelf], place: int, at: tuple[int, int, int]
) -> None:
    """The names of one column that are not there yet.

    What a row calls the same in two columns is one name, that of the full name. The core is the shortest of the others
    that the form of the first row's name holds. A name and a full name that choose the same rows have the same first
    row, so that row tells its label. `at`: the first free number, the lowest row, and the last source
    whose names are there.
    """
    (first, lowest, since), shelf = at, group[place]
    others = [n for n in range(len(group)) if n != place]
    known = f'SELECT 1 FROM "{NAMES}" AS n WHERE n.shelf = {shelf.number} AND n.value = v{place}'
    firsts = ", ".join(f"arg_min_null(v{n}, r) AS v{n}" for n in others)
    found = (
        f"SELECT v{place}, min(r) AS r{', ' if others else ''}{firsts} FROM combos WHERE v{place} IS NOT NULL"
        f"{f' AND v{place} IS DISTINCT FROM v0' if place else ''} AND NOT EXISTS ({known}) GROUP BY v{place}"
    )
    formed = ", ".join(f"coalesce(f{n}.form, v{n}) AS y{n}" for n in (place, *others))
    joins = " ".join(f"LEFT JOIN forms AS f{n} ON f{n}.value = v{n}" for n in (place, *others))
    query = f"SELECT x.*, f{place}.form, {formed}, NULL AS core0 FROM ({found}) AS x {joins}"
    for step, n in enumerate(others):
        held = f"v{n} <> v{place} AND contains(y{place}, y{n})"
        shorter = f"(core{step} IS NULL OR length(y{n}) < length(core{step}))"
        query = (
            f"SELECT *, CASE WHEN {held} AND {shorter} THEN y{n} ELSE core{step} END AS core{step + 1} FROM ({query})"
        )
    core, number = f"core{len(others)}", f"{first} + (r - {lowest}) * {len(group)}"
    label, same = "NULL", ""
    if place:
        label = "CASE WHEN same.value IS NOT NULL THEN v0 END"
        same = f"LEFT JOIN ({_same(group, place, first, since)}) AS same ON same.value = v{place}"
    (spot,) = connection.execute(f'SELECT coalesce(max(spot) + 1, 0) FROM "{NAMES}"').fetchall()[0]
    connection.execute(
        f'INSERT INTO "{NAMES}" SELECT id, CASE WHEN core_at IS NULL THEN '
        f"{spot - 1} + sum((core_at IS NULL)::INTEGER) OVER (ROWS UNBOUNDED PRECEDING) END AS spot, spot, "
        f"* EXCLUDE id FROM (SELECT {number} + {place} AS id, {shelf.number}, v{place}, form, {hash_of(f'y{place}')}, "
        f"strpos(y{place}, {core}) - 1 AS core_at, length({core}), {label}, NULL "
        f"FROM ({query}) {same} ORDER BY id)"
    )


def _add_kin(connection: duckdb.DuckDBPyConnection, group: Sequence[Shelf], first: int) -> None:
    """Which name the new ones hold that hold a shorter one: of several in the same form the first."""
    core = f"substr({FORM}, core_at + 1, core_size)"
    of_group = f"shelf IN ({', '.join(str(shelf.number) for shelf in group)})"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE cores AS "
        f"SELECT core, {hash_of('core')} AS hash FROM "
        f'(SELECT DISTINCT {core} AS core FROM "{NAMES}" WHERE id >= $first AND core_at IS NOT NULL)',
        {"first": first},
    )
    connection.execute(
        f'UPDATE "{NAMES}" AS n SET kin = k.kin FROM ('
        f'SELECT core, min(spot) AS kin FROM cores AS c JOIN "{NAMES}" AS m ON m.hash = c.hash AND {FORM} = c.core '
        f"WHERE {of_group} GROUP BY core) AS k "
        f"WHERE n.id >= $first AND n.core_at IS NOT NULL AND k.core = {core}",
        {"first": first},
    )


def _same(group: Sequence[Shelf], place: int, first: int, since: int) -> str:
    """The values that stand with one full name only, which stands with them only and is not known from before."""
    label = group[0]
    pairs = f"SELECT DISTINCT v0, v{place} FROM combos"
    known = f'SELECT 1 FROM "{NAMES}" AS n WHERE n.shelf = {label.number} AND n.value = v0 AND n.id < {first}'
    # What was a full name and nothing else in the rows before chose those.
    columns = f"{quoted(group[place].col.name)} = {quoted(label.col.name)} AND {_SOURCE} <= {since}"
    twice = f"SELECT {quoted(label.col.name)} FROM {quoted(label.col.table)} WHERE {columns}"
    single = f"SELECT v0 FROM ({pairs}) WHERE v0 IS NOT NULL GROUP BY v0 HAVING count(*) = 1"
    return (
        f"SELECT value FROM (SELECT v{place} AS value, any_value(v0) AS v0 FROM ({pairs}) "
        f"WHERE v{place} IS NOT NULL GROUP BY v{place} HAVING count(*) = 1) "
        f"WHERE v0 IN ({single}) AND NOT EXISTS ({known}) AND value NOT IN ({twice})"
    )


def _unlabel(connection: duckdb.DuckDBPyConnection, shelf: Shelf, place: int) -> Iterator[int]:
    """Names that chose the same rows as a full name until these rows came."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE pairs AS SELECT DISTINCT v0, v{place} AS v FROM combos")
    for met, other in (
        ("p.v = n.value", "p.v0 IS DISTINCT FROM n.label"),
        ("p.v0 = n.label", "p.v IS DISTINCT FROM n.value"),
    ):
        yield from _changed(
            connection,
            f'UPDATE "{NAMES}" AS n SET label = NULL FROM pairs AS p '
            f"WHERE n.shelf = {shelf.number} AND n.label IS NOT NULL AND {met} AND {other}",
            {},
        )


def _add_units(connection: duckdb.DuckDBPyConnection, shelf: Shelf, value: str, unit: str, since: int) -> Iterator[int]:
    """The units of the targets with numbers; "" where one has none."""
    known = "coalesce(string_split(n.units, $between), [])"
    yield from _changed(
        connection,
        f'UPDATE "{NAMES}" AS n SET units = '
        f"array_to_string(list_sort(list_distinct(list_concat({known}, u.units))), $between) "
        f"FROM (SELECT {quoted(shelf.col.name)} AS value, list(DISTINCT coalesce({quoted(unit)}, '')) AS units "
        f"FROM {quoted(shelf.col.table)} WHERE {quoted(value)} IS NOT NULL AND {_SOURCE} > $since GROUP BY 1) AS u "
        f"WHERE n.shelf = {shelf.number} AND n.value = u.value AND NOT list_has_all({known}, u.units)",
        {"since": since, "between": _BETWEEN},
    )


def _changed(connection: duckdb.DuckDBPyConnection, update: str, params: Mapping[str, Scalar]) -> Iterator[int]:
    """The ids of the names that an update, which calls them `n`, has changed."""
    connection.execute(f"{update} RETURNING n.id", dict(params))
    yield from (number for (number,) in connection.fetchall())


def single_names(run: Callable[[str], Sequence[tuple[Scalar, ...]]], schema: Schema) -> tuple[Col, ...]:
    """The columns of full names that have as many names as rows: each row has one, and no other has it."""
    labels = [shelf for shelf in shelves(schema) if shelf.called and shelf.full]

    def counts(shelf: Shelf) -> Sequence[tuple[Scalar, ...]]:
        names = f'SELECT count(*) FROM "{NAMES}" WHERE shelf = {shelf.number}'
        return run(f"SELECT ({names}), count(*) FROM {quoted(shelf.col.table)}")

    return tuple(shelf.col for shelf in labels for names, rows in counts(shelf) if names == rows)


# --- reading ---------------------------------------------------------------------------------------------------------


def stored_names(engine: DuckDbEngine, schema: Schema) -> tuple[Name, ...]:
    """All names, in the order of the data."""
    named = numbered_shelves(schema)
    filed = (filed_name(named, row) for row in engine.read(f'SELECT {COLUMNS} FROM "{NAMES}"', {}))
    return tuple(each.name for each in sorted(filed, key=lambda each: each.order))


def filed_name(named: Mapping[int, Shelf], row: Sequence[Any]) -> Filed:
    """The name in a row of `COLUMNS`."""
    number, id_, spot, value, form, at, size, label, units = row
    shelf = named[number]
    norm = value if form is None else form
    core = "" if at is None else norm[at : at + size]
    full = None if label is None or shelf.label is None else (shelf.label, label)
    in_units = None if units is None else tuple(units.split(_BETWEEN))
    name = Name(shelf.col, value, norm, core, shelf.full, full, shelf.open, in_units)
    return Filed((shelf.group, id_), spot, name)
