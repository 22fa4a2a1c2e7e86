"""Sets of numbered texts: those that hold two characters beside each other, say, and which of them are in most sets.

A set is a roaring bitmap (Chambi, Lemire et al., 2016): what two have in common is found without looking at the rest,
and as it is stored so it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from pyroaring import FrozenBitMap

Bits: TypeAlias = FrozenBitMap
NOTHING: Bits = FrozenBitMap()


def either(sets: Iterable[Bits]) -> Bits:
    """What is in any."""
    return NOTHING.union(*sets)


def first_of(bits: Bits, most: int) -> tuple[int, ...]:
    """The lowest numbers that are in it, so many at most."""
    return tuple(islice(bits, most))


def commonest(sets: Iterable[Bits], most: int) -> Sequence[int]:
    """The numbers that are in most sets, those in most first, of equal ones the lowest; so many at most.

    The smaller sets are counted. What is in too few of those to be in as many sets as the best that were found is not
    looked for in the larger ones, where most of the numbers are (DivideSkip: Li, Lu, Lu 2008).

    >>> commonest([FrozenBitMap(s) for s in ({1, 2}, {2, 3}, {3, 2})], 2)
    [2, 3]
    """
    ordered = sorted(filter(None, sets), key=len)
    smaller = len(ordered) * 2 // 3
    few, large = ordered[:smaller], ordered[smaller:]
    best: list[tuple[int, int]] = []
    for count, held in _by_count(few, large):
        if len(best) == most and count + len(large) < best[-1][0]:
            break
        for further, those in _counted([held, *(each & held for each in large)]):
            best += ((count + further - 1, number) for number in first_of(those, most))
        best = sorted(best, key=lambda found: (-found[0], found[1]))[:most]
    return [number for _, number in best]


def _by_count(few: Sequence[Bits], large: Sequence[Bits]) -> Iterator[tuple[int, Bits]]:
    """In how many of the few sets numbers are, the most first, and which; at last those in none of them."""
    yield from _counted(few)
    yield 0, either(large) - either(few)


def _counted(sets: Sequence[Bits]) -> Iterator[tuple[int, Bits]]:
    """In how many of the sets numbers are, the most first, and which they are."""
    planes = _added([*sets])
    left = [(either(planes), len(planes), 0)]
    while left:
        held, place, count = left.pop()
        if not held:
            continue
        if place == 0:
            yield count, held
            continue
        with_it = held & planes[place - 1]
        left.append((held - with_it, place - 1, count * 2))
        left.append((with_it, place - 1, count * 2 + 1))


def _added(addends: list[Bits]) -> Sequence[Bits]:
    """In how many each number is: the binary digits, the lowest first. Three of a place make one, and one to carry."""
    digits = []
    while addends:
        carried = []
        while len(addends) > 1:
            a, b, c = addends.pop(), addends.pop(), addends.pop() if addends else NOTHING
            odd = a ^ b
            addends.append(odd ^ c)
            if carry := a & b | odd & c:
                carried.append(carry)
        digits.append(addends[0])
        addends = carried
    return digits
