"""Figures over other rows: where they stand in terms and conditions, and how they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.compile.headings import base_table
from jxquery.compile.row import quoted
from jxquery.types import Agg, All, Calc, Cmp, In, Not, Place, Some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jxquery.compile.builder import Builder
    from jxquery.compile.row import Row
    from jxquery.types import Pred, Rows, Term

_KEY, _FIGURE = "#号", "#数"


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


def chosen_by_figures(rows: Rows) -> bool:
    """Whether the rows are chosen, if at all, by figures of what belongs to each, so that all of those are needed."""
    by_figures = rows.best is None or any(a.own for a in figures_in(rows.best.by))
    return by_figures and all(any(a.own for a in compared(p)) for p in rows.where.of)


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
        case Place(by):
            for figure in figures_in(by):  # the rows before it are counted with it
                yield from (figure, figure)
        case _:
            pass


def aggregate(build: Builder, agg: Agg, row: Row) -> str:
    """The figure over its rows, or over those of them that belong to the row."""
    if agg.own and row.every and agg not in row.joined:
        _join(build, agg, row)
    if agg in row.joined:
        return row.joined[agg]
    source = build.rows(agg.over, row if agg.own else None)
    return f"(SELECT {figure_of(build, agg, source.row)} FROM {source.sql})"


def _join(build: Builder, agg: Agg, row: Row) -> None:
    """Work the figure out for all rows at once, where one key tells which belong to each.

    Of rows that were chosen that would be figures for nothing: of one project in a million it took six times as long.
    """
    from jxquery.compile.ties import keys_alike, one_key_tells

    table = base_table(agg.over)
    if not one_key_tells(build, table, row):
        return
    source = build.rows(agg.over)
    ((own, key),) = keys_alike(build, table, source.row, row)
    alias, named, value = build.alias(), quoted(_KEY), quoted(_FIGURE)
    each = f"SELECT {own} AS {named}, {figure_of(build, agg, source.row)} AS {value} FROM {source.sql} GROUP BY {own}"
    row.joins.append(f" LEFT JOIN ({each}) AS {alias} ON {alias}.{named} = {key}")
    row.joined[agg] = f"coalesce({alias}.{value}, 0)" if agg.fn == "count" else f"{alias}.{value}"


def place_of(build: Builder, place: Place, row: Row) -> str:
    """The place that the row takes; none where it has no value."""
    value, others = build.term(place.by, row), build.rows(place.over)
    others.tests.append(f"{build.term(place.by, others.row)} {'>' if place.desc else '<'} {value}")
    before = f"(SELECT count(*) + 1 FROM {others.sql})"
    return before if is_count(place.by) else f"CASE WHEN {value} IS NOT NULL THEN {before} END"


def is_count(term: Term) -> bool:
    """Whether the term is a number of rows, which is never missing."""
    return isinstance(term, Agg) and term.fn == "count"


def figure_of(build: Builder, agg: Agg, row: Row) -> str:
    """The figure over all rows that the row stands for."""
    return f"{agg.fn}({'*' if agg.of is None else build.term(agg.of, row)})"
