-- name: 年度级别汇总
-- about: 各年度、各资金级别有几个项目，预算、财政资金、其他资金各多少
-- cue: 年度级别汇总表, 预算汇总表, 预算总表
-- param: 年度 integer? | 只看这一年，不写就是全部
-- param: 资金级别 text? | 只看这一级，例如 中央
-- column: 年度 key, 资金级别 key, 项目数 answer 个, 预算合计 answer 万元, 财政资金合计 answer 万元, 其他资金合计 answer 万元
-- ask: 年度级别汇总表 => 命名查询「年度级别汇总」
-- ask: 2024年的预算汇总表 => 命名查询「年度级别汇总」（年度 2024）
WITH "行" AS (
  SELECT "年度", "资金级别", "预算数", "财政资金", "其他资金", "来源编号", "位置"
  FROM "项目"
  WHERE ("年度" = $年度 OR $年度 IS NULL) AND ("资金级别" = $资金级别 OR $资金级别 IS NULL)
)
SELECT "年度", "资金级别", count(*) AS "项目数", sum("预算数") AS "预算合计",
       sum("财政资金") AS "财政资金合计", sum("其他资金") AS "其他资金合计"
FROM "行"
GROUP BY "年度", "资金级别"
ORDER BY "年度" NULLS LAST, "资金级别" NULLS LAST
