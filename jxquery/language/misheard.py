"""What is heard for what was meant: rules from what was typed to a word, or to a part of a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from jxquery.language.ear import Ear
from jxquery.language.lexicon import Lexicon
from jxquery.text.pinyin import Sounds, near

_SLIP_MIN = 4
_DROP_MIN = 3
_INITIALS_MIN = 3
_SWAPPED = 2
_WORD_MIN = 3
_BEGINNING = re.compile(r"^[^aeiouv]+")


class Heard(Struct, frozen=True):
    """A stretch of the question, how it sounds exactly, and how it sounds to a duller ear."""

    text: str
    sharp: tuple[str, ...]
    blunt: tuple[str, ...]
    latin: bool


def _pinyin(heard: Heard, word: str, lexicon: Lexicon) -> str | None:
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


def _initials(heard: Heard, word: str, lexicon: Lexicon) -> str | None:
    """As sfjz."""
    if not _spelt(heard):
        return None
    letters = "".join(s[0] for s in lexicon.sounds.syllables(word))
    place = letters.find(heard.text)
    return word[place : place + len(heard.text)] if place >= 0 else None


def _sound(heard: Heard, word: str, lexicon: Lexicon) -> str | None:
    """世纪 for 市级."""
    return None if heard.latin else _aligned(heard.sharp, lexicon.sounds.syllables(word), word)


def _near_sound(heard: Heard, word: str, lexicon: Lexicon) -> str | None:
    """With zh for z, ing for in."""
    blunt = tuple(map(near, lexicon.sounds.syllables(word)))
    return None if heard.latin else _aligned(heard.blunt, blunt, word)


def _aligned(said: Sequence[str], sounds: Sequence[str], word: str) -> str | None:
    size = len(said)
    for start in range(len(word) - size + 1):
        if tuple(sounds[start : start + size]) == tuple(said):
            return word[start : start + size]
    return None


def _spelt(heard: Heard) -> bool:
    return heard.latin and len(heard.text) >= _INITIALS_MIN


def _long(heard: Heard) -> bool:
    return not heard.latin and len(heard.text) >= _WORD_MIN


def _slip(heard: Heard, word: str, lexicon: Lexicon) -> str | None:
    """As 装配购置 for 装备购置."""
    return _slipped(heard, word, lexicon.sounds)


def _slipped(heard: Heard, word: str, sounds: Sounds) -> str | None:
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


def _words_slipped(heard: Heard, ear: Ear) -> tuple[str, ...]:
    size = len(heard.text)
    if size < _DROP_MIN:
        return ()
    near_length = range(size - 1, size + 2)
    alike = frozenset().union(*(ear.by_character.get((n, char), ()) for n in near_length for char in heard.text))
    likely = (w for w in alike if sum(map(heard.text.__contains__, w)) >= min(len(w), size) - 1)
    meant = [w for w in likely if _slipped(heard, w, ear.sounds) == w]
    return tuple(sorted(meant, key=lambda w: (len(w), ear.by_length[len(w)].index(w))))


_Words = Callable[[Heard, Ear], tuple[str, ...]]
_Part = Callable[[Heard, str, Lexicon], str | None]
RULES: tuple[tuple[str, _Words, _Part], ...] = (
    ("pinyin", lambda heard, ear: ear.pinyin.get(heard.text, ()) if heard.latin else (), _pinyin),
    ("sound", lambda heard, ear: ear.sharp.get(heard.sharp, ()), _sound),
    ("initials", lambda heard, ear: ear.initials.get(heard.text, ()) if _spelt(heard) else (), _initials),
    ("near_sound", lambda heard, ear: ear.blunt.get(heard.blunt, ()) if _long(heard) else (), _near_sound),
    ("slip", _words_slipped, _slip),
)
"""The rules in the order of their cost: the closed words that were meant, and the part of a name that was meant."""
