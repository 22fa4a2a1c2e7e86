-- name: 缺效益指标
-- about: 一个效益指标都没有的项目
-- check: 完整性
-- cue: 缺效益指标检查, 效益指标检查
-- column: 项目名称 key, 发现 answer
-- ask: 效益指标检查 => 命名查询「缺效益指标」
SELECT p."项目名称", '没有效益指标' AS "发现", p."来源编号", p."位置"
FROM "项目" AS p
WHERE NOT EXISTS (
  SELECT 1 FROM "指标" AS i
  WHERE i."项目编号" = p."项目编号" AND (contains(i."一级标准", '效益') OR contains(i."二级标准", '效益'))
)
ORDER BY p."项目编号"
