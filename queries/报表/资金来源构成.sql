-- name: 资金来源构成
-- about: 各年度的钱从哪里来：财政资金、其他资金各多少，财政资金占百分之几
-- cue: 资金构成, 资金结构, 经费来源构成
-- param: 年度 integer? | 只看这一年，不写就是全部
-- column: 年度 key, 财政资金合计 answer 万元, 其他资金合计 answer 万元, 预算合计 answer 万元, 财政资金占比 answer %
-- ask: 资金来源构成 => 命名查询「资金来源构成」
-- ask: 2024年的资金结构 => 命名查询「资金来源构成」（年度 2024）
WITH "行" AS (
  SELECT "年度", "财政资金", "其他资金", "预算数", "来源编号", "位置"
  FROM "项目"
  WHERE ("年度" = $年度 OR $年度 IS NULL)
)
SELECT "年度", sum("财政资金") AS "财政资金合计", sum("其他资金") AS "其他资金合计", sum("预算数") AS "预算合计",
       round(100 * sum("财政资金") / nullif(sum("预算数"), 0), 2) AS "财政资金占比"
FROM "行"
GROUP BY "年度"
ORDER BY "年度" NULLS LAST
