"""What a side asks to be shown: from the rows it chooses to a filled template."""

from __future__ import annotations

from decimal import Decimal

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase
from jxquery.language.sides import Side, rows_of, term_table
from jxquery.types import Agg, All, Best, Calc, Cmp, Col, Fill, Groups, In, Lit, Pred, Query, Rows, Some, Term

LIST, SUM, COUNT, DISTINCT, SHARE, DIFFERENCE, TOTALS = "列表", "合计", "计数", "种数", "占比", "差额", "合计差额"
ONE = Lit(Decimal(1))


def listing(
    rows: Rows, answers: tuple[Term, ...], lexicon: Lexicon, order: tuple[tuple[Term, bool], ...] = ()
) -> Query:
    """Rows with what names them, what was asked, and what helps to read them."""
    keys = label_terms(table_of(rows), lexicon)
    answers = tuple(t for t in dict.fromkeys(answers) if t not in keys)
    beside = tuple(t for t in _beside(rows, answers, lexicon) if t not in keys and t not in answers)
    return Query(LIST, (("行", Fill(rows, (("键*", keys), ("旁*", beside), ("列*", answers)))),), order)


def group_listing(
    rows: Rows, by: tuple[Col, ...], answers: tuple[Term, ...], order: tuple[tuple[Term, bool], ...] = ()
) -> Query:
    """Rows of groups: what they were grouped by, and their figures."""
    return Query(LIST, (("行", Fill(rows, (("键*", by), ("旁*", ()), ("列*", answers)))),), order)


def figure(
    template: str, rows: Rows, by: tuple[Col, ...], values: tuple[Term, ...], order: tuple[tuple[Term, bool], ...] = ()
) -> Query:
    """A figure over rows, for each group."""
    show: tuple[tuple[str, tuple[Term, ...]], ...] = (("组*", by),)
    if template != COUNT:
        show += (("值*", values),)
    return Query(template, (("行", Fill(rows, show)),), order)


def pair(template: str, slots: tuple[str, str], sides: tuple[tuple[Rows, Term], tuple[Rows, Term]]) -> Query:
    """A figure made of two others."""
    fills = tuple((slot, Fill(rows, (("值", (value,)),))) for slot, (rows, value) in zip(slots, sides, strict=True))
    return Query(template, fills)


def table_of(rows: Rows) -> str:
    """The table that the rows are rows of."""
    match rows.source:
        case str():
            return rows.source
        case Rows():
            return table_of(rows.source)
        case Groups(of):
            return table_of(of)


def label_terms(table: str, lexicon: Lexicon) -> tuple[Col, ...]:
    """The full names of what a row belongs to and of the row itself."""
    definition = lexicon.schema.table(table)
    above = label_terms(definition.parent, lexicon) if definition.parent else ()
    return (*above, Col(table, definition.label)) if definition.label else above


def default_answers(table: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """What a row is for when nothing is asked of it: its target, else its text where it has no name."""
    definition = lexicon.schema.table(table)
    if definition.target is not None:
        return (Col(table, definition.target.written),)
    if definition.label is None:
        return tuple(Col(table, c.name) for c in definition.having("text", "measure"))
    return ()


def _beside(rows: Rows, answers: tuple[Term, ...], lexicon: Lexicon) -> tuple[Term, ...]:
    """Year, owner where there are several, classes, the default measure, and the figures that conditions look at."""
    table = table_of(rows)
    definition = lexicon.schema.table(table)
    found: list[Term] = []
    step: str | None = table
    while step is not None:
        here = lexicon.schema.table(step)
        found += [Col(step, c.name) for c in here.having("period")]
        found += [Col(step, c.name) for c in here.having("context") if lexicon.varied(Col(step, c.name))]
        step = here.parent
    found += [Col(table, c.name) for c in definition.having("class")]
    if not answers:
        found += [Col(table, c.name) for c in definition.columns if c.default]
    found += [p.left for p in rows.where.of if isinstance(p, Cmp) and isinstance(p.left, (Agg, Calc))]
    return tuple(dict.fromkeys(found))


def measure_in(col: Col, unit: str | None, lexicon: Lexicon) -> Term | None:
    """The measure in the unit that is asked for; None when it cannot be in it."""
    definition = lexicon.schema.table(col.table)
    own = definition.column(col.name).unit
    if unit is None or unit == own:
        return col
    if own is None or lexicon.schema.units.convert(Decimal(1), own, unit) is None:
        return None
    return In(col, unit)


def is_measure(col: Col, lexicon: Lexicon) -> bool:
    return lexicon.schema.table(col.table).column(col.name).role == "measure"


def is_dimension(col: Col, lexicon: Lexicon) -> bool:
    return lexicon.schema.table(col.table).column(col.name).role in {"period", "identity", "context", "class", "code"}


def single(side: Side, lexicon: Lexicon) -> Query | str:
    """The query of a question with one side, or why there is none."""
    measures = tuple(f for f in side.fields if is_measure(f, lexicon))
    template = _figure_of(side)
    if isinstance(template, tuple):
        return "一次只能问一种统计：" + "、".join(template)
    target = _target(side, template, measures)
    if side.unit is not None and not measures:
        default = lexicon.default_measure(target)
        measures = (default,) if default is not None and not side.fields else ()
        if not measures:
            return "这个单位用不上"
    shown = [measure_in(m, side.unit, lexicon) for m in measures]
    if any(t is None for t in shown):
        return "这个单位用不上"
    terms = tuple(t for t in shown if t is not None)
    if side.group is not None:
        return _grouped(side, target, template, terms)
    by = tuple(f for f in side.fields if is_dimension(f, lexicon))
    if (
        side.top is not None
        and by
        and not side.nouns
        and not side.picks
        and len(by) == len(side.fields) - len(measures)
    ):
        return _best_group(side, by, measures)
    if template is None:
        return _listed(side, target, terms)
    return _figured(side, target, template, terms)


def _figure_of(side: Side) -> str | tuple[str, ...] | None:
    cues = tuple(dict.fromkeys(c for c in side.cues))
    if side.counted and set(cues) <= {SUM}:
        return COUNT
    if len(cues) > 1:
        cues = tuple(c for c in cues if c != SUM)
    if len(cues) > 1 or (side.counted and cues):
        return cues
    return cues[0] if cues else None


def _target(side: Side, template: str | None, measures: tuple[Col, ...]) -> str:
    lexicon = side.lexicon
    if (
        template is not None
        and template != COUNT
        and measures
        and not (side.head and _below(side.head, measures[0].table, lexicon) and not side.nouns)
    ):
        return measures[0].table
    return side.head or (term_table(side.top.by, lexicon) if side.top and side.top.by else lexicon.subject())


def _below(table: str, above: str, lexicon: Lexicon) -> bool:
    return lexicon.schema.table(table).parent == above


def _listed(side: Side, target: str, terms: tuple[Term, ...]) -> Query | str:
    lexicon = side.lexicon
    units = {t.of: t for t in terms if isinstance(t, In)}
    answers: list[Term] = [units.get(f, f) for f in side.fields]
    if target not in side.nouns and target in side.picks and _asks_above(side, target):
        return "指标和项目的金额不能直接放在一起"
    order = _order(side, target)
    if isinstance(order, str):
        return order
    answers += [t for t, _ in order if t not in answers]
    if side.top is not None:
        by = side.top.by or lexicon.default_measure(target)
        if by is not None and term_table(by, lexicon) == target and by not in {t.of for t in units.values()}:
            answers.append(by)
            order = order or ((by, side.top.desc),)
    answers += [t for t in terms if t not in answers]
    if side.contrasted and not answers:
        measure = lexicon.default_measure(target)
        answers += [measure] if measure is not None else []
    if not answers or (
        target != (term_table(answers[0], lexicon)) and all(term_table(a, lexicon) != target for a in answers)
    ):
        answers = [*default_answers(target, lexicon), *answers]
    return listing(rows_of(side, target), tuple(answers), lexicon, order)


def _asks_above(side: Side, target: str) -> bool:
    """A part of the names of rows below with a measure of those above, and nothing that says which: 采购 预算."""
    parent = side.lexicon.schema.table(target).parent
    asks = any(f.table == parent and is_measure(f, side.lexicon) for f in side.fields)
    return asks and parent not in side.preds and side.closed is None


def _order(side: Side, target: str) -> tuple[tuple[Term, bool], ...] | str:
    if side.order is None:
        return ()
    by = side.order.by or side.lexicon.default_measure(target)
    return ((by, side.order.desc),) if by is not None else "没有可以排序的数"


def _figured(side: Side, target: str, template: str, terms: tuple[Term, ...]) -> Query | str:
    lexicon = side.lexicon
    if template == COUNT:
        if side.fields:
            return "要数的是什么不清楚"
        return figure(COUNT, rows_of(side, target), (), ())
    if template == DISTINCT:
        values: tuple[Term, ...] = tuple(side.fields) or label_terms(target, lexicon)[-1:]
        return figure(DISTINCT, rows_of(side, target), (), values)
    if not terms:
        if any(not is_measure(f, lexicon) for f in side.fields):
            return "这一项不能合计"
        measure = lexicon.default_measure(target)
        if measure is None or (target != measure.table):
            return "这一项不能合计"
        terms = (measure,)
    elif any(not is_measure(f, lexicon) for f in side.fields):
        return "这一项不能合计"
    table = term_table(terms[0], lexicon)
    return figure(template, rows_of(side, table), (), terms)


def _grouped(side: Side, target: str, template: str | None, terms: tuple[Term, ...]) -> Query | str:
    lexicon = side.lexicon
    group = side.group
    assert group is not None  # noqa: S101 — the caller looked
    if group.table is not None:
        return _each_row(side, group.table, target, template, terms)
    if template == COUNT:
        target = _group_target(side, group.columns, target)
        return _figure_by(side, COUNT, target, ())
    measures = terms
    if not measures and (template is not None or not side.heads):
        default = lexicon.default_measure(lexicon.subject())
        if default is None or template is None:
            return "没有说要统计什么"
        measures = (default,)
    if measures:
        return _figure_by(side, template or SUM, term_table(measures[0], lexicon), measures)
    order: tuple[tuple[Term, bool], ...] = tuple((c, False) for c in group.columns)
    return listing(rows_of(side, target), (*group.columns, *default_answers(target, lexicon)), lexicon, order)


def _group_target(side: Side, columns: tuple[Col, ...], target: str) -> str:
    """Rows are counted in the table that was named, else in that of the column."""
    return target if side.heads else columns[0].table


def _figure_by(side: Side, template: str, table: str, terms: tuple[Term, ...]) -> Query | str:
    group = side.group
    assert group is not None  # noqa: S101 — the caller looked
    if any(c.table != table and not _below(table, c.table, side.lexicon) for c in group.columns):
        return "不能这样分组"
    if side.top is not None and side.nouns:
        best = Best(side.top.by or terms[0], side.top.n, side.top.desc, group.columns)
        plain_rows = rows_of(_without_top(side), table)
        rows = Rows(plain_rows.source, plain_rows.where, best)
        return listing(rows, (best.by,), side.lexicon, tuple((c, False) for c in group.columns))
    if side.top is not None:
        return _best_group(side, group.columns, tuple(t for t in terms if isinstance(t, Col)))
    order: tuple[tuple[Term, bool], ...] = ()
    if side.order is not None and terms:
        order = ((terms[0], side.order.desc),)
    return figure(template, rows_of(side, table), group.columns, terms, order)


def _without_top(side: Side) -> Side:
    from dataclasses import replace

    return replace(side, top=None)


def _each_row(side: Side, table: str, target: str, template: str | None, terms: tuple[Term, ...]) -> Query | str:
    """各项目…: a row for each row of the table; what belongs to it is counted."""
    lexicon = side.lexicon
    if template == COUNT:
        if not _below(target, table, lexicon):
            return "要数的是什么不清楚"
        counted = rows_of(_only(side, target), target)
        count = Agg("count", None, counted, own=True)
        order = ((count, side.order.desc),) if side.order is not None else ()
        rows = rows_of(_only(side, table), table)
        if side.top is not None:
            rows = Rows(rows.source, rows.where, Best(count, side.top.n, side.top.desc))
            order = ((count, side.top.desc),)
        return listing(rows, (count,), lexicon, order)
    if not side.heads or side.head == table:
        if template is not None and not terms:
            measure = lexicon.default_measure(table)
            terms = (measure,) if measure is not None else ()
        side.heads.append(table)
        return _listed(side, table, terms)
    return _listed(side, target, terms)


def _only(side: Side, table: str) -> Side:
    """The side with the conditions on this table alone."""
    from dataclasses import replace

    return replace(side, preds={t: p for t, p in side.preds.items() if t == table}, top=None)


def _best_group(side: Side, by: tuple[Col, ...], measures: tuple[Col, ...]) -> Query | str:
    """预算最高的年度: the best of the groups by their sum, or by their number of rows."""
    lexicon = side.lexicon
    top = side.top
    assert top is not None  # noqa: S101 — the caller looked
    if isinstance(top.by, Agg):
        total = Agg("count", None, Rows(table_of(top.by.over)))
    else:
        measure = top.by or next(iter(measures), None) or lexicon.default_measure(by[0].table)
        if not isinstance(measure, Col):
            return "没有可以比较的数"
        total = Agg("sum", measure, Rows(measure.table))
    table = table_of(total.over)
    groups = Groups(rows_of(_without_top(side), table), by, (total,))
    rows = Rows(groups, best=Best(total, top.n, top.desc))
    return group_listing(rows, by, (total,), ((total, top.desc),))


def texts(phrases: list[Phrase]) -> tuple[str, ...]:
    return tuple(p.text for p in phrases)


def each_or_total(query: Query, lexicon: Lexicon) -> tuple[Query, ...]:
    """A difference whose side is several rows: of the sums, or the rows beside each other."""
    total = Query(TOTALS, query.slots)
    (_, first), (_, second) = query.slots
    if first.rows.best is not None or second.rows.best is not None:
        return (total,)
    either = Some(tuple(_conjoined(f.rows.where) for f in (first, second)))
    values = tuple(t for _, terms in first.show for t in terms)
    return (total, listing(Rows(first.rows.source, All((either,))), values, lexicon))


def _conjoined(where: All) -> Pred:
    return where.of[0] if len(where.of) == 1 else where
