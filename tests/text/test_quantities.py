"""Numbers and units in questions and documents."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxquery.schema.load import load_units
from jxquery.text.quantities import find_quantities, is_year, read_number

_SCHEMA = Path(__file__).parents[2] / "schema"
UNITS = load_units(_SCHEMA / "units.toml", _SCHEMA / "numerals.toml")

ONE = {
    "30万": ("30", "万元"),
    "25.2万元": ("25.2", "万元"),
    "0.003亿": ("0.003", "亿元"),
    "30000元": ("30000", "元"),
    "1,000": ("1000", None),
    "五十万": ("50", "万元"),
    "二十五点二万": ("25.2", "万元"),
    "两万五": ("2.5", "万元"),
    "三千五百": ("3500", None),
    "百分之九十九": ("99", "%"),
    "百分之百": ("100", "%"),
    "千分之三": ("3", "‰"),
    "九成": ("9", "成"),
    "九成五": ("9.5", "成"),
    "90分钟": ("90", "分钟"),
    "一个半小时": ("1.5", "小时"),
    "12个月": ("12", "月"),
    "半年": ("0.5", "年"),
    "一年半": ("1.5", "年"),
    "三个半月": ("3.5", "月"),
    "99.5%": ("99.5", "%"),
    "98百分比": ("98", "%"),
    "100.00(%)": ("100", "%"),
    "-3.5": ("-3.5", None),
    "30万人": ("300000", "人"),
    "30万元": ("30", "万元"),
    "5万件": ("50000", "件"),
    "3亿元": ("3", "亿元"),
    "两万五千元": ("25000", "元"),
    "2万5千": ("2.5", "万元"),
    "30万5000元": ("305000", "元"),
    "五百万元": ("500", "万元"),
    "百万": ("100", "万元"),
    "三个": ("3", "个"),
    "十个": ("10", "个"),
    "二〇二四年": ("2024", "年"),
    "30 万元": ("30", "万元"),
    "30元/人": ("30", "元/人"),
    "一块钱": ("1", "元"),
    "五": None,
    "十": None,
}
NONE = (
    "一级",
    "二级",
    "三级",
    "一级指标",
    "一共",
    "一下",
    "第一",
    "第三个",
    "第3个",
    "一样",
    "万一",
    "一起案件",
    "一半",
    "上半年",
    "一次性",
    "十分",
    "十几个",
    "30多万",
    "一两个",
    "三五个",
    "十四五",
    "5G设备",
    "A4纸",
    "2km",
    "哪一个",
    "一些",
)


@pytest.mark.parametrize("text", ONE)
def test_one_quantity(text: str) -> None:
    """The whole text is one quantity; a lone Chinese digit is none."""
    want = ONE[text]
    found = [(q.start, q.end, q.value, q.unit) for q in find_quantities(text, UNITS)]
    assert found == ([] if want is None else [(0, len(text), Decimal(want[0]), want[1])])


@pytest.mark.parametrize("text", NONE)
def test_no_quantity(text: str) -> None:
    """Ordinals, words that hold a numeral, about so many, and parts of Latin words."""
    assert find_quantities(text, UNITS) == ()


def test_in_a_question() -> None:
    """Spans are found where they stand, and words around them stay whole."""
    text = "2024年中央项目里预算超过30万且满意度100%的前三名合计"
    found = [(text[q.start : q.end], q.value, q.unit) for q in find_quantities(text, UNITS)]
    assert found == [("2024年", 2024, "年"), ("30万", 30, "万元"), ("100%", 100, "%"), ("三名", 3, "人")]
    assert [is_year(q) for q in find_quantities(text, UNITS)] == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "number"), [("30万项目", "30万"), ("2024年度", "2024年"), (">五", "五"), ("前3项目", "3")]
)
def test_where_a_span_ends(text: str, number: str) -> None:
    """A unit that begins another word is none; a lone digit counts where a comparison leaves nothing else."""
    assert [text[q.start : q.end] for q in find_quantities(text, UNITS)] == [number]


def test_unknown_latin_units_only_in_documents() -> None:
    """In documents 2km has the unit km; in questions it is a word."""
    assert [(q.value, q.unit) for q in find_quantities("2km", UNITS, open_units=True)] == [(2, "km")]


def chinese(number: int) -> str:
    """The numeral of a number below 10^16, as it is taught: 零 for any run of zeros inside, 十 for 一十 in front."""
    digits = "零一二三四五六七八九"
    if number == 0:
        return "零"
    groups = []
    for name in ("", "万", "亿", "万亿"):
        number, group = divmod(number, 10**4)
        groups.append((group, name))
    text, gap = "", False
    for group, name in reversed(groups):
        if name == "亿" and "万亿" in text and not group:
            continue
        if text and (group < 1000 or gap) and group:
            text += "零"
        gap = group == 0 and bool(text)
        text += _group(group) + (name if group else "")
    text = text.replace("万亿", "万", 1) if text.count("亿") > 1 else text
    text = text.removeprefix("一") if text.startswith("一十") else text
    assert set(text) <= set(digits) | set("十百千万亿")
    return text


def _group(number: int) -> str:
    digits, text, zero = "零一二三四五六七八九", "", False
    for factor, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, factor)
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + name
        zero = digit == 0
    return text


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_read_back(number: int) -> None:
    """Every numeral as it is taught is the number it was made from."""
    assert read_number(chinese(number)) == number


@given(st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False))
def test_arabic_numbers_read_back(number: Decimal) -> None:
    """With and without thousands separators."""
    assert read_number(f"{number:,}") == number
    assert read_number(str(number)) == number


@given(st.text(alphabet="零一二两三九十百千万亿点半第个%元年成,.-0159年级月A 几多", max_size=14))
def test_spans_are_apart_and_inside(text: str) -> None:
    """Whatever is typed: no exception, spans in order, none empty, none overlapping."""
    end = 0
    for found in find_quantities(text, UNITS, open_units=True):
        assert end <= found.start < found.end <= len(text)
        end = found.end
