"""Completion as a pure function of the text before the cursor and the known words."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 30
_MOST = 20


def completions(before: str, words: Sequence[str]) -> tuple[int, list[str]]:
    """How many characters before the cursor are the beginning of a word, and the words that begin so.

    `words` are sorted. Chinese has no spaces to tell where a word begins, so the longest beginning wins.

    >>> completions("查一下司法救", ["司法救助", "司法鉴定"])
    (3, ['司法救助'])
    """
    for length in range(min(len(before), _LONGEST), 0, -1):
        begun = before[-length:]
        at = bisect_left(words, begun)
        found = [word for word in words[at : at + _MOST] if word.startswith(begun) and word != begun]
        if found:
            return length, found
    return 0, []
