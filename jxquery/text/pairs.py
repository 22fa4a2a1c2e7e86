"""Sets of numbered texts by the two characters that they hold beside each other.

A set is a mapping from the number of a block to the bits of those of its `BLOCK` numbers that are in it; a block
without any is not there. What two sets have in common costs the blocks that both have, whatever lies in them.
"""

from __future__ import annotations

import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, zip_longest
from operator import add
from typing import TypeAlias

BLOCK = 1 << 16
START, END, SHUT = "\x02", "\x03", "\x04"
"""Stand around a text, so that pairs tell how it begins and ends; SHUT where only the whole text may be said."""
UNLIKE = f"\x05{START}"
"""Stands before texts that are a form of others."""
Bits: TypeAlias = Mapping[int, int]
NOTHING: Bits = {}

_BYTES = BLOCK // 8
_LOOK = 256
# Characters that no text has stand for lengths and initials.
_LENGTHS, _LONGEST, _INITIALS = 0xF0000, 0xFFFF, 0x100000
_PLACES = tuple(tuple(n for n in range(8) if byte >> n & 1) for byte in range(256))
_LISTED, _SQUEEZED, _PLAIN = b"l", b"z", b"b"
_LISTED_MOST = 300  # numbers; more are read quicker from squeezed bits
_WORTH = 0.8  # of the bits that a squeezed set may take
_LEVEL = 3  # as quick as 1, and the squeezed sets are a third shorter and quicker to read
_UNCHECKED, _ROOM = -15, 1 << 17  # for zlib: without a sum, which the database keeps; what a million bits take


def pairs(text: str) -> Iterator[str]:
    """The pairs of characters that stand beside each other.

    >>> list(pairs("司法救助"))
    ['司法', '法救', '救助']
    """
    return map(add, text, text[1:])


def both(a: Bits, b: Bits) -> Bits:
    """What is in both.

    >>> list(numbers(both(bits_of([1, 5, 70000]), bits_of([5, 6, 70000]))))
    [5, 70000]
    """
    if len(a) > len(b):
        a, b = b, a
    return {block: common for block, bits in a.items() if (common := bits & b.get(block, 0))}


def either(sets: Iterable[Bits]) -> Bits:
    """What is in any."""
    found: dict[int, int] = {}
    for each in sets:
        for block, bits in each.items():
            found[block] = found.get(block, 0) | bits
    return found


def size(bits: Bits) -> int:
    """How many numbers are in it."""
    return sum(map(int.bit_count, bits.values()))


def room_of(bits: Bits) -> int:
    """About how many bytes it takes."""
    return sum(map(int.bit_length, bits.values())) >> 3


def numbers(bits: Bits) -> Iterator[int]:
    """The numbers that are in it, ascending."""
    for block in sorted(bits):
        yield from (block * BLOCK + n for n in _places(bits[block]))


def bits_of(these: Iterable[int]) -> Bits:
    """The set of these numbers."""
    blocks: dict[int, list[int]] = defaultdict(list)
    for number in these:
        blocks[number // BLOCK].append(number % BLOCK)
    return {number: int.from_bytes(_bytes(block, max(block)), "little") for number, block in blocks.items()}


def _bytes(these: Iterable[int], greatest: int) -> bytearray:
    data = bytearray((greatest >> 3) + 1)
    for number in these:
        data[number >> 3] |= 1 << (number & 7)
    return data


def between(first: int, past: int) -> Bits:
    """The set of the numbers from `first` up to before `past`.

    >>> size(between(65530, 65540)), list(numbers(between(3, 5)))
    (10, [3, 4])
    """
    found = {}
    for block in range(first // BLOCK, (past - 1) // BLOCK + 1 if past > first else 0):
        low, high = max(first - block * BLOCK, 0), min(past - block * BLOCK, BLOCK)
        found[block] = (1 << high) - (1 << low)
    return found


def commonest(sets: Sequence[Bits]) -> Iterator[tuple[int, int]]:
    """The numbers that are in any, those in most sets first, of equal ones the lowest: in how many, and which.

    >>> list(commonest([bits_of([1, 2]), bits_of([2, 3]), bits_of([3, 2])]))
    [(3, 2), (2, 3), (1, 1)]
    """
    blocks: dict[int, list[int]] = defaultdict(list)
    for each in sets:
        for block, bits in each.items():
            blocks[block].append(bits)
    digits = [*zip_longest(*map(_added, blocks.values()), fillvalue=0)]  # of all blocks, the lowest first
    planes = [dict(zip(blocks, digit, strict=True)) for digit in digits]
    left: list[tuple[Bits, int, int]] = [(either(planes), len(planes), 0)]
    while left:
        held, place, count = left.pop()
        if place == 0:
            yield from ((count, number) for number in numbers(held))
            continue
        with_it = both(held, planes[place - 1])
        if without := {block: rest for block, bits in held.items() if (rest := bits ^ with_it.get(block, 0))}:
            left.append((without, place - 1, count * 2))
        if with_it:
            left.append((with_it, place - 1, count * 2 + 1))


def _added(addends: list[int]) -> Sequence[int]:
    """In how many each bit is set: the binary digits, the lowest first. Three of a place make one, and one to carry."""
    digits = []
    while addends:
        carried = []
        while len(addends) > 1:
            a, b, c = addends.pop(), addends.pop(), addends.pop() if addends else 0
            odd = a ^ b
            addends.append(odd ^ c)
            if carry := a & b | odd & c:
                carried.append(carry)
        digits.append(addends[0])
        addends = carried
    return digits


def _places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, ascending."""
    data = bits.to_bytes((bits.bit_length() + 7) >> 3, "little")
    at = 0
    while at < len(data):
        # Most of it is empty: what is not is found by taking the zeros away.
        rest = data[at : at + _LOOK].lstrip(b"\0")
        at = min(at + _LOOK, len(data)) - len(rest)
        if rest:
            yield from ((at << 3) + n for n in _PLACES[rest[0]])
            at += 1


# --- all pairs of many texts -----------------------------------------------------------------------------------------


def marked(form: str, *, unlike: bool = False, whole: bool = False) -> str:
    """A normal form with what stands around it. `unlike`: it is the form of another text; `whole`: it has no parts."""
    if whole:
        return f"{SHUT}{form[:1]}{SHUT}{form[-1:]}{SHUT}{_length(len(form))}"
    return f"{UNLIKE if unlike else START}{form}{END}{_length(len(form))}"


@lru_cache(maxsize=1 << 14)
def marks(first: str, last: str, length: int, *, whole: bool = False) -> tuple[str, str, str]:
    """The pairs that only texts hold which begin and end so and are so long; of those that have no parts if `whole`."""
    before, behind = (SHUT, SHUT) if whole else (START, END)
    return before + first, last + behind, behind + _length(length)


def initials(letters: str) -> str:
    """The pair that texts hold of which two characters beside each other are read with these initials."""
    return chr(_INITIALS + ord(letters[0])) + letters[1]


def is_initials(pair: str) -> bool:
    """Whether the pair is one of initials, and not of what is written.

    >>> is_initials(initials("sf")), is_initials("司法")
    (True, False)
    """
    return ord(pair[0]) >= _INITIALS


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


class Packer:
    """Packs sets of the numbers from `base` up to before `past`, listed, squeezed or plain, and all of them as one."""

    def __init__(self, base: int, past: int) -> None:
        self._base = base
        self._range = past - base
        self._scattered = bytearray((self._range >> 3) + 1)
        self._joined = 0

    def pack(self, these: Collection[int]) -> bytes:
        """The set of these."""
        base = self._base
        if len(these) <= _LISTED_MOST:
            for number in these:
                self._scattered[number - base >> 3] |= 1 << (number - base & 7)
            return _LISTED + array("I", (number - base for number in these)).tobytes()
        data = bytes(_bytes((number - base for number in these), self._range))
        self._joined |= int.from_bytes(data, "little")
        return _squeezed(data)

    def together(self) -> bytes:
        """What is in any that was packed."""
        joined = self._joined | int.from_bytes(self._scattered, "little")
        return _squeezed(joined.to_bytes(len(self._scattered), "little"))


def _squeezed(data: bytes) -> bytes:
    squeezing = zlib.compressobj(_LEVEL, wbits=_UNCHECKED, memLevel=9)
    squeezed = squeezing.compress(data) + squeezing.flush()
    return _SQUEEZED + squeezed if len(squeezed) < len(data) * _WORTH else _PLAIN + data


def unpacked(data: bytes, base: int) -> Bits:
    """The set that was packed."""
    kind, rest = data[:1], data[1:]
    if kind == _LISTED:
        return bits_of(number + base for number in array("I", rest))
    plain = zlib.decompress(rest, wbits=_UNCHECKED, bufsize=_ROOM) if kind == _SQUEEZED else rest
    if shift := base % BLOCK:
        plain = (int.from_bytes(plain, "little") << shift).to_bytes(len(plain) + _BYTES, "little")
    first = base // BLOCK
    blocks = ((first + n, plain[n * _BYTES : (n + 1) * _BYTES]) for n in range(-(-len(plain) // _BYTES)))
    return {number: bits for number, block in blocks if (bits := int.from_bytes(block, "little"))}


def first_of(bits: Bits, most: int) -> tuple[int, ...]:
    """The lowest numbers that are in it, so many at most."""
    return tuple(islice(numbers(bits), most))
