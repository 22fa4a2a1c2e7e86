"""The names in the data, and which of them a text and its parts may mean.

A `Holding` knows where names lie: those of small data in memory, those of large data in the database. `Names` decides
what is meant, for both in the same way: by the sets of names that hold each two characters of the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import islice, pairwise, product
from typing import Protocol

from msgspec import Struct

from jxquery.text.normalise import plain
from jxquery.text.pairs import NOTHING, UNLIKE, Bits, both, commonest, either, first_of, initials, marks, pairs, size
from jxquery.text.pinyin import Sounds, near
from jxquery.types import Col, Filed, Name, NameColumn

MIN_PART = 2
MOST = 100
"""Names that a part may stand for one by one; where more contain it, the column is searched for it."""
_SHOWN = 40  # of those
_SHARING = 10
_LIKE = 60  # names that are looked at for a slip
_FEW = 10  # names that are sooner looked at than told apart by further pairs
_AT_ONCE = 4  # pairs that tell names apart
_SWAPPED = 5  # names for two characters that may be the wrong way round
_LOOKED_AT = 500  # names that a part in pieces may lie in
_READINGS = 32  # ways to cut Latin letters into syllables
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


class Holding(Protocol):
    """Where names lie. What it gives is in the order of the data."""

    @property
    def columns(self) -> Sequence[NameColumn]:
        """The columns that names are of."""

    @property
    def listed(self) -> Sequence[Filed]:
        """Every name, where they are few enough to look through; else none."""

    def holding(self, pairs: Collection[str]) -> Mapping[str, Bits]:
        """For each pair of characters, or of initials, the numbers of the names that hold it."""

    def sounding(self, sounds: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """The pairs of characters that sound so (to a dull ear: `si fa`), with how many names have each.

        A pair of initials is its own sound; how many names have it may be less than is said.
        """

    def numbered(self, numbers: Collection[int]) -> Sequence[Filed]:
        """The names with these numbers."""

    def exactly(self, forms: Collection[str]) -> Sequence[Filed]:
        """The names whose normal form is one of these."""

    def families(self, numbers: Collection[int]) -> Sequence[Filed]:
        """The names with these numbers, and those that hold one of them as the shorter name of their row."""


class Held(Struct, frozen=True):
    """What contains a part: the names, but only the first of the columns `many`, of which more than `MOST` do."""

    names: tuple[Name, ...]
    many: tuple[Col, ...] = ()


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
        return NamesAbout(self, text)

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
        begun = (marks(char, "", 0)[0] for char in text)
        sets = self.holding.holding(dict.fromkeys((*pairs(text), *pairs(text[::-1]), *begun)))
        ranked = [number for _, number in islice(commonest([*sets.values()]), _SHARING)]
        return tuple(filed.name for filed in _most_alike(text, self.holding.families(ranked)))

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
            numbers |= dict.fromkeys(first_of(reduce(both, (sets[pair] for pair in swapped)), _SWAPPED))
        for text in said:
            alike = [either(sets[pair] for pair in spelt[sound]) for sound in dict.fromkeys(heard[text])]
            ranked = commonest([*(sets[pair] for pair in dict.fromkeys(pairs(text))), *alike])
            numbers |= dict.fromkeys(number for _, number in islice(ranked, _LIKE))
        return tuple(filed.name for filed in self.holding.numbered(numbers))

    def _is_spelled(self, letters: str, form: str) -> bool:
        said = self.sounds.syllables(form)
        return letters in "".join(syllable[0] for syllable in said) or any(
            "".join(said[start:]).startswith(letters) for start in range(len(said))
        )

    def _spelled(self, letters: str) -> Iterator[Bits]:
        """Names that may hold what is spelled so: for each way to cut it into syllables, and by the initials."""
        cuts = [[*map(" ".join, pairwise(map(near, cut)))] for cut in self._syllables(letters) if len(cut) > 1]
        if 1 < len(letters) <= self.longest:
            cuts.append([initials(two) for two in pairs(letters)])
        spelt = self.holding.sounding({sound for cut in cuts for sound in cut})
        for cut in cuts:
            if all(known := [spelt[sound] for sound in dict.fromkeys(cut)]):
                yield self._in_all(sorted(known, key=lambda of: sum(of.values())))

    def _in_all(self, alike: Sequence[Mapping[str, int]]) -> Bits:
        """The names that hold a pair of each several that are alike; where the first ones leave few, of those."""
        found: Bits | None = None
        for start in range(0, len(alike), _AT_ONCE):
            several = alike[start : start + _AT_ONCE]
            sets = self.holding.holding([pair for of in several for pair in of])
            common = reduce(both, (either(sets[pair] for pair in of) for of in several))
            found = common if found is None else both(found, common)
            if size(found) <= _FEW:
                break
        return found or NOTHING

    def _syllables(self, letters: str) -> Sequence[tuple[str, ...]]:
        """The ways to cut letters into syllables, those with few first; a letter may stand for itself."""
        ways: list[list[tuple[str, ...]]] = [[()]]
        for end in range(1, len(letters) + 1):
            starts = range(max(0, end - self._longest_syllable), end)
            said = ((start, letters[start:end]) for start in starts if letters[start:end] in self._known_syllables)
            ways.append(sorted(((*way, last) for start, last in said for way in ways[start]), key=len)[:_READINGS])
        return ways[-1]

    @cached_property
    def _known_syllables(self) -> frozenset[str]:
        return frozenset(self.sounds.by_char.values()) | _LETTERS

    @cached_property
    def _longest_syllable(self) -> int:
        return max(map(len, self._known_syllables))


class NamesAbout:
    """What the parts of one text may mean. A part is told by where it begins and ends."""

    def __init__(self, names: Names, text: str) -> None:
        self._names = names
        self._holding = names.holding
        self._text = text
        self.length = len(text)

    def wholes(self) -> Mapping[str, Sequence[Name]]:
        """The parts that are names in full."""
        longer = (f for (a, b), of in self._longer.items() for f in of if f.name.form == self._text[a:b])
        found: dict[str, list[Name]] = defaultdict(list)
        for _, filed in sorted({filed.order: filed for filed in (*self._exact, *longer)}.items()):
            found[filed.name.form].append(filed.name)
        return found

    def parts(self) -> Sequence[tuple[int, int]]:
        """The parts that names contain, or may contain: `held` tells."""
        return sorted({*self._runs, *self._longer})

    def begun(self, start: int, most: int) -> Sequence[Name]:
        """Names that begin as the text goes on from there, the first of the data."""
        first = self._sets[marks(self._text[start], "", 0)[0]]
        run = self._runs.get((start, len(self._text)), NOTHING) if start < len(self._text) - 1 else first
        said = self._text[start:]
        filed = self._holding.numbered(first_of(both(run, first), most))
        return [f.name for f in filed if f.name.form.startswith(said)]

    def held(self, start: int, end: int) -> Held:
        """The names that contain the part, which holds their shorter name if they have one."""
        part, runs = self._text[start:end], self._runs.get((start, end), NOTHING)
        found = [filed for filed in self._longer.get((start, end), ()) if part in filed.name.form]
        if runs:
            of = {column.col: both(runs, column.numbers) for column in self._holding.columns}
            many = {col: bits for col, bits in of.items() if size(bits) > MOST}
            wanted = [n for col, bits in of.items() for n in first_of(bits, _SHOWN if col in many else MOST)]
            found += (filed for filed in self._holding.numbered(wanted) if part in filed.name.form)
        else:
            many = {}
        there = {filed.name.col for filed in found}
        names = tuple(filed.name for filed in sorted(found, key=_order))
        return Held(names, tuple(col for col in many if col in there))

    def says(self, col: Col, start: int, end: int) -> bool:
        """Whether the rows whose column contains the part, as it is written, are those that it is a name of."""
        part = self._text[start:end]
        column = next(column for column in self._holding.columns if column.col == col)
        if not part.isalnum() or column.cored:
            return False
        if not column.unlike:
            return True
        unlike = both(both(self._runs[start, end], column.numbers), self._holding.holding([UNLIKE])[UNLIKE])
        return size(unlike) <= MOST and all(
            part in filed.name.value or part not in filed.name.form
            for filed in self._holding.numbered(first_of(unlike, MOST))
        )

    def pieces(self) -> Mapping[tuple[int, int], Sequence[Name]]:
        """The parts that names hold in order in up to three pieces of two characters or more, and none holds whole.

        Those that too many may hold are left out.
        """
        found = {span: bits for span, bits in self._cut().items() if 0 < size(bits) <= _LOOKED_AT}
        numbers = {span: first_of(bits, _LOOKED_AT) for span, bits in found.items()}
        listed = dict.fromkeys(n for several in numbers.values() for n in several)
        names = {filed.number: filed.name for filed in self._holding.numbered(listed)}
        held: dict[tuple[int, int], Sequence[Name]] = {}
        for (start, end), several in numbers.items():
            part = self._text[start:end]
            fitting = [names[n] for n in several if in_pieces(part, names[n].form)]
            if 0 < len(fitting) <= MOST and all(part not in name.form for name in fitting):
                held[start, end] = fitting
        return held

    def _cut(self) -> Mapping[tuple[int, int], Bits]:
        """The names that hold all pairs of a part but the one or two where it is cut."""
        runs = self._runs
        ends: dict[int, list[int]] = defaultdict(list)
        for start, end in runs:
            ends[start].append(end)
        furthest = {start: max(of) for start, of in ends.items()}
        twice: dict[tuple[int, int], list[Bits]] = defaultdict(list)
        for start, cuts in ends.items():
            for cut in cuts:
                for end in ends.get(cut, ()):
                    if end > furthest[start] and (common := both(runs[start, cut], runs[cut, end])):
                        twice[start, end].append(common)
        joined: dict[int, list[tuple[int, Bits]]] = defaultdict(list)
        for (start, end), sets in twice.items():
            joined[start].append((end, either(sets)))
        found = dict(twice)
        for start, cuts in ends.items():
            for cut in cuts:
                for end, bits in joined.get(cut, ()):
                    if end > furthest[start] and (common := both(runs[start, cut], bits)):
                        found.setdefault((start, end), []).append(common)
        return {span: either(sets) for span, sets in sorted(found.items())}

    @cached_property
    def _sets(self) -> Mapping[str, Bits]:
        """The names that hold each pair of the text, and those that begin and end as its parts do."""
        text, longest = self._text, self._names.longest
        lengths = range(1, min(len(text), longest) + 1)
        around = (
            pair
            for whole in (False, True)
            for char in dict.fromkeys(text)
            for pair in marks(char, char, 1, whole=whole)
        )
        long = (marks("", "", length, whole=whole)[-1] for whole in (False, True) for length in lengths)
        return self._holding.holding(dict.fromkeys((*pairs(text), *around, *long)))

    @cached_property
    def _runs(self) -> Mapping[tuple[int, int], Bits]:
        """The names that hold all pairs of a part: those that contain it, and now and then others."""
        said, sets = [*pairs(self._text)], self._sets
        found: dict[tuple[int, int], Bits] = {}
        for start in range(len(said)):
            common = sets[said[start]]
            for end in range(start + MIN_PART, len(self._text) + 1):
                if end > start + MIN_PART:
                    common = both(common, sets[said[end - MIN_PART]])
                if not common:
                    break
                found[start, end] = common
        return found

    @cached_property
    def _exact(self) -> Sequence[Filed]:
        return [filed for filed in self._said if not filed.name.core and filed.name.form in self._text]

    @cached_property
    def _said(self) -> Sequence[Filed]:
        """The names that the text may hold in full, and those that hold one of them."""
        return self._holding.families({n: None for bits in self._ending() for n in first_of(bits, MOST)})

    def _ending(self) -> Iterator[Bits]:
        """The names that begin and end as a part does that holds their pairs, and are as long."""
        text, sets = self._text, self._sets
        lengths = range(1, min(len(text), self._names.longest) + 1)
        for whole in (False, True):
            around = [marks(char, char, 1, whole=whole) for char in text]
            opened = [(at, bits) for at, of in enumerate(around) if (bits := sets[of[0]])]
            closed = [(at, bits) for at, of in enumerate(around, 1) if (bits := sets[of[1]])]
            long = {length: bits for length in lengths if (bits := sets[marks("", "", length, whole=whole)[2]])}
            for (start, first), (end, last) in product(opened, closed):
                as_long = long.get(end - start)
                held = as_long if whole or end == start + 1 else self._runs.get((start, end))
                if as_long and held:
                    yield reduce(both, (first, last, as_long), held)

    @cached_property
    def _longer(self) -> Mapping[tuple[int, int], Sequence[Filed]]:
        """The names that hold a shorter one which is said in the text, by the parts that hold that and lie in them."""
        found: dict[tuple[int, int], list[Filed]] = defaultdict(list)
        for filed in self._said:
            for span in _around(filed.name.core, filed.name.form, self._text) if filed.name.core else ():
                found[span].append(filed)
        return found


def in_pieces(span: str, name: str, gaps: int = 2) -> bool:
    """Whether the span lies in the name in at most `gaps` + 1 pieces, each of two characters or more.

    >>> in_pieces("运维合格率", "信息化系统运维服务验收合格率"), in_pieces("运率", "运维合格率")
    (True, False)
    """
    if span in name:
        return True
    if gaps == 0 or len(span) < 2 * MIN_PART:
        return False
    for cut in range(len(span) - MIN_PART, MIN_PART - 1, -1):
        place = name.find(span[:cut])
        if place >= 0 and in_pieces(span[cut:], name[place + cut :], gaps - 1):
            return True
    return False


def _around(core: str, form: str, text: str) -> Iterator[tuple[int, int]]:
    """The parts of the text that hold the core and lie in the form, each once."""
    seen: set[tuple[int, int]] = set()
    at = text.find(core)
    while at >= 0:
        for start in range(at, -1, -1):
            end = at + len(core)
            if text[start:end] not in form:
                break
            while end <= len(text) and text[start:end] in form:
                if end - start >= MIN_PART:
                    seen.add((start, end))
                end += 1
        at = text.find(core, at + 1)
    yield from sorted(seen)


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


def _order(filed: Filed) -> tuple[int, int]:
    return filed.order
