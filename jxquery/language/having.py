"""Groups that are chosen by a figure: 预算合计超过100万的年度, 项目数不到3个的级别."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.build import figure, group_listing, is_dimension
from jxquery.language.cues import COUNT, FUNCTIONS, SUM
from jxquery.language.fitting import for_measure, in_unit
from jxquery.language.grammar.counts import counts_things, unitless
from jxquery.language.mentions import Bound, Figure, Middle
from jxquery.language.predicates import conjunction, meets
from jxquery.language.several import figure_over, figures_of, in_turn, table_of_figures
from jxquery.language.side import Side, rows_of
from jxquery.language.terms import unit_of
from jxquery.types import Agg, All, Cmp, Col, Groups, Pred, Query, Rows

_NO_GROUP = "没有说按什么分组"


def chosen_groups(side: Side) -> Query | str:
    """The groups with their figures, or how many there are."""
    lexicon = side.lexicon
    dimensions = tuple(f for f in side.fields if is_dimension(f, lexicon))
    by = dimensions if side.group is None else side.group.columns
    asked = asked_figures(replace(side, fields=[f for f in side.fields if f not in dimensions]))
    if not by or isinstance(asked, str):
        return asked if isinstance(asked, str) else _NO_GROUP
    tests = tuple(h.figure for h in side.having)
    table = table_of_figures(replace(side, figures=(*tests, *asked)), by)
    if table is None or any(c.table not in {table, *lexicon.schema.ancestors(table)} for c in by):
        return "不能这样分组"
    found = [figure_over(f, side, table) for f in (*tests, *asked)]
    figures = tuple(dict.fromkeys(f for f in found if isinstance(f, Agg)))
    groups = Groups(rows_of(replace(side, top=None), table), by, figures)
    preds = tuple(_meets(f, h.bound, groups, side) for f, h in zip(found, side.having, strict=False))
    why = next((p for p in (*found, *preds) if isinstance(p, str)), None)
    if why is not None or None in preds:
        return why or "这一项不能这样统计"
    where = conjunction(tuple(p for p in preds if p is not None and not isinstance(p, str)))
    rows = Rows(groups, where if isinstance(where, All) else All((where,)))
    if side.counted and side.tally is None:
        return figure(COUNT, rows, (), ())
    shown: tuple[Agg, ...] = tuple(f for f in found[len(tests) :] if isinstance(f, Agg)) or figures
    return _listed(side, rows, by, shown)


def _listed(side: Side, rows: Rows, by: tuple[Col, ...], shown: tuple[Agg, ...]) -> Query | str:
    order = in_turn(by)
    if side.top is not None:
        if side.top.by is not None and side.top.by not in {f.of for f in shown}:
            return "没有可以比较的数"
        rows = replace(rows, best=side.top.best(shown[0]))
        order = ((shown[0], side.top.desc),)
    elif side.order is not None:
        if side.order.by is not None and side.order.by not in {*shown, *(f.of for f in shown)}:
            return "没有可以排序的数"
        order = ((shown[0], side.order.desc),)
    return group_listing(rows, by, shown, order)


def asked_figures(side: Side) -> tuple[Figure, ...] | str:
    """The figures that are asked of the groups, besides those that they are chosen by."""
    if side.figures:
        return side.figures
    if len(side.cues) > 1 or any(c not in FUNCTIONS for c in side.cues) or (side.counted and {*side.cues} - {SUM}):
        return "一次只能问一种统计"
    if side.tally is not None:
        return (Figure(COUNT, side.tally),)  # the projects of each of them
    if side.cues:
        return figures_of(side, side.cues[0])
    return tuple(Figure("", f) for f in side.fields)


def _meets(of: Agg | str, bound: Bound | Middle, groups: Groups, side: Side) -> Pred | str | None:
    """The figure meets the bound, where they are of one kind."""
    if isinstance(of, str):
        return of
    if isinstance(bound, Middle):
        return _against(of, bound, groups)
    lexicon = side.lexicon
    if of.of is None or isinstance(of.of, Agg):
        return meets(of, unitless(bound)) if counts_things(bound, lexicon) else None
    fitted = for_measure(of.of, bound, lexicon) if isinstance(of.of, Col) else bound
    return None if fitted is None else meets(of, in_unit(fitted, unit_of(of.of, lexicon)))


def _against(of: Agg, middle: Middle, groups: Groups) -> Pred | str:
    """The figure of a group against the average of all groups; an average of a group against that of all rows."""
    fn = FUNCTIONS[middle.statistic]
    if of.fn == fn and middle.whole:
        return Cmp(of, middle.op, Agg(fn, of.of, groups.of))
    if of.fn in {"avg", "median"}:
        return "没有说是谁的平均，请写「超过全部平均」"  # of all rows, or of the averages of the groups
    return Cmp(of, middle.op, Agg(fn, of, Rows(replace(groups, show=(of,)))))
