"""Turn questions whose answers are written as SQL into questions whose answers are values.

    python make_questions.py heldout.src.jsonl heldout.jsonl

A source line is an entry as in ``dev.jsonl`` (``id``, ``category`` and ``question``, or ``turns``), in which
an expectation is typed (``"expect": {…}``), computed (``"sql": "…", "as": "projects"``), or both: what the SQL
gives is added to what is typed. The SQL is written by hand and run over the golden sample alone, so that no
expectation ever comes from the program under test. It stays in the result, beside what it gave.

``as`` is one of the keys that ``score.py`` knows, and fixes the columns of the SELECT:

    projects, ordered   项目名称
    values              项目名称, number
    groups              one or more keys, number
    number              number (one row)
    targets             项目名称, 三级指标, 指标值
    texts               text
    rows                anything; the rows are counted

Tables: 项目 (its key is the column 项目, 1 to 8), 绩效目标, 指标 (with 比较符, 目标值, 计量单位, which are NULL for a
target in words) and 指标明细 (指标 with its project's columns).
"""

import json
import re
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

SAMPLE = Path(__file__).parent.parent / "golden" / "sample.json"

TARGET = re.compile(r"([≥≤><=]?)(\d+(?:\.\d+)?)(.+)")
"""A target with a number: ≥99%, ≤1小时, 1.2万元."""

SCHEMA = """
CREATE TABLE 项目 (项目 INTEGER, 项目名称 VARCHAR, 项目简称 VARCHAR, 年度 INTEGER, 资金级别 VARCHAR,
    单位编码 VARCHAR, 单位名称 VARCHAR, 预算数 DECIMAL(20, 6), 财政资金 DECIMAL(20, 6),
    其他资金 DECIMAL(20, 6), 资金用途 VARCHAR);
CREATE TABLE 绩效目标 (项目 INTEGER, 序号 INTEGER, 目标内容 VARCHAR);
CREATE TABLE 指标 (项目 INTEGER, 序号 INTEGER, 一级指标 VARCHAR, 二级指标 VARCHAR, 三级指标 VARCHAR,
    绩效指标描述 VARCHAR, 指标值 VARCHAR, 比较符 VARCHAR, 目标值 DECIMAL(20, 6), 计量单位 VARCHAR);
CREATE VIEW 指标明细 AS SELECT * FROM 指标 JOIN 项目 USING (项目);
"""

Row: TypeAlias = tuple[Any, ...]
Entry: TypeAlias = dict[str, Any]


def target(written: str) -> tuple[str | None, Decimal | None, str | None]:
    """Return comparator, number and unit of a 指标值; three times None for a target in words."""
    found = TARGET.fullmatch(written)
    if found is None:
        return None, None, None
    return found[1] or "=", Decimal(found[2]), found[3]


def load(sample: Path) -> duckdb.DuckDBPyConnection:
    """Return an in-memory database that holds the golden sample."""
    truth = json.loads(sample.read_text(encoding="utf-8"), parse_float=Decimal)
    for indicator in truth["指标"]:
        parsed = target(indicator["指标值"])
        indicator.update(zip(("比较符", "目标值", "计量单位"), parsed, strict=True))
    db = duckdb.connect()
    db.execute(SCHEMA)
    for table, rows in truth.items():
        for row in rows:
            columns = ", ".join(row)
            marks = ", ".join("?" for _ in row)
            db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(row.values()))
    return db


def plain(value: object) -> object:
    """Return a value as JSON writes it; a whole number that the data holds as a decimal stays a float."""
    return float(value) if isinstance(value, Decimal) else value


def number(rows: Sequence[Row]) -> object:
    """Return the one cell of the one row."""
    ((value,),) = rows
    if value is None:
        raise ValueError("NULL is not a number")
    return plain(value)


def keyed(rows: Sequence[Row]) -> dict[str, object]:
    """Return the last cell of each row by its other cells, which must tell the rows apart."""
    found = {"".join(map(str, row[:-1])): plain(row[-1]) for row in rows}
    if len(found) < len(rows):
        raise ValueError("two rows have the same key")
    return found


SHAPES: dict[str, Callable[[Sequence[Row]], object]] = {
    "projects": lambda rows: list(dict.fromkeys(name for (name,) in rows)),
    "ordered": lambda rows: [name for (name,) in rows],
    "values": keyed,
    "groups": keyed,
    "number": number,
    "targets": lambda rows: [[name, indicator, value] for name, indicator, value in rows],
    "texts": lambda rows: [text for (text,) in rows],
    "rows": len,
}


def expectation(db: duckdb.DuckDBPyConnection, source: Entry) -> Entry:
    """Return what the answer must hold. An empty result must be asked for as ``rows``, so that none slips in."""
    expect = dict(source.get("expect", {}))
    if "sql" in source:
        rows = db.execute(source["sql"]).fetchall()
        if not rows and source["as"] != "rows":
            raise ValueError("the SQL gives no rows")
        if source["as"] not in ("ordered", "texts"):
            rows.sort(key=str)
        expect[source["as"]] = SHAPES[source["as"]](rows)
    if not expect:
        raise ValueError("nothing is expected")
    return expect


def answered(db: duckdb.DuckDBPyConnection, source: Entry) -> Entry:
    """Return a source entry, or one turn of it, with its expectation in values."""
    if "turns" in source:
        return source | {"turns": [answered(db, turn) for turn in source["turns"]]}
    entry = {key: value for key, value in source.items() if key not in ("expect", "sql", "as")}
    entry["expect"] = expectation(db, source)
    if "sql" in source:
        entry["sql"] = source["sql"]
    return entry


def convert(source: Path, result: Path) -> int:
    """Write the entries of ``source`` with their expectations to ``result``; return how many there are."""
    db = load(SAMPLE)
    lines: list[str] = []
    for number_of_line, line in enumerate(source.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            lines.append(json.dumps(answered(db, json.loads(line)), ensure_ascii=False))
        except (ValueError, KeyError, duckdb.Error) as error:
            raise SystemExit(f"{source}:{number_of_line}: {error}\n{line}") from error
    result.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return len(lines)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    sys.stdout.write(f"{convert(Path(sys.argv[1]), Path(sys.argv[2]))} questions\n")
