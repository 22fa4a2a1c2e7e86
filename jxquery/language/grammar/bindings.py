"""Of what a modifier is said, where that is open: of a whole list or of its first name, of rows or of their parts."""

from __future__ import annotations

from collections.abc import Iterator

from jxquery.language.belonging import home
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense, kinds_of
from jxquery.language.predicates import as_all, conjunction
from jxquery.language.rules import joined
from jxquery.language.terms import role
from jxquery.types import Col, Has, Rows

_LINKS = frozenset({"and", "lacks"})
"""What makes it open what a modifier is said of."""


def bindings(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Iterator[tuple[Phrase, ...]]:
    """The phrases as they stand, and with what stands before others said of less of them.

    市级业务经费和司法救助: both of 市级, or the one of 市级 and the other; a year before a list is of all, but where
    it is left out. 不含满意度的指标数: of indicators that are not of the class, or of rows without such an indicator.
    """
    yield phrases
    if _LINKS.isdisjoint(kinds_of(phrases)):
        return
    for at in range(len(phrases) - 3):
        made = _of_the_first(phrases[at : at + 4], phrases[at - 1] if at else None, lexicon)
        if made is not None:
            yield (*phrases[:at], made, *phrases[at + 2 :])
        made = _rows_without(phrases[at : at + 5], lexicon)
        if made is not None:
            yield (*phrases[:at], made, *phrases[at + 2 :])


def _of_the_first(phrases: tuple[Phrase, ...], before: Phrase | None, lexicon: Lexicon) -> Phrase | None:
    """The first name of a list, with the modifier that touches it."""
    touching, name, link, other = phrases
    cond, first, second = touching.sense("filter"), name.sense("pick"), other.sense("pick")
    if cond is None or first is None or second is None or link.sense("and") is None or touching.end != name.start:
        return None
    match cond.value, first.value, second.value:
        case Cond(table, pred, Col() as column), Pick() as pick, Pick(other_table) if (
            table == pick.table == other_table
        ):
            left_out = before is not None and before.sense("except") is not None
            if role(column, lexicon) != "identity" and not left_out:
                return None
            both = Pick(table, conjunction((pick.pred, pred)), pick.columns)
            return joined((touching, name), Sense("pick", both), "bindings")
    return None


def _rows_without(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Phrase | None:
    """不含满意度 of 不含满意度的指标数, as a condition of its own."""
    lacks, sense = phrases[0].sense("lacks"), phrases[1].sense("pick")
    rest = tuple(p for p in phrases[2:] if not p.sense("of"))
    if lacks is None or sense is None or not isinstance(sense.value, Pick) or not _is_tally(rest, sense.value.table):
        return None
    parent = home(sense.value.table, lexicon)
    if parent is None:
        return None
    none = Has(Rows(sense.value.table, as_all(sense.value.pred)), "none")
    return joined(phrases[:2], Sense("cond", Cond(parent, none)), "bindings")


def _is_tally(phrases: tuple[Phrase, ...], table: str) -> bool:
    """指标数."""
    noun = phrases[0].sense("table") if len(phrases) > 1 else None
    return noun is not None and noun.value == table and phrases[1].sense("count") is not None
