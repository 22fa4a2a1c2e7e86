"""Questions about the groups of the answer before: 按从低到高排, 只看超过100万的, 最高的是哪个, 换成资金级别."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from jxquery.language.build import figure, group_listing, listing
from jxquery.language.cues import BY, COUNT, FUNCTIONS, LIST, LISTED, VALUES
from jxquery.language.grouping import best_of_groups, counted_in_order
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Top
from jxquery.language.outcomes import NotUnderstood, Resolution
from jxquery.language.predicates import columns_of, table_of
from jxquery.language.several import in_turn
from jxquery.language.shown import by_columns, rows_shown, terms_in
from jxquery.language.side import Side
from jxquery.types import Agg, All, Cmp, Col, Groups, Has, Lit, Query, Rows


def among_groups(side: Side, previous: Query) -> Resolution:
    """按…排, 有几个, of groups that were shown with one figure or several."""
    rows = previous.slots[0][1].rows
    asks = (side.preds, side.fields, side.cues, side.group, side.nouns, side.tally)
    if side.order is not None:
        return reordered(side, previous)
    if side.counted and not any(asks):
        return figure(COUNT, rows, (), ())
    return NotUnderstood((), "分组的结果只能再排序")


def counted_each(previous: Query, lexicon: Lexicon) -> Resolution:
    """各有几个, of rows that belong to others: how many of those shown each of these has."""
    rows = rows_shown(previous)
    parents = () if isinstance(rows.source, Groups) else lexicon.schema.table(table_of(rows)).parents
    if len(parents) != 1 or not isinstance(rows.source, str) or rows.best is not None:
        return NotUnderstood((), "要数的是什么不清楚")
    (parent,) = parents
    above = [p for p in rows.where.of if isinstance(p, Has) and table_of(p.rows) == parent]
    own = All(tuple(p for p in rows.where.of if p not in above))
    outer = above[0].rows if above else Rows(parent, All((Has(rows, "some"),)))
    if len(above) > 1 or outer.best is not None:
        return NotUnderstood((), "要数的是什么不清楚")
    return listing(outer, (Agg("count", None, Rows(rows.source, own), own=True),), lexicon)


def ranked_groups(query: Query, top: Top, asked: Sequence[Col]) -> Query | None:
    """哪个最多, after a figure for each group: the groups with the best figure. None where there is no one figure.

    `asked`: columns that the question names; only those of the groups themselves say nothing else.
    """
    fill = query.slots[0][1]
    shown, rows = dict(fill.show), fill.rows
    if query.template == LIST and isinstance(rows.source, Groups) and top.by is None:
        figures = [t for t in shown[LISTED] if isinstance(t, Agg)]
        if len(figures) != 1 or rows.best is not None or not {*asked} <= {*rows.source.by}:
            return None
        return best_of_groups(rows, figures[0], top)
    by = by_columns(fill)
    values = shown.get(VALUES, (None,))
    if not by or query.template not in FUNCTIONS or len(values) != 1 or not {*asked} <= {*by} or top.by is not None:
        return None
    total = Agg(FUNCTIONS[query.template], values[0], Rows(table_of(rows)), own=True)
    return best_of_groups(Rows(Groups(rows, by, (total,))), total, top)


def of_groups(side: Side, previous: Query) -> Resolution | None:
    """只看超过100万的, of sums by group: the groups that meet it, where the bound is on what was summed."""
    (_, fill), *others = previous.slots
    shown, preds = dict(fill.show), [p for found in side.preds.values() for p in found]
    by = by_columns(fill)
    values = shown.get(VALUES, ())
    if others or not by or len(values) != 1 or previous.template not in FUNCTIONS or not preds:
        return None
    if side.fields or side.cues or side.group or side.nouns or side.top or side.order:
        return None
    total = Agg(FUNCTIONS[previous.template], values[0], Rows(table_of(fill.rows)), own=True)
    bounds = [q for p in preds for q in (p.of if isinstance(p, All) else (p,))]
    if not all(isinstance(p, Cmp) and p.left == values[0] and isinstance(p.right, Lit) for p in bounds):
        return None
    where = All(tuple(replace(p, left=total) for p in bounds if isinstance(p, Cmp)))
    rows = Rows(Groups(fill.rows, by, (total,)), where)
    return figure(COUNT, rows, (), ()) if side.counted else group_listing(rows, by, (total,), in_turn(by))


def reordered(side: Side, previous: Query) -> Resolution:
    """The same figures in another order."""
    (slot, fill), *others = previous.slots
    figures = terms_in(fill, VALUES, LISTED)
    groups = by_columns(fill)
    if previous.template == COUNT and groups and side.order is not None:
        return counted_in_order(fill.rows, groups, desc=side.order.desc)
    if others or not figures or side.order is None or not (groups or previous.template == LIST):
        return NotUnderstood((), "没有可以排序的数")
    by = side.order.by if side.order.by in figures else figures[0]
    return replace(previous, slots=((slot, fill),), order=((by, side.order.desc),))


def regrouped(query: Query, by: tuple[Col, ...]) -> Query:
    """按年度呢, 换成资金级别: the same figures by other columns, of all of their values."""
    (slot, fill), *others = query.slots
    show = tuple((name, by if name == BY else terms) for name, terms in fill.show)
    kept = tuple(p for p in fill.rows.where.of if not columns_of(p) or not columns_of(p) <= {*by})
    rows = replace(fill.rows, where=All(kept))
    return replace(query, slots=((slot, replace(fill, rows=rows, show=show)), *others))
