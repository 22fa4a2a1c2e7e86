"""The best cover of a question by mentions that do not overlap, what lost against it, and what nearly won.

What no mention covers is worth less than nothing. What lost is known by the best cover that it stands in:
the best one up to it, the mention, and the best one behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct

from jxquery.language.mentions import Mention

UNCOVERED = -3.0
CLOSE = 0.15
"""Covers that score less apart are a coin toss.

Mentions differ by 0.1 between neighbouring kinds of finds (a word, a name) and by 0.2 or more where one is a guess. On
the 1,300 questions with known answers, every rival less than this apart read the words otherwise than people do by
accident of the cut, and from 0.2 on the better one was always what was meant.
"""
LONGEST = 500
"""No question is longer, in characters of the normal form; what is would be somebody's whole document."""
_SAME = 1e-9


class Rejected(Struct, frozen=True):
    """A mention that lost, and the score of the best cover that it stands in."""

    mention: Mention
    score: float


class Reading(Struct, frozen=True, dict=True):
    """The mentions from left to right, and the spans (start, end) that none covers.

    `rejected`: what lost, the nearest first. `next`: the best cover that holds something that lost. `rivals`: whole
    covers that score nearly the same and cut the text otherwise.
    """

    mentions: tuple[Mention, ...]
    uncovered: tuple[tuple[int, int], ...]
    score: float
    rivals: tuple[Reading, ...] = ()
    among: _Among | None = None

    @cached_property
    def rejected(self) -> tuple[Rejected, ...]:
        """What lost, the nearest first."""
        if self.among is None:
            return ()
        covers, held = self.among.covers, set(self.among.best)
        lost = (Rejected(m, covers.score(m)) for m in self.among.mentions if m not in held)
        return tuple(sorted(lost, key=lambda r: -r.score))

    @property
    def next(self) -> Reading | None:
        """The best cover that holds something that lost."""
        return self.among.covers.best(self.rejected[0].mention) if self.among is not None and self.rejected else None


class _Among(Struct, frozen=True):
    """All mentions that a reading was chosen of, and those that were."""

    covers: _Covers
    mentions: Sequence[Mention]
    best: tuple[Mention, ...]


class _Covers(Struct, frozen=True):
    """For each place the best score up to it and from it, and the mention that reaches it or goes on from it."""

    length: int
    before: list[tuple[float, Mention | None]]
    behind: list[tuple[float, Mention | None]]

    def score(self, through: Mention) -> float:
        """Of the best cover that holds the mention."""
        return self.before[through.start][0] + through.score + self.behind[through.end][0]

    def above(self, least: float, mentions: Iterable[Mention]) -> list[Mention]:
        """Those of the mentions that stand in a cover with a higher score."""
        before, behind = self.before, self.behind
        return [m for m in mentions if before[m.start][0] + m.score + behind[m.end][0] > least]

    def best(self, through: Mention | None = None) -> Reading:
        """The best cover, or the best that holds the mention."""
        chosen: list[Mention] = [] if through is None else [through]
        at = 0 if through is None else through.start
        while at > 0:
            mention = self.before[at][1]
            if mention is not None:
                chosen.append(mention)
            at = at - 1 if mention is None else mention.start
        chosen.reverse()
        at = 0 if through is None else through.end
        while at < self.length:
            mention = self.behind[at][1]
            if mention is not None:
                chosen.append(mention)
            at = at + 1 if mention is None else mention.end
        score = self.behind[0][0] if through is None else self.score(through)
        return Reading(tuple(chosen), _gaps(chosen, self.length), score)


def read(length: int, mentions: Sequence[Mention]) -> Reading:
    """The cover with the highest score of a text of `length` characters; of equal ones the one found first."""
    covers = _Covers(length, _best_before(length, mentions), _best_behind(length, mentions))
    best = covers.best()
    close = [m for m in covers.above(best.score - CLOSE, mentions) if not _inside(m, best)]
    near = map(covers.best, sorted(close, key=covers.score, reverse=True))
    rivals = {tuple((m.start, m.end) for m in r.mentions): r for r in near if not r.uncovered}
    among = _Among(covers, mentions, best.mentions)
    return Reading(best.mentions, best.uncovered, best.score, tuple(rivals.values()), among)


def _inside(mention: Mention, reading: Reading) -> bool:
    """Whether the mention is only a piece of a longer one: the longer is meant."""
    return any(m.start <= mention.start and mention.end <= m.end for m in reading.mentions)


def _best_behind(length: int, mentions: Iterable[Mention]) -> list[tuple[float, Mention | None]]:
    starting: dict[int, list[Mention]] = {}
    for mention in mentions:
        starting.setdefault(mention.start, []).append(mention)
    best: list[tuple[float, Mention | None]] = [(0.0, None)] * (length + 1)
    for at in range(length - 1, -1, -1):
        highest, chosen = best[at + 1][0] + UNCOVERED, None
        for mention in starting.get(at, ()):
            score = mention.score + best[mention.end][0]
            if score > highest + _SAME:
                highest, chosen = score, mention
        best[at] = (highest, chosen)
    return best


def _best_before(length: int, mentions: Iterable[Mention]) -> list[tuple[float, Mention | None]]:
    ending: dict[int, list[Mention]] = {}
    for mention in mentions:
        ending.setdefault(mention.end, []).append(mention)
    best: list[tuple[float, Mention | None]] = [(0.0, None)] * (length + 1)
    for at in range(1, length + 1):
        highest, chosen = best[at - 1][0] + UNCOVERED, None
        for mention in ending.get(at, ()):
            score = mention.score + best[mention.start][0]
            if score > highest + _SAME:
                highest, chosen = score, mention
        best[at] = (highest, chosen)
    return best


def _gaps(mentions: Sequence[Mention], length: int) -> tuple[tuple[int, int], ...]:
    """The spans between the mentions."""
    ends = [0, *(m.end for m in mentions)]
    starts = [*(m.start for m in mentions), length]
    return tuple((a, b) for a, b in zip(ends, starts, strict=True) if a < b)
