"""The names in the data, and which of them a span of a question may mean.

`NameIndex` is the protocol that the recogniser asks; `NamesInMemory` fulfils it with character pairs, which is enough
for some ten thousand names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from msgspec import Struct

from jxquery.text.normalise import plain
from jxquery.text.pinyin import Sounds, near
from jxquery.types import Col

MIN_PART = 2


class Name(Struct, frozen=True):
    """A value of a name column.

    `form` is its normal form. `core` is the shorter name of the same row that it holds,
    if any: a part of the longer one counts only when it holds the core. `full`: this is the row's full name; `label` is
    that name where the two choose the same rows.
    """

    col: Col
    value: str
    form: str
    core: str = ""
    full: bool = False
    label: tuple[Col, str] | None = None


class NameIndex(Protocol):
    """Finds names by a part of them."""

    longest: int
    """The length of the longest name."""

    def containing(self, part: str) -> Sequence[Name]:
        """The names that contain the part (two characters or more), in the order of the data."""

    def exact(self, form: str) -> Sequence[Name]:
        """The names whose normal form this is."""

    def sharing(self, text: str) -> Sequence[Name]:
        """Names that share character pairs with the text, those that share most first."""

    def sounding(self, syllables: tuple[str, ...], text: str) -> Sequence[Name]:
        """Names that may sound like the syllables or share pairs with the text; all, where there are no syllables."""


class NamesInMemory:
    """Character pairs to names."""

    def __init__(self, names: Iterable[Name], sounds: Sounds) -> None:
        self._names = tuple(names)
        self.longest = max((len(n.form) for n in self._names), default=0)
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._pairs: dict[str, set[int]] = defaultdict(set)
        self._heard: dict[tuple[str, str], set[int]] = defaultdict(set)
        for number, name in enumerate(self._names):
            self._exact[name.form].append(number)
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
        names = (self._names[n] for n in sorted(found or ()))
        return tuple(n for n in names if part in n.form and n.core in part)

    def exact(self, form: str) -> Sequence[Name]:
        """As the protocol says."""
        return tuple(self._names[n] for n in self._exact.get(form, ()))

    def sharing(self, text: str) -> Sequence[Name]:
        """As the protocol says."""
        counts: dict[int, int] = defaultdict(int)
        for pair in set(_pairs(text)):
            for number in self._pairs.get(pair, ()):
                counts[number] += 1
        ranked = sorted(counts, key=lambda n: (-counts[n], n))
        return tuple(self._names[n] for n in ranked[:200])

    def sounding(self, syllables: tuple[str, ...], text: str) -> Sequence[Name]:
        """As the protocol says."""
        if not syllables:
            return self._names
        found = {n for pair in pairwise(map(near, syllables)) for n in self._heard.get(pair, ())}
        found |= {n for pair in _pairs(text) for n in self._pairs.get(pair, ())}
        return tuple(self._names[n] for n in sorted(found))


def names_of_rows(columns: tuple[Col, ...], rows: Iterable[tuple[str | None, ...]]) -> tuple[Name, ...]:
    """Names from the distinct combinations of a table's name columns, the label first."""
    rows = tuple(rows)
    labels_of: list[Mapping[str, set[str | None]]] = []
    values_of_label: list[Mapping[str | None, set[str | None]]] = []
    for position in range(len(columns)):
        labels: dict[str, set[str | None]] = defaultdict(set)
        values: dict[str | None, set[str | None]] = defaultdict(set)
        for row in rows:
            value = row[position]
            if value:
                labels[value].add(row[0])
                values[row[0]].add(value)
        labels_of.append(labels)
        values_of_label.append(values)
    found: dict[tuple[Col, str], Name] = {}
    for row in rows:
        for position, col in enumerate(columns):
            value = row[position]
            if not value or (col, value) in found or (position and value == row[0]):
                continue
            form = plain(value)
            shorter = [plain(v) for v in row if v and v != value and plain(v) in form]
            label = None
            if position and len(labels_of[position][value]) == 1:
                (only,) = labels_of[position][value]
                if only and values_of_label[position][only] == {value}:
                    label = (columns[0], only)
            found[col, value] = Name(col, value, form, min(shorter, key=len, default=""), position == 0, label)
    return tuple(found.values())


def _pairs(text: str) -> Iterable[str]:
    return (text[i : i + 2] for i in range(len(text) - 1))
