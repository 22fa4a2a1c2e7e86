"""What one side of a comparison takes from the other: all that it does not say itself."""

from __future__ import annotations

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick
from jxquery.language.predicates import terms_of
from jxquery.language.terms import role

Phrases = tuple[Phrase, ...]


def dimensions(phrase: Phrase) -> frozenset[object]:
    """What a phrase fixes: a name of a table, a column, places in an order, or the field that is asked for."""
    if phrase.sense("best"):
        return frozenset({"ranked"})
    sense = phrase.sense("pick", "filter", "cond", "field", "tally", "count")
    if sense is None:
        return frozenset()
    match sense.value:
        case Pick(table):
            return frozenset({("name", table)})
        case Cond(_, pred, None):
            return terms_of(pred) or frozenset({pred})
        case Cond(_, _, column):
            return frozenset({column})
        case _:
            return frozenset({"asked"})


def inherited(before: Phrases, behind: Phrases, lexicon: Lexicon) -> Phrases | None:
    """The side behind takes from the one before all that it does not name itself.

    Where it has a name of its own, what touches the other's name belongs to that name. None where it names a part of
    a condition: 满意度100%的项目比99%的.
    """
    if not before:
        return behind
    named = {d for p in behind for d in dimensions(p)}
    taken: list[Phrase] = []
    touching = False
    for phrase, after in zip(before, (*before[1:], None), strict=True):
        if touching and phrase.sense("filter", "cond"):
            continue
        if after is not None and _identifies(phrase, after, lexicon) and dimensions(after) & named:
            continue
        touching = bool(dimensions(phrase) & named) and phrase.sense("pick") is not None
        if dimensions(phrase) & named and not dimensions(phrase) <= named:
            return None
        if not dimensions(phrase) & named and not phrase.sense("cue"):
            taken.append(phrase)
    return (*taken, *behind)


def _identifies(phrase: Phrase, after: Phrase, lexicon: Lexicon) -> bool:
    """市级 of 市级业务经费: with the name that it touches it tells one row from another."""
    sense = phrase.sense("filter")
    column = sense.value.column if sense is not None and isinstance(sense.value, Cond) else None
    touches = phrase.end == after.start and after.sense("pick") is not None
    return touches and column is not None and role(column, lexicon) == "identity"


def completed(before: Phrases, behind: Phrases) -> Phrases:
    """The side before takes from the one behind the field, count or figure that is said only there."""
    named = {d for p in before for d in dimensions(p)}
    kinds = {k for p in before for k in ("table", "cue", "unit") if p.sense(k)}
    asked = [p for p in behind if p.sense("field", "tally", "count", "table", "cue", "unit")]
    taken = [p for p in asked if not dimensions(p) & named and not any(p.sense(k) for k in kinds)]
    contrasted = any(dimensions(p) & named - {"asked"} for p in behind)  # 2024年比2023年的司法救助, not 中央比司法救助
    children = [p for p in behind if contrasted and p.sense("pick") and not dimensions(p) & named]
    return (*before, *children, *taken)
