"""Names that are few enough to be read when data is opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from jxquery.text.pairs import initials, is_initials, marked, numbers_by_pair
from jxquery.text.pinyin import Sounds, near
from jxquery.text.sets import NOTHING, Bits, either
from jxquery.types import Col, Filed, Name, NameColumn


class NamesInMemory:
    """A `jxquery.language.holding.Holding` of these names, which are in the order of the data."""

    def __init__(self, names: Iterable[Name], sounds: Sounds) -> None:
        self._sounds = sounds
        filed, said = [], 0
        for place, name in enumerate(names):
            alone = not name.core
            filed.append(Filed((0, place), said if alone else None, name))
            said += alone
        self.listed: Sequence[Filed] = tuple(filed)
        self._numbered = [f for f in filed if f.number is not None]
        self._sets: dict[str, Bits] = {}

    @cached_property
    def columns(self) -> Sequence[NameColumn]:
        """As the protocol says."""
        of: dict[Col, list[Filed]] = defaultdict(list)
        for filed in self.listed:
            of[filed.name.col].append(filed)
        return tuple(
            NameColumn(
                col,
                Bits([f.number for f in found if f.number is not None]),
                cored=any(f.name.core for f in found),
                unlike=any(f.name.form != f.name.value for f in found),
                longest=max(len(f.name.form) for f in found),
            )
            for col, found in of.items()
        )

    def holding(self, pairs: Collection[str]) -> Mapping[str, Bits]:
        """As the protocol says."""
        made, known = self._sets, self._by_pair
        there = {pair: made.get(pair) or self._made(pair) for pair in pairs if pair in known or is_initials(pair)}
        return dict.fromkeys(pairs, NOTHING) | there

    def sounding(self, sounds: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """As the protocol says."""
        return {
            sound: self._initialled(sound) if is_initials(sound) else self._by_sound.get(sound, {}) for sound in sounds
        }

    def numbered(self, numbers: Collection[int]) -> Sequence[Filed]:
        """As the protocol says."""
        return tuple(self._numbered[number] for number in sorted(numbers))

    def exactly(self, forms: Collection[str]) -> Sequence[Filed]:
        """As the protocol says."""
        return self._looked_up(self._by_form, forms)

    def families(self, numbers: Collection[int]) -> Sequence[Filed]:
        """As the protocol says."""
        own = self.numbered(numbers)
        longer = self._looked_up(self._by_core, {filed.name.form for filed in own})
        return sorted((*own, *longer), key=lambda filed: filed.order)

    def _looked_up(self, by: Mapping[str, Sequence[Filed]], texts: Collection[str]) -> Sequence[Filed]:
        return sorted((filed for text in texts for filed in by.get(text, ())), key=lambda filed: filed.order)

    def _made(self, pair: str) -> Bits:
        """The set of a pair, which is made when it is first asked for."""
        alike = self._by_initials.get(pair, ()) if is_initials(pair) else (pair,)
        made = self._sets[pair] = either(Bits(self._by_pair[each]) for each in alike)
        return made

    def _initialled(self, pair: str) -> Mapping[str, int]:
        alike = self._by_initials.get(pair, ())
        return {pair: sum(len(self._by_pair[each]) for each in alike)} if alike else {}

    @cached_property
    def _by_pair(self) -> Mapping[str, Sequence[int]]:
        names = ((filed.number or 0, filed.name) for filed in self._numbered)
        return numbers_by_pair(
            (number, marked(name.form, unlike=name.form != name.value, whole=not name.open)) for number, name in names
        )

    @cached_property
    def _by_sound(self) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for pair, numbers in self._by_pair.items():
            found[" ".join(map(near, self._sounds.syllables(pair)))][pair] = len(numbers)
        return found

    @cached_property
    def _by_initials(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for pair in self._by_pair:
            found[initials("".join(syllable[0] for syllable in self._sounds.syllables(pair)))].append(pair)
        return found

    @cached_property
    def _by_form(self) -> Mapping[str, Sequence[Filed]]:
        found: dict[str, list[Filed]] = defaultdict(list)
        for filed in self.listed:
            found[filed.name.form].append(filed)
        return found

    @cached_property
    def _by_core(self) -> Mapping[str, Sequence[Filed]]:
        found: dict[str, list[Filed]] = defaultdict(list)
        for filed in self.listed:
            if filed.name.core:
                found[filed.name.core].append(filed)
        return found
