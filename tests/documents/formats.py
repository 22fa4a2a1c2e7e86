"""The formats, each with its writer and its reader, and the sample as truth for any of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

from jxquery.documents.grid import Grid
from jxquery.documents.read import READERS, read_document
from jxquery.types import Document
from tests.documents.make import Form, Row
from tests.documents.making import as_csv, as_docx, as_html, as_pdf, as_xls, as_xlsx
from tests.documents.making.tables import Table
from tests.documents.reading import ROOT, schema

WRITERS: dict[str, Callable[[tuple[Table, ...]], bytes]] = {
    "html": as_html.write,
    "xlsx": as_xlsx.write,
    "xls": as_xls.write,
    "docx": as_docx.write,
    "csv": as_csv.write,
    "pdf": as_pdf.write,
}


def grids(content: bytes, kind: str) -> tuple[Grid, ...]:
    """What the reader of a format gives."""
    return READERS[kind](content)


def texts(grid: Grid) -> list[list[str]]:
    """A grid without places."""
    return [[cell.text for cell in row] for row in grid.rows]


def load(folder: Path, content: bytes, name: str) -> Document:
    """The document that a file of this name and content is read as."""
    path = folder / name
    path.write_bytes(content)
    return read_document(path, schema())


@cache
def sample_forms() -> tuple[Form, ...]:
    """The sample's forms, from the truth that was transcribed by hand; amounts as the document prints them."""
    golden = json.loads((ROOT / "tests/golden/sample.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return tuple(_form(golden, project) for project in golden["项目"])


def _form(golden: dict[str, list[dict[str, object]]], project: dict[str, object]) -> Form:
    key = project["项目"]
    goals = [str(goal["目标内容"]) for goal in golden["绩效目标"] if goal["项目"] == key]
    rows = [
        Row(*(str(row[c]) for c in ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值")))
        for row in golden["指标"]
        if row["项目"] == key
    ]
    amounts = ["" if project[c] is None else f"{project[c]:.2f}" for c in ("预算数", "财政资金", "其他资金")]
    budget, fiscal, other = amounts
    return Form(
        str(project["项目名称"]), str(project["单位编码"]), str(project["单位名称"]), "万元", budget, fiscal, other,
        str(project["资金用途"]), tuple(goals), tuple(rows), f"{project['项目名称']}绩效目标表",
    )  # fmt: skip
