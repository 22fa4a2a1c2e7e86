"""The named queries that come with the program: each is proven, runs, traces its rows, and is found by its examples."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from jxquery import resources
from jxquery.meaning import shipped_schema
from jxquery.named.files import read_query, shipped
from jxquery.named.prove import proven

if TYPE_CHECKING:
    from jxquery.workspace import Workspace

FOLDER = resources.path("queries")
QUERIES = shipped(FOLDER).queries
ASKS = [pytest.param(q, r, id=f"{query.name}-{n}") for query in QUERIES.values() for n, (q, r) in enumerate(query.asks)]
# What a query cannot do without, said for the sample.
GIVEN = {"项目": "司法救助"}
REPORTS = [name for name, query in QUERIES.items() if query.file.parent.name == "报表"]


def given(name: str) -> dict[str, object]:
    """A value for each parameter that must be given."""
    return {p.name: GIVEN[p.name] for p in QUERIES[name].params if p.required}


def test_there_are_those_that_reports_need() -> None:
    """Fifteen at least, each in a file of its name, each with examples and a line for every parameter."""
    assert len(REPORTS) >= 15
    lacking = [q.name for q in QUERIES.values() if q.name in REPORTS and (len(q.asks) < 2 or not q.cues)]
    assert lacking == []
    assert [(q.name, p.name) for q in QUERIES.values() for p in q.params if not p.help] == []


@pytest.mark.parametrize("name", QUERIES)
def test_it_is_proven(name: str) -> None:
    """Its statement passes the gate for SQL that people write, and says where its rows or figures come from."""
    proof = proven(QUERIES[name], shipped_schema(), 20)
    assert proof.traced or proof.traces
    assert {c.role for c in proof.columns} >= {"key", "answer"}


@pytest.mark.parametrize("name", REPORTS)
def test_it_answers_from_places(workspace: Workspace, name: str) -> None:
    """On the sample it has rows, and each of the first twenty has a place in the file, not the file as a whole."""
    answer = workspace.run(name, **given(name))
    assert answer.rows
    assert {ref.row for ref in answer.sources} >= set(range(min(len(answer.rows), 20)))
    assert [ref.place for ref in answer.sources if ref.place == "全文"] == []


@pytest.mark.parametrize("name", REPORTS)
def test_rows_about_a_project_bear_its_full_name(workspace: Workspace, name: str) -> None:
    """项目名称 is one that is loaded; with 三级指标 there is 指标值 too."""
    answer = workspace.run(name, **given(name))
    names = [c.name for c in answer.columns]
    full = {row[0] for row in workspace.sql('SELECT "项目名称" FROM "项目"').rows}
    if "项目名称" in names:
        assert {row[names.index("项目名称")] for row in answer.rows} <= full
    assert ("三级指标" in names) <= ("指标值" in names)


@pytest.mark.parametrize(("question", "restatement"), ASKS)
def test_its_examples_find_it(workspace: Workspace, question: str, restatement: str) -> None:
    """The question of an `ask` line is answered by the query with these values, and so is the restatement itself."""
    answer, query = workspace.turn(question, None)
    assert (answer.status, answer.interpretation) == ("answered", restatement)
    again, same = workspace.turn(restatement, None)
    assert (same, again.rows, again.interpretation) == (query, answer.rows, restatement)


def test_figures_agree_with_the_sample(workspace: Workspace) -> None:
    """Figures counted by hand in the sample's document."""
    totals = workspace.run("年度级别汇总").rows
    assert [row[:4] for row in totals] == [
        (2023, "中央", 2, Decimal("3.39")),
        (2024, "中央", 5, Decimal(212)),
        (2024, "市级", 1, Decimal(57)),
    ]
    assert workspace.run("年度级别汇总", 年度=2023, 资金级别="市级").rows == ()
    assert [row[0] for row in workspace.run("预算排名", 前=3).rows] == [1, 2, 3]
    shares = workspace.run("预算占比表").rows
    assert (shares[0][3], shares[-1][4]) == (Decimal("25.04"), Decimal(100))
    classes = workspace.run("指标分类统计").rows
    assert (sum(row[2] for row in classes), sum(row[3] for row in classes)) == (63, 60)  # type: ignore[misc]
    assert len(workspace.run("定性指标清单").rows) == 3
    assert {row[4] for row in workspace.run("成本预算核对").rows} == {Decimal(0)}
    assert len(workspace.run("重复指标", 至少=6).rows) == 6
    assert {row[2] for row in workspace.run("低于界限的指标", 界限="99").rows} == {2024}
    missing = {(row[0], row[3]) for row in workspace.run("缺项检查", 年度=2023).rows}
    assert ("检察辅助外包项目-2023中央", "社会效益指标") in missing
    assert len(workspace.run("项目目标").rows) == 10


def test_ties_are_kept(workspace: Workspace) -> None:
    """The place of a rank is given to all that share it, whatever the bound."""
    ranks = [row[0] for row in workspace.run("预算排名", 前=100).rows]
    assert len(ranks) == 8
    assert ranks == sorted(ranks)  # type: ignore[type-var]


def test_own_tables_have_none_of_them() -> None:
    """The program's queries are about its own tables: each names a table of the schema, none is a shape of answers."""
    tables = {t.name for t in shipped_schema().tables} | {v.name for v in shipped_schema().views}
    assert all(any(f'"{table}"' in q.text for table in tables) for q in QUERIES.values())
    assert [f for f in FOLDER.glob("*.sql") if f.stem in QUERIES] == []
    assert [q.name for q in QUERIES.values() if read_query(q.file, own=False) != q] == []
