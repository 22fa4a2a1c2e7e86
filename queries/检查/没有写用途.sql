-- name: 没有写用途
-- about: 资金用途是空的项目（项目概况也没有写）；同一份文件、同一个单位都没有写的，可能是表里没有这一栏
-- check: 完整性
-- cue: 资金用途检查, 用途是空的, 项目用途是空的, 用途是空的的项目, 没有写用途, 项目没有写用途, 没有写用途的项目, 没写用途, 项目没写用途, 没写用途的项目
-- column: 项目名称 key, 发现 answer
-- ask: 哪些项目用途是空的 => 命名查询「没有写用途」
WITH "写了" AS (
  SELECT "来源编号", "单位名称" FROM "项目" WHERE NOT coalesce(nullif(trim("资金用途"), ''), nullif(trim("项目概况"), '')) IS NULL
)
SELECT "项目名称",
       CASE WHEN "来源编号" IN (SELECT "来源编号" FROM "写了") OR "单位名称" IN (SELECT "单位名称" FROM "写了")
         THEN '没有写资金用途' ELSE '没有写资金用途，表里可能没有这一栏' END AS "发现",
       "来源编号", "位置"
FROM "项目"
WHERE coalesce(nullif(trim("资金用途"), ''), nullif(trim("项目概况"), '')) IS NULL
ORDER BY "项目编号"
