-- name: 种数
-- about: 有多少种不同的值，可以分组
-- cue: 种数, 几种, 多少种, 种类数, 不同的个数, 多少个不同的, 几个不同的, 有几种, 多少类, 几类
-- slot: 行(组* key, 值*)
-- heading: 值* = {}种数
-- ask: 三级指标有多少种 => 全部指标的三级指标种数
WITH "行" AS (SELECT "年度" AS "组*", "项目简称" AS "值*" FROM "项目")
SELECT "组*", count(DISTINCT "值*") AS "值*" FROM "行" GROUP BY "组*" ORDER BY "组*"
