-- name: 最小值
-- about: 每一组里最小的数
-- cue: 最小值, 最低值
-- slot: 行(组* key, 值* answer)
-- heading: 值* = 最小的{}
-- ask: 各年度预算最小值 => 全部项目按年度的预算数最小值
WITH "行" AS (SELECT "年度" AS "组*", "预算数" AS "值*" FROM "项目")
SELECT "组*", min("值*") AS "值*" FROM "行" GROUP BY "组*" HAVING count(*) > 0 ORDER BY "组*"
