"""Closed words by how they sound and how long they are, so that a slip is looked up and not searched for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from jxquery.language.mentions import Sense
from jxquery.text.pinyin import Sounds, near

MEANT = frozenset({"field", "table", "pick", "filter", "wording", "bound_before", "bound_after", "most", "cue", "sort"})
"""What a word that only sounds like another may be: short words of the language sound like half of all others."""

K = TypeVar("K")
Words = Mapping[str, tuple[Sense, ...]]


class Ear(Struct, frozen=True, dict=True):
    """The words that can be meant (of two characters or more), by pinyin, initials, syllables, length and characters.

    Each index is made when it is first asked for: what is spelt as it should be needs none.
    """

    all_words: Words
    sounds: Sounds

    @cached_property
    def words(self) -> Words:
        """The words with those of their senses that have content."""
        meant = {w: tuple(s for s in senses if s.kind in MEANT) for w, senses in self.all_words.items() if len(w) > 1}
        return {w: senses for w, senses in meant.items() if senses}

    @cached_property
    def pinyin(self) -> Mapping[str, tuple[str, ...]]:
        """The words by how they are spelt."""
        return self._by("".join)

    @cached_property
    def initials(self) -> Mapping[str, tuple[str, ...]]:
        """The words by the first letter of each syllable."""
        return self._by(lambda syllables: "".join(s[0] for s in syllables))

    @cached_property
    def sharp(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """The words by their syllables."""
        return self._by(lambda syllables: syllables)

    @cached_property
    def blunt(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """The words by their syllables for an ear that does not tell near ones apart."""
        return self._by(lambda syllables: tuple(map(near, syllables)))

    @cached_property
    def by_length(self) -> Mapping[int, tuple[str, ...]]:
        """The words by how many characters they have."""
        return self._by(len)

    @cached_property
    def by_character(self) -> Mapping[tuple[int, str], frozenset[str]]:
        """The words by how many characters they have, and each of those."""
        found: dict[tuple[int, str], set[str]] = defaultdict(set)
        for word in self.words:
            for char in word:
                found[len(word), char].add(word)
        return {key: frozenset(words) for key, words in found.items()}

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """The words for tables."""
        return tuple(w for w, senses in self.words.items() if any(s.kind == "table" for s in senses))

    def _by(self, key: Callable[[tuple[str, ...]], K]) -> Mapping[K, tuple[str, ...]]:
        """The words by what `key` makes of their syllables, of which a word has one for each character."""
        found: dict[K, list[str]] = defaultdict(list)
        for word in self.words:
            found[key(self.sounds.syllables(word))].append(word)
        return {k: tuple(v) for k, v in found.items()}
