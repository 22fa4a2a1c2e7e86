"""What the tests of documents share: the schema, the sample, and a document as plain rows."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

from jxquery.documents.read import read_document
from jxquery.schema.load import load_schema
from jxquery.schema.model import Schema
from jxquery.types import Document
from tests.documents.make import Form

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "天津市津南区人民检察院-绩效目标表.txt"


@cache
def schema() -> Schema:
    """The project's own schema."""
    return load_schema(ROOT / "schema" / "schema.toml", ROOT / "schema" / "units.toml")


def read(folder: Path, text: str, name: str = "表.txt") -> Document:
    """The document that a text is read as."""
    path = folder / name
    path.write_bytes(text.encode())
    return read_document(path, schema())


def said(forms: tuple[Form, ...]) -> list[tuple[object, ...]]:
    """What the forms say, in the order and units of the tables."""
    rows: list[tuple[object, ...]] = []
    for form in forms:
        factor = Decimal(1) if form.unit == "万元" else Decimal(10000)
        amounts = [Decimal(t.replace(",", "")) / factor if t else None for t in (form.budget, form.fiscal, form.other)]
        indicators = tuple((r.one, r.two, r.name, r.text, r.value) for r in form.rows)
        rows.append((form.name, form.code, form.owner, *amounts, form.purpose, form.goals, indicators))
    return rows


def loaded(document: Document) -> list[tuple[object, ...]]:
    """What was read, in the same shape."""
    rows: list[tuple[object, ...]] = []
    own = ("项目名称", "单位编码", "单位名称", "预算数", "财政资金", "其他资金", "资金用途")
    levels = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值")
    for project in (r.values for r in document.records if r.table == "项目"):
        children = [r for r in document.records if r.table != "项目" and r.values["项目编号"] == project["项目编号"]]
        goals = tuple(r.values["目标内容"] for r in children if r.table == "绩效目标")
        indicators = tuple(tuple(r.values[c] for c in levels) for r in children if r.table == "指标")
        rows.append((*(project[c] for c in own), goals, indicators))
    return rows
