"""The rules that make conditions, lists, counts and orders of neighbouring mentions.

Each rule is a function: its patterns stand above it, its docstring gives an example. None looks at the whole question;
what the phrases mean together is decided in `sides.py`, `single.py` and `resolve.py`.
"""

from __future__ import annotations

from jxquery.language.grammar import (
    asking,
    asking_each,
    asking_whose,
    bare_amounts,
    bounds,
    classes,
    comparisons,
    conditions,
    counts,
    figures,
    groups,
    having,
    lists,
    multiples,
    naming,
    orders,
    places,
    presence,
    reaching,
    shares,
    superlatives,
    texts,
    values,
)
from jxquery.language.grammar.exceptions import exception_span, left_out
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Phrase, Pick, Sense
from jxquery.language.predicates import conjunction
from jxquery.language.rules import Grammar, apply_all, joined

RULES = Grammar(
    (
        *reaching.FIRST,
        *bounds.RULES,
        *naming.RULES,
        *classes.RULES,
        *lists.RULES,
        *having.FIRST,
        *counts.RULES,
        *multiples.RULES,
        *having.RULES,
        *places.FIRST,
        *figures.RULES,
        *shares.RULES,
        *orders.FIRST,
        *groups.RULES,
        *superlatives.WINNERS,
        *places.RULES,
        *superlatives.RULES,
        *values.RULES,
        *orders.RULES,
        *presence.FIRST,
        *texts.RULES,
        *reaching.RULES,
        *comparisons.RULES,
        *conditions.RULES,
        *bare_amounts.RULES,
        *presence.RULES,
    )
)
NAMING = Grammar((*naming.RULES, *classes.RULES))
ASKING = Grammar((*asking.RULES, *asking_each.RULES, *asking_whose.RULES))


def reduce_phrases(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """The phrases after all rules, brackets first from the inside."""
    phrases = _without_exceptions(_without_brackets(phrases, lexicon), lexicon)
    return apply_all(RULES, phrases, lexicon)


def settled(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """The phrases where a column or table named beside a word decides what the word means: 三级指标为「…」."""
    return apply_all(NAMING, phrases, lexicon)


def asked_plainly(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """The phrases where a turn of speech gives way to the plain question: 中央多还是市级多 to 中央和市级哪个多."""
    return apply_all(ASKING, phrases, lexicon)


def _without_brackets(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """（…）: conditions alone become one condition on their table, anything else a side of its own."""
    closing = next((n for n, p in enumerate(phrases) if p.sense("close")), None)
    if closing is None:
        return phrases
    opening = next((n for n in range(closing - 1, -1, -1) if phrases[n].sense("open")), None)
    if opening is None:
        return phrases
    inner = reduce_phrases(phrases[opening + 1 : closing], lexicon)
    whole = joined(phrases[opening : closing + 1], _inner_sense(inner), "brackets")
    return _without_brackets((*phrases[:opening], whole, *phrases[closing + 1 :]), lexicon)


def _without_exceptions(phrases: tuple[Phrase, ...], lexicon: Lexicon) -> tuple[Phrase, ...]:
    """除了…以外: one condition on the table of what is left out. What cannot be one stays as it is."""
    span = exception_span(phrases)
    if span is None:
        return phrases
    start, end, behind = span
    sense = left_out(reduce_phrases(phrases[start + 1 : end], lexicon), lexicon)
    before, rest = phrases[:start], phrases[start:]
    if sense is not None:
        rest = (joined(phrases[start:behind], sense, "exception"), *phrases[behind:])
    return (*_without_exceptions(before, lexicon), *rest)


def _inner_sense(inner: tuple[Phrase, ...]) -> Sense:
    values = [s.value for p in inner if (s := p.sense("cond", "filter", "pick")) is not None]
    conds = [v for v in values if isinstance(v, (Pick, Cond))]
    links = [p for p in inner if p.sense("also")]
    tables = {c.table for c in conds}
    if conds and len(conds) + len(links) == len(inner) and len(tables) == 1:
        return Sense("cond", Cond(tables.pop(), conjunction(tuple(c.pred for c in conds))))
    return Sense("side", inner)
