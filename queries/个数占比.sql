-- name: 个数占比
-- about: 一部分的个数占整体的个数的百分比；一个也没有时是 0
-- slot: 部分(值)
-- slot: 整体(值)
-- heading: 部分 = 部分, 整体 = 整体
-- column: 部分 context, 整体 context, 占比 answer %
-- ask: 2024年的项目占全部项目的几成 => （2024年的项目的个数）占（全部项目的个数）的百分比
WITH "部分" AS (SELECT 1 AS "值" FROM "项目" WHERE "资金级别" = '市级'),
     "整体" AS (SELECT 1 AS "值" FROM "项目")
SELECT a."值" AS "部分", b."值" AS "整体", round(100 * a."值" / b."值", 2) AS "占比"
FROM (SELECT count("值") AS "值" FROM "部分") AS a CROSS JOIN (SELECT count("值") AS "值" FROM "整体") AS b
WHERE b."值" > 0
