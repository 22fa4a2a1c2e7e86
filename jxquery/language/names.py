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
MOST = 100
"""Names that a part may stand for one by one; where more contain it, the column is searched for it."""


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

    def about(self, text: str) -> NameIndex:
        """The same names, made ready for what a text and its parts may mean."""

    def beginning(self, pair: str) -> Sequence[Name]:
        """Names that contain the pair of characters; where they are too many, those nearest to the text."""

    def in_pieces(self, part: str, some: Sequence[Name]) -> Sequence[Name]:
        """All names in which the part may lie in pieces, of which `some` are known."""

    def says(self, col: Col, part: str) -> bool:
        """Whether the rows whose column contains the part, as it is written, are those that it is a name of."""


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

    def about(self, text: str) -> NameIndex:  # noqa: ARG002 - all are ready
        """As the protocol says."""
        return self

    def beginning(self, pair: str) -> Sequence[Name]:
        """As the protocol says."""
        return self.containing(pair)

    def in_pieces(self, part: str, some: Sequence[Name]) -> Sequence[Name]:  # noqa: ARG002 - some are all
        """As the protocol says."""
        return some

    def says(self, col: Col, part: str) -> bool:
        """As the protocol says."""
        held = [n for n in self.listed if n.col == col]
        return part.isalnum() and not any(n.core or (part in n.form and part not in n.value) for n in held)

    def called(self, col: Col, values: Sequence[str]) -> Sequence[Name]:
        """As the protocol says."""
        return tuple(self._called[col, value] for value in values if (col, value) in self._called)


def _pairs(text: str) -> Iterable[str]:
    return (text[i : i + 2] for i in range(len(text) - 1))
