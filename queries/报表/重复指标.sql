-- name: 重复指标
-- about: 同一个三级指标，几个项目都在用；各处的指标值是什么
-- cue: 重复的指标, 指标查重, 通用指标
-- param: 年度 integer? | 只看这一年的项目，不写就是全部
-- param: 至少 integer = 2 | 至少几个项目都有
-- column: 三级指标 key, 项目名称 key, 年度 context, 指标值 answer, 项目数 context 个
-- ask: 指标查重 => 命名查询「重复指标」（至少 2）
-- ask: 2024年通用指标，至少5 => 命名查询「重复指标」（年度 2024、至少 5）
WITH "选中" AS (SELECT * FROM "指标明细" WHERE ("年度" = $年度 OR $年度 IS NULL)),
"共用" AS (
  SELECT "三级指标", count(DISTINCT "项目编号") AS "项目数"
  FROM "选中"
  GROUP BY "三级指标"
  HAVING count(DISTINCT "项目编号") >= $至少
)
SELECT s."三级指标", s."项目名称", s."年度", s."指标值", c."项目数", s."文件", s."位置"
FROM "选中" AS s JOIN "共用" AS c ON c."三级指标" = s."三级指标"
ORDER BY c."项目数" DESC, s."三级指标", s."项目编号", s."序号"
