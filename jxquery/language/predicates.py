"""Conditions and the rows that they choose, put together and taken apart: nothing here asks the schema."""

from __future__ import annotations

from jxquery.language.mentions import Bound
from jxquery.types import All, Blank, Cmp, Col, Has, Lit, Named, Not, Pred, Reached, Rows, Says, Some, Term, Wordy


def conjunction(preds: tuple[Pred, ...]) -> Pred:
    """All of them, flat."""
    flat = tuple(q for p in preds for q in (p.of if isinstance(p, All) else (p,)))
    return flat[0] if len(flat) == 1 else All(flat)


def disjunction(preds: tuple[Pred, ...]) -> Pred:
    """At least one of them, flat; values of one column together."""
    flat = tuple(dict.fromkeys(q for p in preds for q in (p.of if isinstance(p, Some) else (p,))))
    named = tuple(p for p in flat if isinstance(p, Named))
    if len(named) == len(flat) and len({p.col for p in named}) == 1:
        return Named(named[0].col, tuple(dict.fromkeys(v for n in named for v in n.values)))
    return flat[0] if len(flat) == 1 else Some(flat)


def being(rows: Rows) -> Pred:
    """The condition to be one of the rows."""
    plain = rows.best is None and isinstance(rows.source, str)
    return conjunction(rows.where.of) if plain else Has(rows, "some")


def of_either(first: Rows, second: Rows) -> Rows:
    """The rows that are among the first or the second ones."""
    ways = being(first), being(second)
    return Rows(table_of(first), All() if All() in ways else All((disjunction(ways),)))


def two_ways(rows: Rows) -> tuple[Pred, Pred] | None:
    """The two conditions of which the rows meet either."""
    if rows.best is not None:
        return None
    match rows.where.of:
        case (Some((first, second)),):
            return first, second
        case (Named(col, (first, second)),):
            return Named(col, (first,)), Named(col, (second,))
        case _:
            return None


def several_said(rows: Rows) -> bool:
    """Whether the rows were said to be more than one: 甲和乙, the first three."""
    if rows.best is not None:
        return rows.best.n > rows.best.start
    return two_ways(rows) is not None or any(
        isinstance(p, Some) or (isinstance(p, Named) and len(p.values) > 1) for p in rows.where.of
    )


def disjoint(first: Rows, second: Rows) -> bool:
    """Whether the conditions fix one column to different values: no row can meet both."""
    plain = first.source == second.source and first.best is None and second.best is None
    return plain and contradictory(All((*first.where.of, *second.where.of)))


def as_all(pred: Pred) -> All:
    """The condition as the conjunction that `Rows` holds."""
    return pred if isinstance(pred, All) else All((pred,))


def meets(term: Term, bound: Bound) -> Pred:
    """The term meets all of the bound."""
    return conjunction(tuple(Cmp(term, op, right) for op, right in bound.tests))


def table_of(rows: Rows) -> str:
    """The table that the rows are rows of; of groups, the table that was grouped."""
    source = rows.source
    if isinstance(source, str):
        return source
    return table_of(source if isinstance(source, Rows) else source.of)


def columns_of(pred: Pred) -> frozenset[Col]:
    """The columns that a condition fixes."""
    match pred:
        case Named(col) | Blank(col) | Wordy(col):
            return frozenset({col})
        case Cmp(Col() as col) | Reached(col):
            return frozenset({col})
        case Says(cols):
            return frozenset(cols)
        case Not(of):
            return columns_of(of)
        case Has(rows):
            return frozenset(c for p in rows.where.of for c in columns_of(p))
        case All(of) | Some(of):
            return frozenset(c for p in of for c in columns_of(p))
        case _:
            return frozenset()


def terms_of(pred: Pred) -> frozenset[Term]:
    """The columns and figures that a condition looks at."""
    match pred:
        case Cmp(left):
            return frozenset({left})
        case Not(of):
            return terms_of(of)
        case Has(rows):
            return frozenset(t for p in rows.where.of for t in terms_of(p))
        case All(of) | Some(of):
            return frozenset(t for p in of for t in terms_of(p))
        case _:
            return frozenset(columns_of(pred))


def contradictory(where: All) -> bool:
    """Whether two of the conditions fix one column to different values: no row can meet both."""
    if any(isinstance(p, Not) and p.of in where.of for p in where.of):
        return True
    fixed: dict[Col, set[object]] = {}
    for pred in where.of:
        match pred:
            case Named(col, values):
                allowed: set[object] = set(values)
            case Cmp(Col() as col, "=", Lit(value)):
                allowed = {value}
            case Has(Rows(_, inner)):
                if contradictory(inner):
                    return True
                continue
            case _:
                continue
        fixed[col] = fixed[col] & allowed if col in fixed else allowed
    return any(not values for values in fixed.values())
