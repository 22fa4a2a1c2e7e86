-- name: 项目目标
-- about: 项目的绩效目标，逐条
-- cue: 目标逐条, 目标一览, 绩效目标一览
-- param: 项目 text? | 项目名称里的字，不写就是全部
-- param: 年度 integer? | 只看这一年的项目，不写就是全部
-- column: 项目名称 key, 年度 context, 序号 context, 目标内容 answer
-- ask: 绩效目标一览 => 命名查询「项目目标」
-- ask: 绩效目标一览 项目 司法救助 => 命名查询「项目目标」（项目 司法救助）
SELECT p."项目名称", p."年度", g."序号", g."目标内容", g."来源编号", g."位置"
FROM "绩效目标" AS g JOIN "项目" AS p ON p."项目编号" = g."项目编号"
WHERE ($项目 IS NULL OR contains(p."项目名称", $项目)) AND (p."年度" = $年度 OR $年度 IS NULL)
ORDER BY p."项目编号", g."序号"
