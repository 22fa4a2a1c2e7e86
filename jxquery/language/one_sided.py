"""A question with one side: its query, or the readings that are open."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.each_named import each_named
from jxquery.language.grounds import inside_whole, within_filters
from jxquery.language.lexicon import Lexicon
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.predicates import contradictory
from jxquery.language.side import Side, rows_of
from jxquery.language.single import single
from jxquery.language.winning import winner
from jxquery.types import All, Query, Rows


def one_side(side: Side, lexicon: Lexicon) -> Resolution:
    """What the side asks."""
    if side.unused:
        return NotUnderstood(tuple(p.text for p in side.unused))
    if not side.says_anything():
        return NotUnderstood((), "没有说要查什么")
    if side.top is not None and side.top.versus:
        return winner(side, lexicon)
    query = single(side, lexicon)
    if isinstance(query, str):
        said = (*side.said.values(), *([side.unit] if side.unit else []))
        return NotUnderstood(tuple(w for w in said if w in query), query)
    if isinstance(query, Choices):
        return query
    if any(contradictory(fill.rows.where) for _, fill in query.slots):
        return NotUnderstood((), "同一栏要求了两个不同的值")
    within = within_filters(query, side.filters) if side.loose else inside_whole(query, side)
    if within is not None:
        return Choices((query, within))
    if side.otherwise:
        return _otherwise(query, side, lexicon)
    return _both_orders(query) if side.also_after_top else each_named(query, side, lexicon)


def _otherwise(query: Query, side: Side, lexicon: Lexicon) -> Query | Choices:
    """The query, and the one with the other condition, which may be meant where no row meets the first."""
    (meant, other), *_ = side.otherwise
    preds = {**side.preds, meant.table: [p for p in side.preds.get(meant.table, ()) if p != meant.pred]}
    preds[other.table] = [*preds.get(other.table, ()), other.pred]
    found = single(replace(side, preds=preds), lexicon)
    rows = rows_of(replace(side, top=None), meant.table)
    return Choices((query, found), given=(rows,)) if isinstance(found, Query) else query


def _both_orders(filtered_first: Query) -> Resolution:
    """前三且…: the best of those that meet it, or those of the best that meet it."""
    slot, fill = filtered_first.slots[0]
    rows = fill.rows
    if rows.best is None or not rows.where.of:
        return filtered_first
    *before, last = rows.where.of
    best_first = Rows(Rows(rows.source, All(tuple(before)), rows.best), All((last,)))
    other = replace(filtered_first, slots=((slot, replace(fill, rows=best_first)), *filtered_first.slots[1:]))
    return Choices((filtered_first, other))
