"""Which of the names in the data a text means: as they stand, by what they share with it, or by how they are spelled.

A `Holding` knows where names lie: those of small data in memory, those of large data in the database. What is meant is
decided here for both in the same way: by the sets of names that hold each two characters of the text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import pairwise
from operator import and_

from jxquery.language.holding import Holding
from jxquery.language.names_about import NamesAbout
from jxquery.text.normalise import plain
from jxquery.text.pairs import START, initials, pairs
from jxquery.text.pinyin import Sounds, near
from jxquery.text.sets import NOTHING, Bits, commonest, either, first_of
from jxquery.types import Col, Filed, Name

_SHARING = 14
_LIKE = 60  # names that are looked at for a slip
_FEW = 10  # names that are sooner looked at than told apart by further pairs
_HARDLY = 0.01  # names that may be expected where sets are read together
_ENOUGH = 400_000  # times that pairs stand in names; those that do oftener tell little
_SWAPPED = 5  # names for two characters that may be the wrong way round
_READINGS = 32  # ways to cut Latin letters into syllables
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


class Names:
    """The names of the data."""

    def __init__(self, holding: Holding, sounds: Sounds) -> None:
        self.holding = holding
        self.sounds = sounds

    @cached_property
    def listed(self) -> tuple[Name, ...]:
        """Every name in the order of the data, where they are few enough to look through; else none."""
        return tuple(filed.name for filed in self.holding.listed)

    @cached_property
    def longest(self) -> int:
        """The length of the longest name."""
        return max((column.longest for column in self.holding.columns), default=0)

    def about(self, text: str) -> NamesAbout:
        """What the parts of a text may mean."""
        return NamesAbout(self.holding, self.longest, text)

    def containing(self, part: str) -> tuple[Name, ...]:
        """The names that contain the part, which holds their shorter name if they have one; of many, the first."""
        return self.about(part).held(0, len(part)).names

    def exact(self, form: str) -> tuple[Name, ...]:
        """The names whose normal form this is."""
        return tuple(filed.name for filed in self.holding.exactly((form,)))

    def called(self, col: Col, values: Sequence[str]) -> tuple[Name, ...]:
        """The names of the column that have these values."""
        wanted = frozenset(values)
        found = (filed.name for filed in self.holding.exactly({plain(value) for value in values}))
        return tuple(name for name in found if name.col == col and name.value in wanted)

    def sharing(self, text: str) -> tuple[Name, ...]:
        """Names that share pairs and triples of characters with the text, those that share most first.

        Pairs the other way round count, and how names begin: they tell between names that share as many.
        """
        begun = (START + char for char in text)
        sets = self.holding.holding(self._rarest(dict.fromkeys((*pairs(text), *pairs(text[::-1]), *begun))))
        found = self.holding.families(commonest(sets.values(), _SHARING))
        return tuple(filed.name for filed in _most_alike(text, found))

    def spelled(self, letters: str, most: int) -> tuple[Name, ...]:
        """Names of which a part is spelled so, in full or by its initials, the first of the data.

        The last syllable may only be begun.
        """
        for end in range(len(letters), max(1, len(letters) - self._longest_syllable), -1):
            numbers = first_of(either(self._spelled(letters[:end])), _LIKE)
            found: list[Name] = []
            for several in (numbers[:most], numbers[most:]) if numbers else ():
                names = (filed.name for filed in self.holding.numbered(several)) if len(found) < most else ()
                found += (name for name in names if self._is_spelled(letters, name.form))
            if found:
                return tuple(found[:most])
        return ()

    def like(self, texts: Collection[str]) -> tuple[Name, ...]:
        """Names of which the texts may be a part, misheard or mistyped somewhere, or spelled in Latin letters."""
        spelled = [bits for text in texts if _latin(text) for bits in self._spelled(text)]
        numbers = {number: None for bits in spelled for number in first_of(bits, _LIKE)}
        said = [text for text in texts if not _latin(text)]
        heard = {text: [*map(" ".join, pairwise(map(near, self.sounds.syllables(text))))] for text in said}
        spelt = self.holding.sounding({sound for sounds in heard.values() for sound in sounds}) if said else {}
        wanted = {pair for text in said for pair in pairs(text)} | {pair for found in spelt.values() for pair in found}
        around = {(*pairs(other[max(0, at - 1) : at + 3]),) for text in said for at, other in enumerate(swaps(text))}
        sets = self.holding.holding(wanted.union(*around))
        for swapped in around:
            numbers |= dict.fromkeys(first_of(reduce(and_, (sets[pair] for pair in swapped)), _SWAPPED))
        for text in said:
            alike = [either(sets[pair] for pair in spelt[sound]) for sound in dict.fromkeys(heard[text])]
            numbers |= dict.fromkeys(commonest([*(sets[pair] for pair in dict.fromkeys(pairs(text))), *alike], _LIKE))
        return tuple(filed.name for filed in self.holding.numbered(numbers))

    def _rarest(self, wanted: Collection[str]) -> Collection[str]:
        """The pairs that tell names apart: the rarest, which stand in names `_ENOUGH` times together; of few, all."""
        if self.listed:
            return wanted
        sounds = {pair: " ".join(map(near, self.sounds.syllables(pair))) for pair in wanted}
        alike = self.holding.sounding({*sounds.values()})
        counts = {pair: count for pair in wanted if (count := alike[sounds[pair]].get(pair))}
        rarest: list[str] = []
        met = 0
        for pair in sorted(counts, key=lambda pair: counts[pair]):
            met += counts[pair]
            if rarest and met > _ENOUGH:
                break
            rarest.append(pair)
        return rarest

    def _is_spelled(self, letters: str, form: str) -> bool:
        said = self.sounds.syllables(form)
        return letters in "".join(syllable[0] for syllable in said) or any(
            "".join(said[start:]).startswith(letters) for start in range(len(said))
        )

    def _spelled(self, letters: str) -> Iterator[Bits]:
        """Names that may hold what is spelled so: for each way to cut it into syllables, and by the initials."""
        cuts = [*self._cuts(letters)]
        if 1 < len(letters) <= self.longest:
            spelt = self.holding.sounding({initials(two) for two in pairs(letters)})
            cuts += [[*spelt.values()]] if all(spelt.values()) else []
        for cut in cuts:
            yield self._in_all(sorted(cut, key=lambda alike: sum(alike.values())))

    def _in_all(self, alike: Sequence[Mapping[str, int]]) -> Bits:
        """The names that hold a pair of each several that are alike, the rarest first; or few names, and those too."""
        found: Bits | None = None
        while alike and (found is None or len(found) > _FEW):
            several = self._telling(alike)
            sets = self.holding.holding([pair for of in several for pair in of])
            common = [either(sets[pair] for pair in of) for of in several]
            found = reduce(and_, common if found is None else (found, *common))
            alike = alike[len(several) :]
        return found or NOTHING

    def _telling(self, alike: Sequence[Mapping[str, int]]) -> Sequence[Mapping[str, int]]:
        """As many of the first as would leave hardly any name if pairs had nothing to do with each other."""
        expected = float(self._many)
        for last, of in enumerate(alike, 1):
            expected *= sum(of.values()) / self._many
            if expected < _HARDLY:
                return alike[:last]
        return alike

    @cached_property
    def _many(self) -> int:
        return max(1, sum(len(column.numbers) for column in self.holding.columns))

    def _cuts(self, letters: str) -> Iterator[Sequence[Mapping[str, int]]]:
        """The ways to cut letters into two syllables or more, those with few first; a letter may stand for itself.

        Each as the pairs that sound like each two of its syllables, which some name has, or it is not gone on with.
        """
        ways: list[list[tuple[str, ...]]] = [[()]]
        spelt: dict[str, Mapping[str, int]] = {}
        for end in range(1, len(letters) + 1):
            starts = range(max(0, end - self._longest_syllable), end)
            said = [(start, self._near[letters[start:end]]) for start in starts if letters[start:end] in self._near]
            found = [(*way, last) for start, last in said for way in ways[start]]
            spelt |= self.holding.sounding({" ".join(way[-2:]) for way in found if len(way) > 1} - spelt.keys())
            known = (way for way in dict.fromkeys(found) if len(way) == 1 or spelt[" ".join(way[-2:])])
            ways.append(sorted(known, key=len)[:_READINGS])
        for way in ways[-1]:
            if len(way) > 1:
                yield [spelt[sound] for sound in dict.fromkeys(map(" ".join, pairwise(way)))]

    @cached_property
    def _near(self) -> Mapping[str, str]:
        """What may be a syllable, as a dull ear hears it."""
        return {syllable: near(syllable) for syllable in (*self.sounds.by_char.values(), *_LETTERS)}

    @cached_property
    def _longest_syllable(self) -> int:
        return max(map(len, self._near))


def _most_alike(text: str, found: Iterable[Filed]) -> list[Filed]:
    """Those first that share most pairs and triples with the text, and of these the first of the data."""

    def parts(of: str) -> set[str]:
        return {of[at : at + length] for length in (2, 3) for at in range(len(of) - length + 1)}

    said = parts(text)
    return sorted(found, key=lambda filed: (-len(said & parts(filed.name.form)), filed.order))


def swaps(text: str) -> Iterator[str]:
    """The text with two characters beside each other the other way round, for each two.

    >>> list(swaps("司法救"))
    ['法司救', '司救法']
    """
    for at in range(len(text) - 1):
        yield text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _latin(text: str) -> bool:
    return not set(text) - _LETTERS
