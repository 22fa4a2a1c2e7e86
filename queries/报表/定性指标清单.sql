-- name: 定性指标清单
-- about: 目标值只有文字、没有数的指标
-- cue: 量化不足, 量化不足的指标, 没有数的指标, 定性指标表
-- param: 年度 integer? | 只看这一年的项目，不写就是全部
-- column: 项目名称 key, 三级指标 key, 年度 context, 二级指标 context, 指标值 answer
-- ask: 量化不足的指标 => 命名查询「定性指标清单」
-- ask: 量化不足，2024年 => 命名查询「定性指标清单」（年度 2024）
SELECT "项目名称", "三级指标", "年度", "二级指标", "指标值", "文件", "位置"
FROM "指标明细"
WHERE NOT "指标值" IS NULL AND "目标值" IS NULL AND ("年度" = $年度 OR $年度 IS NULL)
ORDER BY "项目编号", "序号"
