-- name: 个数少多少
-- about: 两边各有多少，前面的比后面的少多少；一个也没有时是 0
-- slot: 甲(值)
-- slot: 乙(值)
-- column: 甲 context, 乙 context, 少 answer
-- ask: 市级的社会效益指标比中央的少几个 => （资金级别为「市级」的项目的二级指标为「社会效益指标」的指标的个数）比（资金级别为「中央」的项目的二级指标为「社会效益指标」的指标的个数）的合计少多少
WITH "甲" AS (SELECT 1 AS "值" FROM "项目" WHERE "资金级别" = '市级'),
     "乙" AS (SELECT 1 AS "值" FROM "项目" WHERE "资金级别" = '中央')
SELECT a."值" AS "甲", b."值" AS "乙", b."值" - a."值" AS "少"
FROM (SELECT count("值") AS "值" FROM "甲") AS a CROSS JOIN (SELECT count("值") AS "值" FROM "乙") AS b
