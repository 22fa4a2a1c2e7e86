"""The names in the data, and which of them a span of a question may mean.

`NameIndex` is the protocol that the recogniser asks; `NamesInMemory` fulfils it with character pairs, which is enough
for some ten thousand names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from jxquery.text.pinyin import Sounds, near
from jxquery.types import Col, Name

MIN_PART = 2


class NameIndex(Protocol):
    """Finds names by a part of them."""

    @property
    def longest(self) -> int:
        """The length of the longest name."""

    @property
    def listed(self) -> Sequence[Name]:
        """Every name in the order of the data, where they are few enough to look through."""

    def containing(self, part: str) -> Sequence[Name]:
        """The names that contain the part (two characters or more), in the order of the data."""

    def exact(self, form: str) -> Sequence[Name]:
        """The names whose normal form this is."""

    def sharing(self, text: str) -> Sequence[Name]:
        """Names that share character pairs with the text, those that share most first."""

    def sounding(self, syllables: tuple[str, ...], text: str) -> Sequence[Name]:
        """Names that may sound like the syllables or share pairs with the text; all, where there are no syllables."""

    def called(self, col: Col, values: Sequence[str]) -> Sequence[Name]:
        """The names of the column that have these values."""


class NamesInMemory:
    """Character pairs to names."""

    def __init__(self, names: Iterable[Name], sounds: Sounds) -> None:
        self.listed = tuple(names)
        self._called = {(name.col, name.value): name for name in self.listed}
        self.longest = max((len(n.form) for n in self.listed), default=0)
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._pairs: dict[str, set[int]] = defaultdict(set)
        self._heard: dict[tuple[str, str], set[int]] = defaultdict(set)
        for number, name in enumerate(self.listed):
            self._exact[name.form].append(number)
            if not name.open:
                continue
            for pair in _pairs(name.form):
                self._pairs[pair].add(number)
            blunt = tuple(map(near, sounds.syllables(name.form)))
            for first, second in pairwise(blunt):
                self._heard[first, second].add(number)

    def containing(self, part: str) -> Sequence[Name]:
        """As the protocol says."""
        found: set[int] | None = None
        for pair in _pairs(part):
            here = self._pairs.get(pair)
            if not here:
                return ()
            found = set(here) if found is None else found & here
            if not found:
                return ()
        names = (self.listed[n] for n in sorted(found or ()))
        return tuple(n for n in names if part in n.form and n.core in part)

    def exact(self, form: str) -> Sequence[Name]:
        """As the protocol says."""
        return tuple(self.listed[n] for n in self._exact.get(form, ()))

    def sharing(self, text: str) -> Sequence[Name]:
        """As the protocol says."""
        counts: dict[int, int] = defaultdict(int)
        for pair in set(_pairs(text)):
            for number in self._pairs.get(pair, ()):
                counts[number] += 1
        ranked = sorted(counts, key=lambda n: (-counts[n], n))
        return tuple(self.listed[n] for n in ranked[:200])

    def sounding(self, syllables: tuple[str, ...], text: str) -> Sequence[Name]:
        """As the protocol says."""
        if not syllables:
            return tuple(name for name in self.listed if name.open)
        found = {n for pair in pairwise(map(near, syllables)) for n in self._heard.get(pair, ())}
        found |= {n for pair in _pairs(text) for n in self._pairs.get(pair, ())}
        return tuple(self.listed[n] for n in sorted(found))

    def called(self, col: Col, values: Sequence[str]) -> Sequence[Name]:
        """As the protocol says."""
        return tuple(self._called[col, value] for value in values if (col, value) in self._called)


def _pairs(text: str) -> Iterable[str]:
    return (text[i : i + 2] for i in range(len(text) - 1))
