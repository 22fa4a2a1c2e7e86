"""Tables that are loaded where they lie: parquet, CSV by the names of the shipped tables, large files."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pytest

from jxquery.documents import table_files
from jxquery.errors import DocumentError
from jxquery.loading import ProblemsError
from jxquery.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jxquery.loading import LoadReport

PROJECTS = """项目编号,项目名称,项目简称,年度,资金级别,单位名称,预算数（元）
P1,2024年甲项目-2024中央,甲项目,2024,中央,甲局,12000
P2,2024年乙项目-2024市级,乙项目,2024年,市级,乙局,"1,234,500"
"""
GOALS = "项目编号,目标内容\nP2,办好\nP1,办成\nP2,办完\n"
INDICATORS = """项目编号,一级指标,二级指标,三级指标,绩效指标描述,指标值
P1,产出,数量,个数,个数,≥3项
P1,产出指标,质量指标,合格率,合格率,100百分比
P2,满意度指标,服务对象满意度指标,满意度,满意度,健全
P2,成本指标,经济成本,成本,成本,≤25.2万元
"""
LIBRARY = """
[[table]]
name = "作者"
key = "作者号"
column = [
  { name = "作者号", type = "integer", role = "key" },
  { name = "姓名", type = "text", role = "name" },
]

[[table]]
name = "图书"
parent = "作者"
column = [
  { name = "作者号", type = "integer", role = "key" },
  { name = "书名", type = "text", role = "name" },
  { name = "出版年", type = "integer", role = "period" },
  { name = "价格", type = "amount", role = "measure", unit = "元", default = true },
]
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty folder for data, open."""
    with Workspace.open(tmp_path / "db", environ={"HOME": str(tmp_path)}) as opened:
        yield opened


def _files(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def _as_parquet(folder: Path, into: Path) -> Path:
    """The same tables as parquet; DuckDB finds the types of their columns."""
    into.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        for file in folder.glob("*.csv"):
            connection.execute(f"COPY (FROM '{file}') TO '{into / file.stem}.parquet'")
    return into


def _rows(workspace: Workspace, statement: str) -> Sequence[tuple[object, ...]]:
    return workspace.sql(statement).rows


def _said(report: LoadReport) -> list[str]:
    return [f"{f.file} {p.place}：{p.message}{p.action}" for f in report.files for p in f.problems]


@pytest.mark.parametrize("kind", ["csv", "parquet", "large csv"])
def test_the_shipped_tables_by_their_names(
    workspace: Workspace, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each format gives the same rows: amounts in 万元, targets and classes read as in forms, numbers given anew."""
    folder = _files(tmp_path / "省", 项目=PROJECTS, 绩效目标=GOALS, 指标=INDICATORS)
    if kind == "parquet":
        folder = _as_parquet(folder, tmp_path / "列")
    elif kind == "large csv":
        monkeypatch.setattr(table_files, "BIG", 0)
    report = workspace.load(folder)
    assert _said(report) == []
    assert _rows(workspace, 'SELECT "项目名称", "年度", "预算数" FROM "项目" ORDER BY "项目编号"') == (
        ("2024年甲项目-2024中央", 2024, Decimal("1.2")),
        ("2024年乙项目-2024市级", 2024, Decimal("123.45")),
    )
    assert _rows(
        workspace,
        'SELECT "项目简称", "序号", "一级标准", "二级标准", "指标值", "比较符", "目标值", "计量单位", "基准值", '
        '"基准单位" FROM "指标明细" ORDER BY "项目编号", "序号"',
    ) == (
        ("甲项目", 1, "产出指标", "数量指标", "≥3项", ">=", 3, "项", 3, "项"),
        ("甲项目", 2, "产出指标", "质量指标", "100百分比", None, 100, "%", 100, "%"),
        ("乙项目", 1, "满意度指标", "服务对象满意度指标", "健全", None, None, None, None, None),
        ("乙项目", 2, "成本指标", "经济成本指标", "≤25.2万元", "<=", Decimal("25.2"), "万元", 252000, "元"),
    )
    assert _rows(workspace, 'SELECT "项目编号", "序号", "目标内容" FROM "绩效目标" ORDER BY 1, 2') == (
        (1, 1, "办成"), (2, 1, "办好"), (2, 2, "办完"),
    )  # fmt: skip
    source = workspace.ask("乙项目 预算").sources[0]
    assert (source.file, source.place) == (f"项目.{'parquet' if kind == 'parquet' else 'csv'}",
                                           "第2行" if kind == "parquet" else "第3行")  # fmt: skip


def test_what_is_exported_comes_back(workspace: Workspace, tmp_path: Path) -> None:
    """All rows of the sample, written as parquet and loaded again, say in every column what they said."""
    from jxquery.cli import main

    home = tmp_path / "there"
    assert main(["export", str(home), "--format", "parquet", "--db", str(tmp_path / "none")]) == 0
    with Workspace.open(tmp_path / "none", environ={"HOME": str(tmp_path)}) as opened:
        sample = dict(opened.contents())
    (home / "来源.parquet").unlink()
    assert _said(workspace.load(home)) == []
    for name, answer in workspace.contents():
        if name == "来源":
            continue
        here = [n for n, c in enumerate(answer.columns) if c.name not in ("文件", "位置")]
        assert [[row[n] for n in here] for row in answer.rows] == [[row[n] for n in here] for row in sample[name].rows]


def test_what_does_not_fit_is_told(workspace: Workspace, tmp_path: Path) -> None:
    """Unknown columns, amounts that are none, keys twice, targets nobody can read, indicators of no project."""
    folder = _files(
        tmp_path / "省",
        项目=PROJECTS.replace("P2,", "P1,").replace("预算数（元）", "预算数（元）,颜色").replace("12000", "很多,红"),
        指标=INDICATORS.replace("≥3项", "292%良好").replace("P2,成本指标", "P9,成本指标").replace("健全", ""),
    )
    report = workspace.load(folder)
    assert _said(report) == [
        "指标.csv 第2行：「292%良好」的数字后面还有别的内容，按文字载入，不参与数值比较。",
        "指标.csv 第4行：「指标值」是空的，按空值载入。",
        "指标.csv 第4行：有 2 行的「项目编号」在一起载入的「项目」里找不到：P2、P9，这些行没有载入。",
        "项目.csv 表头：「颜色」不是表「项目」的列，这些列没有读。",
        "项目.csv 第2行：列「预算数」的「很多」不是一个金额，按空着处理。",
        "项目.csv 第3行：有 1 行的「项目编号」已经有了：P1，只载入了先读到的一行。",
    ]
    assert [dict(f.counts) for f in report.files] == [{"指标": 2}, {"项目": 1}]


def test_a_strict_load_leaves_everything(workspace: Workspace, tmp_path: Path) -> None:
    """A problem that only the rows show keeps a strict load out, and a dry run writes nothing."""
    folder = _files(tmp_path / "省", 项目=PROJECTS.replace("12000", "很多"), 指标=INDICATORS)
    assert not workspace.load(folder, dry_run=True).written
    with pytest.raises(ProblemsError):
        workspace.load(folder, strict=True)
    assert workspace.info().sample
    assert not list((tmp_path / "db").glob("gen-*"))


def test_loaded_again(workspace: Workspace, tmp_path: Path) -> None:
    """The same files are left out; other contents under a known name clash, or replace what was there."""
    folder = _files(tmp_path / "省", 项目=PROJECTS, 绩效目标=GOALS, 指标=INDICATORS)
    workspace.load(folder)
    assert [f.skipped for f in workspace.load(folder).files] == [
        f"内容与已载入的「{name}.csv」相同。" for name in ("指标", "绩效目标", "项目")
    ]
    _files(folder, 项目=PROJECTS.replace("12000", "13000"), 指标=INDICATORS.replace("≥3项", "≥4项"))
    report = workspace.load(folder)
    assert not report.written
    assert [f.clashes for f in report.files] == [0, 0, 1]
    assert "内容不同：预算数 1.2 → 1.3；指标有 1 行是新的，1 行没有了。" in report.files[2].problems[0].message
    assert report.files[2].notes[0].message == "有 1 个项目已经载入过，内容也相同（2024年乙项目-2024市级），"
    assert workspace.load(folder, replace=True).written
    assert _rows(workspace, 'SELECT "项目简称", "预算数" FROM "项目" ORDER BY "项目简称"') == (
        ("乙项目", Decimal("123.45")), ("甲项目", Decimal("1.3")),
    )  # fmt: skip
    assert _rows(workspace, 'SELECT count(*) FROM "指标" UNION ALL SELECT count(*) FROM "绩效目标"') == ((4,), (3,))


def test_folders_of_several_years(workspace: Workspace, tmp_path: Path) -> None:
    """Where a table lies in several folders, the keys of each folder are its own."""
    for year in ("2023", "2024"):
        folder = tmp_path / "全部" / year
        folder.parent.mkdir(exist_ok=True)
        _files(folder, 项目=PROJECTS.replace("2024", year), 指标=INDICATORS)
    assert _said(workspace.load(tmp_path / "全部")) == []
    assert _rows(workspace, 'SELECT "年度", count(*) FROM "指标明细" GROUP BY 1 ORDER BY 1') == ((2023, 4), (2024, 4))


def test_files_that_are_none(workspace: Workspace, tmp_path: Path) -> None:
    """No parquet inside, a name that is no table, columns that are missing: said with the file, and nothing changes."""
    broken = tmp_path / "项目.parquet"
    broken.write_bytes(b"PAR1 and no more")
    with pytest.raises(DocumentError, match="读不了"):
        workspace.load(broken)
    folder = _as_parquet(_files(tmp_path / "省", 项目=PROJECTS, 别的="甲,乙\n1,2\n"), tmp_path / "列")
    with pytest.raises(DocumentError, match=r"不知道它是哪一个表，文件名应是：项目\.parquet"):
        workspace.load(folder / "别的.parquet")
    (folder / "项目.parquet").rename(folder / "指标.parquet")
    with pytest.raises(DocumentError, match="里面没有表「指标」的「三级指标」"):
        workspace.load(folder / "指标.parquet")


def test_large_csv_with_faults(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row too wide is left out and told; one too short is filled up; GB 18030 is read."""
    monkeypatch.setattr(table_files, "BIG", 0)
    file = tmp_path / "项目.csv"
    file.write_text(PROJECTS + "P3,丙,丙,2024,市级,丙局,1,2,3\nP4,丁,丁,2024\n", encoding="gb18030")
    report = workspace.load(file)
    assert _said(report) == ["项目.csv ：有 1 条读不成：第4条，这些都没有读；请看看是不是多了一格，或少了引号。"]
    assert _rows(workspace, 'SELECT "项目名称", "位置" FROM "项目" ORDER BY "项目编号"') == (
        ("2024年甲项目-2024中央", "第1条"), ("2024年乙项目-2024市级", "第2条"), ("丁", "第3条"),
    )  # fmt: skip


def test_a_broken_quote_in_a_large_csv(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is left out and told, the rows after it are read, and nothing is left behind beside the database."""
    monkeypatch.setattr(table_files, "BIG", 0)
    file = tmp_path / "项目.csv"
    file.write_text(PROJECTS + 'P3,"丙"丁,丙,2024,市级,丙局,1\nP4,戊,戊,2024,市级,丙局,1\n', encoding="utf-8")
    report = workspace.load(file)
    assert _said(report) == ["项目.csv ：有 1 条读不成：第4条，这些都没有读；请看看是不是多了一格，或少了引号。"]
    assert _rows(workspace, 'SELECT count(*) FROM "项目"') == ((3,),)
    assert not [p for p in (tmp_path / "db").iterdir() if "building" in p.name]


@pytest.mark.parametrize("replace", [False, True])
def test_own_tables_from_parquet(tmp_path: Path, *, replace: bool) -> None:
    """Parquet of a user's own tables gives what their CSV gives, and says the same of keys and of rows astray."""
    texts = {
        "作者": "作者号,姓名\n1,甲\n2,乙\n2,丙\n,丁\n",
        "图书": "作者号,书名,出版年,价格\n1,春,2024,3.5\n9,夏,2023,2\n2,秋,2022,1\n",
    }
    newer = {"作者": "作者号,姓名\n2,戊\n3,己\n", "图书": "作者号,书名,出版年,价格\n3,冬,2021,9\n"}
    schema = tmp_path / "图书馆.toml"
    schema.write_text(LIBRARY, encoding="utf-8")
    told, tables = [], []
    for kind in ("csv", "parquet"):
        with Workspace.open(tmp_path / kind, environ={"HOME": str(tmp_path)}) as opened:
            said = []
            for round_, text in enumerate((texts, newer)):
                folder = _files(tmp_path / f"{kind}{round_}", **text)
                if kind == "parquet":
                    folder = _as_parquet(folder, tmp_path / f"列{round_}")
                report = opened.load(folder, schema=schema, replace=replace)
                said.append(sorted(f"{p.message}{p.action}" for f in report.files for p in (*f.problems, *f.notes)))
            told.append(said)
            tables.append(
                (opened.sql('SELECT "作者号", "姓名" FROM "作者" ORDER BY "行号"').rows,
                 opened.sql('SELECT "作者号", "书名", "出版年", "价格" FROM "图书" ORDER BY "行号"').rows)
            )  # fmt: skip
    assert told[1] == told[0]
    assert tables[1] == tables[0]


def test_white_space_around_a_few_of_many(workspace: Workspace, tmp_path: Path) -> None:
    """A name that one of many rows writes with white space around it is stored without, as each of the others."""
    spaced = "CASE WHEN i = 1490 THEN chr(12288) || '甲' || i || chr(160) WHEN i = 1499 THEN ' ' ELSE '甲' || i END"
    with duckdb.connect() as connection:
        connection.execute(
            f'COPY (SELECT i AS "项目编号", {spaced} AS "项目名称", 2024 AS "年度", CAST(i AS DECIMAL(20,2)) AS '
            f"\"预算数\" FROM range(1, 1500) AS t(i)) TO '{tmp_path / '项目.parquet'}'"
        )
    workspace.load(tmp_path / "项目.parquet")
    assert _rows(workspace, "SELECT count(*) FROM 项目 WHERE 项目名称 IS NULL") == ((1,),)
    assert _rows(workspace, "SELECT 项目名称, 预算数 FROM 项目 WHERE 项目编号 = 1490") == (("甲1490", Decimal(1490)),)
    assert _rows(workspace, "SELECT count(*) FROM 项目 WHERE regexp_matches(项目名称, '^甲[0-9]+$')") == ((1498,),)


def test_decimals_with_more_digits_than_are_kept(workspace: Workspace, tmp_path: Path) -> None:
    """A column that could hold too large a number is kept exactly while none is; one that is, is told and left out."""
    with duckdb.connect() as connection:
        for name, most in (("小", "99999999999999.25"), ("大", "999999999999999.25")):
            (tmp_path / name).mkdir()
            connection.execute(
                f'COPY (SELECT i AS "项目编号", \'{name}\' || i AS "项目名称", 2024 AS "年度", CASE WHEN i = 2 THEN '
                f'{most} ELSE 1.5 END::DECIMAL(20,2) AS "预算数" FROM range(1, 3) AS t(i)) '
                f"TO '{tmp_path / name / '项目.parquet'}'"
            )
    workspace.load(tmp_path / "小")
    report = workspace.load(tmp_path / "大")
    rows = _rows(workspace, "SELECT 项目名称, 预算数 FROM 项目 ORDER BY 项目编号")
    small, large = Decimal("99999999999999.25"), None
    assert [row[1] for row in rows] == [Decimal("1.5"), small, Decimal("1.5"), large]
    assert any("999999999999999.25" in line for line in _said(report))


def test_what_a_name_says_need_not_be_a_column(workspace: Workspace, tmp_path: Path) -> None:
    """Short name, year and level come from the name as they do in forms; a name without a year is told."""
    text = "项目编号,项目名称,预算数（元）\n1,2024年甲项目-2024中央,12000\n2,乙项目,3\n"
    report = workspace.load(_files(tmp_path / "表", 项目=text))
    rows = _rows(workspace, 'SELECT "项目名称", "项目简称", "年度", "资金级别" FROM "项目" ORDER BY "项目编号"')
    assert list(map(tuple, rows)) == [
        ("2024年甲项目-2024中央", "甲项目", 2024, "中央"),
        ("乙项目", "乙项目", None, None),
    ]
    said = _said(report)
    assert any("看不出年度" in line for line in said)
    assert not any("没有「" in line and "年度" in line for line in said)
