-- name: 没有绩效目标
-- about: 一条绩效目标都没有写的项目
-- check: 完整性
-- cue: 绩效目标检查, 没有写绩效目标, 项目没有写绩效目标, 没有写绩效目标的项目
-- column: 项目名称 key, 发现 answer
-- ask: 绩效目标检查 => 命名查询「没有绩效目标」
SELECT p."项目名称", '没有写绩效目标' AS "发现", p."来源编号", p."位置"
FROM "项目" AS p
WHERE NOT EXISTS (SELECT 1 FROM "绩效目标" AS g WHERE g."项目编号" = p."项目编号")
ORDER BY p."项目编号"
