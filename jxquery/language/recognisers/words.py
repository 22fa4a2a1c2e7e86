"""Closed words, and what quotes hold to the letter."""

from __future__ import annotations

from collections.abc import Iterator

from jxquery.language.lexicon import Lexicon, name_senses
from jxquery.language.mentions import INNER, Mention, Sense
from jxquery.language.nearest import counted_senses
from jxquery.language.recognisers import Spoken, find, places
from jxquery.language.recognisers.names import containing_senses
from jxquery.patterns import regex

_QUOTE = regex(r"「([^「」]+)」")
_A_NOT_A = regex(r"([有是能要会够])[不没]\1")
_NAME_KINDS = ("pick", "filter", "wording")
_NOT_PLAIN = INNER | {"year", *_NAME_KINDS}
"""Kinds of words that are found otherwise than as they stand in the lexicon."""


def blanks(norm: str) -> Iterator[Mention]:
    """White space that the normal form kept, between Latin words."""
    for at in places(norm, " "):
        yield find(norm, at, at + 1, (Sense("pause", " "),), "word")


def quoted(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """「…」 holds a name or value to the letter."""
    for match in _QUOTE.finditer(norm):
        form = match[1]
        senses = tuple(s for s in lexicon.words.get(form, ()) if s.kind in _NAME_KINDS)
        senses += name_senses(lexicon.names.exact(form), lexicon.schema)
        if senses:
            yield find(norm, match.start(), match.end(), senses, "quoted")
        elif senses := containing_senses(form, lexicon):
            yield find(norm, match.start(), match.end(), senses, "part")


def spoken_words(norm: str, lexicon: Lexicon) -> Spoken:
    """Every closed word that stands in the text: vocabulary, classes, identities."""
    known, lengths, size = lexicon.words, lexicon.lengths, len(norm)
    return {
        (start, end): senses
        for start, char in enumerate(norm)
        for length in lengths.get(char, ())
        if (end := start + length) <= size and (senses := known.get(norm[start:end]))
    }


def words(norm: str, spoken: Spoken, lexicon: Lexicon) -> Iterator[Mention]:
    """The closed words that say something by themselves. 有没有 asks, it denies nothing."""
    asking = {match.start() + 1 for match in _A_NOT_A.finditer(norm)}
    for (start, end), all_senses in spoken.items():
        plainly = _NOT_PLAIN.isdisjoint([s.kind for s in all_senses])
        senses = all_senses if plainly else tuple(s for s in all_senses if s.kind not in INNER)
        if senses and start not in asking:
            named = not plainly and any(s.kind in _NAME_KINDS for s in senses)
            told = senses if plainly else _years_counted(senses, lexicon)
            yield find(norm, start, end, told, "name" if named else "word")


def _years_counted(senses: tuple[Sense, ...], lexicon: Lexicon) -> tuple[Sense, ...]:
    """今年 and its like as a filter on the year that they come to."""
    counted = [counted_senses(lexicon, int(str(s.value))) if s.kind == "year" else (s,) for s in senses]
    return tuple(s for found in counted for s in found) or senses
