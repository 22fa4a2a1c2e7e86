"""Numbers with their units, read one way for questions and for documents.

A span is a number and the unit that stands right behind it, as long as both can be: 25.2万元, 百分之九十九, 一个半小时.
The unit is the one of `units.toml`: 30万 is 30 万元. Before another unit 万 and 亿 only multiply: 30万人 is 300000 人.
What holds a numeral and is no quantity (一级, 第三, 一起, 5G, 十几个) is left alone; `numerals.toml` lists those words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from jxquery.patterns import regex
from jxquery.schema.model import Numerals, Units
from jxquery.text.numerals import BIG, DIGITS, NUMERAL, SMALL, read_number, value_of

__all__ = ["Quantity", "find_quantities", "is_year", "read_number"]

_COMPARATOR_BEFORE = regex(r"[<>=≤≥≠] ?$")
_LATIN_UNIT = regex(r"[a-zA-Zμ]+[23]?(?![\w])")
_COMPOUND = regex(r"/[^\W\d_]{1,4}(?:[·/][^\W\d_]{1,3}|[23](?!\d))?")
_GLUED_BEFORE = regex(r"[a-zA-Z]$|\d\.$")
_MINUS_BEFORE = regex(r"(?:^|[^\w)\]%])-$")
_LETTERS = regex(r"(?=[a-zA-Zμ])")
_LETTERS_NEAR = regex(r" ?(?=[a-zA-Zμ])")
_TENTH = regex(r"[\d一二三四五六七八九](?![\d.])")
_YEAR_BEFORE = regex(r"(?:19|20)\d\d ?$")
_TO = ("到", "至", "~")
_HALF = "半"
# What a quantity can begin with: going on from one such place to the next is what makes reading a text quick.
_BEGINS = regex(rf"[\d{''.join(sorted({*DIGITS, *SMALL, *BIG, _HALF}))}]")
_YEARS = range(1900, 2100)


class Quantity(Struct, frozen=True):
    """A number with its unit (canonical; None when none is written) and where it stands in the text."""

    start: int
    end: int
    value: Decimal
    unit: str | None


def find_quantities(
    text: str, units: Units, *, open_units: bool = False, nouns: tuple[str, ...] = ()
) -> tuple[Quantity, ...]:
    """All quantities of a normalised text, from left to right, none inside another.

    `open_units`: a unit in Latin letters that `units` does not know is kept as it is written (2km, in documents);
    otherwise a number glued to letters is part of a word (5G) and no quantity. `nouns`: what can be counted without a
    unit between (三单).

    >>> from jxquery.schema.model import UnitDef
    >>> yuan = UnitDef("万元", "金额", "元", Decimal(10000))
    >>> count = UnitDef("人", "计数", "人", Decimal(1))
    >>> known = Units({"万元": yuan, "万": yuan, "人": count}, "")
    >>> [(str(q.value), q.unit) for q in find_quantities("一级指标里预算超过30万且惠及三万人的", known)]
    [('30', '万元'), ('30000', '人')]
    """
    return tuple(_quantities(text, units, open_units=open_units, nouns=nouns))


def is_year(quantity: Quantity) -> bool:
    """Whether it can be a year: 2024 and 2024年, never 2024人."""
    whole = quantity.value == quantity.value.to_integral_value()
    return whole and int(quantity.value) in _YEARS and quantity.unit in (None, "年")


def _quantities(text: str, units: Units, *, open_units: bool, nouns: tuple[str, ...]) -> Iterator[Quantity]:
    place = 0
    while begins := _BEGINS.search(text, place):
        place = begins.start()
        found = (
            _half_at(text, place, units)
            or _fraction_at(text, place, units.numerals)
            or _at(text, place, units, open_units=open_units, nouns=nouns)
        )
        if isinstance(found, Quantity):
            if not _protected(text, found, units.numerals):
                yield found
            place = found.end
        else:
            place = max(found or 0, place + 1)


def _at(text: str, place: int, units: Units, *, open_units: bool, nouns: tuple[str, ...]) -> Quantity | int | None:
    """The quantity that begins here; or, for a numeral that counts nothing, where it ends."""
    match = NUMERAL.match(text, place)
    if match is None:
        return None
    value = value_of(match.group())
    before, known = text[:place], units.numerals
    one_of = match.group() == "一" and before.endswith(known.one_behind)
    if value is None or one_of or before.endswith(known.behind) or _GLUED_BEFORE.search(before):
        return match.end()
    start, end = place, match.end()
    if match.group("arabic") and _MINUS_BEFORE.search(before):
        start, value = place - 1, -value
    if _is_about(text, end, units):
        return end
    value, unit, end = _with_unit(text, match, value, units)
    letters = (_LETTERS_NEAR if open_units else _LETTERS).match(text[end:])
    if unit is None and letters:
        latin = _LATIN_UNIT.match(text, end + letters.end())
        if not open_units or latin is None:
            return end
        unit, end = latin.group(), latin.end()
    if (
        unit is None
        and match.group("chinese")
        and not (_may_stand_alone(match.group(), before, text[end:], nouns) or _begins_range(text, end, units))
        and not (value == 0 and before.endswith(known.zero_behind))
    ):
        return end
    return Quantity(start, end, value, unit)


def _with_unit(text: str, match: re.Match[str], value: Decimal, units: Units) -> tuple[Decimal, str | None, int]:
    """The unit behind a numeral and where it ends: 万元 before 万 as a multiplier before 万 as a unit."""
    numeral, end = match.group(), match.end()
    if numeral[-1] in BIG:
        spelling = _unit_at(text, end - 1, units)
        if spelling is not None and len(spelling) > 1:
            return _further(text, value / BIG[numeral[-1]], spelling, end - 1, units)
    spelling = _unit_at(text, end, units)
    if spelling is None and text[end : end + 1] == " ":
        spelling = _unit_at(text, end + 1, units)
        end += spelling is not None
    if spelling is not None:
        return _further(text, value, spelling, end, units)
    last = next((char for char in reversed(numeral) if char in BIG), None)
    known = units.get(last) if last else None
    if known is not None and last is not None:
        return _further(text, value / BIG[last], last, end - len(last), units)
    return value, None, end


def _further(text: str, value: Decimal, spelling: str, at: int, units: Units) -> tuple[Decimal, str, int]:
    """What can follow a unit: half of it (一年半, 一个半小时), a tenth (九成五), or what it is counted by (元/人)."""
    unit, end = units.by_word[spelling].name, at + len(spelling)
    if text[end : end + 1] == _HALF and not _starts_word(text, end, units.numerals):
        longer = _unit_at(text, end + 1, units) if unit == units.any_counts else None
        if longer is not None:
            return value + Decimal("0.5"), units.by_word[longer].name, end + 1 + len(longer)
        return value + Decimal("0.5"), unit, end + 1
    if unit in units.numerals.tenths and (tenth := _TENTH.match(text[end:])):
        digit = tenth.group()
        return value + Decimal(DIGITS.get(digit) or int(digit)) / 10, unit, end + 1
    compound = _COMPOUND.match(text, end)
    if compound is not None:
        return value, unit + compound.group(), compound.end()
    return value, unit, end


def _half_at(text: str, place: int, units: Units) -> Quantity | None:
    """半年, 半个月: half of the unit behind it. 一半, 上半年 and 半成品 are words."""
    if text[place] != _HALF or text[:place].endswith(units.numerals.half_behind):
        return None
    spelling = _unit_at(text, place + 1, units)
    if spelling is None:
        return None
    return Quantity(place, place + 1 + len(spelling), Decimal("0.5"), units.by_word[spelling].name)


def _fraction_at(text: str, place: int, known: Numerals) -> Quantity | None:
    """百分之九十九, 千分之三, 百分之百."""
    for word, (unit, factor) in known.fractions.items():
        if not text.startswith(word, place):
            continue
        at = place + len(word)
        match = NUMERAL.match(text, at)
        value = value_of(match.group()) if match else None
        if match is not None and value is not None:
            return Quantity(place, match.end(), value * factor, unit)
        if text.startswith("百", at):
            return Quantity(place, at + 1, 100 * factor, unit)
    return None


def _unit_at(text: str, place: int, units: Units) -> str | None:
    """The longest spelling of a unit that stands here and does not begin another word."""
    for length in range(units.longest, 0, -1):
        spelling = text[place : place + length]
        if len(spelling) == length and spelling in units.by_word:
            behind = text[place + length : place + length + 1]
            year = length == 1 and _YEAR_BEFORE.search(text[:place]) is not None
            latin = spelling[-1].isascii() and spelling[-1].isalpha() and behind.isascii() and behind.isalpha()
            if latin or (not year and behind and behind in units.numerals.not_before.get(spelling, "")):
                continue
            return spelling
    return None


def _is_about(text: str, end: int, units: Units) -> bool:
    """十几个, 30多万: a word for "about" between a number and its unit or multiplier."""
    if not text.startswith(units.numerals.about, end):
        return False
    behind = text[end + 1 : end + 2]
    return behind in {*SMALL, *BIG} - {""} or _unit_at(text, end + 1, units) is not None or text[end] == "几"


def _may_stand_alone(numeral: str, before: str, after: str, nouns: tuple[str, ...]) -> bool:
    """Whether a numeral without a unit is a number.

    A single Chinese digit (or 十) is one only before a noun that is counted, or as the end of a comparison.
    """
    if len(numeral) > 1 or after.startswith(nouns):
        return True
    return not after and _COMPARATOR_BEFORE.search(before) is not None


def _begins_range(text: str, end: int, units: Units) -> bool:
    """Whether the numeral that ends here is the lower end of a range: 六到八个."""
    upper = NUMERAL.match(text, end + 1) if text.startswith(_TO, end) else None
    return upper is not None and _unit_at(text, upper.end(), units) is not None


def _starts_word(text: str, place: int, known: Numerals) -> bool:
    return text.startswith(known.words, place)


def _protected(text: str, found: Quantity, known: Numerals) -> bool:
    """Whether the quantity lies wholly inside a word of the list."""
    written = text[found.start : found.end]
    for word in known.words:
        if written not in word:
            continue
        at = text.find(word, max(0, found.start - len(word) + 1), found.end + len(word))
        if at != -1 and at <= found.start and at + len(word) >= found.end:
            return True
    return False
