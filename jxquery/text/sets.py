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

    >>> commonest([FrozenBitMap(s) for s in ({1, 2}, {2, 3}, {3, 2})], 2)
    [2, 3]
    """
    best: list[int] = []
    for those in _by_count([*filter(None, sets)]):
        best += first_of(those, most - len(best))
        if len(best) == most:
            break
    return best


def _by_count(sets: list[Bits]) -> Iterator[Bits]:
    """The numbers that are in as many of the sets as each other, those that are in most first."""
    planes = _added(sets)
    left = [(either(planes), len(planes))]
    while left:
        held, place = left.pop()
        if held and place == 0:
            yield held
        elif held:
            with_it = held & planes[place - 1]
            left += ((held - with_it, place - 1), (with_it, place - 1))


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
