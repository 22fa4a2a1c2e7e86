-- name: 单位汇总
-- about: 各单位各年度有几个项目，预算合计、平均、最多、最少各多少
-- cue: 单位汇总表, 分单位统计
-- param: 年度 integer? | 只看这一年，不写就是全部
-- column: 单位名称 key, 年度 key, 项目数 answer 个, 预算合计 answer 万元, 平均预算 answer 万元, 最多 answer 万元, 最少 answer 万元
-- ask: 单位汇总 => 命名查询「单位汇总」
-- ask: 2024年分单位统计 => 命名查询「单位汇总」（年度 2024）
WITH "行" AS (
  SELECT "单位名称", "年度", "预算数", "来源编号", "位置"
  FROM "项目"
  WHERE ("年度" = $年度 OR $年度 IS NULL)
)
SELECT "单位名称", "年度", count(*) AS "项目数", sum("预算数") AS "预算合计", round(avg("预算数"), 2) AS "平均预算",
       max("预算数") AS "最多", min("预算数") AS "最少"
FROM "行"
GROUP BY "单位名称", "年度"
ORDER BY "单位名称" NULLS LAST, "年度" NULLS LAST
