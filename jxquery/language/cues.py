"""The shapes of answers that the language composes, by the names of their templates."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jxquery.types import Fn

LIST, SUM, MEAN, COUNT, DISTINCT = "列表", "合计", "平均", "计数", "种数"
MOST, LEAST, MIDDLE = "最大值", "最小值", "中位数"
SHARE, COUNT_SHARE = "占比", "个数占比"
DIFFERENCE, TOTALS, COUNT_TOTALS = "差额", "合计差额", "个数差额"
LESS, LESS_TOTALS, LESS_COUNTS = "少多少", "合计少多少", "个数少多少"
TURNED: Mapping[str, str] = MappingProxyType({DIFFERENCE: LESS, TOTALS: LESS_TOTALS, COUNT_TOTALS: LESS_COUNTS})
"""The shapes that ask how much less the first side is, by those that ask how much more."""
APART = frozenset({*TURNED, *TURNED.values()})
"""One side less the other: of one row each, of what they add up to, of how many they are."""
KEYS, BESIDE, LISTED, BY, VALUES, VALUE = "键*", "旁*", "列*", "组*", "值*", "值"
"""The columns of their slots: what names a row and what stands beside it, what is listed, groups and their figures."""
TIMES = "倍数"
TWO_SIDED = APART | {TIMES}
"""The shapes with two sides that are compared."""

FUNCTIONS: Mapping[str, Fn] = MappingProxyType(
    {COUNT: "count", SUM: "sum", MEAN: "avg", MOST: "max", LEAST: "min", MIDDLE: "median"}
)
"""The statistics that are one function over a column: they can stand side by side, and in conditions on groups."""
