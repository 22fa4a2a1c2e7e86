-- name: 资金构成与预算不一致
-- about: 财政资金、其他资金、结转资金之和不等于预算数
-- check: 成本与预算
-- cue: 资金构成检查, 资金来源检查, 资金构成与预算不一致, 项目资金构成与预算不一致, 资金构成与预算不一致的项目, 资金构成和预算不一致, 项目资金构成和预算不一致, 资金构成和预算不一致的项目, 财政资金和其他资金之和不等于预算数, 项目财政资金和其他资金之和不等于预算数, 财政资金和其他资金之和不等于预算数的项目, 资金来源与预算不一致, 项目资金来源与预算不一致, 资金来源与预算不一致的项目
-- column: 项目名称 key, 发现 answer
-- ask: 哪些项目资金构成与预算不一致 => 命名查询「资金构成与预算不一致」
-- ask: 资金构成检查 => 命名查询「资金构成与预算不一致」
SELECT "项目名称",
       concat_ws('', '财政资金 ', coalesce(CAST(CAST("财政资金" AS DECIMAL(20, 2)) AS VARCHAR), '空'),
         '、其他资金 ', coalesce(CAST(CAST("其他资金" AS DECIMAL(20, 2)) AS VARCHAR), '空'),
         CASE WHEN "结转资金" IS NULL THEN '' ELSE concat('、结转资金 ', CAST(CAST("结转资金" AS DECIMAL(20, 2)) AS VARCHAR)) END,
         '，预算数 ', CAST(CAST("预算数" AS DECIMAL(20, 2)) AS VARCHAR), '（万元）') AS "发现",
       "来源编号", "位置"
FROM "项目"
WHERE NOT coalesce("财政资金", "其他资金") IS NULL
  AND coalesce("财政资金", 0) + coalesce("其他资金", 0) + coalesce("结转资金", 0) <> "预算数"
ORDER BY "项目编号"
