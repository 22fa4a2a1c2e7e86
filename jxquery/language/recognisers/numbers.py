"""What is said in numbers: years, amounts with their units, and the unit that an amount is wanted in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Mention, Sense
from jxquery.language.nearest import year_senses
from jxquery.language.recognisers import any_of, find, places
from jxquery.patterns import regex
from jxquery.text.numerals import DIGITS
from jxquery.text.quantities import find_quantities
from jxquery.types import Lit

_YEAR = regex(r"(?<!\d)(?<!\d\.)((?:19|20)\d\d)(?:年度|年|(?!\d|\.\d))")
_YEAR_SAID = regex(r"([一二][〇零九][〇零一二三四五六七八九]{2})年度?")
_YEAR_SHORT = regex(r"(?<!\d)(\d\d)年度?(?!\d)")
_LONGEST_UNIT = 4


def years(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """2024年, 2024年度, and a bare 2024."""
    if not lexicon.periods:
        return
    for match in _YEAR.finditer(norm):
        yield find(norm, match.start(), match.end(), year_senses(lexicon, int(match[1])), "year")
    for match in _YEAR_SAID.finditer(norm):
        year = int("".join(str(DIGITS[d]) for d in match[1]))
        yield find(norm, match.start(), match.end(), year_senses(lexicon, year), "year")
    for match in _YEAR_SHORT.finditer(norm):
        year = 2000 + int(match[1])
        if any(year in lexicon.facts.years.get(col, ()) for col in lexicon.periods):
            yield find(norm, match.start(), match.end(), year_senses(lexicon, year), "year")


def numbers(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """31万, 90分钟, 两个; 几个 and 多少小时, which ask for such a number."""
    for found in find_quantities(norm, lexicon.schema.units, nouns=lexicon.kinds.get("table", ())):
        lit = Lit(found.value, found.unit, norm[found.start : found.end])
        yield find(norm, found.start, found.end, (Sense("amount", lit),), "number")
    for match in re.finditer(any_of(lexicon.kinds.get("unit_counted", ())), norm):
        for end in range(match.end() + 1, min(len(norm), match.end() + 4) + 1):
            unit = lexicon.schema.units.get(norm[match.end() : end])
            if unit is not None and norm[match.start() : end] not in lexicon.words:
                counts = lexicon.schema.units.counts(unit.name)
                sense = Sense("count", "几个") if counts else Sense("unit", unit.name)
                yield find(norm, match.start(), end, (sense,), "word")


def units(norm: str, lexicon: Lexicon) -> Iterator[Mention]:
    """用元表示, （元）, 换成元, 单位：元, 按元, 折合多少亿: the unit that an amount is wanted in."""
    kinds = lexicon.kinds
    said = {kind: [w for w in kinds.get(kind, ()) if w in norm] for kind in ("in_unit", "unit_asked", "unit_of_amount")}
    if not any(said.values()):
        return
    shown = kinds.get("unit_shown", ())
    pauses = ("", *(p for p in kinds.get("pause", ()) if len(p) == 1))
    ways = (
        ("in_unit", pauses, shown, False),
        ("unit_asked", (*pauses, *kinds.get("howmuch", ())), ("", *shown), False),
        ("unit_of_amount", ("",), ("",), True),
    )
    for kind, between, behind, of_amount in ways:
        for word in said[kind]:
            for mention in _units_behind(norm, word, between, behind, lexicon):
                if not of_amount or _is_of_amount(str(mention.senses[0].value), lexicon):
                    yield mention


def _is_of_amount(unit: str, lexicon: Lexicon) -> bool:
    """Whether the default measure can be in the unit: 按元, and not 按年."""
    measure = lexicon.default_measure(lexicon.subject())
    own = None if measure is None else lexicon.schema.table(measure.table).column(measure.name).unit
    return own is not None and lexicon.schema.units.convert(Decimal(1), unit, own) is not None


def _units_behind(
    norm: str, word: str, between: Sequence[str], behind: Sequence[str], lexicon: Lexicon
) -> Iterator[Mention]:
    """The units that stand behind the word, with one of these between them and one of these behind."""
    for start in places(norm, word):
        end = start + len(word)
        for at in {end + len(asked) for asked in between if norm.startswith(asked, end)}:
            for stop in range(at + 1, min(len(norm), at + _LONGEST_UNIT) + 1):
                unit = lexicon.schema.units.get(norm[at:stop])
                for shown in behind if unit is not None else ():
                    if unit is not None and norm.startswith(shown, stop):
                        yield find(norm, start, stop + len(shown), (Sense("unit", unit.name),), "word")
