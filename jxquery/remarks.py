"""What a reader is told of how a question was understood, where it is not what was typed or not all that was asked."""

from __future__ import annotations

from decimal import Decimal

from jxquery.answering import literals
from jxquery.language.cues import APART, LIST, TURNED, TWO_SIDED
from jxquery.language.outcomes import Resolution
from jxquery.language.predicates import table_of
from jxquery.language.reading import Reading
from jxquery.text.normalise import Text
from jxquery.types import Answer, Lit, Query


def typed_otherwise(text: Text, reading: Reading) -> tuple[str, ...]:
    """What was typed otherwise than it was understood."""
    slips = (m for m in reading.mentions if m.text != text.norm[m.start : m.end])
    return tuple(f"「{text.original(m.start, m.end)}」理解为「{m.text}」" for m in slips)


def units_taken(reading: Reading, resolution: Resolution) -> tuple[str, ...]:
    """Numbers without a unit, and the unit that they were taken in."""
    if not isinstance(resolution, Query):
        return ()
    senses = ((m.text, s.value) for m in reading.mentions for s in m.senses)
    bare = {value.value: said for said, value in senses if isinstance(value, Lit) and not value.unit}
    used = {lit.value: lit.unit for lit in literals(resolution) if lit.unit} if bare else {}
    return tuple(f"「{said}」没有写单位，按{said}{used[value]}理解" for value, said in bare.items() if value in used)


def below_zero(resolution: Resolution, answer: Answer) -> tuple[str, ...]:
    """甲比乙多多少, where it is less: nobody must read the figure without its sign."""
    apart = isinstance(resolution, Query) and resolution.template in APART
    figures = [value for row in answer.rows if apart for value in row[-1:] if isinstance(value, (int, Decimal))]
    if not any(value < 0 for value in figures):
        return ()
    less = isinstance(resolution, Query) and resolution.template in TURNED.values()
    return ("差额是负数：前面的比后面的多" if less else "差额是负数：前面的比后面的少",)


def not_listed(reading: Reading, resolution: Resolution) -> tuple[str, ...]:
    """哪些项目超过50万，一共多少: the one figure is given, and which they are is not seen."""
    if not isinstance(resolution, Query) or not resolution.slots or resolution.template in {LIST, *TWO_SIDED}:
        return ()
    (_, fill), *_ = resolution.slots
    if any(name == "组*" and terms for name, terms in fill.show):
        return ()
    if not any(s.kind == "which" and s.value in {"哪", "是哪"} for m in reading.mentions for s in m.senses):
        return ()
    return (f"只答了数，没有列出是哪些；接着问「是哪些{table_of(fill.rows)}」",)
