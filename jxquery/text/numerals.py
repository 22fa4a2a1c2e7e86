"""The value of a numeral: 1,000, 30万, 二十五点二万, 两万五, 2万5千, 二〇二四. Units are no business of this file."""

from __future__ import annotations

from decimal import Decimal

from jxquery.patterns import regex

DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
BIG = {"万": 10**4, "亿": 10**8}
ZERO = "零〇"

_DIGIT = f"[{''.join(DIGITS)}]"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?!\.\d)"
_FIGURES = regex(_ARABIC)
# 百 and 千 of 百分比, 千克 and the like belong to the unit.
_HUNDRED = "(?:[百佰](?!分[比点之])|[千仟](?!分[比之]|[克米瓦]))"
_MULT = rf"(?:[十拾万亿]|{_HUNDRED})"
_ARABIC_MULT = rf"(?:{_HUNDRED}|[万亿])"
NUMERAL = regex(  # what a numeral looks like
    # 30万, 5千万, 2万5千, 2万5; a single digit at the end only where nothing numeric follows
    rf"(?P<arabic>(?:{_ARABIC})(?:{_ARABIC_MULT}+(?:[零〇]?(?:{_ARABIC}|[一二两三四五六七八九]){_HUNDRED}|\d(?![\d.,])|[1-9]\d{{3}}(?![\d.,]))*)?)"
    # 二十五点二万, 两万五, 二〇二四; 百万 and 千万 begin with their multiplier
    rf"|(?P<chinese>(?:(?:{_DIGIT}|十|拾|(?:百|千)(?=万|亿))(?:{_DIGIT}|{_MULT})*)(?:点{_DIGIT}+{_MULT}*)?)"
)
_NOTHING = regex(r"0(?:\.0+)?[万亿]")
_DIGITS = regex(f"{_DIGIT}+")
_ATOM = regex(rf"{_ARABIC}|.")


def read_number(text: str) -> Decimal | None:
    """The number that the whole text is, without a unit; None when it is no number.

    >>> read_number("1,000"), read_number("两万五"), read_number("二十五点二万"), read_number("-3.5")
    (Decimal('1000'), Decimal('25000'), Decimal('252000.0'), Decimal('-3.5'))
    >>> read_number("三五"), read_number("一级")
    (None, None)
    """
    body = text.removeprefix("-")
    found = NUMERAL.fullmatch(body)
    value = value_of(found.group()) if found else None
    return -value if value is not None and body != text else value


def value_of(numeral: str) -> Decimal | None:
    """The value of what `NUMERAL` matched; None for runs that are no numeral (一两, 三五, 十四五)."""
    if _FIGURES.fullmatch(numeral):
        return Decimal(numeral.replace(",", ""))
    if _NOTHING.fullmatch(numeral):
        return Decimal(0)  # 0万元
    whole, point, rest = numeral.partition("点")
    if point:
        digits = _DIGITS.match(rest)
        head = value_of(whole)
        if digits is None or head is None:
            return None
        fraction = Decimal("0." + "".join(str(DIGITS[c]) for c in digits.group()))
        factor = 1
        for char in rest[digits.end() :]:
            factor *= SMALL.get(char) or BIG[char]
        return (head + fraction) * factor
    if all(c in DIGITS for c in numeral) and len(numeral) > 1:
        return _digit_by_digit(numeral)
    return _Sum().of(numeral)


def _digit_by_digit(numeral: str) -> Decimal | None:
    """二〇二四. Two digits without a zero (三五个) mean about that many, and 两 never stands in such a row."""
    if "两" in numeral or (len(numeral) == 2 and not set(numeral) & set(ZERO)):  # noqa: PLR2004
        return None
    return Decimal("".join(str(DIGITS[c]) for c in numeral))


class _Sum:
    """Adds up a numeral from left to right: the part before 万 or 亿, the part below it, the digit not yet placed."""

    def __init__(self) -> None:
        self.total = Decimal(0)
        self.section = Decimal(0)
        self.digit: Decimal | None = None
        self.last = 0  # the multiplier just read; a digit right behind it may be short for its next lower one
        self.below = 10**12  # multipliers of a section grow smaller
        self.bigs = ""

    def of(self, numeral: str) -> Decimal | None:
        for atom in _ATOM.findall(numeral):
            if not self._take(atom):
                return None
        if self.digit is not None:
            short = self.digit < 10 and self.last > 10  # noqa: PLR2004 — 两万五 is 25000, 二十五 is 25
            self.section += self.digit * (self.last // 10 if short else 1)
        return self.total + self.section

    def _take(self, atom: str) -> bool:
        if atom in ZERO:
            ok = self.digit is None
            self.digit, self.last = (None, 0) if self.last else (Decimal(0), 0)
            return ok
        if atom in SMALL:
            return self._small(SMALL[atom])
        if atom in BIG:
            return self._big(atom)
        ok = self.digit is None or self.digit == 0
        self.digit = Decimal(DIGITS[atom]) if atom in DIGITS else Decimal(atom.replace(",", ""))
        return ok

    def _small(self, factor: int) -> bool:
        begins = not (self.total or self.section)  # 百万; 十 needs no digit anywhere
        if factor >= self.below or self.digit == 0 or (self.digit is None and factor > 10 and not begins):  # noqa: PLR2004
            return False
        self.section += (Decimal(1) if self.digit is None else self.digit) * factor
        self.digit, self.last, self.below = None, factor, factor
        return True

    def _big(self, char: str) -> bool:
        self.section += self.digit or 0
        if char in self.bigs or (not self.section and not self.total):
            return False
        if char == "亿":
            self.total = (self.total + self.section) * BIG[char]
        elif self.section:
            self.total += self.section * BIG[char]
        else:
            return False
        self.bigs += char
        self.section, self.digit, self.last, self.below = Decimal(0), None, BIG[char], 10**12
        return True
