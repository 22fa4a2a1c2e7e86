"""Over which rows a figure is taken that rows are held against: a place in an order, an average."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond
from jxquery.language.predicates import columns_of, table_of
from jxquery.language.side import Side
from jxquery.language.terms import role
from jxquery.types import Agg, All, Cmp, Pred, Query, Rows


def grounds(side: Side, whole: Rows, lexicon: Lexicon, *, said: bool) -> list[Rows]:
    """Those that were `said`, else all; where a year or level was named beside the rows, all or those of it."""
    filters = tuple(p for p in side.preds.get(table_of(whole), ()) if _of_no_name(p, lexicon))
    if said or not filters:
        return [whole]
    return [whole, replace(whole, where=All(filters))]


def _of_no_name(pred: Pred, lexicon: Lexicon) -> bool:
    columns = columns_of(pred)
    return bool(columns) and all(role(c, lexicon) != "name" for c in columns)


def within_filters(query: Query, filters: list[Cond]) -> Query | None:
    """2024年高于平均的项目, with the average of those that the filters choose; None where there is none of them."""
    (slot, fill), *others = query.slots
    rows = fill.rows
    over = All(tuple(c.pred for c in filters if isinstance(rows.source, str) and c.table == rows.source))
    changed = tuple(_narrowed(p, over) for p in rows.where.of)
    if not over.of or changed == rows.where.of:
        return None
    rows = replace(rows, where=All(changed))
    return replace(query, slots=((slot, replace(fill, rows=rows)), *others))


def inside_whole(query: Query, side: Side) -> Query | None:
    """超过2024年总预算一成的项目, of those of 2024; None where the rows are told apart by the same columns already."""
    (slot, fill), *others = query.slots
    wholes = [p for cond in side.conds for p in cond.whole]
    rows, of = fill.rows, {c for p in wholes for c in columns_of(p)}
    said = {c for found in side.filters for c in columns_of(found.pred)}
    if not of or of & said or not isinstance(rows.source, str) or any(c.table != rows.source for c in of):
        return None
    inside = replace(rows, where=All((*wholes, *rows.where.of)))
    return replace(query, slots=((slot, replace(fill, rows=inside)), *others))


def _narrowed(pred: Pred, over: All) -> Pred:
    match pred:
        case Cmp(_, _, Agg("avg" | "median", _, Rows(str(), All(()), None), False) as average):
            return replace(pred, right=replace(average, over=replace(average.over, where=over)))
        case _:
            return pred
