-- name: 项目全貌
-- about: 一个项目的全部内容：金额、用途、绩效目标、每条指标
-- cue: 项目档案, 项目概况, 全部内容
-- param: 项目 text | 项目名称里的字
-- param: 年度 integer? | 有几年的时候，只看这一年
-- column: 项目名称 key, 栏目 context, 内容 answer
-- ask: 项目档案 司法救助 => 命名查询「项目全貌」（项目 司法救助）
-- ask: 装备购置的项目全貌，2024年 => 命名查询「项目全貌」（项目 装备购置、年度 2024）
WITH "选中" AS (
  SELECT * FROM "项目"
  WHERE contains("项目名称", $项目) AND ("年度" = $年度 OR $年度 IS NULL)
),
"全部" AS (
  SELECT "项目编号", "项目名称", 1 AS "段", 0 AS "序", '年度' AS "栏目", CAST("年度" AS VARCHAR) AS "内容", "来源编号", "位置" FROM "选中"
  UNION ALL
  SELECT "项目编号", "项目名称", 1, 1, '资金级别', "资金级别", "来源编号", "位置" FROM "选中"
  UNION ALL
  SELECT "项目编号", "项目名称", 1, 2, '单位名称', "单位名称", "来源编号", "位置" FROM "选中"
  UNION ALL
  SELECT "项目编号", "项目名称", 1, 3, '预算数（万元）', CAST(CAST("预算数" AS DECIMAL(20, 2)) AS VARCHAR), "来源编号", "位置" FROM "选中"
  UNION ALL
  SELECT "项目编号", "项目名称", 1, 4, '财政资金（万元）', CAST(CAST("财政资金" AS DECIMAL(20, 2)) AS VARCHAR), "来源编号", "位置" FROM "选中"
  UNION ALL
  SELECT "项目编号", "项目名称", 1, 5, '其他资金（万元）', CAST(CAST("其他资金" AS DECIMAL(20, 2)) AS VARCHAR), "来源编号", "位置" FROM "选中"
  UNION ALL
  SELECT "项目编号", "项目名称", 1, 6, '资金用途', "资金用途", "来源编号", "位置" FROM "选中"
  UNION ALL
  SELECT p."项目编号", p."项目名称", 2, g."序号", '绩效目标', g."目标内容", g."来源编号", g."位置"
  FROM "选中" AS p JOIN "绩效目标" AS g ON g."项目编号" = p."项目编号"
  UNION ALL
  SELECT p."项目编号", p."项目名称", 3, i."序号", concat_ws(' / ', i."二级指标", i."三级指标"), i."指标值", i."来源编号", i."位置"
  FROM "选中" AS p JOIN "指标" AS i ON i."项目编号" = p."项目编号"
)
SELECT "项目名称", "栏目", "内容", "来源编号", "位置"
FROM "全部"
WHERE NOT "内容" IS NULL
ORDER BY "项目编号", "段", "序"
