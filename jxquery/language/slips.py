"""What was meant by words that are not understood as they stand: pinyin, initials, homophones, one-character slips.

Looked for only around what an exact reading leaves uncovered, so that nothing that is understood is second-guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import pairwise
from operator import and_

from msgspec import Struct

from jxquery.language.ear import Ear
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Mention, Sense
from jxquery.language.names import swaps
from jxquery.language.reading import Reading
from jxquery.language.recognisers import COSTS
from jxquery.language.recognisers.names import containing_senses
from jxquery.text.pairs import pairs
from jxquery.text.pinyin import Sounds, near
from jxquery.types import Name

_REACH = 7
_BESIDE = 3
_TOO_FAR = 40
_LETTERS = 3  # for a character, at least
_LONGEST = 14
_SLIP_MIN = 4
_DROP_MIN = 3
_INITIALS_MIN = 3
_SWAPPED = 2
_WORD_MIN = 3
_SOUND_MIN = {"sound": 3, "near_sound": 4}
_BEGINNING = re.compile(r"^[^aeiouv]+")


class _Heard(Struct, frozen=True):
    """A stretch of the question, how it sounds exactly, and how it sounds to a duller ear."""

    text: str
    sharp: tuple[str, ...]
    blunt: tuple[str, ...]
    latin: bool


def near_mentions(norm: str, reading: Reading, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Candidates for the spans around what the reading leaves uncovered; none where that is most of a sentence."""
    found: dict[tuple[int, int], Mention] = {}
    if sum(len(norm[a:b]) // (_LETTERS if _latin(norm[a:b]) else 1) for a, b in reading.uncovered) > _TOO_FAR:
        return ()
    near_by = _NearBy(lexicon.names.like(tuple(_around(norm, reading))), lexicon.sounds)
    for start, end in _stretches(norm, reading):
        best = _meant(norm[start:end], lexicon, near_by)
        if best is not None:
            rule, said, senses = best
            score = end - start - COSTS[rule] if not _latin(norm[start:end]) else len(said) - COSTS[rule]
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
    return any(not char.isalpha() or _latin(char) for char in text)


def _latin(text: str) -> bool:
    return bool(text) and all(char.isascii() and char.isalpha() for char in text)


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

    def fitting(self, rule: str, heard: _Heard) -> Iterator[Name]:
        """The names of which a part may be meant by the rule."""
        if heard.latin:
            bits = self._all
        elif rule == "slip":
            bits = self._but_for_some(heard.text)
        else:
            bits = reduce(and_, (self._heard.get(pair, 0) for pair in pairwise(heard.blunt)), self._all)
        return (name for number, name in enumerate(self._names) if bits >> number & 1)

    def _but_for_some(self, text: str) -> int:
        """Names that hold all pairs but those that one slip can spoil."""
        held = [self._written.get(pair, 0) for pair in pairs(text)]
        found = 0
        for spoilt in (1, 2):
            for at in range(1 - spoilt, len(held)):
                rest = [*held[: max(at, 0)], *held[at + spoilt :]]
                if rest:
                    found |= reduce(and_, rest)
        for swapped in swaps(text):
            found |= reduce(and_, (self._written.get(pair, 0) for pair in pairs(swapped)))
        return found


def _meant(text: str, lexicon: Lexicon, near_by: _NearBy) -> tuple[str, str, tuple[Sense, ...]] | None:
    """The cheapest rule by which the text means something: rule, what was meant, and its senses.

    Two characters that only sound like a part of some name prove nothing; like a whole word they do.
    """
    if any(noun in text for noun in lexicon.ear.nouns):
        return None  # a noun that is said right ends what was said wrong
    sharp = lexicon.sounds.syllables(text)
    heard = _Heard(text, sharp, tuple(map(near, sharp)), _latin(text))
    for rule, words_for, fits in _RULES:
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


# --- the rules: the part of the candidate that was meant, or None ------------------------------------------------


def _pinyin(heard: _Heard, word: str, lexicon: Lexicon) -> str | None:
    """As sifajiuzhu."""
    if not heard.latin:
        return None
    syllables = lexicon.sounds.syllables(word)
    for start in range(len(word)):
        joined = ""
        for end in range(start, len(word)):
            joined += syllables[end]
            if joined == heard.text and end > start:
                return word[start : end + 1]
            if not heard.text.startswith(joined):
                break
    return None


def _initials(heard: _Heard, word: str, lexicon: Lexicon) -> str | None:
    """As sfjz."""
    if not _spelt(heard):
        return None
    letters = "".join(s[0] for s in lexicon.sounds.syllables(word))
    place = letters.find(heard.text)
    return word[place : place + len(heard.text)] if place >= 0 else None


def _sound(heard: _Heard, word: str, lexicon: Lexicon) -> str | None:
    """世纪 for 市级."""
    return None if heard.latin else _aligned(heard.sharp, lexicon.sounds.syllables(word), word)


def _near_sound(heard: _Heard, word: str, lexicon: Lexicon) -> str | None:
    """With zh for z, ing for in."""
    blunt = tuple(map(near, lexicon.sounds.syllables(word)))
    return None if heard.latin else _aligned(heard.blunt, blunt, word)


def _aligned(said: Sequence[str], sounds: Sequence[str], word: str) -> str | None:
    size = len(said)
    for start in range(len(word) - size + 1):
        if tuple(sounds[start : start + size]) == tuple(said):
            return word[start : start + size]
    return None


def _spelt(heard: _Heard) -> bool:
    return heard.latin and len(heard.text) >= _INITIALS_MIN


def _long(heard: _Heard) -> bool:
    return not heard.latin and len(heard.text) >= _WORD_MIN


def _slip(heard: _Heard, word: str, lexicon: Lexicon) -> str | None:
    """As 装配购置 for 装备购置."""
    return _slipped(heard, word, lexicon.sounds)


def _slipped(heard: _Heard, word: str, sounds: Sounds) -> str | None:
    """One character wrong that sounds alike, two swapped, one dropped, one doubled.

    A character that is neither alike nor double is another word: 救助站 is not 救助.
    """
    text, size = heard.text, len(heard.text)
    if heard.latin or size < _DROP_MIN:
        return None
    for start in range(len(word)):
        same = word[start : start + size]
        if size >= _SLIP_MIN and len(same) == size and _differ_by_one(text, same, sounds):
            return same
        longer = word[start : start + size + 1]
        if len(longer) == size + 1 and text[0] == longer[0] and text[-1] == longer[-1] and _one_more(text, longer):
            return longer
        shorter = word[start : start + size - 1]
        if len(shorter) == size - 1 and _doubled(shorter, text):
            return shorter
    return None


def _differ_by_one(a: str, b: str, sounds: Sounds) -> bool:
    places = [n for n in range(len(a)) if a[n] != b[n]]
    if len(places) == 1:
        said, meant = sounds.syllables(a[places[0]] + b[places[0]])
        return _alike(said, meant)
    if len(places) != _SWAPPED:
        return False
    first, second = places
    return second == first + 1 and a[first] == b[second] and a[second] == b[first]


def _alike(one: str, other: str) -> bool:
    """Syllables with one ending, or with one letter between them: pei and bei, si and shi."""
    if _ending(one) == _ending(other):
        return True
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _ending(syllable: str) -> str:
    return _BEGINNING.sub("", syllable)


def _one_more(short: str, long: str) -> bool:
    return any(long[:n] + long[n + 1 :] == short for n in range(1, len(long) - 1))


def _doubled(short: str, long: str) -> bool:
    return any(long[n] == long[n - 1] and long[:n] + long[n + 1 :] == short for n in range(1, len(long)))


def _words_slipped(heard: _Heard, ear: Ear) -> tuple[str, ...]:
    size = len(heard.text)
    if size < _DROP_MIN:
        return ()
    alike = frozenset().union(*(ear.by_character.get(char, ()) for char in heard.text))
    near_length = (w for n in (size - 1, size, size + 1) for w in ear.by_length.get(n, ()) if w in alike)
    likely = (w for w in near_length if sum(map(heard.text.__contains__, w)) >= min(len(w), size) - 1)
    return tuple(w for w in likely if _slipped(heard, w, ear.sounds) == w)


_Words = Callable[[_Heard, Ear], tuple[str, ...]]
_Part = Callable[[_Heard, str, Lexicon], str | None]
_RULES: tuple[tuple[str, _Words, _Part], ...] = (
    ("pinyin", lambda heard, ear: ear.pinyin.get(heard.text, ()) if heard.latin else (), _pinyin),
    ("sound", lambda heard, ear: ear.sharp.get(heard.sharp, ()), _sound),
    ("initials", lambda heard, ear: ear.initials.get(heard.text, ()) if _spelt(heard) else (), _initials),
    ("near_sound", lambda heard, ear: ear.blunt.get(heard.blunt, ()) if _long(heard) else (), _near_sound),
    ("slip", _words_slipped, _slip),
)
"""The rules in the order of their cost: the closed words that were meant, and the part of a name that was meant."""
