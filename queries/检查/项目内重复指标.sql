-- name: 项目内重复指标
-- about: 同一个项目里，同一类下同名的指标
-- check: 完整性
-- cue: 项目内指标查重, 重复指标检查, 有重复的指标, 项目有重复的指标, 有重复的指标的项目, 有重复指标, 项目有重复指标, 有重复指标的项目
-- column: 项目名称 key, 发现 answer
-- ask: 哪些项目有重复的指标 => 命名查询「项目内重复指标」
SELECT p."项目名称",
       concat_ws('', i."二级指标", '「', i."三级指标", '」在这个项目里有 ', CAST(d."条数" AS VARCHAR), ' 条，这一条的指标值是「', coalesce(i."指标值", '空'), '」') AS "发现",
       i."来源编号", i."位置"
FROM "指标" AS i
JOIN "项目" AS p ON p."项目编号" = i."项目编号"
JOIN (
  SELECT "项目编号", coalesce("二级标准", '') AS "类", "三级指标" AS "名", count(*) AS "条数"
  FROM "指标"
  WHERE NOT "三级指标" IS NULL
  GROUP BY "项目编号", coalesce("二级标准", ''), "三级指标"
  HAVING count(*) > 1
) AS d ON d."项目编号" = i."项目编号" AND d."类" = coalesce(i."二级标准", '') AND d."名" = i."三级指标"
ORDER BY i."项目编号", i."三级指标", i."序号"
