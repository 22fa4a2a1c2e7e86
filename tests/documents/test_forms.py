"""Other documents of the same layout, and what becomes of broken ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jxquery.types import Document
from tests.documents.make import Form, Row, Style, random_forms, random_style, render, render_cells
from tests.documents.reading import loaded, read, said

FORM = Form(
    "2025年档案数字化项目-2025市级", "0420", "云岭县第三中学", "万元", "30.00", "25.00", "5.00",
    "用于档案数字化，预计完成3000卷。", ("完成3000卷档案数字化。", "提高查档效率。"),
    (
        Row("产出指标", "数量指标", "档案数字化数量", "档案数字化数量", "≥3000卷"),
        Row("产出指标", "成本指标", "项目总成本", "项目总成本", "≤30万元"),
        Row("满意度指标", "服务对象满意度指标", "师生满意度", "查档师生满意度", "≥95%"),
    ),
    "档案数字化项目绩效目标表",
)  # fmt: skip


def _skipped(document: Document) -> list[str]:
    return [p.message for p in document.problems if p.action == "整张表没有载入"]


@pytest.mark.parametrize("seed", range(120))
def test_what_is_written_is_read_back(seed: int, tmp_path: Path) -> None:
    """Other units, names, amounts, widths, titles and page numbers: every form is read exactly."""
    forms = random_forms(seed)
    document = read(tmp_path, render(forms, random_style(seed)))
    assert loaded(document) == said(forms)
    assert _skipped(document) == []


@pytest.mark.parametrize("seed", range(0, 120, 4))
def test_without_the_spaces_of_extraction(seed: int, tmp_path: Path) -> None:
    """Where line ends tell nothing, a form is read exactly or left out and said: never wrong."""
    forms = random_forms(seed)
    document = read(tmp_path, render(forms, replace(random_style(seed), trailing=False)))
    rows = loaded(document)
    assert len(rows) + len(_skipped(document)) == len(forms)
    assert all(row in said(forms) for row in rows)


@pytest.mark.parametrize("separator", ["\t", " | "])
@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_separated_cells(seed: int, short: bool, separator: str, tmp_path: Path) -> None:  # noqa: FBT001
    """Lines with bars or tabs are real cells: the same form reader, with the spanned cells empty or missing."""
    forms = random_forms(seed)
    document = read(tmp_path, render_cells(forms, separator, short=short))
    assert loaded(document) == said(forms)


def test_amounts_in_yuan_are_converted_exactly(tmp_path: Path) -> None:
    """单位：元 with thousands separators becomes 万元, to the cent."""
    form = replace(FORM, unit="元", budget="1,234,567.89", fiscal="1,234,567.89", other="")
    project = read(tmp_path, render((form,), Style())).records[0].values
    assert project["预算数"] == Decimal("123.456789")
    assert project["其他资金"] is None


def test_derived_columns(tmp_path: Path) -> None:
    """Year, level and short name come from the name; where the name says none there is none, and that is said."""
    named = read(tmp_path, render((FORM,), Style())).records[0].values
    assert (named["年度"], named["资金级别"], named["项目简称"]) == (2025, "市级", "档案数字化项目")
    bare = read(tmp_path, render((replace(FORM, name="档案数字化项目"),), Style()))
    values = bare.records[0].values
    assert (values["年度"], values["资金级别"], values["项目简称"]) == (None, None, "档案数字化项目")
    assert [p.message for p in bare.problems] == ["从「档案数字化项目」看不出年度"]


def test_goals_keep_everything_but_their_number(tmp_path: Path) -> None:
    """Only the leading running number goes; a wrapped line that begins with 2.5 is no second goal."""
    goals = ("目标内容1完成3项任务，其中投入2.5万元用于培训。", "2024年完成3.5公里。", "30天内验收。")
    text = render((replace(FORM, goals=goals),), Style()).replace("其中投入 ", "其中投入\n\n")
    assert [r.values["目标内容"] for r in read(tmp_path, text).records if r.table == "绩效目标"] == list(goals)


def test_targets_are_read_into_their_columns(tmp_path: Path) -> None:
    """The value as written, its parts, and the same in the base unit."""
    document = read(tmp_path, render((FORM,), Style()))
    cost = next(r.values for r in document.records if r.values.get("三级指标") == "项目总成本")
    parts = ("指标值", "比较符", "目标值", "计量单位", "基准值", "基准单位")
    assert tuple(cost[p] for p in parts) == ("≤30万元", "<=", 30, "万元", 300000, "元")


def test_a_value_above_a_unit_row_is_no_code(tmp_path: Path) -> None:
    """100 元 on a line of its own, right above 单位编码 单位名称 单位：元, stays the value that it is."""
    last = Row(
        "满意度指标", "服务对象满意度指标", "查档费用减免标准", "师生查档费用减免标准和减免范围公示情况", "100元"
    )
    form = replace(FORM, unit="元", rows=(*FORM.rows, last), title=None)
    text = render((form, form), Style(blank_lines=False, text_width=10))
    assert "\n100 元 \n0420 " in text
    assert loaded(read(tmp_path, text)) == said((form, form))


def test_prose_before_and_after_the_forms_is_no_form(tmp_path: Path) -> None:
    """A budget report around the forms changes nothing, other tables with a unit row among them."""
    before = "第一部分 概况\n\n123456 某单位 单位：万元 \n\n收入总表 \n\n一、单位职责 \n"
    after = "第四部分 名词解释 \n\n一、机关运行经费：指为保障行政单位运行的经费。 \n"
    document = read(tmp_path, before + render((FORM, FORM), Style()) + after)
    assert loaded(document) == said((FORM, FORM))
    assert document.problems == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("项目总成本 项目总成本 ≤30 万元 ", "项目总成本 "), "不能分成一级指标"),
        (("师生满意度 查档师生满意度 ≥95% ", ""), "不能分成一级指标"),
        (("预算数 30.00", "预算数 3O.00"), "预算数：「3O.00」不是一个金额"),
        (("单位：万元", ""), "没有写明金额单位"),
        (("一级指标 二级指标", "甲级 二级指标"), "不合的是：一级指标"),
        (("项目名称 ", "项目 "), "没有找到「项目名称」"),
    ],
)
def test_a_form_is_loaded_whole_or_not_at_all(change: tuple[str, str], message: str, tmp_path: Path) -> None:
    """What cannot be read leaves its form out, with place and reason; the other forms are loaded."""
    broken = render((FORM,), Style()).replace(*change)
    document = read(tmp_path, broken + render((FORM,), Style()))
    assert loaded(document) == said((FORM,))
    assert [message in text for text in _skipped(document)] == [True]
    assert document.records[0].values["项目编号"] == 1
    assert document.records[0].place.startswith("表2 ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("≥3000 卷", "二3000 卷"), "「二3000卷」开头的「二」可能是没有认清的比较符"),
        ((" ≥3000 卷", ""), "「指标值」是空的"),
        (("其他资金 5.00", "其他资金 6.00"), "「财政资金」与「其他资金」之和不等于「预算数」"),
        (("满意度指标 \n\n服务", "效益指标 \n\n服务"), "二级指标「服务对象满意度指标」不应在一级指标「效益指标」之下"),
        (("绩效目标 \n", "绩效目标 \n\n37\n"), "单独一行的数字「37」不属于表格"),
    ],
)
def test_oddities_are_loaded_as_written_and_said(change: tuple[str, str], message: str, tmp_path: Path) -> None:
    """Nothing is repaired silently."""
    document = read(tmp_path, render((FORM,), Style()).replace(*change))
    assert [p.message for p in document.problems] == [message]
    assert sum(r.table == "指标" for r in document.records) == len(FORM.rows)
