"""The last check of a reading: every word of content has left its trace in the query, or nothing is answered.

Rules and handlers may take a phrase and make nothing of it. Here nothing is taken on trust: what a mention can mean is
looked for in the finished query, by its kind alone. Words that only hold a sentence together need no trace.
"""

from __future__ import annotations

from jxquery.language.accounts_of_answers import OF_ANSWERS
from jxquery.language.accounts_of_rows import OF_ROWS
from jxquery.language.cues import SUM
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase
from jxquery.language.outcomes import Choices, NotUnderstood, Resolution
from jxquery.language.terms import role
from jxquery.language.traces import Traces
from jxquery.types import Agg, Cmp, Col

_CHECKS = {**OF_ROWS, **OF_ANSWERS}
_BESIDE = ("lacks", "except", "every", "cue")
"""Kinds of words whose trace may be that of the word behind them."""


def accounted(resolution: Resolution, phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Resolution:
    """The resolution, or the words of which nothing is in it, in any of its readings."""
    if isinstance(resolution, NotUnderstood):
        return resolution
    queries = resolution.queries if isinstance(resolution, Choices) else (resolution,)
    traces = [Traces(query, lexicon) for query in queries]
    behind = (*phrases[1:], None)
    lost = (p for p, after in zip(phrases, behind, strict=True) if not any(_left_trace(p, after, t) for t in traces))
    words = tuple(p.text for p in lost)
    return NotUnderstood(words) if words else resolution


def _left_trace(phrase: Phrase, after: Phrase | None, traces: Traces) -> bool:
    if after is not None and phrase.sense(*_BESIDE):
        if phrase.sense("lacks", "except") and after.sense("amount"):
            limit = any(c.op in {"<", ">"} for c in traces.all(Cmp))  # 不含31万
            return limit or traces.denies()
        if phrase.sense("every") and after.sense("which"):
            return True  # 都是哪些
        if phrase.sense("cue") and _only_stressed(phrase, after, traces):
            return True
    for sense in phrase.senses:
        check = _CHECKS.get(sense.kind)
        if check is None or check(sense, phrase, traces):
            return True
    return False


def _only_stressed(phrase: Phrase, after: Phrase, traces: Traces) -> bool:
    """总预算超过50万, 一共有哪些: where a row has one such amount its sum is that, and rows are listed whole."""
    if after.sense("has", "which"):
        return any(s.kind == "cue" and s.value == SUM for s in phrase.senses)  # 一共有哪些
    single = any(
        (isinstance(c.left, Col) and role(c.left, traces.lexicon) == "measure")
        or (isinstance(c.left, Agg) and c.left.fn == "count" and c.left.own)
        for c in traces.all(Cmp)
    )
    of_it = after.sense("bound_before", "amount") or (after.sense("field") and len(phrase.text) == 1)
    return single and of_it is not None and any(s.kind == "cue" and s.value == SUM for s in phrase.senses)
