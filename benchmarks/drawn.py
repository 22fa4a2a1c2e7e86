"""Questions that are drawn anew for each seed, out of what a database holds, each with the SQL that one would write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

_ROWS = """
SELECT "项目名称", "项目简称", "年度", "资金级别", "单位名称", "预算数" FROM "项目"
WHERE "项目编号" IN (SELECT unnest($keys)) AND "项目简称" IS NOT NULL ORDER BY "项目编号"
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the shape that it is of, and the best SQL by hand for its answer."""

    shape: str
    question: str
    sql: str
    params: tuple[object, ...]


def draw(path: Path, seed: int, count: int) -> list[Asked]:
    """So many questions, each shape as often as the others."""
    rng = random.Random(seed)  # noqa: S311 - the same every time
    with duckdb.connect(str(path), read_only=True) as connection:
        (most,) = connection.execute('SELECT max("项目编号") FROM "项目"').fetchall()[0]
        keys = [rng.randint(1, most) for _ in range(4 * count + 40)]
        rows = connection.execute(_ROWS, {"keys": keys}).fetchall()
    rng.shuffle(rows)
    found: list[Asked] = []
    while len(found) < count:
        for row in rows:
            shapes = list(_shapes(*row))
            found.append(shapes[len(found) % len(shapes)])
            if len(found) == count:
                break
    return found


def _shapes(name: str, short: str, year: int, level: str, office: str, budget: Decimal | None) -> Iterator[Asked]:
    whole = int(budget or 1) + 1
    yield Asked(
        "项目的预算", f"{name}预算多少", 'SELECT "项目名称", "年度", "预算数" FROM "项目" WHERE "项目名称" = ?', (name,)
    )
    yield Asked(
        "项目的用途", f"{short}的资金用途",
        'SELECT "项目名称", "年度", "资金用途" FROM "项目" WHERE "项目简称" = ? ORDER BY "项目编号"', (short,),
    )  # fmt: skip
    yield Asked(
        "项目的指标", f"{name}有哪些指标",
        'SELECT p."项目名称", i."三级指标", p."年度", i."一级指标", i."二级指标", i."指标值" '
        'FROM "指标" AS i JOIN "项目" AS p USING ("项目编号") WHERE p."项目名称" = ? ORDER BY "项目编号", "序号"',
        (name,),
    )  # fmt: skip
    yield Asked(
        "单位一年的合计", f"{office}{year}年预算合计",
        'SELECT sum("预算数") FROM "项目" WHERE "单位名称" = ? AND "年度" = ?', (office, year),
    )  # fmt: skip
    yield Asked(
        "排名", f"{year}年{level}预算最高的5个项目",
        'SELECT "项目名称", "年度", "预算数" FROM "项目" WHERE "年度" = ? AND "资金级别" = ? AND "预算数" >= '
        '(SELECT min("预算数") FROM (SELECT "预算数" FROM "项目" WHERE "年度" = ? AND "资金级别" = ? '
        'ORDER BY "预算数" DESC NULLS LAST LIMIT 5)) ORDER BY "预算数" DESC, "项目编号"', (year, level, year, level),
    )  # fmt: skip
    yield Asked(
        "有几个", f"{year}年{level}预算超过{whole}万元的项目有几个",
        'SELECT count(*) FROM "项目" WHERE "年度" = ? AND "资金级别" = ? AND "预算数" > ?', (year, level, whole),
    )  # fmt: skip
    yield Asked(
        "分组", f"{year}年各资金级别预算",
        'SELECT "资金级别", sum("预算数") FROM "项目" WHERE "年度" = ? GROUP BY "资金级别" ORDER BY min("项目编号")',
        (year,),
    )  # fmt: skip
    yield Asked(
        "指标的条件", f"{office}满意度不低于95%的项目有几个",
        'SELECT count(*) FROM "项目" AS p WHERE "单位名称" = ? AND EXISTS (SELECT 1 FROM "指标" AS i '
        'WHERE i."项目编号" = p."项目编号" AND i."一级标准" = \'满意度指标\' AND i."基准单位" = \'%\' '
        'AND i."基准值" >= 95 AND (i."比较符" IS NULL OR i."比较符" IN (\'=\', \'>=\', \'>\')))', (office,),
    )  # fmt: skip
