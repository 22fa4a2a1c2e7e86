-- name: 合计
-- about: 合计，可以分组
-- cue: 合计, 总计, 总和, 之和, 的和, 总额, 总共, 一共, 加起来, 加一块, 加一块儿, 加一起, 加在一起, 合一起, 合在一起, 拢共, 共计, 共, 总, 累计, 总的, 相加, 加总, 总数额, 一起, 合起来, 总量
-- slot: 行(组* key, 值* answer)
-- heading: 值* = {}合计
-- ask: 各年度预算 => 全部项目按年度的预算数合计
WITH "行" AS (SELECT "年度" AS "组*", "预算数" AS "值*" FROM "项目")
SELECT "组*", sum("值*") AS "值*" FROM "行" GROUP BY "组*" HAVING count(*) > 0 ORDER BY "组*"
