"""What the parts of one text may mean: the names that it holds in full, and those that hold a part of it.

One look-up of the pairs of its characters tells of all its parts; names are read where a part is really asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product

from msgspec import Struct

from jxquery.language.holding import Holding
from jxquery.text.pairs import AROUND, START, UNLIKE, ends_of, length_of, lengths_to, pairs
from jxquery.text.sets import NOTHING, Bits, either, first_of
from jxquery.types import Col, Filed, Name

MIN_PART = 2
MOST = 100
"""Names that a part may stand for one by one; where more contain it, the column is searched for it."""
_SHOWN = 40  # of those
_LOOKED_AT = 500  # names that a part in pieces may lie in


class Held(Struct, frozen=True):
    """What contains a part: the names, but only the first of the columns `many`, of which more than `MOST` do."""

    names: tuple[Name, ...]
    many: tuple[Col, ...] = ()


class NamesAbout:
    """What the parts of one text may mean. A part is told by where it begins and ends."""

    def __init__(self, holding: Holding, longest: int, text: str) -> None:
        """`longest`: the length of the longest name."""
        self._holding = holding
        self._longest = longest
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
        first = self._sets[START + self._text[start]]
        run = self._runs.get((start, len(self._text)), NOTHING) if start < len(self._text) - 1 else first
        said = self._text[start:]
        filed = self._holding.numbered(first_of(run & first, most))
        return [f.name for f in filed if f.name.form.startswith(said)]

    def held(self, start: int, end: int) -> Held:
        """The names that contain the part, which holds their shorter name if they have one."""
        part, runs = self._text[start:end], self._runs.get((start, end), NOTHING)
        found = [filed for filed in self._longer.get((start, end), ()) if part in filed.name.form]
        if runs:
            of = {column.col: runs & column.numbers for column in self._holding.columns}
            many = {col: bits for col, bits in of.items() if len(bits) > MOST}
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
        unlike = self._runs[start, end] & column.numbers & self._holding.holding([UNLIKE])[UNLIKE]
        return len(unlike) <= MOST and all(
            part in filed.name.value or part not in filed.name.form
            for filed in self._holding.numbered(first_of(unlike, MOST))
        )

    def pieces(self) -> Mapping[tuple[int, int], Sequence[Name]]:
        """The parts that names hold in order in up to three pieces of two characters or more, and none holds whole.

        Those that too many may hold are left out.
        """
        found = {span: bits for span, bits in self._cut().items() if 0 < len(bits) <= _LOOKED_AT}
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
                    if end > furthest[start] and (common := runs[start, cut] & runs[cut, end]):
                        twice[start, end].append(common)
        joined: dict[int, list[tuple[int, Bits]]] = defaultdict(list)
        for (start, end), sets in twice.items():
            joined[start].append((end, either(sets)))
        found = dict(twice)
        for start, cuts in ends.items():
            for cut in cuts:
                for end, bits in joined.get(cut, ()):
                    if end > furthest[start] and (common := runs[start, cut] & bits):
                        found.setdefault((start, end), []).append(common)
        return {span: either(sets) for span, sets in sorted(found.items())}

    @cached_property
    def _sets(self) -> Mapping[str, Bits]:
        """The names that hold each pair of the text, and those that begin and end as its parts do, and are as long."""
        text = self._text
        ends = (mark for char in dict.fromkeys(text) for mark in ends_of(char))
        return self._holding.holding((*pairs(text), *ends, *lengths_to(min(len(text), self._longest))))

    @cached_property
    def _runs(self) -> Mapping[tuple[int, int], Bits]:
        """The names that hold all pairs of a part: those that contain it, and now and then others."""
        said, sets = [*pairs(self._text)], self._sets
        found: dict[tuple[int, int], Bits] = {}
        for start in range(len(said)):
            common = sets[said[start]]
            for end in range(start + MIN_PART, len(self._text) + 1):
                if end > start + MIN_PART:
                    common = common & sets[said[end - MIN_PART]]
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
        text, sets, runs = self._text, self._sets, self._runs
        for whole in (False, True):
            before, behind = AROUND[whole]
            opened = {at: bits for at, char in enumerate(text) if (bits := sets[before + char])}
            closed = {at: bits for at, char in enumerate(text, 1) if (bits := sets[char + behind])}
            spans = product(opened, closed) if whole else (*runs, *((at, at + 1) for at in opened))
            for start, end in spans:
                as_long = sets.get(length_of(end - start, behind)) if start in opened and end in closed else None
                if as_long:
                    held = opened[start] if whole else runs.get((start, end), opened[start])
                    yield held & as_long & opened[start] & closed[end]

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


def _order(filed: Filed) -> tuple[int, int]:
    return filed.order
