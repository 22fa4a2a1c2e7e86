-- name: 预算排名
-- about: 预算最多的几个项目和它们的名次，并列的都在
-- cue: 预算名次表, 预算排名表
-- param: 年度 integer? | 只看这一年，不写就是全部
-- param: 资金级别 text? | 只看这一级，例如 中央
-- param: 前 integer = 10 | 要前几名
-- column: 名次 context, 项目名称 key, 年度 context, 预算数 answer 万元
-- ask: 预算名次表 => 命名查询「预算排名」（前 10）
-- ask: 2024年预算名次表，前5 => 命名查询「预算排名」（年度 2024、前 5）
WITH "名次表" AS (
  SELECT rank() OVER (ORDER BY "预算数" DESC) AS "名次", "项目编号", "项目名称", "年度", "预算数", "来源编号", "位置"
  FROM "项目"
  WHERE NOT "预算数" IS NULL
    AND ("年度" = $年度 OR $年度 IS NULL) AND ("资金级别" = $资金级别 OR $资金级别 IS NULL)
)
SELECT "名次", "项目名称", "年度", "预算数", "来源编号", "位置"
FROM "名次表"
WHERE "名次" <= $前
ORDER BY "名次", "项目编号"
