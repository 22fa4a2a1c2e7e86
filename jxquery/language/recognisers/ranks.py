"""Places in an order that a question names: 前三, 倒数两个, 第二高, 排第三, 倒数第二名."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Mention, Sense, Top
from jxquery.language.recognisers import find
from jxquery.patterns import regex
from jxquery.text.quantities import read_number

_NUMERAL = regex(r"(?:[一二两三四五六七八九十百]{1,4}|\d{1,5})(?![%‰.\d成]|分(?!别))")
_LONGEST = 5
"""No word before or behind a numeral that makes a place of it is longer."""


def ranks(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Each: 前 and 后 with a numeral that would be too short to stand alone, and 第…."""
    beside = (*lexicon.kinds.get("top", ()), *lexicon.kinds.get("ordinal", ()))
    for match in _NUMERAL.finditer(norm):
        n = read_number(match[0]) if norm.endswith(beside, 0, match.start()) else None
        if n is None or n < 1:
            continue
        before = _before(norm, match.start(), "top", lexicon)
        if before is not None:
            top = Top(None, int(n), desc=before.value == "前", shown=True)
            yield find(norm, match.start() - len(before.word), match.end(), (Sense("best_n", top),), "word")
        before = _before(norm, match.start(), "ordinal", lexicon)
        if before is not None:
            yield from _ordinal(norm, before, int(n), match.end(), lexicon)


class _Word(Struct, frozen=True):
    """A word beside a numeral, and what it means."""

    word: str
    value: str


def _before(norm: str, end: int, kind: str, lexicon: Lexicon) -> _Word | None:
    """The longest word of the kind that ends at the place."""
    words = (norm[end - n : end] for n in range(min(_LONGEST, end), 0, -1))
    return _first(words, kind, lexicon)


def _behind(norm: str, start: int, kind: str, lexicon: Lexicon) -> _Word | None:
    """The longest word of the kind that begins at the place."""
    words = (norm[start : start + n] for n in range(_LONGEST, 0, -1))
    return _first(words, kind, lexicon)


def _first(words: Iterator[str], kind: str, lexicon: Lexicon) -> _Word | None:
    senses = ((word, s) for word in words for s in lexicon.words.get(word, ()) if s.kind == kind)
    return next((_Word(word, str(s.value)) for word, s in senses), None)


def _ordinal(norm: str, before: _Word, n: int, end: int, lexicon: Lexicon) -> Iterator[Mention]:
    """第二, 第二名, 第二高. 第二个 counts things as they stand and is no place in an order.

    Where two share the first place, the second highest is one of them, or has the next value; who is second is clear.
    """
    by_size = _behind(norm, end, "higher", lexicon)
    ending = _behind(norm, end, "ordinal_end", lexicon)
    if by_size is None and ending is None and _behind(norm, end, "place", lexicon) is not None:
        return
    if by_size is not None and (before.value, by_size.value) == ("升", "升"):
        return  # 倒数第二低
    desc = before.value == "降" and (by_size is None or by_size.value == "降")
    word = by_size or ending
    top = Top(None, n, desc, shown=by_size is None, start=n)
    tops = (top, replace(top, distinct=True)) if by_size is not None and n > 1 else (top,)
    stop = end + (len(word.word) if word is not None else 0)
    yield find(norm, norm.rindex(before.word, 0, end), stop, tuple(Sense("best_n", t) for t in tops), "word")
