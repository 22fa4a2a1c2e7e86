"""The shapes of answers that the language composes, by the names of their templates."""

LIST, SUM, MEAN, COUNT, DISTINCT = "列表", "合计", "平均", "计数", "种数"
MOST, LEAST = "最大值", "最小值"
SHARE, DIFFERENCE, TOTALS = "占比", "差额", "合计差额"
