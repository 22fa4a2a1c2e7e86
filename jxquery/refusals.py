"""Answers that give no figure: what was not understood and what would work, or the readings to choose from."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from jxquery.language.lexicon import Lexicon
from jxquery.language.outcomes import NotUnderstood
from jxquery.language.reading import Reading
from jxquery.language.restate import restate
from jxquery.language.suggest import fields, suggestions
from jxquery.schema.model import Schema
from jxquery.text.normalise import Text
from jxquery.types import Answer, Query

OFFERED = 3


def ambiguous(queries: tuple[Query, ...], schema: Schema) -> Answer:
    """The readings, each in full."""
    return Answer("", "ambiguous", choices=tuple(restate(q, schema) for q in queries), error="这句话有几种读法：")


def not_understood(
    found: NotUnderstood, reading: Reading, text: Text, lexicon: Lexicon, works: Callable[[str], bool]
) -> Answer:
    """The words that were not understood, what the data has, and three questions that `works` finds answered."""
    offered = tuple(
        islice((s for s in (*found.offers, *suggestions(reading, text.norm, lexicon)) if works(s)), OFFERED)
    )
    return Answer("", "not_understood", unused=found.unused, suggestions=offered, error=_why(found, reading, lexicon))


def _word(word: str, lexicon: Lexicon) -> str:
    target = lexicon.aliases.get(word)
    return f"「{word}」" if target is None else f"「{word}」（「{target}」的别名）"


def _why(found: NotUnderstood, reading: Reading, lexicon: Lexicon) -> str:
    if not reading.mentions and not found.unused:
        return "没有看到问题。"
    absent = {m.text for m in reading.mentions if any(s.kind == "absent" for s in m.senses)}
    words = [_word(w, lexicon) for w in found.unused]
    has = f"\n有的是：{'、'.join(fields(lexicon))}。"
    if found.reply:
        return f"{found.reply}{has}"
    if found.unused and set(found.unused) <= absent:
        return f"已载入的数据里没有{'、'.join(words)}。{has}"
    if found.reason:
        return f"{found.reason}{'（' + '、'.join(words) + '）' if words else ''}。"
    if words:
        return f"不明白{'、'.join(words)}。{has}"
    return f"没有看懂这个问题。{has}"
