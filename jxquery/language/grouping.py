"""Questions with groups: 各年度, 每个项目, 预算最高的年度."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.belonging import belongs, tied
from jxquery.language.build import (
    apart,
    default_answers,
    figure,
    group_listing,
    in_all,
    is_measure,
    label_terms,
    listing,
    no_sum,
)
from jxquery.language.cues import COUNT, DISTINCT, FUNCTIONS, LEAST, MEAN, MOST, SUM
from jxquery.language.listed import default_figures, listed
from jxquery.language.mentions import Group, Top
from jxquery.language.outcomes import Choices
from jxquery.language.parts import each_figure
from jxquery.language.predicates import table_of
from jxquery.language.side import Side, rows_of
from jxquery.language.terms import adds_up, term_table
from jxquery.types import Agg, Col, Groups, Query, Rows, Term


def grouped(side: Side, target: str, template: str | None, terms: tuple[Term, ...]) -> Query | Choices | str:
    """A figure for each group, or a row for each row."""
    lexicon = side.lexicon
    group = side.group
    assert group is not None  # noqa: S101 — the caller looked
    named = None if group.table is None else lexicon.schema.table(group.table)
    if template == COUNT and named is not None and side.head in {None, named.name} and named.parents and named.label:
        # Rows that belong to others share their names: 各三级指标的个数.
        group, target = Group((Col(named.name, named.label),)), named.name
        side = replace(side, group=group)
    if side.top is not None and side.top.also:
        return "不能这样分组"
    if group.table is not None:
        return _each_row(side, group.table, target, template, terms)
    columns = group.columns
    counted = side.order.by if side.order is not None else None
    if template is None and isinstance(counted, Agg) and counted.fn == "count" and not counted.over.where.of:
        template, target = COUNT, table_of(counted.over)  # 各级别项目数从多到少
        side = replace(side, heads=[*side.heads, target])
    if side.top is not None and template is not None and side.chosen_first and _several_of_each(side):
        return _figure_of_best(side, columns, target, template, terms)
    others = {*side.nouns} - {target, *lexicon.schema.ancestors(target)}
    if side.top is not None and template in {COUNT, SUM, MEAN} and not others:
        return best_group(side, columns)
    if side.top is not None and template is not None:
        return "一次只能问一种统计"
    if template == COUNT and terms:
        return "一次只能问一种统计"  # 预算合计和项目数
    if template in {COUNT, DISTINCT}:
        grouped_below = target in lexicon.schema.ancestors(columns[0].table)
        between = tied(target, columns[0].table, lexicon) if template == COUNT else None
        if (grouped_below and target in side.nouns) or (between and target in {*side.nouns, *side.picks}):
            return _owners_of_groups(side, target, between or columns[0].table, terms)
        values = terms if template == DISTINCT else ()
        lowest = max((c.table for c in columns), key=lambda t: len(lexicon.schema.ancestors(t)))
        found = _by_group(side, template, target if side.heads and not grouped_below else lowest, values)
        below = [t for t in side.preds if lowest in lexicon.schema.table(t).parents]
        if side.heads or template != COUNT or len(below) != 1 or isinstance(found, str):
            return found
        # 各年度质量指标低于99%的个数: of those, or of their projects.
        parts = _by_group(side, template, below[0], values)
        return Choices((parts, found)) if isinstance(parts, Query) else found
    if side.top is not None and _several_of_each(side):
        return _best_of_each(side, columns, target)
    if side.top is not None and any(isinstance(t, Col) and not is_measure(t, lexicon) for t in terms):
        return "不能这样分组"
    if side.top is not None:
        return _by_group(side, MOST if side.top.desc else LEAST, *_top_term(side, target))
    measures = tuple(t for t in terms if not (isinstance(t, Col) and not is_measure(t, lexicon)))
    if not measures and side.order is not None and isinstance(side.order.by, Col):
        measures = (side.order.by,)  # 各年度预算从高到低
    if (template is not None or (side.manner.howmuch and not terms)) and not measures:
        own = lexicon.default_measure(target)
        itself = target in side.picks or (own is not None and own.table == target)
        measures = default_figures(side, target if itself else lexicon.subject())
    if measures:
        return _by_group(side, template or in_all(measures[0], lexicon), term_table(measures[0], lexicon), measures)
    if not side.heads or terms:
        return "没有说要统计什么"
    order: tuple[tuple[Term, bool], ...] = tuple((c, False) for c in columns)
    return listing(rows_of(side, target), (*columns, *default_answers(target, lexicon)), lexicon, order)


def _owners_of_groups(side: Side, target: str, table: str, terms: tuple[Term, ...]) -> Query | str:
    """各分类有几位作者: the rows of each group belong to how many, each counted once."""
    names = label_terms(target, side.lexicon)[-1:]
    if terms or not names:
        return "要数的是什么不清楚"
    return _by_group(side, DISTINCT, table, names)


def _top_term(side: Side, target: str) -> tuple[str, tuple[Term, ...]]:
    by = side.top.by if side.top is not None else None
    term = by or side.lexicon.default_measure(target)
    return (target, ()) if term is None else (term_table(term, side.lexicon), (term,))


def _by_group(side: Side, template: str, table: str, terms: tuple[Term, ...]) -> Query | str:
    """A figure for each group; the group's columns are the table's own, or of what it belongs to."""
    group = side.group
    assert group is not None  # noqa: S101 — the caller looked
    reach = {table, *side.lexicon.schema.ancestors(table)}
    if any(c.table not in reach for c in group.columns) or (not terms and template != COUNT):
        return "不能这样分组"
    if (why := apart(terms, side.lexicon) or no_sum(template, terms, side.lexicon)) is not None:
        return why
    rows = rows_of(replace(side, top=None), table)
    if side.order is None:
        return figure(template, rows, group.columns, terms)
    if template == COUNT:
        return counted_in_order(rows, group.columns, desc=side.order.desc)
    by = side.order.by
    if isinstance(by, Agg) and by.own and FUNCTIONS.get(template) == by.fn:
        by = by.of  # 按预算合计从高到低排
    if not terms or by not in {None, *terms}:
        return "一次只能问一种统计"
    return figure(template, rows, group.columns, terms, ((terms[0], side.order.desc),))


def counted_in_order(rows: Rows, by: tuple[Col, ...], *, desc: bool) -> Query:
    """The number of rows of each group, in the order of that number."""
    count = Agg("count", None, Rows(table_of(rows)), own=True)
    return group_listing(Rows(Groups(rows, by, (count,))), by, (count,), ((count, desc),))


def _best_of_each(side: Side, columns: tuple[Col, ...], target: str) -> Query | str:
    """各年度预算最高的项目."""
    top = side.top
    by = top.by or side.lexicon.default_measure(target) if top is not None else None
    if top is None or by is None or any(c.table != target for c in columns) or term_table(by, side.lexicon) != target:
        return "不能这样分组"
    rows = rows_of(replace(side, top=None), target)
    best = replace(rows, best=top.best(by, columns))
    return listing(best, (by,), side.lexicon, tuple((c, False) for c in columns))


def _several_of_each(side: Side) -> bool:
    """Whether rows of each group are meant, and not only its largest number: 各年度预算前两名."""
    top = side.top
    return top is not None and bool(side.nouns or side.manner.singled or top.shown or top.n > 1 or top.other)


def _figure_of_best(
    side: Side, columns: tuple[Col, ...], target: str, template: str, terms: tuple[Term, ...]
) -> Query | str:
    """各年度预算前两名的合计: a figure over the best of each group."""
    best = _best_of_each(side, columns, target)
    terms = terms or default_figures(side, target)
    if isinstance(best, str) or template in {COUNT, DISTINCT} or not terms:
        return best if isinstance(best, str) else "一次只能问一种统计"
    if any(term_table(t, side.lexicon) != target for t in terms):
        return "不能这样分组"
    (_, fill), *_ = best.slots
    return no_sum(template, terms, side.lexicon) or figure(template, fill.rows, columns, terms)


def _each_row(side: Side, table: str, target: str, template: str | None, terms: tuple[Term, ...]) -> Query | str:
    """各项目…: a row for each row of the table; what belongs to it is counted."""
    lexicon = side.lexicon
    if template is not None and table in lexicon.schema.ancestors(target) and not (template == COUNT and side.fields):
        return each_figure(side, table, target, template, terms)
    below = [
        t.table for t in terms if isinstance(t, Col) and is_measure(t, lexicon) and belongs(t.table, table, lexicon)
    ]
    if template is None and len(below) == len(terms) > 0 and {*below}.isdisjoint(side.nouns):
        if len(terms) > 1:
            return "一次只能问一种合计"  # 各供应商的合同金额和付款金额
        return each_figure(side, table, below[0], in_all(terms[0], lexicon), terms)  # 各门店的销售额
    if template == COUNT:
        if side.fields or tied(target, table, lexicon) is None:
            return "要数的是什么不清楚"
        return each_figure(side, table, target, template, terms)  # 每个读者借过几本书
    if template not in {None, SUM}:
        return "每一行只有一个数，不用这样统计"
    above = lexicon.schema.ancestors(target)
    if side.heads and table != target and table not in above:
        return "不能这样分组"  # 每类书借阅最多的读者
    if side.top is not None and table in above:
        return f"不能在每个{table}里各排一次"  # 各项目目标值最高的指标
    if not side.heads or side.head == table:
        if not terms and (template is not None or not side.heads):
            measure = lexicon.default_measure(table)
            terms = (measure,) if measure is not None else ()
        return listed(replace(side, heads=[*side.heads, table]), table, terms)
    return listed(side, target, terms)


def best_group(side: Side, by: tuple[Col, ...]) -> Query | str:
    """预算最高的年度: the best of the groups by their sum or average, or by their number of rows."""
    lexicon, top = side.lexicon, side.top
    assert top is not None  # noqa: S101 — the caller looked
    if top.also:
        return "不能这样分组"
    if isinstance(top.by, Agg) or side.counted:
        counted = table_of(top.by.over) if isinstance(top.by, Agg) else side.head or by[0].table
        if isinstance(top.by, Agg) and top.by.over.where.of:
            said = {**side.preds, counted: [*side.preds.get(counted, ()), *top.by.over.where.of]}
            side = replace(side, preds=said)  # 2024年借阅最多的分类
        total = Agg("count", None, Rows(counted), own=True)
    else:
        measure = top.by or lexicon.default_measure(by[0].table)
        if not isinstance(measure, Col) or not {MOST, LEAST}.isdisjoint(side.cues):
            return "没有可以比较的数"
        mean = MEAN in side.cues or not (adds_up(measure, lexicon) or SUM in side.cues)
        if not mean and (why := no_sum(SUM, (measure,), lexicon)) is not None:
            return why
        total = Agg("avg" if mean else "sum", measure, Rows(measure.table), own=True)
    table = table_of(total.over)
    if any(c.table not in {table, *lexicon.schema.ancestors(table)} for c in by):
        return "不能这样分组"
    return best_of_groups(Rows(Groups(rows_of(replace(side, top=None), table), by, (total,))), total, top)


def best_of_groups(groups: Rows, total: Agg, top: Top) -> Query:
    """The groups with the best figure, the best first."""
    by = groups.source.by if isinstance(groups.source, Groups) else ()
    return group_listing(replace(groups, best=top.best(total)), by, (total,), ((total, top.desc),))
