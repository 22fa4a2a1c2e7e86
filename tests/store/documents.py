"""Documents for the tests of the store, made from the golden reading of the sample."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from jxquery.schema.load import load_schema
from jxquery.schema.model import Schema
from jxquery.types import Document, Record, Scalar

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 18, 0, 0)  # noqa: DTZ001 — local time, as people read it


@cache
def schema() -> Schema:
    """The schema that comes with the program."""
    return load_schema(ROOT / "schema" / "schema.toml", ROOT / "schema" / "units.toml")


@cache
def sample() -> Document:
    """The sample's golden reading as a document."""
    golden = json.loads((ROOT / "tests" / "golden" / "sample.json").read_text("utf-8"), parse_float=Decimal)
    records = tuple(
        Record(table, {"项目编号" if k == "项目" else k: v for k, v in row.items()}, f"{table} 第{n}行")
        for table, rows in golden.items()
        for n, row in enumerate(rows, 1)
    )
    return Document("样例.txt", "0" * 64, "txt", records)


def small(name: str = "甲项目", *, budget: Scalar = 10, targets: int = 2, sha256: str = "") -> Document:
    """A document with one project and some targets."""
    project: dict[str, Scalar] = {
        "项目编号": 1,
        "项目名称": name,
        "年度": 2024,
        "资金级别": "市级",
        "单位名称": "某单位",
        "预算数": budget,
    }
    rows = [Record("指标", {"项目编号": 1, "序号": n, "三级指标": f"指标{n}"}, f"第{n}行") for n in range(targets)]
    found = sha256 or hashlib.sha256(f"{name}{budget}{targets}".encode()).hexdigest()
    return Document(f"{name}.txt", found, "txt", (Record("项目", project, "表1"), *rows))
