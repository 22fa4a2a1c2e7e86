"""The numbered paragraphs of a list: 1.… 2.…, on lines of their own or one behind the other."""

from __future__ import annotations

import re

_SENTENCE_ENDS = "。；;！"
_DECIMAL = re.compile(r"[0-9]{1,3}(?![0-9])")


def numbers(text: str, number: re.Pattern[str]) -> list[re.Match[str]]:
    r"""The running numbers that begin paragraphs, counted on from the first one.

    2.5万元 at the beginning of a wrapped line is no second paragraph, 2.2024年 is; behind the end of a sentence
    both are.

    >>> number = re.compile("(?P<number>[0-9]+)[.]")
    >>> [m.start() for m in numbers("1.2024年投入\n2.5万元。\n2.培训3.2人。3.30天", number)]
    [0, 17, 26]
    """
    found: list[re.Match[str]] = []
    expected = 1
    for match in number.finditer(text):
        before = text[: match.start()].rstrip(" \t　")
        first = not before.strip()
        if not first and int(match["number"]) != expected:
            continue
        sentence = before.strip()[-1:] in _SENTENCE_ENDS
        new_line = before.endswith("\n")
        if first or sentence or (new_line and not _DECIMAL.match(text, match.end())):
            found.append(match)
            expected = int(match["number"]) + 1
    return found
