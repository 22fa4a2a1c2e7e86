"""The best cover of a question."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from jxquery.language.mentions import Mention
from jxquery.language.reading import CLOSE, UNCOVERED, read

if TYPE_CHECKING:
    from jxquery.language.reading import Reading


def _mention(start: int, end: int, score: float) -> Mention:
    return Mention(start, end, "字" * (end - start), (), "word", score)


def _spans(reading: Reading) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in reading.mentions]


def test_the_longest_span_wins() -> None:
    """One mention of four costs less than two of two."""
    reading = read(4, [_mention(0, 2, 1.3), _mention(2, 4, 1.3), _mention(0, 4, 3.3)])
    assert _spans(reading) == [(0, 4)]
    assert reading.score == 3.3


def test_all_of_it_is_better_than_the_best_part() -> None:
    """A long mention that leaves a character over loses to two that leave none."""
    reading = read(5, [_mention(0, 4, 3.4), _mention(0, 2, 1.3), _mention(2, 5, 2.3)])
    assert _spans(reading) == [(0, 2), (2, 5)]
    assert reading.uncovered == ()


def test_what_is_uncovered_is_named_in_one_piece() -> None:
    """Neighbours are one span; each character counts against the reading."""
    reading = read(6, [_mention(2, 4, 1.3)])
    assert reading.uncovered == ((0, 2), (4, 6))
    assert reading.score == 1.3 + 4 * UNCOVERED


def test_nothing() -> None:
    """No text has an empty reading, a text without mentions an uncovered one."""
    assert (read(0, []).mentions, read(0, []).uncovered) == ((), ())
    assert read(3, []).uncovered == ((0, 3),)


def test_what_lost_is_kept_with_its_best_cover() -> None:
    """The nearest first; the next best cover is a whole one."""
    reading = read(4, [_mention(0, 4, 3.3), _mention(0, 2, 1.3), _mention(2, 4, 1.3), _mention(1, 2, 0.3)])
    assert [(r.mention.start, r.mention.end, round(r.score, 1)) for r in reading.rejected] == [
        (0, 2, 2.6),
        (2, 4, 2.6),
        (1, 2, -1.4),
    ]
    assert reading.next is not None
    assert _spans(reading.next) == [(0, 2), (2, 4)]


def test_another_cut_of_nearly_the_same_score_is_a_rival() -> None:
    """Not one that is clearly worse, not a longer mention in pieces, not one that leaves something over."""
    cut = [_mention(0, 2, 1.3), _mention(2, 5, 2.3)]
    assert [_spans(r) for r in read(5, [*cut, _mention(0, 3, 2.3), _mention(3, 5, 1.3)]).rivals] == [[(0, 3), (3, 5)]]
    assert read(5, [*cut, _mention(0, 3, 2.3 - 2 * CLOSE), _mention(3, 5, 1.3)]).rivals == ()
    assert read(5, [*cut, _mention(2, 4, 2.0), _mention(4, 5, 0.3)]).rivals == ()
    assert read(5, [_mention(0, 4, 6.0), _mention(1, 5, 6.0)]).rivals == ()


_MENTIONS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(1, 8), st.integers(-2, 8)).filter(lambda m: m[0] < m[1]), max_size=8
)


@given(_MENTIONS)
def test_it_is_the_best_of_all_covers(drawn: list[tuple[int, int, int]]) -> None:
    """No choice of mentions that do not overlap scores higher, and every character is covered once or named."""
    mentions = [_mention(start, end, float(score)) for start, end, score in drawn]
    reading = read(8, mentions)
    taken = sorted([*_spans(reading), *reading.uncovered])
    assert [n for start, end in taken for n in range(start, end)] == list(range(8))
    assert reading.score == _best_by_trying(mentions)
    for lost in reading.rejected:
        assert lost.score <= reading.score
        assert all(b.score <= a.score for a, b in pairwise(reading.rejected))


def _best_by_trying(mentions: list[Mention]) -> float:
    best = 8 * UNCOVERED
    for chosen in range(1 << len(mentions)):
        some = sorted((m for n, m in enumerate(mentions) if chosen >> n & 1), key=lambda m: m.start)
        if all(a.end <= b.start for a, b in pairwise(some)):
            left = 8 - sum(m.end - m.start for m in some)
            best = max(best, sum(m.score for m in some) + left * UNCOVERED)
    return best
