"""The names that are prepared with the rows are those that the rows have, however the rows came to be there."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jxquery.errors import DataError
from jxquery.store import Store
from jxquery.store import facts as facts_
from jxquery.store.forms import make_forms
from jxquery.text.normalise import plain
from jxquery.types import Col, Document, Facts, Name, Record
from tests.store.documents import NOW, sample, schema, small

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jxquery.types import Scalar

# Few texts of few characters, so that names meet: the same in two columns, one in the other, in two spellings.
_TEXT = [
    "司法",
    "司法救助",
    "司法救助（二期）",
    "司法救助(二期)",
    "救 助A",
    "2024年司法救助",
    "预算>=5",
    "",
    "電梯",
    None,
    None,
]


def documents(seed: int) -> list[Document]:
    """Two to four documents of up to three projects with up to three targets each."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    return [_document(draw) for _ in range(draw.randint(2, 4))]


def _document(draw: random.Random) -> Document:
    records = []
    for key in range(1, draw.randint(1, 3) + 1):
        values: dict[str, Scalar] = {
            "项目编号": key,
            "项目名称": draw.choice(_TEXT),
            "项目简称": draw.choice(_TEXT),
            "年度": draw.randint(2020, 2024),
            "资金级别": draw.choice(["中央", "市级"]),
            "单位名称": draw.choice(["甲院", "乙院", None]),
        }
        records.append(Record("项目", values, f"第{key}行"))
        for order in range(draw.randint(0, 3)):
            target: dict[str, Scalar] = {
                "项目编号": key,
                "序号": order,
                "一级标准": draw.choice(["产出指标", "效益指标"]),
                "三级指标": draw.choice(_TEXT),
                "绩效指标描述": draw.choice(_TEXT),
                "指标值": draw.choice(["提升", "≥3个", "5"]),
                "目标值": draw.choice([None, 3]),
                "计量单位": draw.choice([None, "个", "人"]),
            }
            records.append(Record("指标", target, f"第{key}行"))
    return Document("某.txt", hashlib.sha256(repr(records).encode()).hexdigest(), "txt", tuple(records))


def prepared(store: Store) -> tuple[tuple[Name, ...], Facts]:
    """What the newest generation has ready."""
    opened = store.open()
    assert opened is not None
    with opened as generation:
        return generation.names(), generation.facts()


def found_in(store: Store) -> tuple[Name, ...]:
    """The names in the rows of the newest generation, found one row after the other."""
    opened = store.open()
    assert opened is not None
    names: list[Name] = []
    with opened as generation:
        for table in schema().tables:
            columns = tuple(Col(table.name, c.name) for c in table.having("name"))
            if columns:
                listed = ", ".join(f"nullif(\"{c.name}\", '')" for c in columns)
                said = generation.engine.run(f'SELECT {listed} FROM "{table.name}" ORDER BY rowid', {}).rows
                units: dict[tuple[Col, Scalar], set[str]] = defaultdict(set)
                if table.target is not None:
                    sql = f'SELECT {listed}, "计量单位" FROM "{table.name}" WHERE "目标值" IS NOT NULL'
                    for *row, unit in generation.engine.run(sql, {}).rows:
                        for col, value in zip(columns, row, strict=True):
                            units[col, value].add(str(unit or ""))
                names += _of_rows(columns, said, units)
        said = generation.engine.run('SELECT "单位名称" FROM "项目" ORDER BY rowid', {}).rows
        col = Col("项目", "单位名称")
        names += (Name(col, str(v), plain(str(v)), full=True) for v in dict.fromkeys(v for (v,) in said if v))
    return tuple(names)


def _of_rows(
    columns: tuple[Col, ...],
    rows: Sequence[tuple[Scalar, ...]],
    units: Mapping[tuple[Col, Scalar], Iterable[str]],
) -> tuple[Name, ...]:
    found: dict[tuple[Col, Scalar], Name] = {}
    for row in rows:
        for place, col in enumerate(columns):
            value = row[place]
            if not value or (col, value) in found or (place and value == row[0]):
                continue
            form = plain(str(value))
            shorter = [plain(str(v)) for v in row if v and v != value and plain(str(v)) in form]
            label = None
            full = {r[0] for r in rows if r[place] == value}
            if place and len(full) == 1 and full != {None}:
                (only,) = full
                if {r[place] for r in rows if r[0] == only} == {value}:
                    label = (columns[0], str(only))
            of = tuple(sorted(units[col, value])) if (col, value) in units else None
            core = min(shorter, key=len, default="")
            found[col, value] = Name(col, str(value), form, core, place == 0, label, units=of)
    return tuple(found.values())


@pytest.mark.parametrize("seed", range(12))
def test_loading_document_by_document(seed: int, tmp_path: Path) -> None:
    """After each load the names are those of the rows, and all that is ready is as if built at once from them."""
    store = Store(tmp_path, schema())
    for document in documents(seed):
        store.publish([document], now=NOW)
        assert prepared(store)[0] == found_in(store)
    names, facts = prepared(store)
    store.remove([999], now=NOW)  # nothing goes, and everything is made anew
    assert prepared(store) == (names, facts)


@pytest.mark.parametrize("seed", range(6))
def test_what_goes_is_no_longer_a_name(seed: int, tmp_path: Path) -> None:
    """After a file was removed, or a newer one took its place, the names are those of the rows that are left."""
    store = Store(tmp_path, schema())
    for document in documents(seed):
        store.publish([document], now=NOW, replacing=seed % 2 == 0)
    store.remove([1], now=NOW)
    assert prepared(store)[0] == found_in(store)
    store.publish([small()], now=NOW)
    assert prepared(store)[0] == found_in(store)


def test_the_names_of_the_sample(tmp_path: Path) -> None:
    """Those of its rows; a short name knows the full one, which holds it."""
    store = Store(tmp_path, schema())
    store.publish([sample()], now=NOW)
    names, facts = prepared(store)
    assert names == found_in(store)
    short = next(n for n in names if n.value == "司法救助项目")
    assert short.label == (Col("项目", "项目名称"), "2024年司法救助项目-2024中央")
    assert next(n for n in names if n.value == short.label[1]).core == "司法救助项目"
    assert facts.years == {Col("项目", "年度"): (2023, 2024)}
    assert Col("项目", "全年执行数") in facts.empty


def test_many_values_are_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A column with more values than are listed has all of them in the index, also when they come to be many later."""
    many = 4
    monkeypatch.setattr(facts_, "MANY", many)
    store = Store(tmp_path, schema())
    codes = [small(f"项目{n:04}", budget=n) for n in range(many + 5)]
    coded = [_coded(document, f"{n}") for n, document in enumerate(codes)]
    store.publish(coded[:many], now=NOW)
    names, facts = prepared(store)
    assert facts.many == ()
    assert not [n for n in names if n.col.name == "单位编码"]
    store.publish(coded[many:], now=NOW)
    names, facts = prepared(store)
    assert facts.many == (Col("项目", "单位编码"),)
    assert [n.value for n in names if n.col.name == "单位编码"] == [str(n) for n in range(many + 5)]
    assert not any(n.open for n in names if n.col.name == "单位编码")


def _coded(document: Document, code: str) -> Document:
    first, *rest = document.records
    project = Record(first.table, {**first.values, "单位编码": code}, first.place)
    return Document(document.file, document.sha256, document.format, (project, *rest))


def test_columns_that_mean_something_else(tmp_path: Path) -> None:
    """A database whose names were found by other roles is not read as if they were these."""
    store = Store(tmp_path, schema())
    report = store.publish([small()], now=NOW)
    with duckdb.connect(str(report.path)) as connection:
        connection.execute("UPDATE \"要点\" SET meaning = 'another'")
    opened = store.open()
    assert opened is not None
    with opened as generation, pytest.raises(DataError, match="另一个版本"):
        generation.facts()


@settings(max_examples=60)
@given(
    st.lists(
        st.text(
            alphabet=st.sampled_from("司法救助電樓Ａａ１ ２<>=≧\"'“”（）…㎡ ·．\u200b\u3000é\U0001f1e8"), max_size=8
        ),
        max_size=6,
    )
)
def test_normal_forms_at_once(values: list[str]) -> None:
    """The forms of many values are those that each has alone, in characters of every sort."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE v (value VARCHAR)")
        connection.executemany("INSERT INTO v VALUES (?)", [(value,) for value in ["", *values]])
        make_forms(connection, "SELECT value FROM v")
        found = dict(connection.execute("SELECT value, form FROM forms").fetchall())
    assert found == {value: plain(value) for value in values if plain(value) != value}


def test_names_that_no_two_rows_share(tmp_path: Path) -> None:
    """A column of full names is single while each row has one of its own, also when more rows come."""
    store, name = Store(tmp_path, schema()), Col("项目", "项目名称")
    store.publish([small("甲项目"), small("乙项目")], now=NOW)
    assert name in prepared(store)[1].single
    assert Col("指标", "三级指标") not in prepared(store)[1].single
    store.publish([small("丙项目")], now=NOW)
    assert name in prepared(store)[1].single
    project = Record("项目", {"项目编号": 1, "项目名称": "甲项目", "年度": 2023, "单位名称": "别的单位"}, "表1")
    store.publish([Document("别的.txt", "9" * 64, "txt", (project,))], now=NOW)
    assert name not in prepared(store)[1].single
