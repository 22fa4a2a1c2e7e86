-- name: 同名项目逐年
-- about: 简称相同的项目，每一年的预算合计和比上一个有预算的年度多多少
-- cue: 同比, 逐年比较, 年年对比, 历年预算
-- param: 项目 text? | 项目简称里的字，不写就是全部
-- column: 项目简称 key, 年度 key, 预算合计 answer 万元, 比上一年度多 answer 万元, 增长 answer %
-- ask: 同比 => 命名查询「同名项目逐年」
-- ask: 历年预算 项目 业务经费 => 命名查询「同名项目逐年」（项目 业务经费）
WITH "行" AS (
  SELECT "项目简称", "年度", "预算数", "来源编号", "位置"
  FROM "项目"
  WHERE $项目 IS NULL OR contains("项目简称", $项目)
),
"逐年" AS (
  SELECT "项目简称", "年度", sum("预算数") AS "预算合计",
         lag(sum("预算数")) OVER (PARTITION BY "项目简称" ORDER BY "年度") AS "上一个"
  FROM "行"
  GROUP BY "项目简称", "年度"
)
SELECT "项目简称", "年度", "预算合计", "预算合计" - "上一个" AS "比上一年度多",
       round(100 * ("预算合计" - "上一个") / nullif("上一个", 0), 2) AS "增长"
FROM "逐年"
ORDER BY "项目简称", "年度"
