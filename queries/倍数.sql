-- name: 倍数
-- about: 一边是另一边的几倍
-- cue: 几倍, 多少倍, 的几倍, 倍数
-- slot: 甲(值)
-- slot: 乙(值)
-- column: 甲 context, 乙 context, 倍数 answer 倍
-- ask: 购买服务的预算是司法救助的几倍 => （项目「2024年检察业务购买服务项目-2024中央」的预算数）是（项目「2024年司法救助项目-2024中央」的预算数）的几倍
WITH "甲" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '市级'),
     "乙" AS (SELECT "预算数" AS "值" FROM "项目" WHERE "资金级别" = '中央')
SELECT a."值" AS "甲", b."值" AS "乙", round(a."值" / nullif(b."值", 0), 2) AS "倍数"
FROM (SELECT sum("值") AS "值" FROM "甲") AS a CROSS JOIN (SELECT sum("值") AS "值" FROM "乙") AS b
WHERE NOT a."值" IS NULL AND NOT b."值" IS NULL
