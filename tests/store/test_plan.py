from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxquery.errors import DataError, SchemaError
from jxquery.schema.model import ColumnDef, Schema, TableDef, Units
from jxquery.store.content import Held
from jxquery.store.plan import Known, parents_first, plan
from jxquery.types import Document, Record
from tests.store.documents import sample, schema, small


def test_keys_are_renumbered() -> None:
    """Keys go on from the greatest known one, and the rows of a project follow it; places and source stay."""
    new = plan(schema(), [small("甲"), small("乙")], Known(last_keys={"项目": 15}, last_source=3))
    assert [row[0] for row in new.rows["项目"]] == [16, 17]
    assert [row[0] for row in new.rows["指标"]] == [16, 16, 17, 17]
    assert [row[-2:] for row in new.rows["指标"]] == [(4, "第0行"), (4, "第1行"), (5, "第0行"), (5, "第1行")]
    assert [source[0] for source in new.sources] == [4, 5]


def test_a_file_is_loaded_once() -> None:
    """The same content is skipped, whether it was loaded before or stands twice in one load."""
    new = plan(
        schema(), [small(sha256="a"), small("乙", sha256="b"), small("丙", sha256="b")], Known(files={"a": "旧.txt"})
    )
    assert [d.skipped for d in new.documents] == [
        "内容与已载入的「旧.txt」相同。",
        "",
        "内容与已载入的「乙.txt」相同。",
    ]
    assert len(new.rows["项目"]) == 1


def test_a_project_is_loaded_once() -> None:
    """The same unit, name, year and level in another file is reported and left out with its targets."""
    new = plan(schema(), [small(), small(budget=99)], Known())
    assert (len(new.rows["项目"]), len(new.rows["指标"])) == (1, 2)
    (problem,) = new.documents[1].problems
    assert "甲项目" in problem.message
    assert problem.place == "表1"
    assert new.documents[1].skipped == "里面的都已经载入过，有 1 处内容不同，没有换（--replace 才换）。"


def test_a_clash_leaves_the_rest_of_the_file() -> None:
    """Only the project that is known already is left out of a file; the others load and the count says so."""
    known = Known(identities={"项目": {("甲项目", 2024, "市级", "某单位"): Held(1, 1)}})
    other = small("乙", targets=3)
    both = Document(
        "两个.txt",
        "c",
        "txt",
        (*small().records, *(Record(r.table, {**r.values, "项目编号": 2}, r.place) for r in other.records)),
    )
    (document,) = plan(schema(), [both], known).documents
    assert dict(document.records) == {"项目": 1, "绩效目标": 0, "指标": 3}
    assert len(document.problems) == 1


def test_an_empty_document() -> None:
    """A document without rows makes no source, and the report says why."""
    new = plan(schema(), [Document("空.txt", "e", "txt", ())], Known())
    assert new.sources == ()
    assert new.documents[0].skipped == "没有读到可以载入的内容。"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (Record("合同", {}, "表1"), "没有「合同」"),
        (Record("项目", {"项目编号": 2, "供应商": 1}, "表1"), "没有列「供应商」"),
        (Record("项目", {"项目名称": "无号"}, "表1"), "缺失或重复"),
        (Record("项目", {"项目编号": 1}, "表1"), "缺失或重复"),
        (Record("指标", {"项目编号": 7}, "表1"), "找不到"),
    ],
)
def test_a_record_that_does_not_fit(record: Record, message: str) -> None:
    """An unknown table or column, a key that is missing or there twice, a row that belongs to nothing: an error."""
    broken = Document("坏.txt", "b", "txt", (*small().records, record))
    with pytest.raises(DataError, match=message) as raised:
        plan(schema(), [small("好"), broken], Known())
    assert raised.value.place == "坏.txt 表1"


@given(st.permutations(sample().records))
def test_the_order_of_records_does_not_matter_to_what_belongs(records: list[Record]) -> None:
    """However a document's records are shuffled, every project keeps its own targets."""
    new = plan(schema(), [Document("x", "x", "txt", tuple(records))], Known(last_keys={"项目": 100}))
    names = {row[0]: row[1] for row in new.rows["项目"]}
    local = {r.values["项目编号"]: r.values["项目名称"] for r in records if r.table == "项目"}
    assert Counter(names[row[0]] for row in new.rows["指标"]) == Counter(
        local[r.values["项目编号"]] for r in records if r.table == "指标"
    )


def test_parents_come_first() -> None:
    """Tables may be declared in any order, but not in a circle."""

    def table(name: str, parent: str | None) -> TableDef:
        return TableDef(name, (ColumnDef("k", "integer", "key"),), "k", () if parent is None else (parent,))

    found = parents_first(Schema((table("c", "b"), table("b", "a"), table("a", None)), (), Units({}, "")))
    assert [t.name for t in found] == ["a", "b", "c"]
    with pytest.raises(SchemaError, match="互为上级"):
        parents_first(Schema((table("a", "b"), table("b", "a")), (), Units({}, "")))
