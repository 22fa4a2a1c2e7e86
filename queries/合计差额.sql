-- name: 合计差额
-- about: 两边各合计，相差多少
-- cue: 增加多少, 增加了多少, 多安排了多少, 多批了多少, 多给了多少, 涨了多少
-- slot: 甲(值)
-- slot: 乙(值)
-- column: 甲 context, 乙 context, 差额 answer
-- ask: 2024年预算合计比2023年多多少 => （2024年的项目的预算数）比（2023年的项目的预算数）的合计差额
WITH "甲" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '市级'),
     "乙" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '中央')
SELECT a."值" AS "甲", b."值" AS "乙", a."值" - b."值" AS "差额"
FROM (SELECT sum("值") AS "值" FROM "甲") AS a CROSS JOIN (SELECT sum("值") AS "值" FROM "乙") AS b
WHERE NOT a."值" IS NULL AND NOT b."值" IS NULL
