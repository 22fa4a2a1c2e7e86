-- name: 中位数
-- about: 排在正中间的数，可以分组
-- cue: 中位数, 中位值, 中间值, 中数
-- slot: 行(组* key, 值* answer)
-- heading: 值* = {}中位数
-- ask: 预算的中位数是多少 => 全部项目的预算数中位数
WITH "行" AS (SELECT "年度" AS "组*", "预算数" AS "值*" FROM "项目")
SELECT "组*", median("值*") AS "值*" FROM "行" GROUP BY "组*" HAVING count(*) > 0 ORDER BY "组*"
