-- name: 差额
-- about: 两边各一个数，相差多少
-- cue: 差额, 差距, 相差, 差多少, 多多少, 高多少, 多出多少, 多了多少, 差, 差了多少, 高出多少, 大多少, 贵多少, 贵了多少, 多花多少, 多用多少, 多花了多少, 多批多少, 多安排多少, 多几, 相差多少, 差值, 高出
-- slot: 甲(值)
-- slot: 乙(值)
-- column: 甲 context, 乙 context, 差额 answer
-- ask: 业务经费中央比市级多多少 => （项目「检察业务经费项目」且资金级别为「中央」的项目的预算数）比（项目「检察业务经费项目」且资金级别为「市级」的项目的预算数）的差额
WITH "甲" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '市级'),
     "乙" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '中央')
SELECT a."值" AS "甲", b."值" AS "乙", CAST(a."值" - b."值" AS DECIMAL(38, 8)) AS "差额"
FROM (SELECT sum("值") AS "值" FROM "甲") AS a CROSS JOIN (SELECT sum("值") AS "值" FROM "乙") AS b
WHERE NOT a."值" IS NULL AND NOT b."值" IS NULL
