-- name: 平均
-- about: 平均值，可以分组
-- cue: 平均, 平均值, 均值, 平均数, 平均下来, 平均每个, 平均水平
-- slot: 行(组* key, 值* answer)
-- heading: 值* = {}平均
-- ask: 平均预算多少 => 全部项目的预算数平均
WITH "行" AS (SELECT "年度" AS "组*", "预算数" AS "值*" FROM "项目")
SELECT "组*", avg("值*") AS "值*" FROM "行" GROUP BY "组*" HAVING count(*) > 0 ORDER BY "组*"
