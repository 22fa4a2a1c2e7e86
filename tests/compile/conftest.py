"""Queries without questions: what compiles and runs them, on the sample and on a document made for ranges and units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jxquery.desk import Desk
from jxquery.documents.read import read_document
from jxquery.documents.values import read_target
from jxquery.schema.load import load_schema
from jxquery.store import Store
from jxquery.templates import load_templates
from jxquery.types import Col, Document, Record
from tests.store.documents import NOW, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jxquery.schema.model import Schema
    from jxquery.types import Scalar

VARIED = frozenset({Col("项目", "年度"), Col("项目", "单位名称")})


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The schema that comes with the program."""
    return load_schema(ROOT / "schema" / "schema.toml", ROOT / "schema" / "units.toml")


@pytest.fixture(scope="session")
def opened(schema: Schema, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Document], Desk]]:
    """A desk on a document of its own."""
    generations = []

    def open_it(document: Document) -> Desk:
        store = Store(tmp_path_factory.mktemp("database"), schema)
        store.publish([document], now=NOW)
        generation = store.open()
        assert generation is not None
        generations.append(generation)
        return Desk(generation.engine, schema, load_templates(ROOT / "queries", schema), VARIED)

    yield open_it
    for generation in generations:
        generation.close()


@pytest.fixture(scope="session")
def sample(opened: Callable[[Document], Desk], schema: Schema) -> Desk:
    """A desk on the sample."""
    (file,) = (ROOT / "data").glob("*.txt")
    return opened(read_document(file, schema))


@pytest.fixture(scope="session")
def targets(opened: Callable[[Document], Desk], schema: Schema) -> Desk:
    """A desk on one project whose indicators are called by their target values."""
    written = (
        "90分钟", "≤3小时", "2天", "1年", "≤11个月", "10-20个", "15项", "≥30人", "≤5件",
        "≥99%", ">99%", "100%", "<100%", "5‰", "±3%", "长期", "7",
    )  # fmt: skip
    project = {"项目编号": 1, "项目名称": "甲项目", "年度": 2024, "资金级别": "市级", "预算数": 10}
    rows = [Record("指标", _target(schema, n, text), f"表1 第{n}行") for n, text in enumerate(written, 1)]
    return opened(Document("甲.txt", "1" * 64, "txt", (Record("项目", project, "表1 第1行"), *rows)))


def _target(schema: Schema, number: int, written: str) -> dict[str, Scalar]:
    read = read_target(written, schema.units)
    return {
        "项目编号": 1,
        "序号": number,
        "三级指标": written,
        "指标值": written,
        "比较符": read.comparator,
        "目标值": read.value,
        "目标值上限": read.upper,
        "计量单位": read.unit,
        "基准值": read.base_value,
        "基准值上限": read.base_upper,
        "基准单位": read.base_unit,
    }
