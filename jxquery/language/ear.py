"""Closed words by how they sound and how long they are, so that a slip is looked up and not searched for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from msgspec import Struct

from jxquery.language.mentions import Sense
from jxquery.text.pinyin import Sounds, near

MEANT = frozenset({"field", "table", "pick", "filter", "wording", "bound_before", "bound_after", "most", "cue", "sort"})
"""What a word that only sounds like another may be: short words of the language sound like half of all others."""

Words = Mapping[str, tuple[Sense, ...]]


class Ear(Struct, frozen=True):
    """The words that can be meant (of two characters or more), by pinyin, initials, syllables and length."""

    words: Words
    sounds: Sounds
    pinyin: Mapping[str, tuple[str, ...]]
    initials: Mapping[str, tuple[str, ...]]
    sharp: Mapping[tuple[str, ...], tuple[str, ...]]
    blunt: Mapping[tuple[str, ...], tuple[str, ...]]
    by_length: Mapping[int, tuple[str, ...]]
    nouns: tuple[str, ...]


def build_ear(words: Words, sounds: Sounds) -> Ear:
    """The index of the words whose senses have content."""
    meant = {w: tuple(s for s in senses if s.kind in MEANT) for w, senses in words.items() if len(w) > 1}
    meant = {w: senses for w, senses in meant.items() if senses}
    pinyin: dict[str, list[str]] = defaultdict(list)
    initials: dict[str, list[str]] = defaultdict(list)
    sharp: dict[tuple[str, ...], list[str]] = defaultdict(list)
    blunt: dict[tuple[str, ...], list[str]] = defaultdict(list)
    lengths: dict[int, list[str]] = defaultdict(list)
    for word in meant:
        syllables = sounds.syllables(word)
        pinyin["".join(syllables)].append(word)
        initials["".join(s[0] for s in syllables)].append(word)
        sharp[syllables].append(word)
        blunt[tuple(map(near, syllables))].append(word)
        lengths[len(word)].append(word)
    return Ear(
        meant,
        sounds,
        {k: tuple(v) for k, v in pinyin.items()},
        {k: tuple(v) for k, v in initials.items()},
        {k: tuple(v) for k, v in sharp.items()},
        {k: tuple(v) for k, v in blunt.items()},
        {k: tuple(v) for k, v in lengths.items()},
        tuple(w for w, senses in meant.items() if any(s.kind == "table" for s in senses)),
    )
