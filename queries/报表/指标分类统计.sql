-- name: 指标分类统计
-- about: 各级分类下有几条指标，其中几条量化，几个项目有
-- cue: 指标构成, 指标分布, 各类指标统计, 指标分类表
-- param: 年度 integer? | 只看这一年的项目，不写就是全部
-- column: 一级指标 key, 二级指标 key, 指标数 answer 条, 量化指标数 answer 条, 项目数 answer 个
-- ask: 指标构成 => 命名查询「指标分类统计」
-- ask: 请问2024年的指标分布 => 命名查询「指标分类统计」（年度 2024）
WITH "行" AS (
  SELECT "一级指标", "二级指标", "目标值", "项目编号", "文件", "位置"
  FROM "指标明细"
  WHERE ("年度" = $年度 OR $年度 IS NULL)
)
SELECT "一级指标", "二级指标", count(*) AS "指标数", count("目标值") AS "量化指标数",
       count(DISTINCT "项目编号") AS "项目数"
FROM "行"
GROUP BY "一级指标", "二级指标"
ORDER BY "一级指标" NULLS LAST, "二级指标" NULLS LAST
