-- name: 缺项检查
-- about: 已载入的二级指标里，每个项目缺哪几类
-- cue: 缺项的项目, 指标缺项, 指标缺项检查, 缺哪些维度, 维度缺失
-- param: 年度 integer? | 只看这一年的项目，不写就是全部
-- column: 项目名称 key, 年度 context, 一级指标 answer, 二级指标 answer
-- ask: 指标缺项检查 => 命名查询「缺项检查」
-- ask: 2024年维度缺失的有哪些 => 命名查询「缺项检查」（年度 2024）
WITH "应有" AS (SELECT DISTINCT "一级指标", "二级指标" FROM "指标" WHERE NOT "二级指标" IS NULL)
SELECT p."项目名称", p."年度", d."一级指标", d."二级指标", p."来源编号", p."位置"
FROM "项目" AS p CROSS JOIN "应有" AS d
WHERE NOT EXISTS (
    SELECT 1 FROM "指标" AS i WHERE i."项目编号" = p."项目编号" AND i."二级指标" = d."二级指标"
  )
  AND (p."年度" = $年度 OR $年度 IS NULL)
ORDER BY p."项目编号", d."一级指标", d."二级指标"
