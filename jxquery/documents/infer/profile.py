"""What the values of a column have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from jxquery.documents.amounts import AmountError
from jxquery.documents.cells import is_date, read_number, read_year
from jxquery.schema.model import Units
from jxquery.text.normalise import plain
from jxquery.text.quantities import find_quantities

_MOSTLY = 0.9
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Profile:
    """The values that are not empty, and what they are.

    `kind`: years, days, whole numbers, numbers or texts; nearly all values have to be such. `unit` is the one that
    the numbers are written with.
    """

    values: tuple[str, ...]
    distinct: int
    kind: str
    unit: str | None = None

    @property
    def unique(self) -> bool:
        """Whether no value occurs twice."""
        return bool(self.values) and self.distinct == len(self.values)

    @property
    def mostly_unique(self) -> bool:
        """Whether hardly any value occurs twice."""
        return bool(self.values) and self.distinct >= _MOSTLY * len(self.values)

    @property
    def length(self) -> float:
        """The average length of a value."""
        return sum(map(len, self.values)) / max(1, len(self.values))

    @property
    def digits(self) -> bool:
        """Whether a value is nothing but digits: in a question it could not be told from a number."""
        return any(value.isdecimal() for value in self.values)

    @property
    def padded(self) -> bool:
        """Whether numbers begin with a zero, and so are none."""
        return any(len(value) > 1 and value[0] == "0" and value.isdecimal() for value in self.values)


def profile(values: Sequence[str], units: Units) -> Profile:
    """What the values of a column are."""
    filled = tuple(value for value in values if value)
    found = Profile(filled, len(set(filled)), "text")
    if not filled:
        return found
    for kind, fits in (("day", is_date), ("year", _is_year)):
        if sum(map(fits, filled)) >= _MOSTLY * len(filled):
            return Profile(filled, found.distinct, kind)
    if found.padded:
        return found
    unit = _unit(filled, units)
    numbers = [number for value in filled if (number := _number(value, unit, units)) is not None]
    if len(numbers) < _MOSTLY * len(filled):
        return found
    whole = all(number == number.to_integral_value() for number in numbers)
    return Profile(filled, found.distinct, "whole" if whole else "number", unit)


def _is_year(text: str) -> bool:
    try:
        read_year(text)
    except AmountError:
        return False
    return len(text.rstrip("年度")) == 4  # noqa: PLR2004 — a year has four digits


def _number(text: str, unit: str | None, units: Units) -> Decimal | None:
    try:
        return read_number(text, unit, unit, units)
    except AmountError:
        return None


def _unit(values: Sequence[str], units: Units) -> str | None:
    """The unit that every number is written with."""
    found: set[str | None] = set()
    for value in values[:_LOOKED_AT]:
        if value[0] in "¥￥":
            found.add("元")
            continue
        norm = plain(value)
        quantities = find_quantities(norm, units)
        if len(quantities) == 1 and (quantities[0].start, quantities[0].end) == (0, len(norm)):
            found.add(quantities[0].unit)
    return found.pop() if len(found) == 1 else None
