-- name: 最多和最少
-- about: 每一年预算最多的和最少的项目，并列的都在
-- cue: 预算两头, 最大最小项目, 预算极值
-- param: 年度 integer? | 只看这一年，不写就是全部
-- column: 年度 context, 两头 context, 项目名称 key, 预算数 answer 万元
-- ask: 预算两头 => 命名查询「最多和最少」
-- ask: 2024年预算两头是哪些 => 命名查询「最多和最少」（年度 2024）
WITH "名次表" AS (
  SELECT "项目编号", "项目名称", "年度", "预算数", "来源编号", "位置",
         rank() OVER (PARTITION BY "年度" ORDER BY "预算数" DESC) AS "从多到少",
         rank() OVER (PARTITION BY "年度" ORDER BY "预算数") AS "从少到多"
  FROM "项目"
  WHERE NOT "预算数" IS NULL AND ("年度" = $年度 OR $年度 IS NULL)
)
SELECT "年度", CASE WHEN "从多到少" = 1 THEN '最多' ELSE '最少' END AS "两头", "项目名称", "预算数", "来源编号", "位置"
FROM "名次表"
WHERE "从多到少" = 1 OR "从少到多" = 1
ORDER BY "年度" NULLS LAST, "从多到少", "项目编号"
