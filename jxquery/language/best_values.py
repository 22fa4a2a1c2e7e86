"""The values of a column that are best by a figure of their rows: 预算最高的两个年度的财政资金, 前两个年度的预算."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from jxquery.language.build import group_listing
from jxquery.language.cues import COUNT, SUM
from jxquery.language.grouping import best_group
from jxquery.language.having import asked_figures
from jxquery.language.mentions import Figure, Group, Pick, Tally, Top
from jxquery.language.predicates import conjunction, disjunction, table_of
from jxquery.language.several import figure_over, table_of_figures
from jxquery.language.side import Side, rows_of
from jxquery.language.terms import role
from jxquery.types import Agg, Cmp, Col, Groups, Lit, Query, Rows, Term

_OF_WHAT = "没有说要这几个的什么"


def best_values(side: Side) -> Query | str:
    """The values, each with the figure that they are ranked by and what else is asked of them."""
    top = side.top
    assert top is not None  # noqa: S101 — the caller looked
    counted = None if side.tally is None else side.tally.table
    others = any(noun != counted for noun in side.nouns[side.named :])
    if side.group is not None or side.order is not None or side.having or others:
        return _OF_WHAT
    of = top.of
    top = replace(top, of=())
    side = replace(side, top=top)
    if not (side.fields or side.figures or side.counted):
        return best_group(side, of)
    asked = asked_figures(side)
    if isinstance(asked, str) or {*side.cues} - {SUM}:
        return asked if isinstance(asked, str) else "一次只能问一种统计"
    rank = asked[0] if top.by is None else _figure(top.by)
    if rank is None:
        return "没有可以比较的数"
    lexicon = side.lexicon
    table = table_of_figures(replace(side, figures=(rank, *asked)), of)
    if table is None or any(c.table not in {table, *lexicon.schema.ancestors(table)} for c in of):
        return "不能这样分组"
    found = [figure_over(f, side, table) for f in (rank, *asked)]
    figures = tuple(dict.fromkeys(f for f in found if isinstance(f, Agg)))
    if any(isinstance(f, str) for f in found):
        return "这一项不能这样统计"
    if top.by is None and len(figures) == 1:
        asked_of = rank.of if isinstance(rank.of, Col) else None
        return best_group(replace(side, top=replace(top, by=asked_of)), of)
    groups = Groups(rows_of(replace(side, top=None), table), of, figures)
    return group_listing(Rows(groups, best=top.best(figures[0])), of, figures, ((figures[0], top.desc),))


def _figure(by: Term) -> Figure | None:
    """What rows are ranked by, as a figure over the rows of a value."""
    match by:
        case Col():
            return Figure("", by)
        case Agg("count", None, over, True):
            where = over.where.of
            return Figure(COUNT, Tally(table_of(over), Pick(table_of(over), conjunction(where), ()) if where else None))
        case _:
            return None


def of_periods(side: Side) -> tuple[Side, ...]:
    """前两个年度: of the newest two, or the two before this one. Which, or whether a figure ranks them, is not said."""
    top = side.top
    if top is None or top.by is not None or not top.shown or [role(c, side.lexicon) for c in top.of] != ["period"]:
        return ()
    (col,) = top.of
    asks = bool(side.fields or side.figures or side.counted or side.cues)
    chosen = (disjunction(tuple(Cmp(col, "=", Lit(Decimal(y))) for y in years)) for years in _spans(side, col, top))
    preds = ({**side.preds, col.table: [*side.preds.get(col.table, ()), pred]} for pred in chosen)
    return tuple(replace(side, preds=p, top=None, group=Group((col,)) if asks else None) for p in preds)


def _spans(side: Side, col: Col, top: Top) -> Iterator[tuple[int, ...]]:
    """So many years up to the newest that is loaded; where they are the first, also those before it."""
    newest = side.lexicon.newest(col)
    if newest is None:
        return
    yield tuple(range(newest - top.n + 1, newest + 1))
    if top.desc:
        yield tuple(range(newest - top.n, newest))
