-- name: 成本预算核对
-- about: 每个项目的成本指标合计和预算数差多少；有一条成本指标正好是预算数的，只算这一条
-- cue: 成本核对, 成本与预算核对, 成本和预算核对, 核对成本
-- param: 年度 integer? | 只看这一年的项目，不写就是全部
-- param: 只看不一致 choice(是/否) = 否 | 只列出两个数不一样的
-- column: 项目名称 key, 年度 context, 成本指标合计 answer 万元, 预算数 answer 万元, 差额 answer 万元
-- ask: 成本与预算核对 => 命名查询「成本预算核对」（只看不一致 否）
-- ask: 成本核对 2024年 只看不一致：是 => 命名查询「成本预算核对」（年度 2024、只看不一致 是）
WITH "成本" AS (
  SELECT p."项目编号", sum(i."基准值") / 10000 AS "合计",
         max(CASE WHEN i."基准值" = p."预算数" * 10000 THEN p."预算数" END) AS "总数"
  FROM "项目" AS p JOIN "指标" AS i ON i."项目编号" = p."项目编号"
  WHERE i."二级指标" = '成本指标' AND i."基准单位" = '元'
  GROUP BY p."项目编号"
),
"核对" AS (
  SELECT p."项目编号", p."项目名称", p."年度", round(coalesce(c."总数", c."合计"), 6) AS "成本", p."预算数",
         p."来源编号", p."位置"
  FROM "项目" AS p LEFT JOIN "成本" AS c ON c."项目编号" = p."项目编号"
  WHERE (p."年度" = $年度 OR $年度 IS NULL)
)
SELECT "项目名称", "年度", "成本" AS "成本指标合计", "预算数", "成本" - "预算数" AS "差额", "来源编号", "位置"
FROM "核对"
WHERE $只看不一致 = '否' OR coalesce("成本" <> "预算数", TRUE)
ORDER BY "项目编号"
