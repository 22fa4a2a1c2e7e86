"""Figures over what belongs to each row: 各作者的图书价格合计, 借阅天数合计最高的作者."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.belonging import belongs, home, in_line, tied
from jxquery.language.build import figure, is_measure, listing, no_sum
from jxquery.language.cues import COUNT, FUNCTIONS, LEAST, MEAN, MIDDLE, MOST, SUM
from jxquery.language.predicates import as_all, conjunction, table_of
from jxquery.language.side import Side, rows_of, taken_beside
from jxquery.language.terms import adds_up, target_term, term_table
from jxquery.types import Agg, All, Col, Fn, Has, Query, Rows, Term

OF_COUNTS = (MEAN, MOST, LEAST, MIDDLE)


def each_figure(side: Side, table: str, target: str, template: str, terms: tuple[Term, ...]) -> Query | str:
    """A row for each row of the table, with a figure over the rows of `target` that belong to it."""
    lexicon = side.lexicon
    rows, over = rows_and_parts(side, table, target)
    of: tuple[Term | None, ...] = (None,)
    if template != COUNT:
        of = _measured(side, target, template, terms)
        if not of:
            return "单位不同，不能合计" if lexicon.schema.table(target).target is not None else "这一项不能这样统计"
        if (why := no_sum(template, [t for t in of if t is not None], lexicon)) is not None:
            return why
        if lexicon.schema.table(target).target is None:
            # A sum over nothing is none.
            rows = replace(rows, where=All((*rows.where.of, Has(over, "some"))))
    figures = tuple(Agg(FUNCTIONS[template], term, over, own=True) for term in of)
    order: tuple[tuple[Term, bool], ...] = ((figures[0], side.order.desc),) if side.order is not None else ()
    if side.top is not None:
        by = side.top.by or figures[0]
        if by not in figures and term_table(by, lexicon) != table:
            return "没有可以比较的数"
        rows = replace(rows, best=side.top.best(by))
        order = ((by, side.top.desc),)
    return listing(rows, figures, lexicon, order)


def figure_of_counts(side: Side, target: str, template: str) -> Query | str:
    """平均每个项目几个指标: a figure over how many rows of `target` belong to each row."""
    lexicon, group = side.lexicon, side.group
    table = home(target, lexicon) if group is None or group.table is None else group.table
    columns = () if group is None else group.columns
    if table is None or not belongs(target, table, lexicon) or side.fields or side.top or side.order or side.unit:
        return f"一次只能问一种统计：{template}"
    if any(c.table != table for c in columns):
        return "不能这样分组"
    rows, over = rows_and_parts(side, table, target)
    return figure(template, rows, columns, (Agg("count", None, over, own=True),))


def rows_and_parts(side: Side, table: str, target: str) -> tuple[Rows, Rows]:
    """The rows that the side chooses, and those that belong to them; what is said of the parts is of those alone."""
    lexicon = side.lexicon
    line = {table, *lexicon.schema.ancestors(table)}
    inside = {t: p for t, p in side.preds.items() if t not in line and in_line(t, target, lexicon)}
    outside = {t: p for t, p in side.preds.items() if t not in inside}
    over = rows_of(replace(side, top=None, closed=None, preds=inside), target)
    return rows_of(replace(side, top=None, preds=outside), table), over


def _measured(side: Side, target: str, template: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """What is added up: targets that were picked, where they are in one unit, or measures."""
    lexicon = side.lexicon
    if lexicon.schema.table(target).target is not None and not any(isinstance(t, Col) for t in terms):
        pick = side.picks.get(target)
        term = target_term(pick, lexicon) if pick is not None and template in {SUM, MEAN, MIDDLE} else None
        return () if term is None else (term,)
    if not terms and (measure := lexicon.default_measure(target)) is not None and measure.table == target:
        terms = (measure,)
    fits = all(isinstance(t, Col) and is_measure(t, lexicon) and t.table == target for t in terms)
    return terms if fits and (template != SUM or all(adds_up(t, lexicon) for t in terms)) else ()


def ranked_by_parts(side: Side, target: str) -> tuple[Side, ...]:
    """价格最高的作者: the superlative goes by a measure of what belongs to the rows.

    By the total or the average where that is said, else by the largest of them, or by the total: both are given.
    """
    lexicon, top = side.lexicon, side.top
    by = top.by if top is not None else None
    if top is None or not isinstance(by, Col) or not belongs(by.table, target, lexicon):
        return ()
    chosen = (p for p in side.preds.get(target, ()) if isinstance(p, Has) and table_of(p.rows) == by.table)
    if any(p.rows != Rows(by.table) for p in chosen):
        return ()  # 科幻价格最高的作者: whether only those count is not said
    together: Fn = "sum" if adds_up(by, lexicon) else "avg"
    said: tuple[Fn, ...] = (together,) if top.other else ("max" if top.desc else "min", together)
    if MEAN in side.cues:
        said = ("avg",)
    elif MOST in side.cues or LEAST in side.cues:
        said = ("max",) if MOST in side.cues else ("min",)
    elif SUM in side.cues:
        said = ("sum",) if together == "sum" else ()
    fields = [f for f in side.fields if f != by]
    side = replace(side, preds=dict(side.preds), picks=dict(side.picks), ranked=target, cues=[], fields=fields)
    such = (*taken_beside(side, target, by.table), *side.preds.pop(by.table, ()))  # 2024年小说罚款最多的读者
    over = Rows(by.table, as_all(conjunction(such)))
    return tuple(replace(side, top=replace(top, by=Agg(fn, by, over, own=True))) for fn in said)


def ranks(side: Side, target: str) -> bool:
    """Whether the superlative has something to go by in the rows of the table or those that they belong to."""
    if side.top is None:
        return True
    by = side.top.by or side.lexicon.default_measure(side.ranked or target)
    behind = side.nouns[side.named :][:1]
    if side.top.by is None and isinstance(by, Col) and behind not in ([], [by.table]):
        return False  # 前三个指标: not those of the three largest projects
    home = side.ranked or (by.table if isinstance(by, Col) else None)
    above = {target, *side.lexicon.schema.ancestors(target)}
    return by is not None and (home is None or home in above or tied(home, target, side.lexicon) is not None)
