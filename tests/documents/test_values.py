"""Values of targets as forms write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jxquery.documents.values import read_target
from tests.documents.reading import schema

UNITS = schema().units

# written: comparator, value, upper, unit
NUMBERS = {
    "≥1项": (">=", "1", None, "项"),
    "≥400平方米": (">=", "400", None, "平方米"),
    "≤1小时": ("<=", "1", None, "小时"),
    "≤25.2万元": ("<=", "25.2", None, "万元"),
    ">92%": (">", "92", None, "%"),
    "<5%": ("<", "5", None, "%"),
    ">=20平方米": (">=", "20", None, "平方米"),
    "‹=2875元/个": ("<=", "2875", None, "元/个"),
    "=100%": ("=", "100", None, "%"),
    "=100.00(%)": ("=", "100", None, "%"),
    "≧90%": (">=", "90", None, "%"),
    "≥98百分比": (">=", "98", None, "%"),
    "100百分比": (None, "100", None, "%"),
    "100%": (None, "100", None, "%"),
    "0%": (None, "0", None, "%"),
    "3": (None, "3", None, None),
    "100": (None, "100", None, None),
    ">=85": (">=", "85", None, None),
    "2km": (None, "2", None, "km"),
    "2KM": (None, "2", None, "KM"),
    "≥500 Mbps": (">=", "500", None, "Mbps"),
    "250万": (None, "250", None, "万元"),
    "不少于12种": (">=", "12", None, "种"),
    "超13万元/年": (">", "13", None, "万元/年"),
    "±3%以内": (None, "-3", "3", "%"),
    "10-20": (None, "10", "20", None),
    "80%~90%": (None, "80", "90", "%"),
    "10～20项": (None, "10", "20", "项"),
    "60-80%": (None, "60", "80", "%"),
    "30分钟-1小时": (None, "30", "60", "分钟"),
    "控制在10-20之间": (None, "10", "20", None),
    "≤-3.5%": ("<=", "-3.5", None, "%"),
    "90%以上": (">=", "90", None, "%"),
    "≥90%以上": (">=", "90", None, "%"),
    "12个月": (None, "12", None, "月"),
    "12个月内": ("<=", "12", None, "月"),
    "5个工作日": (None, "5", None, "工作日"),
    "≤10工作日": ("<=", "10", None, "工作日"),
    "0万元/人": (None, "0", None, "万元/人"),
    "≤475元/亩": ("<=", "475", None, "元/亩"),
    "≥20场次": (">=", "20", None, "场次"),
    "≥60亩": (">=", "60", None, "亩"),
    "3000元/平方米": (None, "3000", None, "元/平方米"),
    "5天内": ("<=", "5", None, "天"),
    "≥1 项": (">=", "1", None, "项"),
    "30元/人·月": (None, "30", None, "元/人·月"),
    "3人次/月": (None, "3", None, "人次/月"),
    "985米": (None, "985", None, "米"),
    "44,561": (None, "44561", None, None),
    "９９.５％": (None, "99.5", None, "%"),
    "九成": (None, "9", None, "成"),
    "≥3㎡": (">=", "3", None, "平方米"),
    "100元": (None, "100", None, "元"),
    "200%": (None, "200", None, "%"),
    "≤99%": ("<=", "99", None, "%"),
    "≤2万元/人": ("<=", "2", None, "万元/人"),
    "≥90分": (">=", "90", None, "分"),
    "30分钟": (None, "30", None, "分钟"),
    "≥100%": (">=", "100", None, "%"),
    "10年": (None, "10", None, "年"),
    "≥1,200户": (">=", "1200", None, "户"),
}
WORDS = (
    "健全",
    "保障",
    "持续保障",
    "及时",
    "合理",
    "可控",
    "减少",
    "长期",
    "有效提升",
    "应保尽保",
    "不超预算",
    "达成预期指标",
    "无",
    "否",
    "2025年12月",
    "2025年年底前",
    "2023.07-2024.01",
    "202001-202012",
    "12月底之前完成",
    "2024年",
    "12月",
    "6月30日前",
    "完成2次培训",
    "一次性",
    "一级",
    "第一",
    "人/次",
    "万元/人",
    "大于等于",
    "20250630",
    "2026/1/1",
    "每月1次",
)
BLANKS = ("", " ", "/", "-", "——", "……", "**")
BROKEN = {
    "二100百分比": "可能是没有认清的比较符",
    "%=90%": "后面却不是一个数",
    "≥良好": "后面却不是一个数",
    "≤90%以上": "比较符前后矛盾",
    "20-10": "下限大于上限",
    "100%完成": "后面还有别的内容",
    "3项-5%": "两端的单位不能换算",
    "≥10-20项": "既是范围又有比较符",
    "292%": "可能是没有认清的比较符",
    "88100": "像是「88」和「100」连在了一起",
    "2100%": "可能是没有认清的比较符",
    "每年≥2次": "还有别的内容",
    "优（≥90分）": "还有别的内容",
    "≥95%≤100%": "后面却不是一个数",
    "95%左右": "后面还有别的内容",
    "1:3": "后面还有别的内容",
}


@pytest.mark.parametrize("written", NUMBERS)
def test_numbers(written: str) -> None:
    """A comparison, a number or range, and a unit by its known name; nothing is called words or a problem."""
    comparator, value, upper, unit = NUMBERS[written]
    target = read_target(written, UNITS)
    assert (target.comparator, target.value, target.unit) == (comparator, Decimal(value), unit)
    assert target.upper == (None if upper is None else Decimal(upper))
    assert (target.written, target.words, target.problem) == (written, False, None)


@pytest.mark.parametrize("written", WORDS)
def test_words(written: str) -> None:
    """Statements and dates are words: a date is not the number 2025."""
    target = read_target(written, UNITS)
    assert (target.written, target.words, target.value, target.comparator, target.problem) == (
        written,
        True,
        None,
        None,
        None,
    )


@pytest.mark.parametrize("written", BLANKS)
def test_blanks(written: str) -> None:
    """A dash is neither a number nor a statement."""
    target = read_target(written, UNITS)
    assert (target.words, target.value, target.problem) == (False, None, None)


@pytest.mark.parametrize("written", BROKEN)
def test_broken_values_stay_text(written: str) -> None:
    """What contradicts itself is kept, not repaired, and says why."""
    target = read_target(written, UNITS)
    assert (target.written, target.value, target.unit, target.words) == (written, None, None, False)
    assert BROKEN[written] in (target.problem or "")


@pytest.mark.parametrize(
    ("one", "other"),
    [("1小时", "60分钟"), ("1年", "12个月"), ("25.2万元", "252000元"), ("9成", "90%"), ("9.9‰", "0.99%")],
)
def test_base_units_compare(one: str, other: str) -> None:
    """The same amount in two units of one kind has one base."""
    a, b = read_target(one, UNITS), read_target(other, UNITS)
    assert (a.base_value, a.base_unit) == (b.base_value, b.base_unit)


def test_points_are_no_minutes() -> None:
    """分 is of a score: it compares with 分 alone, neither with 分钟 nor with 小时."""
    points, minutes = read_target("≥90分", UNITS), read_target("90分钟", UNITS)
    assert (points.base_unit, points.base_value) == ("分", Decimal(90))
    assert minutes.base_unit != points.base_unit
    assert UNITS.convert(Decimal(60), "分", "小时") is None
