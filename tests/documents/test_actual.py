"""What became of a target is read as a number where it is one, and compared with numbers and with the target itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

import jxquery
from jxquery.documents.targets import actual
from jxquery.documents.values import read_target
from jxquery.types import Answer
from jxquery.workspace import Workspace
from tests.documents.reading import schema

FORM = """
项目支出绩效自评表
(2024年度)
项目名称 | 河道整治工程 | | | | | | |
主管部门 | 某市水利局 | | | 实施单位 | 某市水利局 | | |
项目资金(万元) | | 年初预算数 | 全年预算数(A) | 全年执行数(B) | 分值 | 执行率(B/A) | 得分 |
 | 年度资金总额: | 500 | 480 | 400 | 10 | 83.33% | 8 |
年度总体目标完成情况 | 预期目标 | | | 实际完成情况 | | | |
 | 整治河道。 | | | 完成年度目标。 | | | |
年度绩效指标完成情况 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
 | 产出指标(50分) | 数量指标 | 整治河道长度 | ≥12公里 | 9公里 | 10 | 7 | 雨季停工
 | | | 巡查次数 | 20-30次 | 25 | 5 | 5 |
 | | 质量指标 | 工程验收合格率 | ≥95% | 97% | 10 | 10 |
 | | | 返工率 | ≤3% | 5% | 10 | 6 | 材料不合格
 | | 时效指标 | 工程按期进度 | 100% | 90% | 10 | 8 | 雨季停工
 | | 成本指标 | 整治成本 | ≤480万元 | 400万元 | 5 | 5 |
 | 效益指标(30分) | 社会效益指标 | 受益人口 | ≥2万人 | 21000人 | 15 | 15 |
 | | 生态效益指标 | 水质改善 | 明显改善 | 达成预期指标 | 15 | 15 |
 | 满意度指标(10分) | 服务对象满意度指标 | 群众满意度 | ≥90% | 88.5% | 10 | 9 | 噪音
总分 | | | | | | 100 | 88 |
"""
MISSED = {"整治河道长度", "返工率", "群众满意度"}
DEDUCTED = {*MISSED, "工程按期进度"}
LISTED: dict[str, set[str]] = {
    "没达到目标的指标": MISSED,
    "没有达到指标值的指标有哪些": MISSED,
    "没完成的指标": MISSED,
    "不达标的指标": MISSED,
    "未完成指标值的指标": MISSED,
    "实际完成值没有达到目标值的指标": MISSED,
    "没达标的质量指标": {"返工率"},
    "达标的指标": {"巡查次数", "工程验收合格率", "整治成本", "受益人口"},
    "实际完成值低于指标值的指标": {"整治河道长度", "工程按期进度", "整治成本", "群众满意度"},
    "实际完成值比目标值高的指标": {"工程验收合格率", "返工率", "受益人口"},
    "实际完成值高于90%的指标": {"工程验收合格率"},
    "实际完成值在80%到95%之间的指标": {"工程按期进度", "群众满意度"},
    "受益人口实际完成值超过2万人": {"受益人口"},
    "扣分的指标": DEDUCTED,
    "没得满分的指标": DEDUCTED,
    "得分低于权重的指标": DEDUCTED,
    "满分的质量指标": {"工程验收合格率"},
}
REFUSED = ("扣分最多的指标", "实际完成值最高的指标", "平均实际完成值", "达标率", "没达标的原因", "完成率低于90%的指标")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The form, loaded as text with tabs."""
    folder = tmp_path_factory.mktemp("form")
    path = folder / "自评表.txt"
    path.write_text(FORM.replace(" | ", "\t").replace("|", "\t"), encoding="utf-8")
    opened = jxquery.open(folder / "db")
    opened.load([path], now=datetime(2026, 1, 1, tzinfo=UTC))
    yield opened
    opened.close()


def _names(answer: Answer) -> set[object]:
    assert answer.status == "answered", answer.error
    at = [c.name for c in answer.columns].index("三级指标")
    return {row[at] for row in answer.rows}


@pytest.mark.parametrize("question", LISTED)
def test_chosen_by_what_became_of_it(question: str, workspace: Workspace) -> None:
    """Exactly these indicators; the reading, asked again, gives the same."""
    answer = workspace.ask(question)
    assert _names(answer) == LISTED[question]
    assert workspace.ask(answer.interpretation).rows == answer.rows


@pytest.mark.parametrize("question", REFUSED)
def test_what_is_not_known_is_refused(question: str, workspace: Workspace) -> None:
    """Points that were lost, sizes of unlike things and reasons are not answered with something near."""
    assert workspace.ask(question).status == "not_understood"


def test_what_cannot_be_told_is_said(workspace: Workspace) -> None:
    """100% with 90% done, and words: the answer says how many it left out; what was done stands beside the target."""
    answer = workspace.ask("没达到目标的指标")
    assert "有 2 个比不出来" in "".join(answer.warnings)
    assert "实际完成值" in [c.name for c in answer.columns]


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("没达到目标的指标有几个", 3),
        ("质量指标达标的有几个指标", 1),
        ("没达标的指标占全部指标的百分比", Decimal("33.33")),
        ("指标都达标的项目有几个", 0),
        ("有没达标的指标的项目有几个", 1),
    ],
)
def test_counted(question: str, number: object, workspace: Workspace) -> None:
    """They count, and every one of a project must be reached for certain."""
    assert workspace.ask(question).scalar() == number


def test_most_of_such(workspace: Workspace) -> None:
    """没达标的指标最多: by the number of such, and not of all."""
    assert workspace.ask("没达标的指标最多的项目").rows[0][-1] == len(MISSED)


@pytest.mark.parametrize(
    ("value", "unit", "target", "read"),
    [
        ("98%", "", "≥95%", ("98", "%")),
        ("98", "", "≥95%", ("98", "%")),
        ("98", "%", "=100%", ("98", "%")),
        ("1", "", "≥2项", ("1", "项")),
        ("0", "", "≤5%", ("0", "%")),
        ("1,200.5", "", "≥1000人", ("1200.5", "人")),
        ("5", "", "健全", ("5", None)),
        ("1", "", "100%", (None, None)),
        ("0.98", "%", "=100%", (None, None)),
        ("达成预期指标", "", "≥95%", (None, None)),
        ("已完成100%", "", "100%", (None, None)),
        ("/", "", "≥95%", (None, None)),
    ],
)
def test_read_beside_its_target(value: str, unit: str, target: str, read: tuple[str | None, str | None]) -> None:
    """A bare number is in the unit of its column or of the target; what could be a share or a percentage is none."""
    units = schema().units
    found = actual(value, unit, read_target(target, units), units)
    assert found.written == value
    assert (found.value, found.unit) == (None if read[0] is None else Decimal(read[0]), read[1])
