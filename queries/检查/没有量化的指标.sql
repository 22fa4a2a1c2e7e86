-- name: 没有量化的指标
-- about: 数量、成本、满意度指标和率、数一类的指标，指标值却是文字
-- check: 量化
-- cue: 量化检查, 指标量化检查, 指标没有量化, 项目指标没有量化, 指标没有量化的项目
-- column: 项目名称 key, 发现 answer
-- ask: 指标量化检查 => 命名查询「没有量化的指标」
SELECT p."项目名称", concat_ws('', i."二级指标", '「', i."三级指标", '」的指标值是文字「', i."指标值", '」') AS "发现", i."来源编号", i."位置"
FROM "指标" AS i JOIN "项目" AS p ON p."项目编号" = i."项目编号"
WHERE i."目标值" IS NULL
  AND trim(i."指标值") <> ''
  AND (
    contains(i."二级标准", '数量') OR i."二级标准" IN ('成本指标', '经济成本指标') OR contains(i."一级标准", '满意度')
    OR regexp_matches(i."三级指标", '(率|数|数量|人次|比例|占比|面积|金额|满意度)$')
  )
ORDER BY i."项目编号", i."序号"
