"""Which numbers are in most of several sets, without counting in all of them."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from jxquery.text.sets import NOTHING, Bits, commonest, either, first_of

# Some near each other, and some far from them.
_NUMBERS = st.sets(st.one_of(st.integers(0, 12), st.integers(65530, 65540), st.integers(0, 200_000)))


@settings(max_examples=150)
@given(st.lists(_NUMBERS, max_size=9), st.integers(1, 12))
def test_the_commonest(several: list[set[int]], most: int) -> None:
    """They are those that counting in every set finds, in the same order, however large the sets are."""
    counted = Counter(chain.from_iterable(several))
    assert commonest(map(Bits, several), most) == sorted(counted, key=lambda number: (-counted[number], number))[:most]


@given(st.lists(_NUMBERS, max_size=4))
def test_what_is_in_any(several: list[set[int]]) -> None:
    """All numbers of all sets; of none, nothing. The lowest come first."""
    found = either(map(Bits, several))
    assert set(found) == set().union(*several)
    assert first_of(found, 3) == tuple(sorted(found)[:3])
    assert found or found == NOTHING
