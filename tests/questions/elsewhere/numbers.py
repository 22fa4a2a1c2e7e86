"""Numbers as people write them, and what they become elsewhere: other amounts, percents, counts and times.

Every change keeps the order of the numbers of its kind, so that a project is still among the first three, a sum of
costs still agrees with its budget, and a bound still lies between the same two targets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

_DIGITS = "零一二三四五六七八九"
_TENS = ((1000, "千"), (100, "百"), (10, "十"))
_HANZI = "[零一二两三四五六七八九十百千]+(?:点[零一二三四五六七八九]+)?"
_NUMBER = rf"\d+(?:\.\d+)?|{_HANZI}"
_UNITS = "万元|万|亿元|元|%|‰|个小时|小时|分钟|个月|年"

_AMOUNTS: Mapping[str, Decimal] = {
    "万元": Decimal(1),
    "万": Decimal(1),
    "亿元": Decimal(10000),
    "元": Decimal("0.0001"),
}
_RATES: Mapping[str, Decimal] = {"%": Decimal(1), "‰": Decimal("0.1")}
_HOURS = ("个小时", "小时", "分钟")


@dataclass(frozen=True)
class Written:
    """A number of a text in the unit of its column, and the text and number that stand there elsewhere."""

    text: str
    was: Decimal
    now: Decimal


@dataclass(frozen=True)
class Scales:
    """What numbers of each kind become. Amounts (in 万元) of ten and more also move by `jump`."""

    factor: int
    jump: int
    percents: Mapping[Decimal, Decimal]
    counts: Mapping[str, str]
    pieces: int
    people: int
    hours: int
    years: int

    @property
    def pattern(self) -> str:
        """Matches a number with its unit; groups are named, so it stands in a larger pattern once."""
        units = f"{_UNITS}|{'|'.join(self.counts)}"
        return (
            r"(?P<half>(?<![上下大])半年)"
            rf"|百分之(?P<rate>{_NUMBER})"
            rf"|(?P<wan>{_HANZI})万(?P<thousands>[一二三四五六七八九])(?![十百千])"
            rf"|(?<=预算超过)(?P<bare>\d+(?:\.\d+)?)(?!\d*[.\w])"
            rf"|(?<![\d.哪上这那每前第中一])(?P<number>{_NUMBER})"
            rf"(?:(?P<unit>{units})(?!目|员|均)|(?=[到至~-](?:{_NUMBER})(?P<far>{units}))|(?P<score>(?<=99)(?=以上)))"
        )

    def written(self, found: re.Match[str]) -> Written:
        """What the matched number becomes."""
        if found["half"]:
            return Written(_years(self.years), Decimal("0.5"), Decimal("0.5") * self.years)
        if found["rate"]:
            was = _read(found["rate"])
            now = self.percents.get(was, was)
            return Written("百分之" + _like(found["rate"], now), was, now)
        if found["wan"]:
            was = _read(found["wan"]) + _read(found["thousands"]) / 10
            now = self.amount(was)
            whole, part = divmod(now, 1)
            return Written(f"{_hanzi(whole)}万{_hanzi(part * 10) if part else ''}", was, now)
        if found["bare"]:
            was = Decimal(found["bare"])
            return Written(plain(self.amount(was)), was, self.amount(was))
        said, unit = _read(found["number"]), found["unit"] or found["far"] or "%"
        was, now = self._changed(said, unit)
        return Written(_like(found["number"], said if was == now else _said(now, unit)) + self._unit(found), was, now)

    def amount(self, value: Decimal) -> Decimal:
        """An amount in 万元."""
        return value * self.factor + (self.jump if value >= 10 else 0)

    def _changed(self, said: Decimal, unit: str) -> tuple[Decimal, Decimal]:
        if unit in _AMOUNTS:
            return said * _AMOUNTS[unit], self.amount(said * _AMOUNTS[unit])
        if unit in _RATES:
            was = (said * _RATES[unit]).normalize()
            return was, self.percents.get(was, was)
        if unit in _HOURS:
            return said, said * self.hours
        if unit in ("个月", "年"):
            return said, said * self.years
        return said, said * (self.pieces if unit == next(iter(self.counts)) else self.people)

    def _unit(self, found: re.Match[str]) -> str:
        unit = found["unit"] or ""
        return self.counts.get(unit, unit)


def scales(rng: random.Random, counts: Mapping[str, str]) -> Scales:
    """Scales drawn from `rng`."""
    high, low = rng.choice(((95, 90), (97, 92), (98, 96), (96, 95)))
    return Scales(
        factor=rng.choice((2, 3, 4, 6)),
        jump=10 * rng.randint(1, 9),
        percents={Decimal(99): Decimal(high), Decimal(98): Decimal(low)},
        counts=counts,
        pieces=rng.randint(2, 4),
        people=rng.randint(2, 5),
        hours=rng.randint(2, 5),
        years=2,
    )


def plain(value: Decimal) -> str:
    """Digits without an exponent or noughts at the end."""
    return f"{value.normalize():f}"


def _said(value: Decimal, unit: str) -> Decimal:
    """A value of the column in the unit that the text names."""
    return value / (_AMOUNTS.get(unit) or _RATES.get(unit) or 1)


def _years(count: int) -> str:
    return "半年" if count == 1 else "一年" if count == 2 else f"{_hanzi(Decimal(count // 2))}年半"


def _like(written: str, value: Decimal) -> str:
    """The value in digits or characters, whichever were written."""
    if written[0].isdecimal():
        return plain(value)
    whole, _, part = plain(value).partition(".")
    return _hanzi(Decimal(whole)) + (f"点{''.join(_DIGITS[int(d)] for d in part)}" if part else "")


def _read(written: str) -> Decimal:
    """The value of digits or characters.

    >>> _read("二十五点二"), _read("一百零三"), _read("12")
    (Decimal('25.2'), Decimal('103'), Decimal('12'))
    """
    if written[0].isdecimal():
        return Decimal(written)
    whole, _, part = written.replace("两", "二").partition("点")
    total, digit = 0, 0
    for char in whole:
        if char in _DIGITS:
            digit = _DIGITS.index(char)
        else:
            total, digit = total + (digit or 1) * next(n for n, name in _TENS if name == char), 0
    return Decimal(f"{total + digit}{'.' + ''.join(str(_DIGITS.index(c)) for c in part) if part else ''}")


def _hanzi(value: Decimal) -> str:
    """A whole number below ten thousand in characters.

    >>> _hanzi(Decimal(2)), _hanzi(Decimal(12)), _hanzi(Decimal(203))
    ('两', '十二', '二百零三')
    """
    rest, out = int(value), ""
    if rest == 2:
        return "两"
    for size, name in _TENS:
        digit, rest = divmod(rest, size)
        if digit:
            out += _DIGITS[digit] + name
        elif out and rest and not out.endswith("零"):
            out += "零"
    out += _DIGITS[rest] if rest or not out else ""
    return out.removeprefix("一") if out.startswith("一十") else out
