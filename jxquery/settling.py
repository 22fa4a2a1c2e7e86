"""What the data leaves of what a question may mean.

This needs rows, so it is no part of `language/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from jxquery.answering import at_most_one, same_rows, some_of
from jxquery.desk import Desk, count_of
from jxquery.errors import UsageError
from jxquery.language.build import figure
from jxquery.language.cues import DISTINCT
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution, Sought, Supposed, Supposing
from jxquery.language.predicates import table_of
from jxquery.types import All, Col, Groups, Has, Named, Query, Rows


def settled(resolution: Resolution | Supposing, desk: Desk, choose: int | None) -> Resolution:
    """What the data leaves: one of readings that give the same rows, and only what it bears out.

    `choose` takes one of the readings that are left, from 1. Raises `UsageError` where there is no such one.
    """
    if isinstance(resolution, Supposing):
        resolution = _borne_out(resolution, desk)
    left = _by_rows(resolution, desk) if isinstance(resolution, Choices) else resolution
    if isinstance(left, Query):
        return _never_together(left, desk) or left
    if choose is None or not isinstance(left, Choices):
        return left
    if not 1 <= choose <= len(left.queries):
        said = f"没有第 {choose} 种读法，共有 {len(left.queries)} 种。"
        raise UsageError(said, hint="不带 --choose 再问一次，看有哪几种。")
    return left.queries[choose - 1]


def _by_rows(choices: Choices, desk: Desk) -> Query | Choices:
    """The one reading that is left, or those that differ, each settled in itself first."""
    if choices.single is not None and all(at_most_one(side, choices.single, desk) for side in choices.sides):
        return choices.single
    there = bool(choices.given) and all(some_of(rows, _first(choices), desk) for rows in choices.given)
    if there or choices.instead:
        first = choices.readings[0 if there else 1]
        return _by_rows(first, desk) if isinstance(first, Choices) else first
    inner = [_by_rows(r, desk) if isinstance(r, Choices) else r for r in choices.readings]
    strict = choices.strict or any(isinstance(r, Choices) and r.strict for r in inner)
    left = Choices(tuple(inner), strict)
    return left.queries[0] if not strict and same_rows(left.queries, desk) else left


def _first(reading: Query | Choices) -> Query:
    """The first query that may be meant."""
    return _first(reading.readings[0]) if isinstance(reading, Choices) else reading


def _borne_out(supposing: Supposing, desk: Desk) -> Resolution:
    """The readings that have as many rows as the question says that there are, if what it seeks is said at all."""
    meant = supposing.meant
    for each in supposing.supposed:
        if isinstance(each, Sought):
            if not any(count_of(rows, desk) for rows in each.rows):
                return NotUnderstood((each.said,))
            continue
        readings = meant.readings if isinstance(meant, Choices) else (meant,)
        counts = [tuple(_counts(r, each, desk)) if isinstance(r, Query) else (each.count,) for r in readings]
        fits = tuple(
            r
            for r, found in zip(readings, counts, strict=True)
            if each.count in found or (each.asked and not any(found))
        )
        if not fits:
            there = next((n for found in counts for n in found), 0)
            name = each.of if isinstance(each.of, str) else each.of.name
            why = each.reason or f"符合条件的{name}有 {there} 个，不是 {each.count} 个"
            return NotUnderstood(() if each.reason else (each.said,), why)
        if isinstance(meant, Choices):
            given = meant.given if fits[0] is readings[0] else ()
            meant = replace(meant, readings=fits, given=given) if fits[1:] else fits[0]
    return meant


def _never_together(query: Query, desk: Desk) -> NotUnderstood | None:
    """成本指标 满意度: classes that no target has at once were a list.

    The classes of targets are levels of one tree. Those of other rows are of different kinds, and that no row has
    both is an answer.
    """
    for rows in (r for _, fill in query.slots for r in _grounds(fill.rows)):
        table = desk.schema.table(table_of(rows))
        classes = {c.name for c in table.having("class")} if table.target is not None else set()
        said = tuple(
            p for p in rows.where.of if isinstance(p, Named) and p.col.table == table.name and p.col.name in classes
        )
        if len(said) > 1 and not count_of(Rows(table.name, All(said)), desk):
            values = tuple("、".join(f"「{v}」" for v in p.values) for p in said)
            offers = tuple(v for p in said for v in p.values)
            return NotUnderstood((), f"没有既是{'又是'.join(values)}的{table.name}，请分开问", offers=offers)
    return None


def _counts(query: Query, supposed: Supposed, desk: Desk) -> Iterator[int]:
    """How many there are among the rows that each slot was chosen from."""
    of = supposed.of
    if supposed.rows is not None:
        yield count_of(supposed.rows, desk)
        return
    if supposed.such is not None:
        yield sum(count_of(Rows(fill.rows, All((supposed.such,))), desk) for _, fill in query.slots)
        return
    for rows in (r for _, fill in query.slots for r in _grounds(fill.rows)):
        table = table_of(rows)
        if table == of:
            yield count_of(rows, desk)
        elif isinstance(of, Col) and of.table in {table, *desk.schema.ancestors(table)}:
            found = desk.rows(desk.compile(figure(DISTINCT, rows, (), (of,))).main)
            yield from (number for number, *_ in found if isinstance(number, int))


def _grounds(rows: Rows) -> Iterator[Rows]:
    """The rows, before the best of them was taken, and those that they were chosen from, grouped from or belong to."""
    chosen = replace(rows, best=None)
    match rows.source:
        case Groups(of):
            yield from _grounds(of)
        case Rows() as inner:
            yield from _grounds(inner)
            yield chosen
        case _:
            yield chosen
    for pred in rows.where.of:
        if isinstance(pred, Has):
            yield from _grounds(pred.rows)
