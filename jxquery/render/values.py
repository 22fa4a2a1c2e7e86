"""One value as text: exactly for machines, aligned for people."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jxquery.types import Column, Scalar

MISSING = "-"
_LEAST_PLACES = 2


def exact(value: Decimal) -> str:
    """Every digit and no exponent, with at least one decimal: 31.000000 is 31.0.

    >>> exact(Decimal("31.000000")), exact(Decimal("1E+3")), exact(Decimal("-0.10"))
    ('31.0', '1000.0', '-0.1')
    """
    if not value:
        return "0.0"
    whole, _, decimals = format(value, "f").partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"


def plain(value: Scalar) -> str:
    """A value for CSV and for `--scalar`: numbers as in JSON, nothing for a missing one."""
    if value is None:
        return ""
    return exact(value) if isinstance(value, Decimal) else str(value)


def heading(column: Column) -> str:
    """预算数（万元）."""
    return column.name if column.unit is None else f"{column.name}（{column.unit}）"


def aligned(column: Column, values: Iterable[Scalar]) -> list[str]:
    """The values of a column for people.

    Decimals of a column have the same number of places, none rounded away; an amount with a unit at least two, and
    its thousands apart.
    """
    values = tuple(values)
    places = decimal_places(column, values)
    spec = f".{places}f" if column.unit is None else f",.{places}f"
    return [_shown(value, spec) for value in values]


def decimal_places(column: Column, values: Iterable[Scalar]) -> int:
    """How many places the decimals of a column need."""
    finite = [v for v in values if isinstance(v, Decimal) and v.is_finite()]
    return max([_places(v) for v in finite] + ([] if column.unit is None else [_LEAST_PLACES]), default=0)


def _shown(value: Scalar, spec: str) -> str:
    if value is None:
        return MISSING
    if isinstance(value, Decimal):
        return format(value, spec) if value.is_finite() else str(value)
    return str(value)


def _places(value: Decimal) -> int:
    return len(format(value, "f").partition(".")[2].rstrip("0"))
