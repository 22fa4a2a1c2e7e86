"""Builds queries: rows and terms into the slots of the templates that the language composes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from jxquery.language.cues import BESIDE, BY, COUNT, COUNT_TOTALS, KEYS, LIST, LISTED, MEAN, SUM, TOTALS, VALUE, VALUES
from jxquery.language.lexicon import Lexicon
from jxquery.language.predicates import table_of
from jxquery.language.terms import adds_up, role, term_table
from jxquery.types import Agg, Calc, Cmp, Col, Fill, Has, In, Lit, Place, Query, Reached, Rows, Term, parts

ONE = Lit(Decimal(1))


def listing(
    rows: Rows, answers: tuple[Term, ...], lexicon: Lexicon, order: tuple[tuple[Term, bool], ...] = ()
) -> Query:
    """Rows with what names them, what was asked, and what helps to read them."""
    keys = label_terms(table_of(rows), lexicon)
    answers = tuple(t for t in dict.fromkeys(answers) if t not in keys) or default_answers(table_of(rows), lexicon)
    beside = tuple(t for t in _beside(rows, answers, lexicon) if t not in keys and t not in answers)
    return Query(LIST, (("行", Fill(rows, ((KEYS, keys), (BESIDE, beside), (LISTED, answers)))),), order)


def group_listing(
    rows: Rows, by: tuple[Col, ...], answers: tuple[Term, ...], order: tuple[tuple[Term, bool], ...] = ()
) -> Query:
    """Rows of groups: what they were grouped by, and their figures."""
    return Query(LIST, (("行", Fill(rows, ((KEYS, by), (BESIDE, ()), (LISTED, answers)))),), order)


def figure(
    template: str, rows: Rows, by: tuple[Col, ...], values: tuple[Term, ...], order: tuple[tuple[Term, bool], ...] = ()
) -> Query:
    """A figure over rows, for each group."""
    show: tuple[tuple[str, tuple[Term, ...]], ...] = ((BY, by),)
    if template != COUNT:
        show += ((VALUES, values),)
    return Query(template, (("行", Fill(rows, show)),), order)


def pair(template: str, slots: tuple[str, str], sides: tuple[tuple[Rows, Term], tuple[Rows, Term]]) -> Query:
    """A figure made of two others."""
    fills = tuple((slot, Fill(rows, ((VALUE, (value,)),))) for slot, (rows, value) in zip(slots, sides, strict=True))
    return Query(template, fills)


def totals_apart(first: tuple[Rows, Term], second: tuple[Rows, Term]) -> Query:
    """What one side adds up to, or how many rows it is, less the other."""
    return pair(COUNT_TOTALS if first[1] == ONE else TOTALS, ("甲", "乙"), (first, second))


def label_terms(table: str, lexicon: Lexicon) -> tuple[Col, ...]:
    """The full names of what a row belongs to and of the row itself."""
    definition = lexicon.schema.table(table)
    above = tuple(term for parent in definition.parents for term in label_terms(parent, lexicon))
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
    dated = False
    for level in lexicon.schema.levels(table):
        # The year of what a row belongs to is its own, unless it has one itself.
        periods = [Col(t, c.name) for t in level for c in lexicon.schema.table(t).having("period")[:1] if not dated]
        dated = dated or bool(periods)
        contexts = (Col(t, c.name) for t in level for c in lexicon.schema.table(t).having("context"))
        found += [*periods, *filter(lexicon.varied, contexts)]
    found += [Col(table, c.name) for c in definition.having("class")]
    found += [Col(table, c.name) for c in definition.having("target")]
    if not answers:
        found += [Col(table, c.name) for c in definition.columns if c.default]
    found += [p.left for p in rows.where.of if isinstance(p, Cmp) and isinstance(p.left, (Agg, Calc))]
    found += _looked_at(rows, table, lexicon)
    found += [t.by for t in answers if isinstance(t, Place)]
    found += [side for t in answers if isinstance(t, Calc) and t.op == "minus" for side in (t.left, t.right)]
    best = rows.best
    if best is not None and best.start > 1 and not best.per and isinstance(rows.source, str):
        found.append(Place(best.by, Rows(rows.source, rows.where), best.desc))
    return tuple(dict.fromkeys(found))


def _looked_at(rows: Rows, table: str, lexicon: Lexicon) -> tuple[Col, ...]:
    """What became of a target, and its points, where rows are chosen by them: the target alone does not show why."""
    if lexicon.schema.table(table).target is None:
        return ()
    conditions = [p for pred in rows.where.of if not isinstance(pred, Has) for p in parts(pred)]
    cols = [c for p in conditions if isinstance(p, (Cmp, Reached)) for c in parts(p) if isinstance(c, Col)]
    return tuple(c for c in cols if c.table == table and role(c, lexicon) in {"actual", "measure"})


def measure_in(col: Col, unit: str | None, lexicon: Lexicon) -> Term | None:
    """The measure in the unit that is asked for; None when it cannot be in it."""
    definition = lexicon.schema.table(col.table)
    own = definition.column(col.name).unit
    if unit is None or unit == own:
        return col
    if own is None or lexicon.schema.units.convert(Decimal(1), own, unit) is None:
        return None
    return In(col, unit)


def in_all(term: Term, lexicon: Lexicon) -> str:
    """The statistic that a figure over several rows is: their sum, or their average where they do not add up."""
    return SUM if adds_up(term, lexicon) else MEAN


def apart(terms: Iterable[Term], lexicon: Lexicon) -> str | None:
    """Why there is no figure of the terms over the same rows, where they are of several tables."""
    several = len({term_table(t, lexicon) for t in terms}) > 1
    return "这几项不在同一张表里，请分开问" if several else None


def no_sum(template: str | None, terms: Iterable[Term], lexicon: Lexicon) -> str | None:
    """Why the terms cannot be summed, where that is what is asked."""
    odd = [t for t in terms if not adds_up(t, lexicon)] if template == SUM else []
    cols = [t.of if isinstance(t, In) else t for t in odd]
    return f"{'、'.join(f'「{c.name}」' for c in cols if isinstance(c, Col))}不能相加，可以问平均" if odd else None


def is_measure(col: Col, lexicon: Lexicon) -> bool:
    """Whether the column is an amount."""
    return role(col, lexicon) == "measure"


def is_dimension(col: Col, lexicon: Lexicon) -> bool:
    """Whether rows can be grouped by the column."""
    return role(col, lexicon) in {"period", "identity", "context", "class", "code"}
