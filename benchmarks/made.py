"""Makes data like that of a province: projects of towns and counties with their goals and ten indicators each.

    python -m benchmarks.made PROJECTS FOLDER [--seed N] [--format parquet|csv]

The files are 项目, 绩效目标 and 指标, as `jxquery load` takes them. All names are distinct, and the same number and
seed give the same files; fewer projects are the first of more. DuckDB writes them out of hashed row numbers, a million
projects in well under a minute. What the words are is in `made.toml`.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

INDICATORS = 10
TABLES = ("项目", "绩效目标", "指标")
_WORDS = Path(__file__).with_name("made.toml")
_STEP = 0.6180339887  # of all names there could be: one lies that far from the next


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many projects, with which seed, in which format."""

    projects: int
    seed: int = 7
    format: str = "parquet"


def make(wanted: Wanted, folder: Path) -> dict[str, Path]:
    """Write the files; where each table's lies."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.{wanted.format}" for name in TABLES}
    with duckdb.connect(":memory:", config={"memory_limit": "2GB", "temp_directory": str(folder / ".tmp")}) as made:
        _tables(made, wanted)
        for name, path in paths.items():
            options = "FORMAT parquet, COMPRESSION zstd" if wanted.format == "parquet" else "FORMAT csv, HEADER"
            made.execute(f"COPY ({_STATEMENTS[name]}) TO '{path}' ({options})")
    return paths


def _tables(made: duckdb.DuckDBPyConnection, wanted: Wanted) -> None:
    """The words as tables and macros, and one row a project with what its other rows are made of."""
    words = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    place, project = words["place"], words["project"]
    pairs = [(f["office"], o, a) for f in words["field"] for o in f["object"] for a in f["action"]]
    radix = [
        len(pairs), len(project["level"]), len(project["year"]), len(place["town"]),
        len(place["first"]) * len(place["second"]),
    ]  # fmt: skip
    total = 1
    for n in radix:
        total *= n
    if wanted.projects > total:
        raise ValueError(f"there are {total} names only")
    step = next(n for n in range(int(total * _STEP), total) if _coprime(n, total))
    made.execute(f"CREATE MACRO drawn(a, b, n) AS (hash(a * 1000 + b + {wanted.seed} * 1000003) % n)::BIGINT")
    made.execute("CREATE MACRO one(items, a, b) AS items[1 + drawn(a, b, len(items))]")
    _digits(made, radix, total, step, wanted)
    made.execute(_PROJECTS, {
        "first": place["first"], "second": place["second"], "kind": place["kind"], "town": place["town"],
        "year": project["year"], "level": project["level"], "pairs": [list(p) for p in pairs],
    })  # fmt: skip
    rows = words["indicator"]
    made.execute(
        "CREATE TABLE slot AS SELECT unnest($n) AS n, unnest($first) AS first, unnest($second) AS second, "
        "unnest($names) AS names, unnest($shapes) AS shapes",
        {
            "n": list(range(1, len(rows) + 1)),
            "first": [r["first"] for r in rows],
            "second": [r["second"] for r in rows],
            "names": [r["name"] for r in rows],
            "shapes": [words["value"][r["value"]] for r in rows],
        },
    )


def _digits(made: duckdb.DuckDBPyConnection, radix: list[int], total: int, step: int, wanted: Wanted) -> None:
    """Each project's number among all names, taken apart: names differ as the numbers do."""
    names = ("pair", "level", "year", "town", "place")
    parts, divisor = [], 1
    for name, n in zip(names, radix, strict=True):
        parts.append(f"divide(spot, {divisor}) % {n} AS {name}")
        divisor *= n
    made.execute(
        f"CREATE VIEW digit AS SELECT i, {', '.join(parts)} FROM "
        f"(SELECT i, (i * {step} + {wanted.seed} * 7919) % {total} AS spot "
        f"FROM range(1, {wanted.projects + 1}) AS t(i))"
    )


def _coprime(a: int, b: int) -> bool:
    while b:
        a, b = b, a % b
    return a == 1


_PROJECTS = """
CREATE TABLE project AS
WITH named AS (
  SELECT i, place, pair,
         $first[1 + divide(place, len($second))] || $second[1 + place % len($second)]
           || one($kind, place, 1) AS county,
         $town[1 + town] AS town, $year[1 + year] AS year, $level[1 + level] AS level,
         $pairs[1 + pair][1] AS office, $pairs[1 + pair][2] AS object, $pairs[1 + pair][3] AS action,
         drawn(i, 2, 1000000) / 1000000.0 AS u
  FROM digit)
SELECT *, county || town || object || action || '项目' AS short,
       CAST(round(exp(u * 8.5) + 0.5, CASE WHEN u < 0.55 THEN 2 WHEN u < 0.8 THEN 1 ELSE 0 END) AS DECIMAL(20, 2))
         AS budget
FROM named
"""

_STATEMENTS = {
    "项目": """
SELECT i AS "项目编号", year || '年' || short || '-' || year || level AS "项目名称", short AS "项目简称",
       year AS "年度", level AS "资金级别", CAST(100000 + place * 100 + pair % 97 AS VARCHAR) AS "单位编码",
       county || office AS "单位名称",
       budget AS "预算数", CASE WHEN drawn(i, 3, 5) = 0 THEN CAST(budget * 0.8 AS DECIMAL(20, 2)) ELSE budget END
         AS "财政资金",
       CASE WHEN drawn(i, 3, 5) = 0 THEN budget - CAST(budget * 0.8 AS DECIMAL(20, 2)) END AS "其他资金",
       '用于' || county || town || object || action
         || one(['，保障各项工作顺利开展', '，提升公共服务水平', '，改善群众生产生活条件', '所需的支出'], i, 4)
         || one(['，助力高质量发展。', '。', '，确保资金使用安全高效。'], i, 5) AS "资金用途"
FROM project ORDER BY i""",
    "绩效目标": """
SELECT i AS "项目编号", n AS "序号",
       CASE n WHEN 1 THEN '完成' || year || '年' || object || action || '任务，'
                       || one(['受益群众满意度明显提升。', '资金支付及时足额。', '设施设备运行稳定。'], i, 6)
              ELSE '健全' || object || one(['管理制度，', '长效机制，', '工作台账，'], i, 7)
                       || one(['提升服务质量。', '提高资金使用效益。'], i, 8) END AS "目标内容"
FROM project, range(1, 3) AS g(n) WHERE n = 1 OR drawn(i, 9, 3) = 0 ORDER BY i, n""",
    "指标": """
WITH drawn_rows AS (
  SELECT i, n, first, second, year, budget, object, replace(one(names, i, 10 + n), '{}', object) AS name,
         one(shapes, i, 30 + n) AS shape, CAST(ceil(exp(drawn(i, 50 + n, 1000) / 1000.0 * 6.5)) AS INTEGER) AS count,
         80 + drawn(i, 70 + n, 21) AS percent
  FROM project, slot)
SELECT i AS "项目编号", n AS "序号", first AS "一级指标", second AS "二级指标", name AS "三级指标",
       CASE WHEN n % 3 = 0 THEN '反映' || name || '的情况' ELSE name END AS "绩效指标描述",
       replace(replace(replace(replace(shape, '{n}', CAST(count AS VARCHAR)), '{p}', CAST(percent AS VARCHAR)),
         '{y}', CAST(year AS VARCHAR)), '{b}', rtrim(rtrim(CAST(budget AS VARCHAR), '0'), '.')) AS "指标值"
FROM drawn_rows ORDER BY i, n""",
}


def main(arguments: list[str] | None = None) -> int:
    """Make what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("projects", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=Wanted(0).seed)
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    given: Any = parser.parse_args(arguments)
    for path in make(Wanted(given.projects, given.seed, given.format), given.folder).values():
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
