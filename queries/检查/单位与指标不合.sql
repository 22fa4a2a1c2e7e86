-- name: 单位与指标不合
-- about: 率和满意度的单位不是百分比，数量和金额的单位是百分比，或一个指标值里有两种单位
-- check: 量化
-- cue: 指标单位检查, 计量单位检查, 指标单位不对, 项目指标单位不对, 指标单位不对的项目, 指标单位矛盾, 项目指标单位矛盾, 指标单位矛盾的项目
-- column: 项目名称 key, 发现 answer
-- ask: 指标单位检查 => 命名查询「单位与指标不合」
SELECT p."项目名称", concat_ws('', '「', i."三级指标", '」的指标值是「', i."指标值", '」，单位不合') AS "发现", i."来源编号", i."位置"
FROM "指标" AS i JOIN "项目" AS p ON p."项目编号" = i."项目编号"
WHERE (regexp_matches(i."三级指标", '(率|满意度|占比|比例)$') AND NOT regexp_matches(i."三级指标", '(频率|汇率|税率|利率|速率|功率|分辨率|容积率)$')
       AND NOT coalesce(i."基准单位", '%') = '%')
   OR (regexp_matches(i."三级指标", '(数|数量|人次|金额|总额|费用|成本|面积)$') AND NOT regexp_matches(i."三级指标", '(指数|系数|分数|倍数|百分数)$')
       AND i."基准单位" = '%')
   OR (i."目标值" IS NULL AND regexp_matches(i."指标值", '[0-9]') AND contains(i."指标值", '元') AND regexp_matches(i."指标值", '[%％]|百分'))
ORDER BY i."项目编号", i."序号"
