"""What a question with one side asks: which statistic, of which table, in which unit, by which groups."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jxquery.language.build import (
    default_answers,
    figure,
    group_listing,
    is_dimension,
    is_measure,
    label_terms,
    listing,
    measure_in,
)
from jxquery.language.cues import COUNT, DIFFERENCE, DISTINCT, LEAST, MOST, SHARE, SUM, TOTALS
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Group
from jxquery.language.outcomes import Choices
from jxquery.language.predicates import role, table_of, target_term, term_table
from jxquery.language.sides import Side, rows_of
from jxquery.types import Agg, All, Best, Col, Groups, In, Query, Rows, Term


def single(side: Side, lexicon: Lexicon) -> Query | Choices | str:
    """The query of a question with one side, or why there is none."""
    template = _figure_of(side)
    if isinstance(template, tuple):
        return "一次只能问一种统计：" + "、".join(template)
    target = _target(side, template)
    terms = _asked(side, target, template)
    if isinstance(terms, str):
        return terms
    if side.contrasted and template == COUNT and side.group is None and (parent := _above(target, lexicon)):
        side = replace(side, group=Group((), parent[0]))
    if side.group is not None:
        return _grouped(side, target, template, terms)
    by = tuple(f for f in side.fields if is_dimension(f, lexicon))
    of_groups = bool(by) and by == tuple(side.fields) and not side.picks
    if side.top is not None and of_groups and (not side.nouns or _counts_itself(side.top.by, target)):
        return _best_group(side, by)
    if side.top is not None and _counts_itself(side.top.by, target):
        return "没有说按什么分组来数"
    if template == COUNT and target in side.picks and target not in side.nouns and not classes_only(side, lexicon):
        template = None  # 司法救助人数有多少人 asks for the target, not how many rows have the name
    if template is not None:
        return _figured(side, target, template, terms)
    return _listed(side, target, terms)


def classes_only(side: Side, lexicon: Lexicon) -> bool:
    """Whether what the side picks, it picks by class."""
    pick = side.picks.get(side.head or "")
    return pick is not None and all(role(c, lexicon) == "class" for c in pick.columns)


def _figure_of(side: Side) -> str | tuple[str, ...] | None:
    """The one statistic that is asked for; 一共 beside another is only emphasis."""
    cues = tuple(dict.fromkeys(side.cues))
    if len(cues) > 1 or side.counted:
        cues = tuple(c for c in cues if c != SUM)
    if set(cues) & {SHARE, DIFFERENCE, TOTALS}:
        return cues
    if len(cues) > 1 or (side.counted and cues not in {(), (DISTINCT,)}):
        return cues
    if cues:
        return cues[0]
    return COUNT if side.counted else None


def _target(side: Side, template: str | None) -> str:
    """The table whose rows the answer is about."""
    lexicon = side.lexicon
    measure = next((f for f in side.fields if is_measure(f, lexicon)), None)
    if template not in {None, COUNT, DISTINCT} and measure is not None:
        return measure.table
    if side.head is not None:
        return side.head
    if side.top is not None and side.top.by is not None:
        return term_table(side.top.by, lexicon)
    if side.preds and not template:
        return next((t for t in side.preds if t == lexicon.subject()), next(iter(side.preds)))
    return lexicon.subject()


def _counts_itself(term: Term | None, table: str) -> bool:
    """Whether the term is the number of rows of the very table: that is a figure of groups."""
    return isinstance(term, Agg) and term.fn == "count" and table_of(term.over) == table


def _asked(side: Side, target: str, template: str | None) -> tuple[Term, ...] | str:
    """The terms of the fields that were asked for, in the unit that was asked for."""
    lexicon = side.lexicon
    fields: list[Col] = list(side.fields)
    definition = lexicon.schema.table(target)
    if side.unit is not None and not any(is_measure(f, lexicon) for f in fields):
        if definition.target is not None and target in side.picks:
            written = Col(target, definition.target.written)
            fields = [f for f in fields if f != written] + [written]
        else:
            measure = lexicon.default_measure(target)
            fields += [measure] if measure is not None else []
    terms: list[Term] = []
    for col in fields:
        term = _in_unit(col, side.unit, side, template, lexicon)
        if term is None:
            return "单位不合" if side.unit is not None else "这一项不能这样统计"
        terms.append(term)
    return tuple(terms)


def _in_unit(col: Col, unit: str | None, side: Side, template: str | None, lexicon: Lexicon) -> Term | None:
    """The field as a term: a measure or a target converted, anything else as it is."""
    if is_measure(col, lexicon):
        return measure_in(col, unit, lexicon)
    if role(col, lexicon) != "target":
        return col
    if template in {None, COUNT, DISTINCT} and unit is None:
        return col
    pick = side.picks.get(col.table)
    own = target_term(pick, lexicon) if pick is not None else None
    if unit is None or own is None or not isinstance(own, In):
        return own
    known = lexicon.schema.units.convert(Decimal(1), own.unit, unit)
    return None if known is None else In(col, unit)


def _listed(side: Side, target: str, terms: tuple[Term, ...]) -> Query | str:
    lexicon = side.lexicon
    if target not in side.nouns and target in side.picks and _asks_above(side, target):
        return f"「{side.said[target]}」和{lexicon.schema.table(target).parent}的数不能直接放在一起"
    order = _order(side, target)
    if isinstance(order, str):
        return order
    answers = [*terms, *(t for t, _ in order if t not in terms)]
    if side.top is not None:
        by = side.top.by or lexicon.default_measure(target)
        if by is not None and term_table(by, lexicon) == target:
            if by not in answers and by not in {t.of for t in answers if isinstance(t, In)}:
                answers.append(by)
            order = order or ((by, side.top.desc),)
    measure = lexicon.default_measure(target)
    if side.contrasted and not answers and measure is not None and measure.table == target:
        answers.append(measure)
    reach = {target, *_above(target, lexicon)}
    if any(term_table(t, lexicon) not in reach for t in (*answers, *(t for t, _ in order))):
        return "问的内容不在同一张表里"
    if all(term_table(t, lexicon) != target for t in answers):
        answers = [*default_answers(target, lexicon), *answers]
    return listing(rows_of(side, target), tuple(answers), lexicon, order)


def _above(table: str, lexicon: Lexicon) -> tuple[str, ...]:
    parent = lexicon.schema.table(table).parent
    return () if parent is None else (parent, *_above(parent, lexicon))


def _asks_above(side: Side, target: str) -> bool:
    """A part of the names of rows below with a measure of those above, and nothing that says which: 采购 预算."""
    parent = side.lexicon.schema.table(target).parent
    asks = any(f.table == parent and is_measure(f, side.lexicon) for f in side.fields)
    return asks and parent not in side.preds and side.closed is None and side.top is None


def _order(side: Side, target: str) -> tuple[tuple[Term, bool], ...] | str:
    if side.order is None:
        return ()
    by = side.order.by or side.lexicon.default_measure(target)
    return ((by, side.order.desc),) if by is not None else "没有可以排序的数"


def _figured(side: Side, target: str, template: str, terms: tuple[Term, ...]) -> Query | Choices | str:
    lexicon = side.lexicon
    if template == COUNT:
        return "要数的是什么不清楚" if side.fields else _counted(side, target)
    if template == DISTINCT:
        values = terms or label_terms(target, lexicon)[-1:]
        return figure(DISTINCT, rows_of(side, term_table(values[0], lexicon)), (), values)
    if not terms:
        terms = _default_figures(side, target)
    if not terms or any(isinstance(t, Col) and not is_measure(t, lexicon) for t in terms):
        return "这一项不能这样统计"
    return figure(template, rows_of(side, term_table(terms[0], lexicon)), (), terms)


def _counted(side: Side, target: str) -> Query | Choices:
    """The number of rows; where only what belongs to them was spoken of, it could be the number of that."""
    rows = figure(COUNT, rows_of(side, target), (), ())
    below = [t for t in side.preds if side.lexicon.schema.table(t).parent == target]
    if side.heads or len(below) != 1:
        return rows
    return Choices((figure(COUNT, rows_of(side, below[0]), (), ()), rows))


def _default_figures(side: Side, target: str) -> tuple[Term, ...]:
    """What a figure without a field is of: the targets that were picked, else the default measure."""
    lexicon = side.lexicon
    if target in side.picks and lexicon.schema.table(target).target is not None:
        term = target_term(side.picks[target], lexicon)
        return () if term is None else (term,)
    measure = lexicon.default_measure(target)
    return (measure,) if measure is not None and measure.table == target else ()


def _grouped(side: Side, target: str, template: str | None, terms: tuple[Term, ...]) -> Query | str:
    lexicon = side.lexicon
    group = side.group
    assert group is not None  # noqa: S101 — the caller looked
    if group.table is not None:
        return _each_row(side, group.table, target, template, terms)
    columns = group.columns
    if side.top is not None and template in {COUNT, SUM} and not side.nouns[1:]:
        return _best_group(side, columns)
    if side.top is not None and template is not None:
        return "一次只能问一种统计"
    if template in {COUNT, DISTINCT}:
        table = columns[0].table if lexicon.schema.table(columns[0].table).parent == target else target
        values = terms if template == DISTINCT else ()
        return _by_group(side, template, table if side.heads else columns[0].table, values)
    if side.top is not None and side.nouns:
        return _best_of_each(side, columns, target)
    if side.top is not None:
        return _by_group(side, MOST if side.top.desc else LEAST, *_top_term(side, target))
    measures = tuple(t for t in terms if not (isinstance(t, Col) and not is_measure(t, lexicon)))
    if template is not None and not measures:
        measures = _default_figures(side, lexicon.subject())
    if measures:
        return _by_group(side, template or SUM, term_table(measures[0], lexicon), measures)
    if not side.heads or terms:
        return "没有说要统计什么"
    order: tuple[tuple[Term, bool], ...] = tuple((c, False) for c in columns)
    return listing(rows_of(side, target), (*columns, *default_answers(target, lexicon)), lexicon, order)


def _top_term(side: Side, target: str) -> tuple[str, tuple[Term, ...]]:
    by = side.top.by if side.top is not None else None
    term = by or side.lexicon.default_measure(target)
    return (target, ()) if term is None else (term_table(term, side.lexicon), (term,))


def _by_group(side: Side, template: str, table: str, terms: tuple[Term, ...]) -> Query | str:
    """A figure for each group; the group's columns are the table's own, or of what it belongs to."""
    group = side.group
    assert group is not None  # noqa: S101 — the caller looked
    parent = side.lexicon.schema.table(table).parent
    if any(c.table not in {table, parent} for c in group.columns) or (not terms and template != COUNT):
        return "不能这样分组"
    order: tuple[tuple[Term, bool], ...] = ()
    if side.order is not None and terms:
        order = ((terms[0], side.order.desc),)
    return figure(template, rows_of(replace(side, top=None), table), group.columns, terms, order)


def _best_of_each(side: Side, columns: tuple[Col, ...], target: str) -> Query | str:
    """各年度预算最高的项目."""
    top = side.top
    by = top.by or side.lexicon.default_measure(target) if top is not None else None
    if top is None or by is None or any(c.table != target for c in columns) or term_table(by, side.lexicon) != target:
        return "不能这样分组"
    rows = rows_of(replace(side, top=None), target)
    best = replace(rows, best=Best(by, top.n, top.desc, columns))
    return listing(best, (by,), side.lexicon, tuple((c, False) for c in columns))


def _each_row(side: Side, table: str, target: str, template: str | None, terms: tuple[Term, ...]) -> Query | str:
    """各项目…: a row for each row of the table; what belongs to it is counted."""
    lexicon = side.lexicon
    if template == COUNT:
        if lexicon.schema.table(target).parent != table or side.fields:
            return "要数的是什么不清楚"
        own = All(tuple(q for p in side.preds.get(target, ()) for q in (p.of if isinstance(p, All) else (p,))))
        count = Agg("count", None, Rows(target, own), own=True)
        rows = rows_of(replace(side, top=None, preds={t: p for t, p in side.preds.items() if t != target}), table)
        order: tuple[tuple[Term, bool], ...] = ((count, side.order.desc),) if side.order is not None else ()
        if side.top is not None:
            rows = replace(rows, best=Best(count, side.top.n, side.top.desc))
            order = ((count, side.top.desc),)
        return listing(rows, (count,), lexicon, order)
    if template not in {None, SUM}:
        return "每一行只有一个数，不用这样统计"
    if not side.heads or side.head == table:
        if not terms and (template is not None or not side.heads):
            measure = lexicon.default_measure(table)
            terms = (measure,) if measure is not None else ()
        return _listed(replace(side, heads=[*side.heads, table]), table, terms)
    return _listed(side, target, terms)


def _best_group(side: Side, by: tuple[Col, ...]) -> Query | str:
    """预算最高的年度: the best of the groups by their sum, or by their number of rows."""
    lexicon, top = side.lexicon, side.top
    assert top is not None  # noqa: S101 — the caller looked
    if isinstance(top.by, Agg) or side.counted:
        counted = table_of(top.by.over) if isinstance(top.by, Agg) else side.head or by[0].table
        total = Agg("count", None, Rows(counted), own=True)
    else:
        measure = top.by or lexicon.default_measure(by[0].table)
        if not isinstance(measure, Col):
            return "没有可以比较的数"
        total = Agg("sum", measure, Rows(measure.table), own=True)
    table = table_of(total.over)
    if any(c.table not in {table, lexicon.schema.table(table).parent} for c in by):
        return "不能这样分组"
    groups = Groups(rows_of(replace(side, top=None), table), by, (total,))
    return group_listing(Rows(groups, best=Best(total, top.n, top.desc)), by, (total,), ((total, top.desc),))
