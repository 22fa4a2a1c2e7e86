"""The statements that account for an answer: where its figures come from, over what, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from jxquery.compile.builder import PLACE, SOURCE_FILE, SOURCE_KEY, SOURCE_TABLE, Builder
from jxquery.compile.headings import base_table
from jxquery.compile.reached import is_told, untold
from jxquery.compile.row import Row, context_of, quoted
from jxquery.compile.targets import unsettled
from jxquery.types import All, Cmp, Col, Groups, Has, Lit, Named, Not, Rows, Some, Wordy, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jxquery.schema.model import Schema
    from jxquery.types import Pred, Scalar, Term

SOURCES_SHOWN = 20
TALLIED = 9
_BESIDE_NAMES = {"period", "identity", "context", "class", "code", "name"}
_FILES = f"SELECT {quoted(SOURCE_KEY)}, {quoted(SOURCE_FILE)} FROM {quoted(SOURCE_TABLE)}"


class Statement(Struct, frozen=True):
    """SQL with named parameters."""

    sql: str
    params: Mapping[str, Scalar]


class Account(Struct, frozen=True):
    """The rows behind the figures of a slot.

    `first` gives the first `SOURCES_SHOWN` of them: so many `keys` of the answer, a value for each of `covered` (the
    periods and contexts that a figure may be over several of), the number of the file and the place. Only where there
    may be more of the `rows`, `tally` and `count_rows` have to tell.
    """

    first: Statement
    keys: int
    covered: tuple[Col, ...]
    rows: Rows


def account(
    rows: Rows, keys: Sequence[Term], watched: frozenset[Col], schema: Schema, single: frozenset[Col]
) -> Account:
    """What accounts for figures over the rows, led by `keys` in the answer."""
    rows = _underlying(rows)
    covered = tuple(col for col in _periods_and_contexts(rows, schema) if col in watched)
    build = Builder(schema)
    source = build.rows(rows)
    items = [*(build.term(t, source.row) for t in (*keys, *covered)), *place(source.row)]
    order = "" if of_one_name(rows, single) else ", ".join(map(source.row.column, document_order(rows, schema)))
    sql = f"SELECT {', '.join(items)} FROM {source.sql}"
    sql += f" ORDER BY {order} LIMIT {SOURCES_SHOWN}" if order else ""
    return Account(Statement(sql, dict(build.params)), len(keys), covered, rows)


def place(row: Row) -> list[str]:
    """The columns that trace a row: the number of its file, and its place there."""
    return [row.column(SOURCE_KEY), row.column(PLACE)]


def document_order(rows: Rows, schema: Schema) -> list[str]:
    """The columns by which rows stand as in the document; none for groups."""
    context = context_of(rows)
    return [c.name for c in schema.table(context).having("key", "order")] if isinstance(context, str) else []


def of_one_name(rows: Rows, single: frozenset[Col]) -> bool:
    """Whether it is one row at most: that of a name, in a column of which no two rows share one."""
    if isinstance(rows.source, Rows) and of_one_name(rows.source, single):
        return True
    return any(_is_one(p, rows.source, single) for p in rows.where.of)


def _is_one(pred: Pred, source: str | Rows | Groups, single: frozenset[Col]) -> bool:
    match pred:
        case Named(col, (_,)):
            return col in single and col.table == source
        case All(of):
            return any(_is_one(p, source, single) for p in of)
        case _:
            return False


def count_rows(rows: Rows, schema: Schema) -> Statement:
    """The number of the rows."""
    build = Builder(schema)
    source = build.rows(rows)
    return Statement(f"SELECT count(*) FROM {source.sql}", dict(build.params))


def all_files(limit: int | None = None) -> Statement:
    """The number and the name of every file that is loaded, in the order of loading."""
    return Statement(f"{_FILES} ORDER BY {quoted(SOURCE_KEY)}" + (f" LIMIT {limit}" if limit else ""), {})


def files_of(numbers: Sequence[int]) -> Statement:
    """The number and the name of each of these files."""
    params = {f"p{n}": number for n, number in enumerate(numbers, 1)}
    listed = ", ".join(f"${name}" for name in params)
    return Statement(f"{_FILES} WHERE {quoted(SOURCE_KEY)} IN ({listed})", params)


def _underlying(rows: Rows) -> Rows:
    """The rows of a table that rows of groups were made of."""
    return _underlying(rows.source.of) if isinstance(rows.source, Groups) else rows


def _periods_and_contexts(rows: Rows, schema: Schema) -> tuple[Col, ...]:
    """The period of each of the nearest tables that have one, and the contexts of all, from the rows' own upwards."""
    levels = [tuple(map(schema.table, level)) for level in schema.levels(base_table(rows))]
    dated = ([Col(o.name, c.name) for o in level for c in o.having("period")[:1]] for level in levels)
    periods = next((found for found in dated if found), [])
    return (*periods, *(Col(o.name, c.name) for level in levels for o in level for c in o.having("context")))


def tally(rows: Rows, col: Col, schema: Schema) -> Statement:
    """The first `TALLIED` values of a column that the rows are of, and how many rows have each."""
    build = Builder(schema)
    source = build.rows(rows)
    value = build.term(col, source.row)
    sql = f"SELECT {value}, count(*) FROM {source.sql} GROUP BY {value} ORDER BY {value} LIMIT {TALLIED}"
    return Statement(sql, dict(build.params))


def listed_names(rows: Rows, schema: Schema) -> Iterator[tuple[tuple[Named, ...], Rows]]:
    """The names of a list beside a year, a level, an owner or a class, and the rows that they choose together.

    2024年甲和乙的预算: of each name there need not be a row. Of rows that others belong to likewise.
    """
    rows = _underlying(rows)
    if isinstance(rows.source, Rows):
        yield from listed_names(rows.source, schema)
    named = tuple(n for p in rows.where.of for n in _names(p, schema))
    others = [p for p in rows.where.of if not _names(p, schema)]
    beside = {schema.table(c.table).column(c.name).role for p in others for c in parts(p) if isinstance(c, Col)}
    if 1 < sum(len(n.values) for n in named) < TALLIED and beside and beside <= _BESIDE_NAMES:
        yield named, replace(rows, best=None)
    for pred in rows.where.of:
        if isinstance(pred, Has) and pred.how == "some":
            yield from listed_names(pred.rows, schema)


def _names(pred: Pred, schema: Schema) -> tuple[Named, ...]:
    """The names that the condition is one of, where it is of nothing else."""
    match pred:
        case Named(col) if schema.table(col.table).column(col.name).role == "name":
            return (pred,)
        case Some(of):
            each = tuple(_names(p, schema) for p in of)
            return tuple(n for found in each for n in found) if all(each) else ()
        case _:
            return ()


class Numeric(Struct, frozen=True):
    """Rows of a table that a condition looks at, and what it compares of their targets by number."""

    rows: Rows
    tests: tuple[Cmp, ...] = ()
    told: tuple[Pred, ...] = ()

    def wordy(self, schema: Schema) -> Iterator[Statement]:
        """How many of them have words where a number is compared."""
        for written in dict.fromkeys(t.left for t in self.tests if isinstance(t.left, Col)):
            yield count_rows(replace(self.rows, where=All((*self.rows.where.of, Wordy(written)))), schema)

    def untold(self, schema: Schema) -> Iterator[Statement]:
        """How many of them have two values of which it cannot be told how they compare."""
        for pred in self.told:
            build = Builder(schema)
            source = build.rows(self.rows)
            source.tests.append(untold(build, pred, source.row))
            yield Statement(f"SELECT count(*) FROM {source.sql}", dict(build.params))

    def unsettled(self, schema: Schema) -> Iterator[tuple[str, Statement]]:
        """How many of them are in units that have no exact ratio to that of the bound, with the bound's."""
        for test in self.tests:
            build = Builder(schema)
            source = build.rows(self.rows)
            open_ones = unsettled(build, test, source.row)
            if open_ones is not None and isinstance(test.right, Lit) and test.right.unit is not None:
                source.tests.append(open_ones)
                yield test.right.unit, Statement(f"SELECT count(*) FROM {source.sql}", dict(build.params))


def numeric_conditions(rows: Rows, schema: Schema) -> Iterator[Numeric]:
    """Every condition that compares a target by number, with the rows that it looks at."""
    if isinstance(rows.source, Rows):
        yield from numeric_conditions(rows.source, schema)
    yield from _numeric_of(rows.where.of, base_table(rows), schema)


def _numeric_of(preds: tuple[Pred, ...], table: str, schema: Schema) -> Iterator[Numeric]:
    by_number = tuple(p for p in preds if isinstance(p, Cmp) and _by_number(p, schema))
    both = tuple(p for p in preds if is_told(p, schema))
    if by_number or both:
        others = tuple(p for p in preds if p not in by_number and p not in both)
        yield Numeric(Rows(table, All(others)), by_number, both)
    for pred in preds:
        match pred:
            case Has(inner, _, meet):
                if meet is not None and is_told(meet, schema):
                    yield Numeric(Rows(base_table(inner), inner.where), (), (meet,))
                yield from _numeric_of(inner.where.of, base_table(inner), schema)
            case All(of) | Some(of):
                yield from _numeric_of(of, table, schema)
            case Not(of):
                yield from _numeric_of((of,), table, schema)
            case _:
                pass


def _by_number(pred: Cmp, schema: Schema) -> bool:
    if not isinstance(pred.left, Col) or is_told(pred, schema):
        return False
    by_words = isinstance(pred.right, Lit) and isinstance(pred.right.value, str)
    return schema.table(pred.left.table).reading(pred.left.name) is not None and not by_words
