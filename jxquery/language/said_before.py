"""What little a turn may say, made plain by the answer before: 那2022年呢, 列出来, 一样吗, 电梯呢."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.cues import COUNT
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import EMPTY, Cond, Phrase, Sense
from jxquery.types import Cmp, Query, Says, parts


def as_before(phrases: tuple[Phrase, ...], previous: Query | None, lexicon: Lexicon) -> tuple[Phrase, ...]:
    """那2022年呢: the year that the answer before was of, where it is not said which year is meant.

    列出来, with nothing more, after a number of rows: which they are. 一样吗: the two answers beside each other.
    电梯呢, after what texts say: the same of another word.
    """
    if previous is None:
        return phrases
    said = [p for p in phrases if not {s.kind for s in p.senses} <= EMPTY]
    shown = next((p for p in phrases if p.text in lexicon.kinds.get("show_them", ())), None)
    if not said and shown is not None and previous.template == COUNT:
        return (replace(shown, senses=(Sense("which", "哪"),)),)
    if said and all(p.sense("same", "is") for p in said) and said[-1].sense("same"):
        return (replace(said[-1], senses=(Sense("both", "两个"),)),)
    if not any(p.sense("switch") for p in phrases):
        return phrases
    if any(isinstance(part, Says) for part in parts(previous.slots)):
        phrases = tuple(_sought(p) for p in phrases)
    held = {c.left for c in parts(previous.slots) if isinstance(c, Cmp)}
    made = []
    for phrase in phrases:
        kept = tuple(s for s in phrase.senses if isinstance(s.value, Cond) and s.value.column in held)
        made.append(replace(phrase, senses=kept) if len(phrase.senses) > 1 and kept else phrase)
    return tuple(made)


def _sought(phrase: Phrase) -> Phrase:
    """电梯呢, after 空调在哪个项目."""
    senses = tuple(Sense("searched", s.value) if s.kind == "sought" else s for s in phrase.senses)
    return replace(phrase, senses=senses)
