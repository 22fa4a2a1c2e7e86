-- name: 计数
-- about: 有多少行，可以分组；没有时是 0
-- slot: 行(组* key)
-- heading: 数量 = {}数
-- ask: 一共有几个项目 => 全部项目的个数
WITH "行" AS (SELECT "年度" AS "组*" FROM "项目")
SELECT "组*", count(*) AS "数量" FROM "行" GROUP BY "组*" ORDER BY "组*"
