"""A question with one side: its query, or the readings that are open."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.build import listing
from jxquery.language.cues import COUNT, SUM
from jxquery.language.each_named import each_named
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.predicates import contradictory
from jxquery.language.side import Side, rows_of
from jxquery.language.single import single
from jxquery.types import Agg, All, Best, Has, Query, Rows


def one_side(side: Side, lexicon: Lexicon) -> Resolution:
    """What the side asks."""
    if side.unused:
        return NotUnderstood(tuple(p.text for p in side.unused))
    if not side.says_anything():
        return NotUnderstood((), "没有说要查什么")
    if side.top is not None and side.top.versus:
        chosen = not side.picks and (side.closed is not None or (side.nouns and side.preds))
        if not chosen or any(f.items for f in side.filters):
            from jxquery.language.winning import winner

            return winner(side, lexicon)
        side.top = replace(side.top, versus=False)  # 2023年的项目里哪个预算高
    query = single(side, lexicon)
    if isinstance(query, str):
        said = (*side.said.values(), *([side.unit] if side.unit else []))
        return NotUnderstood(tuple(w for w in said if w in query), query)
    if isinstance(query, Choices):
        return query
    if any(contradictory(fill.rows.where) for _, fill in query.slots):
        return NotUnderstood((), "同一栏要求了两个不同的值")
    if any(c.loose or c.whole for c in side.conds):
        from jxquery.language.grounds import inside_whole, within_filters

        loose = any(c.loose for c in side.conds)
        within = within_filters(query, side.filters) if loose else inside_whole(query, side)
        if within is not None:
            return Choices((query, within))
    meant = next((c for c in side.conds if c.otherwise is not None), None)
    if meant is not None and meant.otherwise is not None:
        return _otherwise(query, side, meant, meant.otherwise)
    if side.also_after_top:
        return _both_orders(query)
    apart = query if SUM in side.cues else _of_the_best(query, lexicon)
    return each_named(query, side, lexicon) if apart is query else apart


def _of_the_best(query: Query, lexicon: Lexicon) -> Query | Choices:
    """预算最高的项目有几个指标: where several are the highest, of them together or of each."""
    _, fill = query.slots[0]
    best = next((p.rows for p in fill.rows.where.of if isinstance(p, Has) and _is_one(p.rows.best)), None)
    if query.template != COUNT or best is None or any(terms for _, terms in fill.show):
        return query
    others = All(tuple(p for p in fill.rows.where.of if not (isinstance(p, Has) and p.rows == best)))
    count = Agg("count", None, replace(fill.rows, where=others), own=True)
    return Choices((query, listing(best, (count,), lexicon)), single=query, sides=(best,))


def _is_one(best: Best | None) -> bool:
    """Whether one row is meant, and several are only where they are equal."""
    return best is not None and best.n == 1 and not (best.per or best.other or best.also)


def _otherwise(query: Query, side: Side, meant: Cond, other: Cond) -> Query | Choices:
    """The query, and the one with the other condition, which may be meant where no row meets the first."""
    preds = {**side.preds, meant.table: [p for p in side.preds.get(meant.table, ()) if p != meant.pred]}
    preds[other.table] = [*preds.get(other.table, ()), other.pred]
    found = single(replace(side, preds=preds), side.lexicon)
    rows = rows_of(replace(side, top=None), meant.table)
    return Choices((query, found), given=(rows,), instead=meant.instead) if isinstance(found, Query) else query


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
