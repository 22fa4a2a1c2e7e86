"""Sets of numbers do what sets do, packed or not."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from jxquery.text.pairs import (
    BLOCK,
    Packer,
    between,
    bits_of,
    both,
    commonest,
    either,
    first_of,
    marked,
    marks,
    numbers,
    numbers_by_pair,
    size,
    unpacked,
)

# Some near each other, some in other blocks.
_NUMBERS = st.sets(st.one_of(st.integers(0, 90), st.integers(BLOCK - 9, BLOCK + 9), st.integers(0, 3 * BLOCK)))


@settings(max_examples=60)
@given(st.lists(_NUMBERS, min_size=1, max_size=5))
def test_sets_of_numbers(several: list[set[int]]) -> None:
    """What is in both, in any, how many and which, and what is in most of them."""
    sets = [bits_of(each) for each in several]
    assert [*numbers(sets[0])] == sorted(several[0])
    assert size(sets[0]) == len(several[0])
    assert first_of(sets[0], 3) == tuple(sorted(several[0])[:3])
    assert set(numbers(both(sets[0], sets[-1]))) == several[0] & several[-1]
    assert set(numbers(either(sets))) == set().union(*several)
    counted = Counter(chain.from_iterable(several))
    assert [*commonest(sets)] == sorted(((n, number) for number, n in counted.items()), key=lambda p: (-p[0], p[1]))
    assert [*numbers(between(5, BLOCK + 2))] == [*range(5, BLOCK + 2)]


@settings(max_examples=40)
@given(st.integers(0, 2 * BLOCK), st.lists(st.sets(st.integers(0, BLOCK + 50)), max_size=4), st.integers(1, 5))
def test_packed_sets(base: int, several: list[set[int]], step: int) -> None:
    """Each comes back, sparse or dense, from any number on, and so do all of them together."""
    dense = set(range(0, BLOCK + 50, step))
    packer, past = Packer(base, base + BLOCK + 51), [{base + n for n in each} for each in (*several, dense)]
    for each in past:
        assert set(numbers(unpacked(packer.pack(sorted(each)), base))) == each
    assert set(numbers(unpacked(packer.together(), base))) == set().union(*past)


def test_pairs_tell_where_a_text_begins_and_ends() -> None:
    """The whole of a text is known by its first and last character and its length; without parts, by nothing else."""
    texts = {
        1: marked("司法救助"),
        2: marked("司法救助项目"),
        3: marked("救助", unlike=True),
        4: marked("司助", whole=True),
    }
    held = numbers_by_pair(texts.items())

    def whole(text: str, *, shut: bool = False) -> set[int]:
        return set.intersection(*(set(held.get(m, ())) for m in marks(text[0], text[-1], len(text), whole=shut)))

    assert (whole("司法救助"), whole("救助"), whole("司法救助项目"), whole("司法")) == ({1}, {3}, {2}, set())
    assert (whole("司助", shut=True), whole("司助")) == ({4}, set())
    assert [*held["救助"]] == [1, 2, 3]
    assert "司助" not in held
