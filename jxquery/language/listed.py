"""Questions that are answered by a list of rows."""

from __future__ import annotations

from jxquery.language.build import default_answers, figure, is_dimension, is_measure, listing
from jxquery.language.cues import COUNT
from jxquery.language.lexicon import Lexicon
from jxquery.language.predicates import table_of
from jxquery.language.side import Side, rows_of
from jxquery.language.terms import as_written, role, target_term, term_table
from jxquery.types import Agg, Col, In, Query, Term


def listed(side: Side, target: str, terms: tuple[Term, ...]) -> Query | str:
    """The rows that the side chooses, with what was asked of them."""
    lexicon = side.lexicon
    if (why := of_no_part(side, target)) is not None:
        return why
    values = _values_asked(side, terms)
    if values:
        return figure(COUNT, rows_of(side, values[0].table), values, ())  # 单位是哪家: each value once
    order = _order(side, target)
    if isinstance(order, str):
        return order
    pick = side.picks.get(target)
    if order and pick is not None and not (pick.several or pick.items):
        return "只有一行，没有可以排的"  # 司法救助预算排名 asks for its place
    answers = [*terms, *(t for t, _ in order if t not in terms)]
    if side.top is not None and side.ranked in {None, target}:
        by = side.top.by or lexicon.default_measure(target)
        if by is not None and _home(by, target, lexicon) == target:
            others = (top.by for top in side.top.also if top.by is not None)
            for shown in (*(as_written(t, lexicon) for t in others), as_written(by, lexicon)):
                if shown not in answers and shown not in {t.of for t in answers if isinstance(t, In)}:
                    answers.append(shown)
            order = order or ((by, side.top.desc),)
    measure = lexicon.default_measure(target)
    if (side.contrasted or side.manner.howmuch) and not answers and measure is not None and measure.table == target:
        answers.append(measure)
    reach = {target, *lexicon.schema.ancestors(target)}
    if any(_home(t, target, lexicon) not in reach for t in (*answers, *(t for t, _ in order))):
        return "问的内容不在同一张表里"
    if all(_home(t, target, lexicon) != target for t in answers):
        answers = [*default_answers(target, lexicon), *answers]
    return listing(rows_of(side, target), tuple(answers), lexicon, order)


def _values_asked(side: Side, terms: tuple[Term, ...]) -> tuple[Col, ...]:
    """The column that is asked for, where nothing says of which rows, or that rows are meant at all."""
    said = side.nouns or side.preds or side.picks or side.top or side.order or side.closed or side.everything
    if said or len(terms) != 1:
        return ()
    return tuple(
        t for t in terms if isinstance(t, Col) and (is_dimension(t, side.lexicon) or _is_unit(t, side.lexicon))
    )


def _is_unit(col: Col, lexicon: Lexicon) -> bool:
    """Whether the column holds the units of targets."""
    return role(col, lexicon) == "part" and lexicon.schema.table(col.table).column(col.name).type == "text"


def _home(term: Term, target: str, lexicon: Lexicon) -> str:
    """The table whose rows have the term: for a figure over what belongs to rows, those that the question is about."""
    if isinstance(term, Agg) and term.own and target in lexicon.schema.ancestors(table_of(term.over)):
        return target
    return term_table(term, lexicon)


def of_no_part(side: Side, table: str) -> str | None:
    """Why there is no measure of rows above for what is picked of these rows, where nothing says which: 采购 预算."""
    above = side.lexicon.schema.table(table).parents
    asked = {f.table for f in side.fields if is_measure(f, side.lexicon)}.intersection(above)
    grouped = side.group is not None and side.group.table in above  # 各项目的预算和满意度指标
    chosen = not asked.isdisjoint(side.preds) or side.closed is not None or side.top is not None or grouped
    if table in side.nouns or table not in side.picks or not asked or chosen:
        return None
    return f"「{side.said[table]}」和{'、'.join(asked)}的数不能直接放在一起"


def _order(side: Side, target: str) -> tuple[tuple[Term, bool], ...] | str:
    if side.order is None:
        return ()
    by = side.order.by or side.lexicon.default_measure(target)
    return ((by, side.order.desc),) if by is not None else "没有可以排序的数"


def default_figures(side: Side, target: str) -> tuple[Term, ...]:
    """What a figure without a field is of: the targets that were picked, else the default measure."""
    lexicon = side.lexicon
    if target in side.picks and lexicon.schema.table(target).target is not None:
        term = target_term(side.picks[target], lexicon)
        return () if term is None else (term,)
    measure = lexicon.default_measure(target)
    return (measure,) if measure is not None and measure.table == target else ()
