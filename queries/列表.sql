-- name: 列表
-- about: 逐行列出选中的行
-- slot: 行(键* key, 旁* context, 列* answer) rows
-- ask: 司法救助 预算多少 => 项目「2024年司法救助项目-2024中央」的预算数
WITH "行" AS (SELECT "项目名称" AS "键*", "年度" AS "旁*", "预算数" AS "列*" FROM "项目" WHERE "资金级别" = '市级')
SELECT "键*", "旁*", "列*" FROM "行"
