"""The sample, against a truth that was transcribed by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jxquery.documents.read import read_document
from jxquery.types import Document
from tests.documents.formats import WRITERS, load, sample_forms
from tests.documents.making.tables import form_tables
from tests.documents.reading import ROOT, SAMPLE, schema


@pytest.fixture(scope="module")
def sample() -> Document:
    """The sample as it is read."""
    return read_document(SAMPLE, schema())


def _truth(table: str) -> list[dict[str, Any]]:
    golden = json.loads((ROOT / "tests/golden/sample.json").read_text(encoding="utf-8"), parse_float=Decimal)
    rows: list[dict[str, Any]] = golden[table]
    return [{"项目编号" if key == "项目" else key: value for key, value in row.items()} for row in rows]


@pytest.mark.parametrize(("table", "count"), [("项目", 8), ("绩效目标", 10), ("指标", 63)])
def test_every_row_and_every_column(sample: Document, table: str, count: int) -> None:
    """Nothing is lost, invented, moved or altered, and nothing is reported as unread."""
    truth = _truth(table)
    rows = [r.values for r in sample.records if r.table == table]
    assert [{key: row[key] for key in want} for row, want in zip(rows, truth, strict=True)] == truth
    assert len(rows) == count
    assert sample.problems == ()


def test_total(sample: Document) -> None:
    """The budgets add up to the total of the document, exactly."""
    assert sum(r.values["预算数"] for r in sample.records if r.table == "项目") == Decimal("272.39")  # type: ignore[misc]


def test_places_are_lines_of_the_file(sample: Document) -> None:
    """A place names the table and the line, counted from 1, where an editor shows the row's beginning."""
    lines = SAMPLE.read_text(encoding="utf-8").split("\n")
    places = {r.table: r.place for r in sample.records if r.values["项目编号"] == 8}
    assert next(r.place for r in sample.records if r.values.get("项目简称") == "司法救助项目") == "表8 第676行"
    assert lines[675].startswith("项目名称")
    last = int(places["指标"].removeprefix("表8 第").removesuffix("行"))
    assert lines[last - 1].strip() == "满意度指标"


def test_every_column_of_the_schema_is_filled_in(sample: Document) -> None:
    """Each record has exactly the columns of its table, so that the store need not guess."""
    for record in sample.records:
        assert set(record.values) == {c.name for c in schema().table(record.table).columns}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\n".join(line.rstrip() for line in text.split("\n")),
        lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
        lambda text: "\n".join(line.strip() for line in text.split("\n") if line.strip()),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("8.2024 年司法救助项目-2024 中央绩效目标表 \n", ""),
        lambda text: text.replace("8.2024 年司法救助项目-2024 中央绩效", "8.司法救助（调整）绩效"),
    ],
    ids=["no trailing spaces", "no blank lines", "neither", "crlf", "mark", "no title", "another title"],
)
def test_what_editors_do_changes_nothing(sample: Document, change: Any, tmp_path: Any) -> None:
    """Spaces at line ends, blank lines, line endings and titles carry no data."""
    path = tmp_path / "表.txt"
    path.write_bytes(change(SAMPLE.read_bytes().decode()).encode())
    again = read_document(path, schema())
    assert [(r.table, r.values) for r in again.records] == [(r.table, r.values) for r in sample.records]


@pytest.mark.parametrize("kind", ["html", "csv"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_pages_and_tables_in_other_encodings(sample: Document, kind: str, encoding: str, tmp_path: Path) -> None:
    """The sample as a page and as CSV in the encodings of Windows: the same rows, name for name."""
    text = WRITERS[kind](form_tables(sample_forms())).decode("utf-8-sig").replace("utf-8", encoding)
    again = load(tmp_path, text.encode(encoding), f"样本　（1） 副本.{kind}")
    assert [(r.table, r.values) for r in again.records] == [(r.table, r.values) for r in sample.records]


def test_windows_encoding(sample: Document, tmp_path: Any) -> None:
    """A file saved as GB 18030 gives the same records."""
    path = tmp_path / "表.txt"
    path.write_bytes(SAMPLE.read_text(encoding="utf-8").encode("gb18030"))
    assert read_document(path, schema()).records == sample.records
