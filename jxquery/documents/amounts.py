"""Reads an amount of money of a form: 1,234.50, 25.20万元, or nothing."""

from __future__ import annotations

import re
from decimal import Decimal

from jxquery.schema.model import Units
from jxquery.text.normalise import plain
from jxquery.text.quantities import find_quantities

_BLANK = re.compile(r"[-/—–…无]*")
_POINTS = re.compile(r"(\d+(?:\.\d+)?)(?:分|%)?")
_PLACES = -6  # amounts are kept with six decimals


class AmountError(ValueError):
    """What stands in the cell of an amount is none, or cannot be kept exactly; the message is Chinese."""


def is_amount(text: str, units: Units) -> bool:
    """Whether a text is one number, with or without a unit of money."""
    try:
        return read_amount(text, "", "", units) is not None
    except AmountError:
        return False


def read_amount(text: str, unit: str, to: str, units: Units) -> Decimal | None:
    """The amount in the unit `to`; a bare number is in `unit`. None for an empty cell. Raises AmountError.

    An empty `to` leaves the number as it is written.
    """
    norm = plain(text)
    if _BLANK.fullmatch(norm):
        return None
    found = find_quantities(norm, units)
    if len(found) != 1 or found[0].start or found[0].end != len(norm):
        raise AmountError(f"「{text.strip()}」不是一个金额")
    written, value = found[0].unit or unit, found[0].value
    if not to or written == to:
        return value
    converted = units.convert(value, written, to)
    if converted is None:
        raise AmountError(f"「{text.strip()}」的单位不能换算成{to}")
    if int(converted.normalize().as_tuple().exponent) < _PLACES:
        raise AmountError(f"「{text.strip()}」换算成{to}后超过六位小数")
    return converted


def read_points(text: str) -> Decimal | None:
    """Points, a score or a weight: 10, 7.5分, (20); None for what is none."""
    found = _POINTS.fullmatch(plain(text).strip("()"))
    return Decimal(found[1]) if found else None
