"""The best cover of a question by mentions that do not overlap; what no mention covers is worth less than nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jxquery.language.mentions import Mention

UNCOVERED = -3.0
LONGEST = 500
"""No question is longer, in characters of the normal form; what is would be somebody's whole document."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The mentions from left to right, and the spans (start, end) that none covers."""

    mentions: tuple[Mention, ...]
    uncovered: tuple[tuple[int, int], ...]
    score: float


def read(length: int, mentions: Sequence[Mention]) -> Reading:
    """The cover with the highest score of a text of `length` characters; of equal ones the one found first."""
    starting: dict[int, list[Mention]] = {}
    for mention in mentions:
        starting.setdefault(mention.start, []).append(mention)
    best: list[tuple[float, Mention | None]] = [(0.0, None)] * (length + 1)
    for at in range(length - 1, -1, -1):
        best[at] = (best[at + 1][0] + UNCOVERED, None)
        for mention in starting.get(at, ()):
            score = mention.score + best[mention.end][0]
            if score > best[at][0] + 1e-9:
                best[at] = (score, mention)
    chosen: list[Mention] = []
    uncovered: list[tuple[int, int]] = []
    at = 0
    while at < length:
        found = best[at][1]
        if found is not None:
            chosen.append(found)
            at = found.end
        else:
            if uncovered and uncovered[-1][1] == at:
                uncovered[-1] = (uncovered[-1][0], at + 1)
            else:
                uncovered.append((at, at + 1))
            at += 1
    return Reading(tuple(chosen), tuple(uncovered), best[0][0])
