-- name: 预算占比表
-- about: 每个项目的预算，占所选项目预算合计的百分比，和从高到低的累计百分比
-- cue: 预算集中度, 集中度
-- param: 年度 integer? | 只看这一年，不写就是全部
-- param: 资金级别 text? | 只看这一级，例如 中央
-- column: 项目名称 key, 年度 context, 预算数 context 万元, 占比 answer %, 累计占比 answer %
-- ask: 预算集中度 => 命名查询「预算占比表」
-- ask: 请给我2024年预算集中度 => 命名查询「预算占比表」（年度 2024）
WITH "选中" AS (
  SELECT "项目编号", "项目名称", "年度", "预算数", "来源编号", "位置"
  FROM "项目"
  WHERE NOT "预算数" IS NULL
    AND ("年度" = $年度 OR $年度 IS NULL) AND ("资金级别" = $资金级别 OR $资金级别 IS NULL)
)
SELECT "项目名称", "年度", "预算数",
       round(100 * "预算数" / nullif(sum("预算数") OVER (), 0), 2) AS "占比",
       round(100 * sum("预算数") OVER (ORDER BY "预算数" DESC, "项目编号")
             / nullif(sum("预算数") OVER (), 0), 2) AS "累计占比",
       "来源编号", "位置"
FROM "选中"
ORDER BY "选中"."预算数" DESC, "项目编号"
