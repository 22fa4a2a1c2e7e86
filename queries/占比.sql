-- name: 占比
-- about: 一部分占整体的百分比
-- cue: 占, 占比, 比重, 比例, 百分比, 份额, 占了, 占到, 百分之几, 百分之多少, 除以总, 除以全部, 几成
-- slot: 部分(值)
-- slot: 整体(值)
-- heading: 部分 = 部分, 整体 = 整体
-- column: 部分 context, 整体 context, 占比 answer %
-- ask: 司法救助预算占总预算的比例 => （项目「2024年司法救助项目-2024中央」的预算数）占（全部项目的预算数）的百分比
WITH "部分" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '市级'),
     "整体" AS (SELECT "预算数" AS "值" FROM "项目")
SELECT a."值" AS "部分", b."值" AS "整体", round(100 * a."值" / nullif(b."值", 0), 2) AS "占比"
FROM (SELECT sum("值") AS "值" FROM "部分") AS a CROSS JOIN (SELECT sum("值") AS "值" FROM "整体") AS b
WHERE NOT a."值" IS NULL
