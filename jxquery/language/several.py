"""Several figures side by side: 预算合计和平均, 各级别的项目数和预算合计, 各项目的预算和指标数."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.belonging import belongs
from jxquery.language.build import group_listing, in_all, is_measure, listing, measure_in, no_sum
from jxquery.language.cues import COUNT, FUNCTIONS, SUM
from jxquery.language.listed import default_figures
from jxquery.language.mentions import Figure, Tally
from jxquery.language.parts import rows_and_parts
from jxquery.language.side import Side, rows_of
from jxquery.language.terms import role, target_term, term_of, term_table
from jxquery.types import Agg, Col, Groups, Query, Rows, Term

_NOT_TOGETHER = "这几项不能放在一起统计"


def several(side: Side) -> Query | str:
    """One row with all figures, a row for each group, or for each row where the figures are its own."""
    if side.fields or side.counted or {*side.cues} - {SUM}:
        return "一次只能问一种统计"
    table = table_of_figures(side, () if side.group is None else side.group.columns)
    if table is None:
        return _NOT_TOGETHER
    counts_rows = any(isinstance(f.of, Tally) and f.of.table == table for f in side.figures)
    each = side.group is not None and side.group.table == table
    if each and all(isinstance(f.of, Tally) and f.statistic != COUNT for f in side.figures):
        side, each = replace(side, group=None), False  # 各项目指标数的合计和平均
    if each or (side.group is None and not counts_rows and any(not f.statistic for f in side.figures)):
        return _of_each_row(side, table)
    figures = [figure_over(f, side, table) for f in side.figures]
    found = tuple(f for f in figures if isinstance(f, Agg))
    if len(found) != len(figures):
        return next((f for f in figures if isinstance(f, str)), _NOT_TOGETHER)
    if side.group is not None and side.group.table is not None:
        return _of_parts(side, side.group.table, table, found)
    by = () if side.group is None else side.group.columns
    reach = {table, *side.lexicon.schema.ancestors(table)}
    if any(c.table not in reach for c in by):
        return "不能这样分组"
    if side.top is not None and by:
        return "一次只能问一种统计"
    order = _order(side, found)
    if isinstance(order, str):
        return order
    return group_listing(Rows(Groups(rows_of(side, table), by, found)), by, found, order or in_turn(by))


def in_turn(by: tuple[Col, ...]) -> tuple[tuple[Term, bool], ...]:
    """Groups one after the other, where nothing is said of their order."""
    return tuple((c, False) for c in by)


def table_of_figures(side: Side, by: tuple[Col, ...] = ()) -> str | None:
    """The table whose rows the figures are taken over: that of the measures, else what all counted belong to.

    Rows that are counted alone, by a column of their own, are those themselves.
    """
    measured = {term_table(t, side.lexicon) for f in side.figures for t in _measures(f, side)}
    if len(measured) == 1:
        return measured.pop()
    counted = {f.of.table for f in side.figures if isinstance(f.of, Tally)}
    if measured or not counted:
        return None
    if len(counted) == 1 and any(c.table in counted for c in by):
        return counted.pop()
    whole = {t for t in counted if all(t == c or belongs(c, t, side.lexicon) for c in counted)}
    owners = {owner for t in counted for owner in side.lexicon.schema.table(t).parents or (t,)}
    found = whole if len(counted) > 1 else owners
    grouped = {t for t in found if any(c.table in (t, *side.lexicon.schema.ancestors(t)) for c in by)}
    found = grouped or found
    return found.pop() if len(found) == 1 else None


def figures_of(side: Side, statistic: str) -> tuple[Figure, ...]:
    """One statistic of each of the fields, or of the default measure."""
    return tuple(Figure(statistic, f) for f in side.fields) or (Figure(statistic, None),)


def _measures(figure: Figure, side: Side) -> tuple[Term, ...]:
    """What the figure is of, unless that is a number of rows."""
    lexicon = side.lexicon
    match figure.of:
        case Tally():
            return ()
        case Col() as col if is_measure(col, lexicon):
            term = measure_in(col, side.unit, lexicon)
            return () if term is None else (term,)
        case Col() as col:
            pick = side.picks.get(col.table)
            own = None if pick is None or role(col, lexicon) != "target" else target_term(pick, lexicon)
            return () if own is None else (own,)
        case _:
            by = side.top.by if side.top is not None else None  # 财政资金最高的三个的合计和平均
            if isinstance(by, Agg):
                return ()  # 指标数最多的三个的合计: of which figure is not said
            found = (by,) if by is not None else default_figures(side, side.head or lexicon.subject())
            measures = [measure_in(t, side.unit, lexicon) if isinstance(t, Col) else t for t in found]
            return tuple(t for t in measures if t is not None)


def figure_over(figure: Figure, side: Side, table: str) -> Agg | str:
    """The figure over the rows of a group, or why there is none."""
    lexicon, over = side.lexicon, Rows(table)
    if isinstance(figure.of, Tally):
        if figure.of.table == table:
            plain = figure.statistic == COUNT and figure.of.pick is None
            return Agg("count", None, over, own=True) if plain else _NOT_TOGETHER
        number = term_of(figure.of, lexicon)
        if number is None or not belongs(figure.of.table, table, lexicon):
            return _NOT_TOGETHER
        return Agg(FUNCTIONS[SUM if figure.statistic == COUNT else figure.statistic], number, over, own=True)
    terms = _measures(figure, side)
    if not terms:
        return "这一项不能这样统计"
    statistic = figure.statistic or in_all(terms[0], lexicon)
    return no_sum(statistic, terms, lexicon) or Agg(FUNCTIONS[statistic], terms[0], over, own=True)


def _of_each_row(side: Side, table: str) -> Query | str:
    """各项目的预算和指标数: what each row has, and how many rows belong to it."""
    terms: list[Term] = []
    for figure in side.figures:
        plain = figure.statistic in {"", COUNT}
        found = (term_of(figure.of, side.lexicon),) if isinstance(figure.of, Tally) else _measures(figure, side)
        if not plain or not found or found[0] is None:
            return "每一行只有一个数，不用这样统计"
        terms.append(found[0])
    order = _order(side, tuple(terms))
    if isinstance(order, str):
        return order
    return listing(rows_of(side, table), tuple(terms), side.lexicon, order)


def _of_parts(side: Side, above: str, table: str, figures: tuple[Agg, ...]) -> Query | str:
    """各作者的图书价格合计和平均: figures over what belongs to each row."""
    if not belongs(table, above, side.lexicon):
        return "不能这样分组"
    rows, over = rows_and_parts(side, above, table)
    own = tuple(replace(f, over=over) for f in figures)
    order = _order(side, own)
    return order if isinstance(order, str) else listing(rows, own, side.lexicon, order)


def _order(side: Side, terms: tuple[Term, ...]) -> tuple[tuple[Term, bool], ...] | str:
    """The order by the one of the figures that is of what was said, else by the first."""
    if side.order is None:
        return ()
    by = side.order.by
    fitting = [t for t in terms if by is None or by == t or (isinstance(t, Agg) and t.of == by)]
    return ((fitting[0], side.order.desc),) if fitting else "没有可以排序的数"
