"""Small recognisers that know nothing of each other, and what each kind of find costs.

A recogniser is a function over the text as it is read, and gives every span that may mean something to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from jxquery.language.mentions import Mention, Sense

COSTS: Mapping[str, float] = MappingProxyType(
    {
        "year": 0.4,
        "quoted": 0.0,
        "name": 0.6,
        "word": 0.7,
        "number": 0.7,
        "part": 0.9,
        "searched": 0.7,
        "gapped": 1.6,
        # What was meant by words that are not understood as they stand:
        "pinyin": 0.9,
        "sound": 1.2,
        "initials": 1.4,
        "near_sound": 1.6,
        "slip": 2.0,
    }
)
"""What a kind of find costs: the costs, not the order of the recognisers, decide between finds for one span."""

Spoken: TypeAlias = Mapping[tuple[int, int], tuple[Sense, ...]]
"""The closed words of a text by where they stand, from left to right, the shorter first."""


@lru_cache
def any_of(words: tuple[str, ...]) -> str:
    """A pattern that any of the words meets, the longest first; nothing does where there are none."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


def places(norm: str, word: str) -> Iterator[int]:
    """Where the word stands, also where it overlaps with itself."""
    at = norm.find(word)
    while at >= 0:
        yield at
        at = norm.find(word, at + 1)


def spans(spoken: Spoken, kind: str) -> Iterable[tuple[int, int]]:
    """Where words that may be of the kind stand."""
    return dict.fromkeys(span for span, senses in spoken.items() for sense in senses if sense.kind == kind)


def find(norm: str, start: int, end: int, senses: tuple[Sense, ...], rule: str) -> Mention:
    """A find is worth the characters that it covers, less what its kind costs."""
    return Mention(start, end, norm[start:end], senses, rule, end - start - COSTS[rule])
