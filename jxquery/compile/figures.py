"""Figures over other rows: where they stand in terms and conditions, and how they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.types import Agg, All, Calc, Cmp, In, Not, Some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jxquery.compile.builder import Builder
    from jxquery.compile.row import Row
    from jxquery.types import Place, Pred, Term


def compared(pred: Pred) -> Iterator[Agg]:
    """The figures over other rows that the condition compares, of the row itself."""
    match pred:
        case Cmp(left, _, right):
            yield from figures_in(left)
            yield from figures_in(right)
        case Not(of):
            yield from compared(of)
        case All(of) | Some(of):
            for each in of:
                yield from compared(each)
        case _:
            pass


def figures_in(term: Term) -> Iterator[Agg]:
    """The figures over other rows that the term is made of."""
    match term:
        case Agg():
            yield term
        case Calc(_, left, right):
            yield from figures_in(left)
            yield from figures_in(right)
        case In(of):
            yield from figures_in(of)
        case _:
            pass


def aggregate(build: Builder, agg: Agg, row: Row) -> str:
    """The figure over its rows, or over those of them that belong to the row."""
    source = build.rows(agg.over, row if agg.own else None)
    return f"(SELECT {figure_of(build, agg, source.row)} FROM {source.sql})"


def place_of(build: Builder, place: Place, row: Row) -> str:
    """The place that the row takes; none where it has no value."""
    value, others = build.term(place.by, row), build.rows(place.over)
    others.tests.append(f"{build.term(place.by, others.row)} {'>' if place.desc else '<'} {value}")
    return f"CASE WHEN {value} IS NOT NULL THEN (SELECT count(*) + 1 FROM {others.sql}) END"


def figure_of(build: Builder, agg: Agg, row: Row) -> str:
    """The figure over all rows that the row stands for."""
    return f"{agg.fn}({'*' if agg.of is None else build.term(agg.of, row)})"
