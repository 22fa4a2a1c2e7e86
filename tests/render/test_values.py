"""Numbers as text."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jxquery.render.contract import encode
from jxquery.render.values import aligned, exact, plain
from jxquery.types import Column

_AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=6)


@given(_AMOUNTS)
def test_exact_keeps_every_digit(value: Decimal) -> None:
    """What JSON and CSV show is the very number, in JSON's own notation."""
    assert Decimal(exact(value)) == value
    assert json.loads(encode(value), parse_float=Decimal) == value


@given(st.lists(_AMOUNTS, min_size=1))
def test_aligned_never_rounds(values: list[Decimal]) -> None:
    """An amount for people is the very number with at least two places, and a column has one number of places."""
    shown = aligned(Column("预算数", "number", "answer", "万元"), values)
    assert [Decimal(text.replace(",", "")) for text in shown] == values
    places = {len(text.partition(".")[2]) for text in shown}
    assert len(places) == 1
    assert places.pop() >= 2


def test_small_and_large_numbers_have_no_exponent() -> None:
    """Neither 1E+3 nor 1E-6 nor a negative nought is printed."""
    assert [exact(Decimal(text)) for text in ("1E+3", "0.000001", "-0.000000", "31.000000")] == [
        "1000.0",
        "0.000001",
        "0.0",
        "31.0",
    ]


def test_integers_and_figures_without_a_unit_stay_short() -> None:
    """A year has no thousands mark; a target value no empty decimals."""
    assert aligned(Column("年度", "number", "context"), (2024, None)) == ["2024", "-"]
    assert aligned(Column("目标值", "number", "answer"), (Decimal("99.000000"), Decimal(5))) == ["99", "5"]


def test_plain_is_json_without_quotes() -> None:
    """CSV and --scalar print a number as JSON does, and nothing for a missing value."""
    assert [plain(v) for v in (Decimal("31.00"), 31, "甲", None)] == ["31.0", "31", "甲", ""]
