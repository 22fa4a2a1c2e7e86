"""What forms of other layouts bring can be asked about once it is loaded, and is refused by name while it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import jxquery
from jxquery.documents.layout import load_layouts
from jxquery.documents.read import read_document
from jxquery.errors import DocumentError
from jxquery.workspace import Workspace
from tests.documents.reading import schema

ASKED: dict[str, tuple[object, ...]] = {
    "得分最低的指标": ("水旱灾害防御经费", "完成农业水价改革项目", Decimal(5)),
    "得分低于6分的指标": ("水旱灾害防御经费", "完成农业水价改革项目"),
    "自评总分低于95分的项目": ("水旱灾害防御经费",),
    "执行率低于90%的项目": ("水旱灾害防御经费",),
    "水旱灾害防御经费的执行率": ("水旱灾害防御经费", Decimal(80)),
    "水旱灾害防御经费花了多少": ("水旱灾害防御经费", Decimal(704)),
    "水旱灾害防御经费的自评总分": ("水旱灾害防御经费", Decimal(93)),
    "权重最高的指标": ("51000021R000000019951-工资性支出", "发放(缴纳)覆盖率", Decimal(60)),
    "兰溪路-真南路下立交工程的主管部门是谁": ("兰溪路-真南路下立交工程", "某区建设和管理委员会"),
    "兰溪路-真南路下立交工程的项目总额": ("兰溪路-真南路下立交工程", Decimal("77132.58")),
    "特定目标类的项目有哪些": ("兰溪路-真南路下立交工程",),
    "完成农业水价改革项目的实际完成值": ("完成农业水价改革项目", "1项"),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The examples of all layouts, loaded as text with tabs."""
    folder = tmp_path_factory.mktemp("forms")
    opened = jxquery.open(folder / "db")
    for number, layout in enumerate(load_layouts(schema())):
        if layout.front != "prose":
            path = folder / f"{number}.txt"
            path.write_text(layout.example.replace("|", "\t"), encoding="utf-8")
            opened.load([path], now=datetime(2026, 1, 1, tzinfo=UTC))
    yield opened
    opened.close()


@pytest.mark.parametrize("question", ASKED)
def test_columns_of_other_layouts(question: str, workspace: Workspace) -> None:
    """The first row of the answer holds what the form says."""
    answer = workspace.ask(question)
    assert answer.status == "answered", answer.error
    assert set(ASKED[question]) <= set(answer.rows[0])


def test_old_and_new_names_of_classes_are_one(workspace: Workspace) -> None:
    """成本指标 is found as a 一级 and as a 二级, 效果指标 beside 效益指标; each is shown as it was written."""
    cost = {(row[0], row[-3], row[-2]) for row in workspace.ask("成本指标有哪些").rows}
    assert ("2025国际网球公开赛", "产出指标", "成本指标") in cost
    assert ("基本公共卫生服务专项", "成本指标", "经济成本指标") in cost
    for word in ("效益指标", "效果指标"):
        assert {"效果指标", "效益指标", "效益指标(30分)"} <= {row[-3] for row in workspace.ask(f"{word}有哪些").rows}
    assert {row[0] for row in workspace.ask("各一级指标的指标数").rows} >= {
        "产出指标",
        "效益指标",
        "满意度指标",
        "成本指标",
    }


def test_without_them_they_are_refused_by_name(tmp_path: Path) -> None:
    """The sample has no self-evaluation: the same questions say what it lacks."""
    opened = jxquery.open(tmp_path / "db")
    for question, word in (("得分最低的指标", "得分"), ("各项目执行率", "执行率"), ("权重最高的指标", "权重")):
        answer = opened.ask(question)
        assert answer.status == "not_understood"
        assert f"没有「{word}」" in (answer.error or "")
    opened.close()


def test_a_report_in_prose_is_said_to_be_one(tmp_path: Path) -> None:
    """There is no table in it, and the message says so."""
    layout = next(x for x in load_layouts(schema()) if x.front == "prose")
    path = tmp_path / "报告.txt"
    path.write_text(layout.example, encoding="utf-8")
    with pytest.raises(DocumentError, match="文字叙述的绩效报告，里面没有表格"):
        read_document(path, schema())
