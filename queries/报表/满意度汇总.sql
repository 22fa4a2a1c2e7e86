-- name: 满意度汇总
-- about: 每个项目的满意度指标和目标值；没有的也列出，目标值空着
-- cue: 满意度一览, 满意度汇总表
-- param: 年度 integer? | 只看这一年的项目，不写就是全部
-- column: 项目名称 key, 年度 context, 三级指标 key, 指标值 answer
-- ask: 满意度一览 => 命名查询「满意度汇总」
-- ask: 2024年满意度一览 => 命名查询「满意度汇总」（年度 2024）
SELECT p."项目名称", p."年度", i."三级指标", i."指标值", coalesce(i."来源编号", p."来源编号") AS "来源编号",
       coalesce(i."位置", p."位置") AS "位置"
FROM "项目" AS p LEFT JOIN "指标" AS i ON i."项目编号" = p."项目编号" AND i."一级指标" = '满意度指标'
WHERE (p."年度" = $年度 OR $年度 IS NULL)
ORDER BY p."项目编号", i."序号"
