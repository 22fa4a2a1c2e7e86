-- name: 各项目指标数
-- about: 每个项目有几条绩效目标、几条指标，其中几条量化
-- cue: 指标数量表, 指标条数, 各项目指标条数
-- param: 年度 integer? | 只看这一年的项目，不写就是全部
-- column: 项目名称 key, 年度 context, 目标数 answer 条, 指标数 answer 条, 量化指标数 answer 条
-- ask: 指标数量表 => 命名查询「各项目指标数」
-- ask: 麻烦查一下2023年的指标数量表 => 命名查询「各项目指标数」（年度 2023）
SELECT p."项目名称", p."年度",
       (SELECT count(*) FROM "绩效目标" AS g WHERE g."项目编号" = p."项目编号") AS "目标数",
       (SELECT count(*) FROM "指标" AS i WHERE i."项目编号" = p."项目编号") AS "指标数",
       (SELECT count(i."目标值") FROM "指标" AS i WHERE i."项目编号" = p."项目编号") AS "量化指标数",
       p."来源编号", p."位置"
FROM "项目" AS p
WHERE (p."年度" = $年度 OR $年度 IS NULL)
ORDER BY p."项目编号"
