SELECT * FROM 项目 ORDER BY 项目编号
SELECT "项目名称", "预算数" FROM "项目" ORDER BY "预算数" DESC, 1 LIMIT 3;
FROM 项目 SELECT 项目名称 ORDER BY ALL
FROM 来源
select count(*) as 行数, count(distinct 资金级别) as 级别数 from 项目 -- 有多少
SELECT 年度, 资金级别, sum(预算数) AS 合计, avg(预算数), min(预算数), max(预算数) FROM 项目 GROUP BY ALL ORDER BY ALL
SELECT 资金级别, count(*) FILTER (WHERE 预算数 > 30) AS 大项目 FROM 项目 GROUP BY 资金级别 HAVING count(*) > 1 ORDER BY 1
SELECT median(预算数), quantile_cont(预算数, 0.9), quantile_disc(预算数, [0.25, 0.75]), stddev(预算数) FROM 项目
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY 预算数) FROM 项目
SELECT arg_max(项目名称, 预算数), min_by(项目名称, 预算数), any_value(单位名称), mode(年度) FROM 项目
SELECT 年度, string_agg(项目简称, '、' ORDER BY 项目编号) AS 名单 FROM 项目 GROUP BY 年度 ORDER BY 年度
SELECT 年度, string_agg(DISTINCT 资金级别, ',' ORDER BY 资金级别), list(项目编号 ORDER BY 项目编号) FROM 项目 GROUP BY 1 ORDER BY 1
SELECT 项目名称, round(100 * 预算数 / sum(预算数) OVER (), 2) AS 占比 FROM 项目 ORDER BY 占比 DESC, 项目名称
SELECT 项目名称, rank() OVER (PARTITION BY 资金级别 ORDER BY 预算数 DESC) AS 名次 FROM 项目 ORDER BY 资金级别, 名次, 1
SELECT 项目名称 FROM 项目 QUALIFY row_number() OVER (PARTITION BY 年度 ORDER BY 预算数 DESC, 项目编号) = 1 ORDER BY 1
SELECT 项目编号, lag(预算数, 1, 0) OVER w, sum(预算数) OVER w FROM 项目 WINDOW w AS (ORDER BY 项目编号) ORDER BY 1
SELECT 项目编号, avg(预算数) OVER (ORDER BY 项目编号 ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM 项目 ORDER BY 1
WITH 大 AS (SELECT * FROM 项目 WHERE 预算数 >= 30), 名 AS (SELECT 项目名称 FROM 大) SELECT * FROM 名 ORDER BY 1
WITH 级(级别, 序) AS (VALUES ('中央', 1), ('市级', 2)) SELECT 项目名称 FROM 项目 JOIN 级 ON 资金级别 = 级别 ORDER BY 序, 1
SELECT * FROM (VALUES (1, '甲'), (2, '乙')) AS t(号, 名) ORDER BY 号
SELECT 项目名称 FROM 项目 AS p WHERE EXISTS (SELECT 1 FROM 指标 AS z WHERE z.项目编号 = p.项目编号 AND z.目标值 >= 99) ORDER BY 1
SELECT 项目名称 FROM 项目 WHERE 项目编号 NOT IN (SELECT 项目编号 FROM 指标 WHERE 二级指标 = '成本指标') ORDER BY 1
SELECT 项目名称 FROM 项目 WHERE 预算数 > (SELECT avg(预算数) FROM 项目) AND 年度 BETWEEN 2023 AND 2024 ORDER BY 1
SELECT 项目名称 FROM 项目 WHERE 项目名称 LIKE '%司法%' OR 项目名称 ILIKE '%A%' OR 资金用途 IS NOT DISTINCT FROM NULL ORDER BY 1
SELECT 项目名称 FROM 项目 WHERE NOT contains(资金用途, '运维') AND 资金级别 IN ('中央', '市级') ORDER BY 项目名称 COLLATE zh
SELECT length(项目名称), substring(项目名称, 1, 4), left(项目名称, 2), right(项目名称, 2), upper(单位编码) FROM 项目 ORDER BY ALL
SELECT trim('  a '), ltrim('xa', 'x'), replace('a-b', '-', '+'), reverse('司法'), strpos('司法救助', '救助'), position('法' IN '司法')
SELECT concat(年度, '年'), 年度 || '年' || 资金级别, concat_ws('-', 单位编码, 单位名称) FROM 项目 ORDER BY ALL
SELECT 项目名称 FROM 项目 WHERE regexp_matches(项目名称, '^2024年.*中央$') OR starts_with(项目名称, '办案') ORDER BY 1
SELECT regexp_extract(项目名称, '(\d{4})年', 1), regexp_replace(项目名称, '\d', '', 'g') FROM 项目 ORDER BY ALL
SELECT split_part('a-b-c', '-', 2), string_split('a,b', ','), array_to_string(['a', 'b'], '、'), len([1, 2]), [1, 2, 3][2]
SELECT 项目名称, CASE WHEN 预算数 >= 50 THEN '大' WHEN 预算数 >= 10 THEN '中' ELSE '小' END AS 规模 FROM 项目 ORDER BY 项目编号
SELECT CASE 资金级别 WHEN '中央' THEN 1 ELSE 2 END, if(预算数 > 10, '是', '否') FROM 项目 ORDER BY 项目编号
SELECT coalesce(其他资金, 0) + 财政资金, nullif(预算数, 0), ifnull(其他资金, -1), greatest(1, 2), abs(-3) FROM 项目 ORDER BY 项目编号
SELECT cast(预算数 AS DOUBLE), 年度::VARCHAR, try_cast(指标值 AS INTEGER) FROM 指标明细 ORDER BY ALL
SELECT 预算数 * 10000 AS 元, 预算数 / 2, 7 // 2, 7 % 3, 2 ** 3, round(预算数, 1), floor(1.5), ceil(1.5) FROM 项目 ORDER BY 项目编号
SELECT 项目编号 FROM 项目 WHERE 年度 = 2023 UNION ALL SELECT 项目编号 FROM 指标 EXCEPT SELECT 3 ORDER BY 1
(SELECT 年度 FROM 项目) INTERSECT (SELECT 2024)
SELECT p.项目名称, count(z.序号) AS 指标数 FROM 项目 p LEFT JOIN 指标 z USING (项目编号) GROUP BY p.项目名称 ORDER BY 2 DESC, 1
SELECT 项目名称, 指标数 FROM 项目 p, LATERAL (SELECT count(*) AS 指标数 FROM 指标 z WHERE z.项目编号 = p.项目编号) ORDER BY 1
SELECT 一级指标, 二级指标, count(*), grouping(二级指标) FROM 指标 GROUP BY ROLLUP (一级指标, 二级指标) ORDER BY ALL
SELECT DISTINCT 一级指标 FROM 指标 ORDER BY 一级指标 NULLS FIRST
SELECT DISTINCT ON (年度) 年度, 项目名称 FROM 项目 ORDER BY 年度, 预算数 DESC, 项目名称
SELECT * EXCLUDE (资金用途) FROM 项目 ORDER BY 项目编号 LIMIT 5 OFFSET 2
SELECT i.三级指标, i.指标值, s.文件, i.位置 FROM 指标 i JOIN 来源 s ON s.来源编号 = i.来源编号 ORDER BY i.项目编号, i.序号
SELECT 项目名称, 文件, 位置 FROM 指标明细 WHERE 比较符 IS NOT NULL ORDER BY ALL
SELECT year(DATE '2024-03-01'), date_trunc('month', DATE '2024-03-15'), date_diff('day', DATE '2024-01-01', DATE '2024-03-01')
SELECT strftime(DATE '2024-03-01', '%Y年%m月'), DATE '2024-01-31' + INTERVAL 1 MONTH, extract(quarter FROM DATE '2024-05-01')
SELECT cast(时间 AS TIMESTAMP) > TIMESTAMP '2024-01-01 00:00:00', dayname(strptime('2024-05-01', '%Y-%m-%d')) FROM 来源
SELECT 预算数 AS 预算（万元） FROM 项目 ORDER BY 1
SELECT (预算数), 年度 FROM 项目 ORDER BY (预算数) DESC, 1;
SELECT 项目编号, unnest(string_split(目标内容, '；')) AS 句 FROM 绩效目标 ORDER BY ALL
SELECT 年度, COLUMNS('.*资金$') FROM 项目 ORDER BY ALL
SELECT 资金级别, sum(COLUMNS('财政资金|其他资金')) FROM 项目 GROUP BY ALL ORDER BY 1
SELECT 资金级别, sum(预算数) FILTER (WHERE 年度 = 2023) AS "2023年", sum(预算数) FILTER (WHERE 年度 = 2024) AS "2024年" FROM 项目 GROUP BY 1 ORDER BY 1
SELECT coalesce(资金级别, '合计') AS 级别, sum(预算数) FROM 项目 GROUP BY GROUPING SETS ((资金级别), ()) ORDER BY 1
SELECT 年度, 资金级别, sum(预算数) FROM 项目 GROUP BY CUBE (年度, 资金级别) ORDER BY ALL
SELECT 年度, list(预算数 ORDER BY 预算数 DESC)[1:3], list_sum(list(预算数)), list_distinct(list(资金级别)) FROM 项目 GROUP BY 年度 ORDER BY 1
SELECT list_sort(list(年度)), list_max(list(预算数)), list_min(list(预算数)), list_avg(list(预算数)), list_unique(list(年度)) FROM 项目
SELECT list_reverse([1, 2]), list_position(['a', 'b'], 'b'), list_concat([1], [2]), regexp_split_to_array('a、b', '、'), ascii('a'), chr(97)
SELECT quantile(预算数, 0.5), covar_pop(预算数, 财政资金), covar_samp(预算数, 财政资金), regr_slope(预算数, 财政资金), skewness(预算数), kurtosis(预算数), mad(预算数), product(年度) FROM 项目
SELECT date_add(DATE '2024-01-31', INTERVAL 3 DAY), DATE '2024-03-01' - INTERVAL 1 DAY, make_date(2024, 1, 31), last_day(DATE '2024-02-01'), DATE '2024-12-31' - DATE '2024-01-01'
SELECT 项目简称, 年度, 预算数 - lag(预算数) OVER (PARTITION BY 项目简称 ORDER BY 年度) AS 增减, round(100 * (预算数 / nullif(lag(预算数) OVER (PARTITION BY 项目简称 ORDER BY 年度), 0) - 1), 2) AS 增幅 FROM 项目 ORDER BY ALL
SELECT 项目名称, ntile(4) OVER (ORDER BY 预算数), cume_dist() OVER (ORDER BY 预算数), sum(预算数) OVER (ORDER BY 预算数 DESC, 项目编号) / sum(预算数) OVER () FROM 项目 ORDER BY 1
SELECT * REPLACE (round(预算数, 0) AS 预算数) FROM 项目 ORDER BY 项目编号
SELECT * RENAME (预算数 AS 预算) FROM 项目 ORDER BY 1
SELECT 项目名称 FROM 项目 ANTI JOIN (SELECT * FROM 指标 WHERE 二级指标 = '社会效益指标') z USING (项目编号) ORDER BY 1
SELECT 项目名称 FROM 项目 WHERE (年度, 资金级别) IN ((2024, '中央'), (2023, '中央')) ORDER BY 1
SELECT 项目名称 FROM 项目 WHERE 预算数 >= ALL (SELECT 预算数 FROM 项目)
SELECT right('0000' || 项目编号, 4), left(资金用途, 20) || '…', cast(预算数 AS DECIMAL(20,2)) FROM 项目 ORDER BY 1
SELECT coalesce(try_cast(regexp_extract(指标值, '\d+') AS INTEGER), -1) AS 数, count(*) FROM 指标 GROUP BY 1 ORDER BY 1
SELECT 项目名称 FROM 项目 WHERE 项目名称 SIMILAR TO '.*司法.*' OR 项目名称 ~ '办案' ORDER BY 1
SELECT unnest([1, 2]), bool_and(true), max(预算数, 2) FROM 项目
