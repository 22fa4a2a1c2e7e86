"""A `Query` to an answer: its rows, and what accounts for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jxquery.cautions import cautions
from jxquery.compile import TALLIED, Account, Compiled, of_one_name, tally
from jxquery.desk import Desk, Table, all_there, count_of
from jxquery.language.cues import COUNT
from jxquery.types import Answer, Lit, Query, Rows, Scalar, SourceRef, parts


def answer_query(query: Query, desk: Desk) -> Answer:
    """The rows of the query with their sources and what a reader must be warned of. The question is not set."""
    compiled = desk.compile(query)
    rows = desk.rows(compiled.main)
    width = len(compiled.columns)
    shown = tuple(row[:width] for row in rows)
    if compiled.accounts:
        sources, total = _untraced(compiled, shown, _counted(query, compiled, shown), desk)
    else:
        sources, total = _traced(rows, width, desk)
    return Answer(
        question="",
        status="answered",
        columns=compiled.columns,
        rows=shown,
        sql=compiled.main.sql,
        params=compiled.main.params,
        sources=sources,
        sources_total=total,
        warnings=cautions(query, compiled, desk, found=bool(shown)),
    )


def same_rows(queries: Sequence[Query], desk: Desk) -> bool:
    """Whether all readings give the same rows."""
    found = (_shown(query, desk) for query in queries)
    first = next(found)
    return all(other == first for other in found)


def has_rows(query: Query, desk: Desk) -> bool:
    """Whether the query gives any row."""
    return bool(desk.rows(desk.compile(query).main))


def at_most_one(rows: Rows, query: Query, desk: Desk) -> bool:
    """Whether the rows, which the query is about, are one, or none."""
    return of_one_name(rows, desk.single) or some_of(rows, query, desk) <= 1


def some_of(rows: Rows, query: Query, desk: Desk) -> int:
    """How many such rows there are; of many perhaps only some are counted.

    It is told by the statements of the query where they give the rows: that needs no other, if it is what is meant.
    """
    compiled = desk.compile(query)
    for account in compiled.accounts:
        if account.rows == rows:
            return len(desk.rows(account.first))
    if not compiled.accounts and all(fill.rows == rows for _, fill in query.slots):
        return len(desk.rows(compiled.main))
    return count_of(rows, desk)


def _shown(query: Query, desk: Desk) -> tuple[tuple[str, ...], tuple[tuple[Scalar, ...], ...]]:
    """The columns and rows that a reader would see."""
    compiled = desk.compile(query)
    width = len(compiled.columns)
    return tuple(c.name for c in compiled.columns), tuple(row[:width] for row in desk.rows(compiled.main))


def _traced(rows: Sequence[tuple[Scalar, ...]], width: int, desk: Desk) -> tuple[tuple[SourceRef, ...], int]:
    """File and place stand behind the columns of each row."""
    found = [(n, row[width], row[width + 1]) for n, row in enumerate(rows) if row[width] is not None]
    return desk.referred(found), len(found)


def _counted(query: Query, compiled: Compiled, shown: Table) -> int | None:
    """How many rows there are behind an answer that counts them; None where it counts something else."""
    if query.template != COUNT or any(fill.rows != compiled.accounts[0].rows for _, fill in query.slots):
        return None
    return sum(row[-1] for row in shown if isinstance(row[-1], int))


def _untraced(compiled: Compiled, shown: Table, counted: int | None, desk: Desk) -> tuple[tuple[SourceRef, ...], int]:
    """The rows of each slot, a group's by the values that lead its row. A figure over no row rests on every file.

    `counted`: how many there are, where the answer tells it.
    """
    found: list[tuple[int, Scalar, Scalar]] = []
    total = 0
    for account in compiled.accounts:
        rows = desk.rows(account.first)
        if all_there(rows):
            total += len(rows)
        else:
            total += _count_behind(account, desk) if counted is None else counted
        for row in rows:
            key, (file, place) = row[: account.keys], row[-2:]
            number = next((n for n, values in enumerate(shown) if values[: account.keys] == key), None)
            if number is not None and file is not None:
                found.append((number, file, place))
    if shown and not found:
        every = desk.first_files()
        return every, len(every)
    return desk.referred(found), total


def _count_behind(account: Account, desk: Desk) -> int:
    """How many rows there are, from what is asked for in any case if that tells it."""
    for col in account.covered:
        found = [count for _, count in desk.rows(tally(account.rows, col, desk.schema)) if isinstance(count, int)]
        if len(found) < TALLIED:
            return sum(found)
    return count_of(account.rows, desk)


def literals(value: object) -> Iterator[Lit]:
    """Every bound value of a query."""
    return (part for part in parts(value) if isinstance(part, Lit))
