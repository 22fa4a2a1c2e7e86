"""A figure over a list of names, or the best of them, where a year or level leaves one of the names without rows.

2024年甲和乙一共多少, 乙 being of 2023: nobody who names it means to leave it out, so the figure is given only where
each of the names has rows, or where 且 says that all of it holds at once.
"""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.cues import LIST
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Pick
from jxquery.language.outcomes import Choices
from jxquery.language.side import Side, rows_of
from jxquery.language.single import single
from jxquery.language.terms import role
from jxquery.types import Query


def each_named(found: Query, side: Side, lexicon: Lexicon) -> Query | Choices:
    """The figure, and the one without the year or level, to choose from where a name has no row."""
    listed = next((p for p in side.picks.values() if p.items and _by_name(p, lexicon)), None)
    shown = found.template == LIST and all(fill.rows.best is None for _, fill in found.slots)
    if listed is None or side.manner.also or shown:
        return found
    filters = [c.pred for c in side.filters if c.table == listed.table]
    preds = side.preds[listed.table]
    if not filters or listed.pred not in preds:
        return found
    bare = {**side.preds, listed.table: [p for p in preds if p not in filters]}
    other = single(replace(side, preds=bare), lexicon)
    if not isinstance(other, Query):
        return found
    apart = ({**side.preds, listed.table: [i.pred if p == listed.pred else p for p in preds]} for i in listed.items)
    given = tuple(rows_of(replace(side, preds=p, top=None), listed.table) for p in apart)
    return Choices((found, other), strict=True, given=given)


def _by_name(pick: Pick, lexicon: Lexicon) -> bool:
    """Whether rows are picked by their names, and not by a class."""
    return all(role(c, lexicon) == "name" for c in pick.columns)
