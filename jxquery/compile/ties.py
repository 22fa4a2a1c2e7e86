"""How the rows of one SELECT belong to those of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.compile.headings import base_table
from jxquery.compile.row import Row, Source, quoted
from jxquery.types import Col, Has

if TYPE_CHECKING:
    from jxquery.compile.builder import Builder
    from jxquery.types import Pred, Rows


def tie_between(build: Builder, rows: Rows, outer: Row) -> tuple[tuple[Pred, ...], tuple[Pred, ...]]:
    """What is said of the rows that tie these to the row `outer`, where such do, and all else that is said.

    The books of a reader that have a loan of 2024 are those that this reader borrowed in 2024.
    """
    between = _between(build, base_table(rows), _table_of(outer))
    ties = [
        p for p in rows.where.of
        if isinstance(p, Has) and p.how == "some" and p.rows.source == between and p.rows.best is None
    ]  # fmt: skip
    if rows.best is not None or not ties:
        return (), rows.where.of
    return ties[0].rows.where.of, tuple(p for p in rows.where.of if p is not ties[0])


def related(build: Builder, table: str, inner: Row, outer: Row, tie: tuple[Pred, ...] = ()) -> str:
    """That `inner`, a row of `table`, belongs to `outer`: its child, its parent, itself, or its sibling.

    Rows are tied by the nearest table that both are of or belong to, whatever the number of levels between; else
    by rows that belong to both and meet `tie`: books of a reader are those of a loan by them.
    """
    keys = keys_alike(build, table, inner, outer)
    return " AND ".join(f"{a} = {b}" for a, b in keys) if keys else _tied(build, table, inner, outer, tie)


def one_key_tells(build: Builder, table: str, outer: Row) -> bool:
    """Whether a row of the table belongs to `outer` where one column of each is the same."""
    own = _table_of(outer)
    if table == own:
        return len(build.schema.table(own).having("key", "order")) == 1
    return _shared_above(build, table, own) is not None


def keys_alike(build: Builder, table: str, inner: Row, outer: Row) -> tuple[tuple[str, str], ...]:
    """The columns that are the same in `inner`, a row of `table`, where it belongs to `outer`, and there.

    No columns where only rows that belong to both tie them.
    """
    own = _table_of(outer)
    if table == own:
        keys = [c.name for c in build.schema.table(own).having("key", "order")]
        return tuple((inner.column(key), outer.column(key)) for key in keys)
    shared = _shared_above(build, table, own)
    return () if shared is None else ((_key_at(build, inner, table, shared), _key_at(build, outer, own, shared)),)


def _table_of(row: Row) -> str:
    """The table that the row is of, or was made of."""
    return row.context if isinstance(row.context, str) else base_table(row.context)


def _shared_above(build: Builder, table: str, own: str) -> str | None:
    """The nearest table that rows of both are of or belong to."""
    others = (table, *build.schema.ancestors(table))
    return next((t for t in (own, *build.schema.ancestors(own)) if t in others), None)


def _between(build: Builder, table: str, own: str) -> str | None:
    """The table whose rows tie rows of the two, where nothing above does."""
    return None if _shared_above(build, table, own) else next(iter(build.schema.between(table, own)), None)


def _tied(build: Builder, table: str, inner: Row, outer: Row, tie: tuple[Pred, ...]) -> str:
    """That a row that belongs to both meets the conditions `tie`."""
    own = _table_of(outer)
    between = _between(build, table, own)
    if between is None:
        message = f"{table} and {own} do not hang together"
        raise LookupError(message)
    both = Source(quoted(between), Row(build.alias(), between))
    for name, row in ((table, inner), (own, outer)):
        both.tests.append(f"{_key_at(build, both.row, between, name)} = {row.column(build.key(name))}")
    both.tests += [build.pred(p, both.row) for p in tie]
    return f"EXISTS (SELECT 1 FROM {both.sql})"


def _key_at(build: Builder, row: Row, table: str, above: str) -> str:
    """The key of the row of `above` that the row of `table` is, or belongs to."""
    step = (above, *build.schema.upwards(table, above))[-2]
    return build.column(Col(step, build.key(above)), row)
