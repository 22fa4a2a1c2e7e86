"""Texts as the pairs of characters that they hold beside each other, and as what tells how they begin and end."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import add

START, END, SHUT = "\x02", "\x03", "\x04"
"""Stand around a text, so that pairs tell how it begins and ends; SHUT where only the whole text may be said."""
AROUND = ((START, END), (SHUT, SHUT))
"""What stands before and behind a text, and where only the whole of it may be said."""
UNLIKE = f"\x05{START}"
"""Stands before texts that are a form of others."""

# Characters that no text has stand for lengths and initials.
_LENGTHS, _LONGEST, _INITIALS = 0xF0000, 0xFFFF, 0x100000
_FIRST_INITIALS = chr(_INITIALS)


def pairs(text: str) -> Iterator[str]:
    """The pairs of characters that stand beside each other.

    >>> list(pairs("司法救助"))
    ['司法', '法救', '救助']
    """
    return map(add, text, text[1:])


def marked(form: str, *, unlike: bool = False, whole: bool = False) -> str:
    """A normal form with what stands around it. `unlike`: it is the form of another text; `whole`: it has no parts."""
    if whole:
        return f"{SHUT}{form[:1]}{SHUT}{form[-1:]}{SHUT}{_length(len(form))}"
    return f"{UNLIKE if unlike else START}{form}{END}{_length(len(form))}"


@lru_cache(maxsize=1 << 14)
def ends_of(char: str) -> tuple[str, ...]:
    """The pairs that only texts hold which begin with the character or end with it."""
    return tuple(pair for before, behind in AROUND for pair in (before + char, char + behind))


def length_of(length: int, behind: str) -> str:
    """The pair that only texts hold which are so long and end in this."""
    return behind + _length(length)


@lru_cache(maxsize=64)
def lengths_to(longest: int) -> tuple[str, ...]:
    """The pairs that only texts hold which are at most so long."""
    return tuple(length_of(length, behind) for _, behind in AROUND for length in range(1, longest + 1))


def initials(letters: str) -> str:
    """The pair that texts hold of which two characters beside each other are read with these initials."""
    return chr(_INITIALS + ord(letters[0])) + letters[1]


def is_initials(pair: str) -> bool:
    """Whether the pair is one of initials, and not of what is written.

    >>> is_initials(initials("sf")), is_initials("司法")
    (True, False)
    """
    return pair >= _FIRST_INITIALS


def _length(length: int) -> str:
    return chr(_LENGTHS + min(length, _LONGEST))


def numbers_by_pair(texts: Iterable[tuple[int, str]]) -> Mapping[str, array[int]]:
    """For each pair the numbers of the texts that hold it, ascending; twice where it stands there twice."""
    found: dict[str, array[int]] = {}
    noting = _Noting(found)
    for number, text in texts:
        for pair in map(add, text, text[1:]):
            noting[pair](number)
    return found


class _Noting(dict[str, Callable[[int], None]]):
    """What notes a number for a pair: looked up once for each, because there are many millions."""

    def __init__(self, found: dict[str, array[int]]) -> None:
        super().__init__()
        self._found = found

    def __missing__(self, pair: str) -> Callable[[int], None]:
        self._found[pair] = array("I")
        noting = self[pair] = self._found[pair].append
        return noting
