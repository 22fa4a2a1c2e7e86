"""What a question with one side asks: which statistic, of which table, in which unit, by which groups."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from jxquery.language.belonging import belongs, home, of_parts
from jxquery.language.build import apart, figure, is_dimension, is_measure, label_terms, measure_in, no_sum
from jxquery.language.cues import COUNT, DIFFERENCE, DISTINCT, LESS, SHARE, SUM, TIMES, TOTALS
from jxquery.language.lacking import lacks_of_rows, values_lacking
from jxquery.language.lexicon import Lexicon
from jxquery.language.listed import default_figures, listed, of_no_part
from jxquery.language.mentions import Group
from jxquery.language.outcomes import Choices
from jxquery.language.parts import OF_COUNTS, figure_of_counts, ranked_by_parts, ranks
from jxquery.language.predicates import table_of
from jxquery.language.side import Side, owned, released, rows_of, several_owners
from jxquery.language.terms import by_class, in_such, role, target_term, term_table
from jxquery.types import Agg, All, Cmp, Col, In, Query, Term


def single(side: Side, lexicon: Lexicon) -> Query | Choices | str:
    """The query of a question with one side, or why there is none."""
    if side.top is not None and side.top.of:
        return _of_values(side)
    if side.having:
        from jxquery.language.having import chosen_groups

        return chosen_groups(side)
    if side.figures:
        from jxquery.language.several import several

        return several(side)
    template = _figure_of(side)
    if isinstance(template, tuple):
        return "一次只能问一种统计：" + "、".join(template)
    target = _target(side, template)
    other = released(side, target)
    if other is not None:
        return _any_of([single(s, lexicon) for s in (replace(side, absorbed=[]), other)])
    by_owner = _by_owner(side)
    if by_owner:
        return _any_of([single(s, lexicon) for s in by_owner])
    if side.counted and template in OF_COUNTS:
        return figure_of_counts(side, target, template)
    terms = _asked(side, target, template)
    if isinstance(terms, str):
        return terms
    if side.contrasted and template == COUNT and side.group is None and (owner := home(target, lexicon)):
        side = replace(side, group=Group((), owner))
    if side.group is not None:
        from jxquery.language.grouping import grouped

        return grouped(side, target, template, terms)
    by = tuple(f for f in side.fields if is_dimension(f, lexicon))
    of_values = _of_such_values(side, by, template)
    if of_values is not None:
        return of_values
    counts = side.top is not None and isinstance(side.top.by, Agg) and not any(c.table in side.picks for c in by)
    of_groups = bool(by) and by == tuple(side.fields) and (counts or not side.picks)
    if (
        side.top is not None
        and of_groups
        and side.closed is None
        and (not side.nouns or _counts_itself(side.top.by, target, lexicon))
    ):
        from jxquery.language.grouping import best_group

        return best_group(side, by)
    if side.manner.which and of_groups and side.top is not None and isinstance(side.top.by, Agg):
        from jxquery.language.grouping import best_group

        # 哪个出版社的书借阅最多: the books of which have most together, or that of the book that has most.
        return _any_of([best_group(side, by), single(replace(side, manner=replace(side.manner, which=False)), lexicon)])
    ranks_by = (side.top.by if side.top is not None else None, side.order.by if side.order is not None else None)
    if any(_counts_all(term, lexicon) for term in ranks_by):
        return "没有说按什么分组来数"
    by_parts = ranked_by_parts(side, target)
    if by_parts:
        return _any_of([single(s, lexicon) for s in by_parts])
    if not ranks(side, target):
        return "没有可以比较的数"
    if template == COUNT and target in side.picks and target not in side.nouns and not classes_only(side, lexicon):
        template = None  # 司法救助预算有多少人 asks for the row, not how many rows have the name
        if side.counting is not None and not in_such(side.counting.word, side.picks[target], lexicon):
            return "单位不合"
    if template is not None:
        return _figured(side, target, template, terms)
    return listed(side, target, terms)


def _of_such_values(side: Side, by: tuple[Col, ...], template: str | None) -> Query | Choices | str | None:
    """没有满意度指标的单位: offices of whose projects none has one, or that of each project without one."""
    if by and by == tuple(side.fields) and template is None and not (side.nouns or side.picks) and _sized(side):
        return "没有说是每一行的数，还是合起来的数"  # 预算超过100万的年度
    lacking = lacks_of_rows(side, by) if by and template in {None, COUNT} else None
    if lacking is None:
        return None
    values = values_lacking(side, by[0], lacking)
    return (
        values
        if isinstance(values, str)
        else _any_of([values, single(replace(side, nouns=[by[0].table]), side.lexicon)])
    )


def _any_of(found: list[Query | Choices | str]) -> Query | Choices | str:
    """Those of the readings that are answers."""
    queries = tuple(q for q in found if isinstance(q, Query))
    if not queries:
        return found[0]
    return queries[0] if len(queries) == 1 else Choices(queries)


def _by_owner(side: Side) -> tuple[Side, ...]:
    """没有借阅的有几个, 借阅最多的是谁: where it is not said whose, as said of each that it can be."""
    lexicon, top = side.lexicon, side.top
    parts = {str(of_parts(p)) for p in side.open}
    if top is not None and side.ranked is None and isinstance(top.by, Agg) and several_owners(top, lexicon):
        parts.add(table_of(top.by.over))
    spoken = {*side.heads, *(() if side.group is None else (side.group.table,))}
    if not parts or all(any(h is not None and belongs(p, h, lexicon) for h in spoken) for p in parts):
        return ()
    owners = lexicon.schema.table(next(iter(parts))).parents
    return tuple(replace(owned(side, owner), heads=[*side.heads, *([] if side.heads else [owner])]) for owner in owners)


def _of_values(side: Side) -> Query | Choices | str:
    """Superlatives of the values of a column; 前两个年度 may mean years that no figure ranks."""
    from jxquery.language.best_values import best_values, of_periods

    found = [*(single(s, side.lexicon) for s in of_periods(side)), best_values(side)]
    queries = tuple(q for q in found if isinstance(q, Query))
    return found[-1] if len(found) == 1 or not queries else Choices(queries, strict=True)


def classes_only(side: Side, lexicon: Lexicon) -> bool:
    """Whether what the side picks, it picks by class."""
    pick = side.picks.get(side.head or "")
    return pick is not None and by_class(pick.columns, lexicon)


def _figure_of(side: Side) -> str | tuple[str, ...] | None:
    """The one statistic that is asked for; 一共 beside another is only emphasis."""
    cues = tuple(dict.fromkeys(side.cues))
    if side.counted and len(cues) == 1 and cues[0] in OF_COUNTS:
        return cues[0]
    if len(cues) > 1 or side.counted:
        cues = tuple(c for c in cues if c != SUM)
    if set(cues) & {SHARE, DIFFERENCE, LESS, TOTALS, TIMES}:
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


def _counts_itself(term: Term | None, table: str, lexicon: Lexicon) -> bool:
    """Whether the term is the number of rows of the very table: that is a figure of groups."""
    return isinstance(term, Agg) and term.fn == "count" and table_of(term.over) == table == term_table(term, lexicon)


def _sized(side: Side) -> bool:
    """Whether rows are chosen by a measure or a number of rows."""
    tests = (
        p for preds in side.preds.values() for pred in preds for p in (pred.of if isinstance(pred, All) else (pred,))
    )
    lefts = (p.left for p in tests if isinstance(p, Cmp))
    return any(isinstance(t, Agg) or (isinstance(t, Col) and is_measure(t, side.lexicon)) for t in lefts)


def _counts_all(term: Term | None, lexicon: Lexicon) -> bool:
    """Whether the term is a number of rows that belong to nothing: that is a figure of groups."""
    return isinstance(term, Agg) and term.fn == "count" and not lexicon.schema.table(table_of(term.over)).parents


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
            measure = _measure_of(target, side.unit, lexicon)
            if measure is None or (measure.table != target and definition.target is not None):
                return f"单位不合：{side.unit}"  # 指标多少元: not what they belong to
            fields.append(measure)
    terms: list[Term] = []
    for col in fields:
        term = _in_unit(col, side.unit, side, template, lexicon)
        if term is None:
            return f"单位不合：{side.unit}" if side.unit is not None else "这一项不能这样统计"
        terms.append(term)
    return tuple(terms)


def _measure_of(table: str, unit: str, lexicon: Lexicon) -> Col | None:
    """What is asked for by a unit alone: the default measure, else the only one of the table that has such units."""
    default = lexicon.default_measure(table)
    own = [Col(table, c.name) for c in lexicon.schema.table(table).having("measure")]
    fitting = [c for c in own if c not in lexicon.facts.empty and measure_in(c, unit, lexicon) is not None]
    fits = default is not None and measure_in(default, unit, lexicon) is not None
    return default if fits or len(fitting) != 1 else fitting[0]


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


def _figured(side: Side, target: str, template: str, terms: tuple[Term, ...]) -> Query | Choices | str:
    lexicon = side.lexicon
    if template == COUNT:
        return "要数的是什么不清楚" if side.fields else _counted(side, target)
    if template == DISTINCT:
        values = terms or label_terms(target, lexicon)[-1:]
        if (why := apart(values, lexicon)) is not None:
            return why
        return figure(DISTINCT, rows_of(side, term_table(values[0], lexicon)), (), values)
    if not terms:
        terms = default_figures(side, target)
    if not terms or any(isinstance(t, Col) and not is_measure(t, lexicon) for t in terms):
        return "这一项不能这样统计"
    if side.head is not None and (why := of_no_part(side, side.head)) is not None:
        return why
    if (why := apart(terms, lexicon) or no_sum(template, terms, lexicon)) is not None:
        return why
    return figure(template, rows_of(side, term_table(terms[0], lexicon)), (), terms)


def _counted(side: Side, target: str) -> Query | Choices:
    """The number of rows; where only what belongs to them was spoken of, it could be the number of that."""
    rows = figure(COUNT, rows_of(side, target), (), ())
    below = [t for t in side.preds if target in side.lexicon.schema.table(t).parents]
    if side.heads or len(below) != 1:
        return rows
    return Choices((figure(COUNT, rows_of(side, below[0]), (), ()), rows))
