"""Exceptions that have a beginning and an end, 除了…以外: what stands between is read by itself, and left out."""

from __future__ import annotations

from jxquery.language.belonging import lifted
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense
from jxquery.language.predicates import conjunction, disjunction
from jxquery.types import Not

_LINKS = ("and", "or")
_BESIDE = ("of", "also")


def exception_span(phrases: tuple[Phrase, ...]) -> tuple[int, int, int] | None:
    """Where the last exception that 以外 closes begins, where it closes, and where what follows begins."""
    start = next((n for n in range(len(phrases) - 1, -1, -1) if phrases[n].sense("except")), None)
    ends = [n for n in range((start or 0) + 2, len(phrases)) if phrases[n].sense("except_end")]
    end = next((n for n in ends if (s := phrases[n].sense("except_end")) is not None and s.value == "外"), None)
    if start is None or end is None:
        return None
    behind = end + 1
    while behind in ends:
        behind += 1  # 以外，其他
    return start, end, behind


def left_out(inner: tuple[Phrase, ...], lexicon: Lexicon) -> Sense | None:
    """All but what the phrases choose, 业务经费市级和2023年的: items that 和 links, each with what belongs to it."""
    inner = tuple(p for p in inner if not p.sense("pause"))
    noun = inner[-1].sense("table") if inner and not inner[-1].sense("pick") else None
    items: list[list[Pick | Cond]] = [[]]
    for phrase in inner[:-1] if noun is not None else inner:
        sense = phrase.sense("pick", "filter", "cond")
        if sense is not None and isinstance(sense.value, (Pick, Cond)):
            items[-1].append(sense.value)
        elif phrase.sense(*_LINKS):
            items.append([])
        elif not phrase.sense(*_BESIDE):
            return None
    if not all(items):
        return None
    if any(sum(isinstance(i, Pick) for i in item) > 1 for item in items):
        return Sense("unknown", "")  # parts that touch are one name, and not known
    table = items[0][0].table if noun is None else str(noun.value)
    each = (conjunction(tuple(lifted(Cond(i.table, i.pred), table, lexicon).pred for i in item)) for item in items)
    if any(table not in {i.table, *lexicon.schema.ancestors(i.table)} for item in items for i in item):
        return None
    return Sense("cond", Cond(table, Not(disjunction(tuple(each)))))
