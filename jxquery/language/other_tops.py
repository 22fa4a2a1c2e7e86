"""Another superlative after one: 最低的呢, 前五名, 第四名是谁."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.build import listing
from jxquery.language.cues import LIST, LISTED
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Top
from jxquery.language.outcomes import Choices, Resolution
from jxquery.language.shown import terms_in
from jxquery.types import All, Groups, Has, Place, Query, Rows


def other_top(top: Top, previous: Query, lexicon: Lexicon) -> Query | None:
    """The question before with the superlative in the place of its own; None where it had none."""
    (slot, fill), *others = previous.slots
    of, best = fill.rows, fill.rows.best
    if others or best is None:
        return None
    while isinstance(of.source, Rows) and not of.where.of and beyond(top, of.source):
        of = of.source
    new = top.best(top.by or best.by, best.per)
    order = ((new.by, new.desc),) if previous.order else ()
    rows = replace(of, best=new)
    if previous.template == LIST and not isinstance(rows.source, Groups):
        answers = terms_in(fill, LISTED)
        return listing(rows, tuple(t for t in answers if not isinstance(t, Place)), lexicon, order)
    return replace(previous, slots=((slot, replace(fill, rows=rows)),), order=order)


def top_above(top: Top, previous: Query, among: Resolution) -> Resolution:
    """最低的呢, of what belongs to the best: what belongs to the worst, or the lowest `among` it."""
    (slot, fill), *others = previous.slots
    rows = _of_other_owner(fill.rows, top)
    if others or rows is None:
        return among
    instead = replace(previous, slots=((slot, replace(fill, rows=rows)),))
    return Choices((instead, among)) if isinstance(among, Query) else instead


def _of_other_owner(rows: Rows, top: Top) -> Rows | None:
    for at, pred in enumerate(rows.where.of):
        if isinstance(pred, Has) and pred.how == "some" and pred.rows.best is not None:
            best = pred.rows.best
            new = replace(pred, rows=replace(pred.rows, best=top.best(top.by or best.by, best.per)))
            return replace(rows, where=All((*rows.where.of[:at], new, *rows.where.of[at + 1 :])))
    return None


def beyond(top: Top, rows: Rows) -> bool:
    """Whether places are asked for that are not among the best that the rows are: 前五, of the first three."""
    best = rows.best
    if best is None or best.other or best.per or best.also or top.other or top.by not in {None, best.by}:
        return False
    shown = best.n - best.start + 1
    return top.n > shown or (top.n == shown and top.start == 1)
