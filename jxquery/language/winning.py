"""哪个高: the winner of a list."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.build import group_listing, listing
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Pick, Top
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.side import Side, rows_of
from jxquery.language.terms import as_written, target_term, term_table
from jxquery.types import Agg, Best, Col, Groups, Pred, Rows, Term

_BOTH = 2


def winner(side: Side, lexicon: Lexicon) -> Resolution:
    """The best of the items of a list; an item that is several rows could mean their sum, or each."""
    top = side.top
    listed = _listed_items(side)
    if top is None or len(listed) < _BOTH:
        return NotUnderstood((), "没有说在哪几个里面比")
    table = listed[0].table
    by: Term | None = top.by or lexicon.default_measure(table)
    children = [p for t, p in side.picks.items() if t != table]
    if children and top.by is None:
        table, by = children[0].table, target_term(children[0], lexicon)
    if by is None or term_table(by, lexicon) != table:
        return NotUnderstood((), "没有可以比较的数")
    base = replace(side, top=None)
    found = _best_item(base, listed, table, replace(top, by=by), lexicon)
    bare = replace(base, preds={table: [p for p in (_union(side, listed),) if p is not None]})
    if bare.preds == base.preds or not isinstance(listed[0], Pick) or table != listed[0].table:
        return found
    return Choices(
        (found, _best_item(bare, listed, table, replace(top, by=by), lexicon)), strict=True, given=found.sides
    )


def _best_item(base: Side, listed: tuple[Pick | Cond, ...], table: str, top: Top, lexicon: Lexicon) -> Choices:
    by = top.by
    assert by is not None  # noqa: S101 — the caller looked
    rows = replace(rows_of(base, table), best=Best(by, 1, top.desc))
    shown = as_written(by, lexicon)
    each = listing(rows, (shown,), lexicon, ((by, top.desc),))
    compared = listing(rows_of(base, table), (shown,), lexicon)
    choices = (each, compared)
    column = listed[0].column if isinstance(listed[0], Cond) else None
    if column is not None and isinstance(by, Col):
        total = Agg("sum", by, Rows(table), own=True)
        groups = Rows(Groups(rows_of(base, table), (column,), (total,)), best=Best(total, 1, top.desc))
        choices = (group_listing(groups, (column,), (total,), ((total, top.desc),)), each)
    return Choices(choices, single=each, sides=tuple(_side_of(base, listed, item, table) for item in listed))


def _listed_items(side: Side) -> tuple[Pick | Cond, ...]:
    picks = [p.items for p in side.picks.values() if p.items]
    filters = [c.items for c in side.filters if c.items]
    return next(iter((*picks, *filters)), ())


def _side_of(side: Side, listed: tuple[Pick | Cond, ...], item: Pick | Cond, table: str) -> Rows:
    """The rows of one item of the list, with all that holds for the list."""
    whole = [p for p in side.preds[item.table] if p != _union(side, listed)]
    preds = {**side.preds, item.table: [*whole, item.pred]}
    return rows_of(replace(side, preds=preds), table)


def _union(side: Side, listed: tuple[Pick | Cond, ...]) -> Pred | None:
    wholes: tuple[Pick | Cond, ...] = (*side.picks.values(), *side.filters)
    return next((w.pred for w in wholes if w.items == listed), None)
