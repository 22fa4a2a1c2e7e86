"""What was meant by words that are not understood as they stand: pinyin, initials, homophones, one-character slips.

Looked for only around what an exact reading leaves uncovered, so that nothing that is understood is second-guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from operator import and_
from typing import TypeVar

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Mention, Sense
from jxquery.language.misheard import RULES, Heard
from jxquery.language.names import swaps
from jxquery.language.reading import Reading
from jxquery.language.recognisers import COSTS
from jxquery.language.recognisers.names import containing_senses
from jxquery.text.pairs import pairs
from jxquery.text.pinyin import Sounds, near
from jxquery.types import Name

K = TypeVar("K")
_REACH = 7
_BESIDE = 3
_TOO_FAR = 40
_LETTERS = 3  # for a character, at least
_LONGEST = 14
_SOUND_MIN = {"sound": 3, "near_sound": 4}


def near_mentions(norm: str, reading: Reading, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Candidates for the spans around what the reading leaves uncovered; none where that is most of a sentence."""
    found: dict[tuple[int, int], Mention] = {}
    if sum(len(norm[a:b]) // (_LETTERS if _latin(norm[a:b]) else 1) for a, b in reading.uncovered) > _TOO_FAR:
        return ()
    near_by = _NearBy(lexicon.names.like(tuple(_around(norm, reading))), lexicon.sounds)
    sharp = lexicon.sounds.syllables(norm)
    blunt = tuple(map(near, sharp))
    for start, end in _stretches(norm, reading):
        heard = Heard(norm[start:end], sharp[start:end], blunt[start:end], _latin(norm[start:end]))
        best = _meant(heard, lexicon, near_by)
        if best is not None:
            rule, said, senses = best
            score = (len(said) if heard.latin else end - start) - COSTS[rule]
            found[start, end] = Mention(start, end, said, senses, rule, score)
    return tuple(found.values())


def _stretches(norm: str, reading: Reading) -> Iterator[tuple[int, int]]:
    """Spans that hold an uncovered one; Latin letters are taken whole."""
    seen = set()
    for a, b in reading.uncovered:
        while a < b and norm[a] == " ":
            a += 1  # noqa: PLW2901 — white space is no part of a word
        while b > a and norm[b - 1] == " ":
            b -= 1  # noqa: PLW2901 — the same
        if _latin(norm[a:b].strip("0123456789")):
            while a > 0 and _latin(norm[a - 1]):
                a -= 1  # noqa: PLW2901 — the span grows to the whole word
            while b < len(norm) and _latin(norm[b]):
                b += 1  # noqa: PLW2901 — the same
            seen.add((a, b))
            continue
        for start in range(max(0, a - _REACH), a + 1):
            for end in range(b, min(len(norm), b + _REACH, start + _LONGEST) + 1):
                if end - start >= 2 and not _crossed(norm[start:end]):  # noqa: PLR2004 — one character is no word
                    seen.add((start, end))
    yield from sorted(seen)


def _around(norm: str, reading: Reading) -> Iterator[str]:
    """The text of all stretches around each uncovered span: from far before it, to far behind it, and both a little.

    A name that was meant shares more with one of them than others do, whatever else is said beside it.
    """
    longest: dict[tuple[int, int], tuple[int, int]] = {}
    for start, end in _stretches(norm, reading):
        for a, b in reading.uncovered:
            if start < b and a < end:
                first, last = longest.get((a, b), (start, end))
                longest[a, b] = min(first, start), max(last, end)
    for (a, b), (start, end) in longest.items():
        if _latin(norm[start:end]):
            yield norm[start:end]
            continue
        yield from dict.fromkeys((norm[start:b], norm[max(start, a - _BESIDE) : min(end, b + _BESIDE)], norm[a:end]))


def _crossed(text: str) -> bool:
    return not text.isalpha() or any(map(str.isascii, text))


def _latin(text: str) -> bool:
    return text.isascii() and text.isalpha()


class _NearBy:
    """Names that may be meant, by how they are written and sound: which of them a rule must look at."""

    def __init__(self, names: Sequence[Name], sounds: Sounds) -> None:
        self._names = names
        self._written: dict[str, int] = defaultdict(int)
        self._heard: dict[tuple[str, str], int] = defaultdict(int)
        for number, name in enumerate(names):
            for pair in pairs(name.form):
                self._written[pair] |= 1 << number
            for heard in pairwise(map(near, sounds.syllables(name.form))):
                self._heard[heard] |= 1 << number
        self._all = (1 << len(names)) - 1

    def fitting(self, rule: str, heard: Heard) -> Sequence[Name]:
        """The names of which a part may be meant by the rule."""
        if heard.latin:
            bits = self._all
        elif rule == "slip":
            bits = self._but_for_some(heard.text)
        else:
            bits = _in_all(self._heard, pairwise(heard.blunt), self._all)
        return [name for number, name in enumerate(self._names) if bits >> number & 1] if bits else ()

    def _but_for_some(self, text: str) -> int:
        """Names that hold all pairs but those that one slip can spoil."""
        held = [self._written.get(pair, 0) for pair in pairs(text)]
        before = [*accumulate(held, and_, initial=self._all)]
        behind = [*accumulate(reversed(held), and_, initial=self._all)][::-1]
        found = 0
        for spoilt in (1, 2):
            for at in range(1 - spoilt, len(held)):
                start, end = max(at, 0), min(at + spoilt, len(held))
                if end - start < len(held):
                    found |= before[start] & behind[end]
        for swapped in swaps(text):
            found |= _in_all(self._written, pairs(swapped), self._all)
        return found


def _in_all(names: Mapping[K, int], wanted: Iterable[K], found: int) -> int:
    """Of the names that are found those that have everything wanted."""
    for each in wanted:
        found &= names.get(each, 0)
        if not found:
            break
    return found


def _meant(heard: Heard, lexicon: Lexicon, near_by: _NearBy) -> tuple[str, str, tuple[Sense, ...]] | None:
    """The cheapest rule by which what was heard means something: rule, what was meant, and its senses.

    Two characters that only sound like a part of some name prove nothing; like a whole word they do.
    """
    if any(noun in heard.text for noun in lexicon.ear.nouns):
        return None  # a noun that is said right ends what was said wrong
    for rule, words_for, fits in RULES:
        words = words_for(heard, lexicon.ear)
        if words:
            meant = (s for word in words for s in lexicon.ear.words[word])
            return rule, words[0], tuple(dict.fromkeys(meant))
        parts: dict[str, list[Name]] = {}
        for name in near_by.fitting(rule, heard):
            part = fits(heard, name.form, lexicon)
            if part is not None and name.core in part and len(part) >= _SOUND_MIN.get(rule, 0):
                parts.setdefault(part, []).append(name)
        if parts:
            first = _first_table(parts, lexicon)
            senses = tuple(s for part in first for s in containing_senses(part, lexicon))
            return rule, next(iter(first)), tuple(dict.fromkeys(senses))
    return None


def _first_table(parts: dict[str, list[Name]], lexicon: Lexicon) -> tuple[str, ...]:
    """The parts of names of the table that comes first: a project beats a part of an indicator's name."""
    order = [t.name for t in lexicon.schema.tables]
    rank = {part: min(order.index(n.col.table) for n in names) for part, names in parts.items()}
    best = min(rank.values())
    for part, names in parts.items():
        parts[part] = [n for n in names if order.index(n.col.table) == best]
    return tuple(part for part in parts if rank[part] == best)
