"""Lists of many projects of which one row cannot be read: its project is left out, the others are whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jxquery.documents.forms import SKIPPED_PROJECT
from tests.documents.test_layouts import _grid, read_forms

HEADER = ["项目名称", "预算数", "一级指标", "二级指标", "三级指标", "指标值"]
A = [["采购", "1", "产出指标", "数量指标", "次数", "3次"], ["", "", "", "质量指标", "合格率", "≥95%"]]
B = [["维修", "2", "产出指标", "数量指标", "面积", "3平方米"], ["", "", "", "质量指标", "完好率", "≥90%"]]
C = [["培训", "3", "产出指标", "数量指标", "人数", "3人"], ["", "", "", "质量指标", "出勤率", "≥85%"]]


def _names(rows: list[list[str]]) -> tuple[dict[str, int], list[str]]:
    """How many indicators each project has that is read, and what was done about what is not."""
    records, problems = read_forms((_grid([["2025年度项目绩效目标表"], ["单位：万元"], HEADER, *rows]),))
    counts = {str(r.values["项目名称"]): 0 for r in records if r.table == "项目"}
    names = {r.values["项目编号"]: str(r.values["项目名称"]) for r in records if r.table == "项目"}
    for record in records:
        if record.table == "指标":
            counts[names[record.values["项目编号"]]] += 1
    return counts, [p.action for p in problems]


def test_a_broken_row_leaves_its_project_out() -> None:
    """A row that goes on with its project and has a value for a name."""
    broken = ["", "", "", "质量指标", "≥90%", "完好率"]
    assert _names([*A, B[0], broken, *C]) == ({"采购": 2, "培训": 2}, [SKIPPED_PROJECT])


def test_a_broken_first_row_leaves_the_project_above_out_too() -> None:
    """What stands in the project's cells of such a row may be anything: the rows below may be of either."""
    broken = ["产出指标", "2", "维修", "数量指标", "≥3平方米", "面积"]
    assert _names([*A, broken, B[1], *C]) == ({"培训": 2}, [SKIPPED_PROJECT] * 2)


@pytest.mark.parametrize("at", [0, 1])
def test_a_project_whose_name_is_lost_is_not_the_one_above(at: int) -> None:
    """Its other cells stand there, so the whole list is left out."""
    lost = [["", *row[1:]] for row in B]
    counts, actions = _names([*A, lost[at], *C])
    assert (counts, len(actions)) == (({}, 1) if at == 0 else ({"采购": 3, "培训": 2}, 0))


def test_a_header_in_another_order_says_what_stands_below_it() -> None:
    """On a new page the project's columns may be exchanged, and their amounts be in another unit."""
    first = ["单位名称", "项目名称", "预算数（元）", *HEADER[2:]]
    again = ["项目名称", "单位名称", "预算数（万元）", *HEADER[2:]]
    above = ["甲局", "采购", "30000", *A[0][2:]]
    below = ["维修", "甲局", "2", *B[0][2:]]
    records, problems = read_forms((_grid([["2025年度项目绩效目标表"], first, above, again, below]),))
    projects = [r.values for r in records if r.table == "项目"]
    assert [(p["项目名称"], p["单位名称"], p["预算数"]) for p in projects] == [
        ("采购", "甲局", Decimal(3)),
        ("维修", "甲局", Decimal(2)),
    ]
    assert not problems
