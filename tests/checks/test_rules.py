"""The rules that come with the program: each finds what it is for, where it stands, and nothing in what is right."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from jxquery import resources
from jxquery.documents.values import read_target
from jxquery.errors import TemplateError, UsageError
from jxquery.named.files import read_query
from jxquery.store import Store
from jxquery.types import Document, Record, Scalar
from jxquery.workspace import Workspace
from tests.store.documents import NOW, schema

if TYPE_CHECKING:
    from pathlib import Path

    from jxquery.named.checks import Finding

FILES = sorted((resources.path("queries") / "检查").glob("*.sql"))
RULES = {file.stem: read_query(file, own=False) for file in FILES}
ASKS = [pytest.param(q, r, id=q) for rule in RULES.values() for q, r in rule.asks]
RIGHT: dict[str, Scalar] = {
    "项目名称": "甲项目", "年度": 2024, "单位名称": "某单位", "预算数": Decimal(30), "财政资金": Decimal(20),
    "其他资金": Decimal(10), "资金用途": "办案",
}  # fmt: skip
# 一级, 二级, 三级, 指标值
TARGETS = (
    ("产出指标", "数量指标", "办案数量", "≥10件"),
    ("产出指标", "质量指标", "办案合格率", "≥98%"),
    ("产出指标", "时效指标", "完成时间", "12月底前"),
    ("产出指标", "成本指标", "办案成本", "≤20万元"),
    ("产出指标", "成本指标", "耗材成本", "≤100000元"),
    ("效益指标", "社会效益指标", "公平正义", "持续提升"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥99%"),
)
Target = tuple[str | None, str | None, str | None, str]


def without(name: str) -> tuple[Target, ...]:
    """The targets less those of a class."""
    return tuple(t for t in TARGETS if name not in (t[0], t[1]))


def instead(old: str, value: str, *, name: str | None = None) -> tuple[Target, ...]:
    """The targets with another value (and name) for one of them."""
    return tuple((*t[:2], name or t[2], value) if t[2] == old else t for t in TARGETS)


def added(*more: Target) -> tuple[Target, ...]:
    """The targets and more."""
    return (*TARGETS, *more)


def document(
    values: dict[str, Scalar] | None = None, targets: tuple[Target, ...] = TARGETS, *, goals: int = 1
) -> Document:
    """A form of one project, with its rows in the places 第1行 and so on."""
    project = {**RIGHT, **(values or {}), "项目编号": 1}
    records = [Record("项目", project, "表1 第1行")]
    records += [Record("绩效目标", {"项目编号": 1, "序号": 1, "目标内容": "办好案"}, "表1 第2行")] * goals
    for n, (first, second, third, written) in enumerate(targets, 1):
        target = read_target(written, schema().units)
        row: dict[str, Scalar] = {
            "项目编号": 1, "序号": n, "一级指标": first, "二级指标": second, "一级标准": first, "二级标准": second,
            "三级指标": third, "指标值": target.written or None, "比较符": target.comparator, "目标值": target.value,
            "目标值上限": target.upper, "计量单位": target.unit, "基准值": target.base_value,
            "基准值上限": target.base_upper, "基准单位": target.base_unit,
        }  # fmt: skip
        records.append(Record("指标", row, f"表1 第{n + 2}行"))
    return Document("甲.txt", hashlib.sha256(repr(records).encode()).hexdigest(), "txt", tuple(records))


def findings(folder: Path, environ: dict[str, str], form: Document) -> list[Finding]:
    """What all rules together find in it."""
    Store(folder, schema()).publish([form], now=NOW)
    with Workspace.open(folder, environ=environ) as workspace:
        report = workspace.check()
    assert report.broken == {}
    assert len(report.rules) == len(FILES)
    return list(report.findings)


# Rule, what is wrong, what is said, where.
CASES = [
    ("缺满意度指标", document(targets=without("满意度指标")), "没有满意度指标", "第1行"),
    ("缺效益指标", document(targets=without("效益指标")), "没有效益指标", "第1行"),
    ("缺成本指标", document(targets=without("成本指标")), "没有成本指标", "第1行"),
    ("没有绩效目标", document(goals=0), "没有写绩效目标", "第1行"),
    ("没有写用途", document({"资金用途": None}), "没有写资金用途，表里可能没有这一栏", "第1行"),
    ("没有写预算数", document({"预算数": None}), "没有写预算数", "第1行"),
    ("没有写指标值", document(targets=instead("公平正义", "")), "社会效益指标「公平正义」没有写指标值", "第8行"),
    (
        "没有量化的指标",
        document(targets=instead("办案数量", "若干")),
        "数量指标「办案数量」的指标值是文字「若干」",
        "第3行",
    ),
    (
        "没有量化的指标",
        document(targets=instead("公平正义", "较高", name="结案率")),
        "社会效益指标「结案率」的指标值是文字「较高」",
        "第8行",
    ),
    (
        "百分比不合常理",
        document(targets=instead("办案合格率", "≥100%")),
        "「办案合格率」的指标值是「≥100%」，最高就是 100%，写作 100% 即可",
        "第4行",
    ),
    (
        "百分比不合常理",
        document(targets=instead("办案合格率", "280%")),
        "「办案合格率」的指标值是「280%」，超过了 100%",
        "第4行",
    ),
    (
        "百分比方向相反",
        document(targets=instead("群众满意度", "≤99%")),
        "「群众满意度」越高越好，指标值却是「≤99%」",
        "第9行",
    ),
    (
        "单位与指标不合",
        document(targets=instead("办案数量", "≥31%")),
        "「办案数量」的指标值是「≥31%」，单位不合",
        "第3行",
    ),
    (
        "单位与指标不合",
        document(targets=instead("办案合格率", "≥98人")),
        "「办案合格率」的指标值是「≥98人」，单位不合",
        "第4行",
    ),
    (
        "成本指标与预算不一致",
        document(targets=instead("耗材成本", "≤5万元")),
        "成本指标合计 25.00 万元，预算数 30.00 万元，少 5.00 万元",
        "第1行",
    ),
    (
        "资金构成与预算不一致",
        document({"其他资金": Decimal(9)}),
        "财政资金 20.00、其他资金 9.00，预算数 30.00（万元）",
        "第1行",
    ),
]


@pytest.mark.parametrize(("rule", "form", "text", "place"), CASES, ids=lambda v: v if isinstance(v, str) else "")
def test_a_rule_finds_its_fault(
    tmp_path: Path, environ: dict[str, str], rule: str, form: Document, text: str, place: str
) -> None:
    """One thing wrong in a form that is right otherwise: that rule alone speaks up, with project, file and place."""
    (found,) = findings(tmp_path, environ, form)
    assert (found.rule, found.subject, found.text) == (rule, "甲项目", text)
    assert (found.file, found.place) == ("甲.txt", f"表1 {place}")
    assert found.kind == RULES[rule].check


def test_every_rule_has_its_case() -> None:
    """A rule that is added without a case fails here."""
    assert {case[0] for case in CASES} | {"项目内重复指标"} == set(RULES)


def test_repeated_targets_are_shown_both(tmp_path: Path, environ: dict[str, str]) -> None:
    """The same name twice in one class; in another class or project it may stand again."""
    twice = added(("产出指标", "数量指标", "办案数量", "≥12件"), ("产出指标", "质量指标", "办案数量", "≥12件"))
    found = findings(tmp_path, environ, document(targets=twice))
    assert [(f.rule, f.place) for f in found] == [("项目内重复指标", "表1 第3行"), ("项目内重复指标", "表1 第10行")]
    assert found[1].text == "数量指标「办案数量」在这个项目里有 2 条，这一条的指标值是「≥12件」"


@pytest.mark.parametrize(
    "form",
    [
        document(),
        document(targets=instead("办案成本", "≤30万元")),  # one row is the whole budget, another a part of it
        document(targets=instead("办案合格率", "≥120%", name="收入增长率")),
        document(targets=instead("群众满意度", "≤1%", name="不合格率")),
        document(targets=instead("办案合格率", "≥4次", name="巡查频率")),
        document({"财政资金": None, "其他资金": None}),
        document({"其他资金": None, "财政资金": Decimal(30)}),
        document({"资金用途": None, "项目概况": "办案"}),
    ],
)
def test_what_is_right_is_not_found(tmp_path: Path, environ: dict[str, str], form: Document) -> None:
    """A total row, a growth of more than all, a rate that should be low, a frequency, parts that are not written."""
    assert [f"{f.rule}：{f.text}" for f in findings(tmp_path, environ, form)] == []


def test_the_sample_has_no_faults(workspace: Workspace) -> None:
    """Its 8 projects were looked at by hand."""
    assert workspace.check().findings == ()


@pytest.mark.parametrize(("question", "restatement"), ASKS)
def test_its_questions(workspace: Workspace, question: str, restatement: str) -> None:
    """Each rule is reached by the questions in its file."""
    answer = workspace.ask(question)
    assert (answer.status, answer.interpretation) == ("answered", restatement)


def test_the_question_and_the_rule_find_the_same(tmp_path: Path, environ: dict[str, str]) -> None:
    """哪些项目成本指标与预算不一致 names the projects that the rule names; a total, a sum and rates are no fault."""
    wrong = document(targets=instead("耗材成本", "≤5万元"))
    right = document({"项目名称": "乙项目"}, targets=instead("办案成本", "≤30万元"))
    rates = tuple((*t[:3], "≥95%") if t[1] == "成本指标" else t for t in TARGETS)
    open_one = document({"项目名称": "丙项目"}, targets=rates)
    Store(tmp_path, schema()).publish([wrong, right, open_one], now=NOW)
    with Workspace.open(tmp_path, environ=environ) as workspace:
        assert [f.subject for f in workspace.check("成本与预算").findings] == ["甲项目"]
        answer = workspace.ask("哪些项目成本指标与预算不一致")
        assert [row[0] for row in answer.rows] == ["甲项目"]


def test_rules_by_name_and_kind(workspace: Workspace) -> None:
    """One rule, or all of a kind; a word that is neither is refused with those near it."""
    assert [rule.name for rule in workspace.check("没有写用途").rules] == ["没有写用途"]
    assert {rule.kind for rule in workspace.check("量化").rules} == {"量化"}
    with pytest.raises(UsageError, match="没有「完整」这条规则") as raised:
        workspace.check("完整")
    assert "完整性" in raised.value.hint


OWN = """-- name: 预算太大
-- about: 预算数超过一百万元的项目
-- check: 本单位
-- param: 上限 number = 25 | 万元
-- column: 项目名称 key, 预算数 answer 万元, 财政资金 answer 万元
SELECT "项目名称", "预算数", "财政资金", "来源编号", "位置" FROM "项目" WHERE "预算数" > $上限
"""


def test_a_rule_of_ones_own(tmp_path: Path, environ: dict[str, str]) -> None:
    """A file in the folder beside the data is a rule at once: values are said with names and units."""
    Store(tmp_path, schema()).publish([document()], now=NOW)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "预算太大.sql").write_text(OWN, encoding="utf-8")
    with Workspace.open(tmp_path, environ=environ) as workspace:
        (found,) = workspace.check().findings
        assert (found.kind, found.subject, found.text) == ("本单位", "甲项目", "预算数 30万元，财政资金 20万元")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (', "来源编号", "位置" FROM', " FROM", "要依次给出"),
        ("上限 number = 25", "上限 number", "要有默认值"),
        ('"预算数" > $上限', '"预算" > $上限', "没有「预算」这一列"),
    ],
)
def test_a_broken_rule_of_ones_own(tmp_path: Path, environ: dict[str, str], old: str, new: str, says: str) -> None:
    """It is reported with its file, and the other rules are gone by all the same."""
    assert old in OWN
    Store(tmp_path, schema()).publish([document({"预算数": None})], now=NOW)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "预算太大.sql").write_text(OWN.replace(old, new), encoding="utf-8")
    with Workspace.open(tmp_path, environ=environ) as workspace:
        report = workspace.check()
        assert [f.rule for f in report.findings] == ["没有写预算数"]
        (error,) = report.broken.values()
        assert isinstance(error, TemplateError)
        assert says in error.message
        assert "预算太大.sql:" in error.place
