-- name: 最大值
-- about: 每一组里最大的数
-- cue: 最大值, 最高值, 峰值
-- slot: 行(组* key, 值* answer)
-- heading: 值* = 最大的{}
-- ask: 各年度预算最大值 => 全部项目按年度的预算数最大值
WITH "行" AS (SELECT "年度" AS "组*", "预算数" AS "值*" FROM "项目")
SELECT "组*", max("值*") AS "值*" FROM "行" GROUP BY "组*" HAVING count(*) > 0 ORDER BY "组*"
