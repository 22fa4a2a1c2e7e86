-- name: 合计少多少
-- about: 两边各合计，前面的比后面的少多少
-- cue: 减少多少, 减少了多少, 减了多少, 降了多少, 少安排了多少, 少批了多少, 少给了多少
-- slot: 甲(值)
-- slot: 乙(值)
-- column: 甲 context, 乙 context, 少 answer
-- ask: 2023年预算合计比2024年少多少 => （2023年的项目的预算数）比（2024年的项目的预算数）的合计少多少
WITH "甲" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '市级'),
     "乙" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '中央')
SELECT a."值" AS "甲", b."值" AS "乙", b."值" - a."值" AS "少"
FROM (SELECT sum("值") AS "值" FROM "甲") AS a CROSS JOIN (SELECT sum("值") AS "值" FROM "乙") AS b
WHERE NOT a."值" IS NULL AND NOT b."值" IS NULL
