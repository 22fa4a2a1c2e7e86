"""Closed words, and what quotes hold to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jxquery.language.lexicon import Lexicon, name_senses
from jxquery.language.mentions import INNER, Mention, Sense
from jxquery.language.nearest import counted_senses
from jxquery.language.recognisers import Spoken, find
from jxquery.language.recognisers.names import containing_senses
from jxquery.patterns import regex

_QUOTE = regex(r"「([^「」]+)」")
_A_NOT_A = regex(r"([有是能要会够])[不没]\1")
_NAME_KINDS = ("pick", "filter", "wording")


def blanks(norm: str) -> Iterator[Mention]:
    """White space that the normal form kept, between Latin words."""
    for match in re.finditer(" ", norm):
        yield find(norm, match.start(), match.end(), (Sense("pause", " "),), "word")


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
    return {
        (start, end): senses
        for start in range(len(norm))
        for end in range(start + 1, min(len(norm), start + lexicon.longest) + 1)
        if (senses := lexicon.words.get(norm[start:end]))
    }


def words(norm: str, spoken: Spoken, lexicon: Lexicon) -> Iterator[Mention]:
    """The closed words that say something by themselves. 有没有 asks, it denies nothing."""
    asking = {match.start() + 1 for match in _A_NOT_A.finditer(norm)}
    for (start, end), all_senses in spoken.items():
        senses = tuple(s for s in all_senses if s.kind not in INNER)
        if senses and start not in asking:
            rule = "name" if any(s.kind in _NAME_KINDS for s in senses) else "word"
            yield find(norm, start, end, _years_counted(senses, lexicon), rule)


def _years_counted(senses: tuple[Sense, ...], lexicon: Lexicon) -> tuple[Sense, ...]:
    """今年 and its like as a filter on the year that they come to."""
    counted = [counted_senses(lexicon, int(str(s.value))) if s.kind == "year" else (s,) for s in senses]
    return tuple(s for found in counted for s in found) or senses
