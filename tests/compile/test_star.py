"""Rows that belong to rows of two tables: joined upwards once each, and tied to one another downwards."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from jxquery.answering import answer_query
from jxquery.compile import compile_query
from jxquery.desk import Desk
from jxquery.meaning import shipped_schema
from jxquery.schema.own import own_schema
from jxquery.store import Store
from jxquery.templates import load_templates
from jxquery.types import Agg, All, Cmp, Col, Document, Fill, Has, Lit, Named, Not, Query, Record, Rows
from tests.store.documents import NOW, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jxquery.types import Scalar

SCHEMA = """
[[table]]
name = "甲"
key = "甲号"
column = [{ name = "甲号", type = "text", role = "key" }, { name = "甲名", type = "text", role = "name" }]
[[table]]
name = "乙"
key = "乙号"
column = [{ name = "乙号", type = "text", role = "key" }, { name = "乙名", type = "text", role = "name" }]
[[table]]
name = "次"
parent = ["甲", "乙"]
column = [
  { name = "甲号", type = "text", role = "key" },
  { name = "乙号", type = "text", role = "key" },
  { name = "天数", type = "integer", role = "measure" },
]
"""
ROWS = (("甲1", "乙1", 1), ("甲1", "乙1", 5), ("甲1", "乙2", 2), ("甲2", "乙1", 9), ("甲3", "乙9", 3))
DAYS = Col("次", "天数")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three rows of 甲, two of 乙, and five that belong to one of each; the last 乙 is not there."""
    place: Path = tmp_path_factory.mktemp("star")
    schema = own_schema(SCHEMA, "表.toml", shipped_schema().units)
    records = [
        *(Record("甲", {"甲号": f"甲{n}", "甲名": f"甲名{n}"}, f"第{n}行") for n in (1, 2, 3)),
        *(Record("乙", {"乙号": f"乙{n}", "乙名": f"乙名{n}"}, f"第{n}行") for n in (1, 2)),
        *(
            Record("次", {"甲号": a, "乙号": b, "天数": days}, f"第{n}行")
            for n, (a, b, days) in enumerate(ROWS, 1)
        ),
    ]  # fmt: skip
    store = Store(place, schema)
    documents = [
        Document(f"{t}.csv", t * 64, "csv", tuple(r for r in records if r.table == t)) for t in ("甲", "乙", "次")
    ]
    store.publish(documents, now=NOW)
    generation = store.open()
    assert generation is not None
    yield Desk(generation.engine, schema, load_templates(ROOT / "queries", shipped_schema()), frozenset())
    generation.close()


def _listed(rows: Rows, desk: Desk, *terms: Col | Agg) -> list[tuple[object, ...]]:
    query = Query("列表", (("行", Fill(rows, (("键*", terms[:1]), ("旁*", ()), ("列*", terms[1:])))),))
    return [*answer_query(query, desk).rows]


def _sql(rows: Rows, desk: Desk, *terms: Col) -> str:
    query = Query("列表", (("行", Fill(rows, (("键*", terms), ("旁*", ()), ("列*", ())))),))
    return compile_query(query, desk.templates["列表"], desk.schema).main.sql


def test_each_table_above_is_joined_once(desk: Desk) -> None:
    """Columns and conditions of both tables above share one join each; a row whose 乙 is missing stays."""
    where = All((Has(Rows("乙", All((Named(Col("乙", "乙名"), ("乙名1",)),))), "some"),))
    terms = (Col("甲", "甲名"), Col("乙", "乙名"), Col("甲", "甲号"), Col("乙", "乙号"))
    assert _sql(Rows("次", where), desk, *terms).count("LEFT JOIN") == 2
    assert len(_listed(Rows("次"), desk, Col("甲", "甲名"), Col("乙", "乙名"))) == len(ROWS)
    assert [row[1] for row in _listed(Rows("次", where), desk, Col("甲", "甲名"), DAYS)] == [1, 5, 9]


def test_what_ties_two_rows(desk: Desk) -> None:
    """乙 of a 甲 are counted once each; what is said of the rows that tie them is said of this very 甲's."""
    name = Col("甲", "甲名")
    plain = Agg("count", None, Rows("乙"), own=True)
    long = Has(Rows("次", All((Cmp(DAYS, ">=", Lit(Decimal(5))),))), "some")
    told = Agg("count", None, Rows("乙", All((long,))), own=True)
    assert _listed(Rows("甲"), desk, name, plain) == [("甲名1", 2), ("甲名2", 1), ("甲名3", 0)]
    assert _listed(Rows("甲"), desk, name, told) == [("甲名1", 1), ("甲名2", 1), ("甲名3", 0)]


def test_rows_that_nothing_ties(desk: Desk) -> None:
    """A 次 does not belong to another 次's 甲 by accident: what does not hang together raises."""
    schema = own_schema(SCHEMA.split('[[table]]\nname = "次"', maxsplit=1)[0], "表.toml", shipped_schema().units)
    query = Query(
        "列表",
        (
            (
                "行",
                Fill(
                    Rows("甲", All((Has(Rows("乙"), "some"),))),
                    (("键*", (Col("甲", "甲名"),)), ("旁*", ()), ("列*", ())),
                ),
            ),
        ),
    )
    with pytest.raises(LookupError):
        compile_query(query, desk.templates["列表"], schema)


def test_rows_that_belong_to_none(tmp_path: Path) -> None:
    """A row without a key belongs to nothing, and does not keep others from having none."""
    schema = own_schema(SCHEMA, "表.toml", shipped_schema().units)
    rows: tuple[dict[str, Scalar], ...] = ({"甲号": None, "乙号": "乙1", "天数": 1}, {"甲号": "甲1", "天数": 2})
    records = [
        *(Record("甲", {"甲号": f"甲{n}", "甲名": f"甲名{n}"}, f"第{n}行") for n in (1, 2)),
        *(Record("次", row, f"第{n}行") for n, row in enumerate(rows, 1)),
    ]
    store = Store(tmp_path, schema)
    store.publish([Document("表.csv", "1" * 64, "csv", tuple(records))], now=NOW)
    generation = store.open()
    assert generation is not None
    with generation:
        desk = Desk(generation.engine, schema, load_templates(ROOT / "queries", shipped_schema()), frozenset())
        have, without = (Has(Rows("次"), how) for how in ("some", "none"))
        name, parent = Col("甲", "甲名"), Has(Rows("甲"), "none")
        assert _listed(Rows("甲", All((have,))), desk, name) == [("甲名1",)]
        assert _listed(Rows("甲", All((without,))), desk, name) == [("甲名2",)]
        assert _listed(Rows("甲", All((Not(without),))), desk, name) == [("甲名1",)]
        assert _listed(Rows("次", All((parent,))), desk, DAYS) == [(1,)]
        assert _listed(Rows("甲"), desk, name, Agg("count", None, Rows("次"), own=True)) == [("甲名1", 1), ("甲名2", 0)]
