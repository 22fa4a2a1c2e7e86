-- name: 少多少
-- about: 两边各一个数，前面的比后面的少多少
-- cue: 少多少, 低多少, 少了多少, 少几, 低了多少, 小多少, 便宜多少, 便宜了多少, 省多少, 省了多少, 少花多少, 少用多少, 少花了多少, 少批多少, 少安排多少
-- slot: 甲(值)
-- slot: 乙(值)
-- column: 甲 context, 乙 context, 少 answer
-- ask: 业务经费市级比中央少多少 => （项目「检察业务经费项目」且资金级别为「市级」的项目的预算数）比（项目「检察业务经费项目」且资金级别为「中央」的项目的预算数）少多少
WITH "甲" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '市级'),
     "乙" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '中央')
SELECT a."值" AS "甲", b."值" AS "乙", CAST(b."值" - a."值" AS DECIMAL(38, 8)) AS "少"
FROM (SELECT sum("值") AS "值" FROM "甲") AS a CROSS JOIN (SELECT sum("值") AS "值" FROM "乙") AS b
WHERE NOT a."值" IS NULL AND NOT b."值" IS NULL
