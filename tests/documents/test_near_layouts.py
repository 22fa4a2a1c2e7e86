"""Forms near the known layouts: other headings, orders and columns, read exactly or left out, never half read."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.documents.test_layouts import _grid, read_forms

# The headings that one part of an indicator may have; those of `unknown` are in no list of words.
HEADINGS = {
    "one": ("一级指标", "一级"),
    "two": ("二级指标", "二级"),
    "name": ("三级指标", "指标内容", "指标名称", "三级绩效指标", "绩效指标名称"),
    "value": (
        "指标值",
        "年度指标值(A)",
        "当年预期实现值",
        "指标值（包含数字及文字描述）",
        "本年度指标值",
        "预期目标值",
    ),
    "number": ("指标值", "目标值", "绩效指标值"),
    "sign": ("指标性质", "计算符号", "绩效指标性质", "符号"),
    "unit": ("计量单位", "度量单位", "绩效度量单位", "单位"),
    "weight": ("权重(%)", "分值（分）", "标准分", "绩效指标权重"),
    "explained": ("指标解释", "绩效指标描述", "指标值说明"),
    "actual": ("实际完成值", "全年实际值(B)", "年度实际值"),
    "score": ("得分", "自评得分", "自评分"),
    "order": ("序号",),
    "unknown": ("数据来源", "评(扣)分标准", "责任科室", "历史参考值"),
}
_CLASSES = {"产出指标": ("数量指标", "质量指标"), "效益指标": ("社会效益指标",), "满意度指标": ("服务对象满意度指标",)}
_VALUES = (
    ("≥", "95", "%"), ("=", "100", "%"), ("≤", "12", "万元"), ("≥", "985", "米"), ("≤", "5", "个工作日"),
    ("", "有效提升", ""), ("", "逐步改善", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """An indicator: what stands in each of its cells, by the parts of HEADINGS."""

    cells: dict[str, str]

    @property
    def value(self) -> str:
        """The value as one would write it in a cell."""
        return self.cells["value"]


def _lines(rng: random.Random) -> list[Line]:
    lines = []
    for one, twos in _CLASSES.items():
        for two in twos:
            for _ in range(rng.choice((1, 1, 2))):
                sign, number, unit = rng.choice(_VALUES)
                name = rng.choice(("河道清淤", "校舍维修", "疫苗接种")) + rng.choice(("数量", "及时率", "情况"))
                cells = {
                    "one": one, "two": two, "name": f"{name}{len(lines)}期", "sign": sign or "定性", "number": number,
                    "unit": unit, "value": sign + number + unit, "weight": rng.choice(("5", "10", "7.5")),
                    "explained": f"反映{name}。", "actual": f"{number}{unit}", "score": rng.choice(("5", "9.5")),
                    "order": str(len(lines) + 1), "unknown": rng.choice(("统计年鉴", "", "台账")),
                }  # fmt: skip
                lines.append(Line(cells))
    return lines


def _columns(rng: random.Random) -> list[str]:
    parts = ["one", "two", "name", *(("sign", "number", "unit") if rng.random() < 0.5 else ("value",))]
    extra = [part for part in ("weight", "explained", "actual", "score", "unknown") if rng.random() < 0.4]
    columns = parts + extra
    if rng.random() < 0.6:
        rng.shuffle(columns)
    return ["order", *columns] if rng.random() < 0.3 else columns


@pytest.mark.parametrize("seed", range(60))
def test_other_headings_orders_and_columns(seed: int) -> None:
    """Each cell is below its own column, whatever its place; an unknown column is named once and not loaded."""
    rng = random.Random(seed)  # noqa: S311 — the same every time
    lines, columns = _lines(rng), _columns(rng)
    width = max(4, len(columns))
    front = [["2024年度项目支出绩效目标表"], ["单位：万元"]]
    front += [[*cells, *[""] * (width - 2)] for cells in (["项目名称", "河道治理"], ["年度资金总额", "120.5"])]
    header = [rng.choice(HEADINGS[part]) for part in columns]
    table = [[cells[part] for part in columns] for cells in (line.cells for line in lines)]
    rows = [row + [""] * (width - len(row)) for row in (header, *table)]
    records, problems = read_forms((_grid([*front, *rows]),))
    (project,) = [r.values for r in records if r.table == "项目"]
    assert (project["预算数"], project["年度"]) == (Decimal("120.5"), 2024)
    found = [r.values for r in records if r.table == "指标"]
    stored = {
        "one": "一级指标",
        "two": "二级指标",
        "name": "三级指标",
        "explained": "绩效指标描述",
        "actual": "实际完成值",
    }
    numbers = {"weight": "权重", "score": "得分"}
    for values, line in zip(found, lines, strict=True):
        assert values["指标值"] == line.value
        for part, column in stored.items():
            assert values.get(column) == (line.cells[part] if part in columns else None)
        for part, column in numbers.items():
            assert values.get(column) == (Decimal(line.cells[part]) if part in columns else None)
    named = [p for p in problems if "没有对应的列" in p.message]
    assert len(problems) == len(named) == (1 if "unknown" in columns else 0)


TABLE = """一级指标|二级指标|三级指标|指标值
产出指标|数量指标|培训次数|≥3次
满意度指标|服务对象满意度指标|学员满意度|≥95%"""


def _front(text: str) -> tuple[dict[str, object], list[str], list[str]]:
    """The project of a form with these rows in front of a table, its goals, and what was said."""
    rows = [[part.strip() for part in line.split("|")] for line in f"{text.strip()}\n{TABLE}".split("\n")]
    width = max(map(len, rows))
    grid = _grid([row if len(row) == 1 else row + [""] * (width - len(row)) for row in rows])
    records, problems = read_forms((grid,))
    project = next((r.values for r in records if r.table == "项目"), {})
    goals = [str(r.values["目标内容"]) for r in records if r.table == "绩效目标"]
    return dict(project), goals, [p.message for p in problems]


def test_goals_whose_cells_have_moved_below_their_group() -> None:
    """Where the empty cells are gone, the texts are those of the labels beside the group's, in their order."""
    project, goals, _ = _front(
        "项目名称|培训||\n年度资金总额(万元)|3||\n总体目标|中期目标|年度目标|\n三年培训。|今年培训。||"
    )
    assert (project["项目总目标"], goals) == ("三年培训。", ["今年培训。"])


def test_one_text_below_a_group_of_two_is_nobodys() -> None:
    """A single text that has moved may be of either label: it is reported and not loaded."""
    project, goals, said = _front("项目名称|培训||\n年度资金总额(万元)|3||\n总体目标|中期目标|年度目标|\n三年培训。|||")
    assert (project["项目总目标"], goals) == (None, [])
    assert "「三年培训。」没有对应的栏" in said


def test_the_unit_of_one_amount_is_not_that_of_the_others() -> None:
    """项目总投资(亿元) in a form in 万元: the year's budget is in 万元; without a unit of the form it is unknown."""
    amounts = "项目总投资(亿元)|1.2|年度预算数|3000"
    project, _, _ = _front(f"单位：万元\n项目名称|培训||\n{amounts}")
    assert (project["预算数"], project["项目总额"]) == (3000, 12000)
    project, _, said = _front(f"项目名称|培训||\n{amounts}")
    assert project == {}
    assert "不知道是多少钱" in said[0]


def test_several_figures_beside_one_label() -> None:
    """A budget for each of three years beside one label: which is this year's cannot be told, so none is loaded."""
    project, _, said = _front(
        "2024年项目支出绩效目标表\n单位：万元\n项目名称|培训||\n年度|2023年|2024年|2025年\n预算数|100|120|130"
    )
    assert (project["年度"], project["预算数"]) == (2024, None)
    assert all(any(f"「{n}」" in text for text in said) for n in (100, 120, 130))


@pytest.mark.parametrize("name", ["项目支出绩效目标表", "部门预算项目绩效目标申报表"])
def test_a_title_is_no_indicator(name: str) -> None:
    """The title of the next form in the place of a name: the form is left out."""
    rows = [
        ["项目名称", "培训", "", ""],
        ["年度资金总额(万元)", "3", "", ""],
        *(x.split("|") for x in TABLE.split("\n")),
    ]
    records, problems = read_forms((_grid([*rows, ["", "", name, "(2025年度)"]]),))
    assert (records, ["标题" in p.message for p in problems]) == ([], [True])


def test_a_heading_that_is_missing_is_named() -> None:
    """The message says which row looked like a header and what it lacks."""
    rows = [
        ["项目名称", "培训", "预算数(万元)", "3"],
        ["一级指标", "二级指标", "三级指标", "要求"],
        ["产出指标", "数量指标", "次数", "3"],
    ]
    _, problems = read_forms((_grid(rows),))
    assert [p.message for p in problems] == ["表头「一级指标 二级指标 三级指标 要求」里没有认识的「指标值」一列"]


HEADS = ["一级指标", "二级指标", "三级指标", "指标值"]


def test_a_number_that_may_begin_with_a_sign_is_said() -> None:
    """2280次 among values that are all compared; where others are bare too, or it is a year, nothing is said."""
    front = [["单位：万元", "", "", ""], ["项目名称", "培训", "预算数", "3"], HEADS]
    rows = [["产出指标", "数量指标", f"培训{n}", f"≥{n}次"] for n in range(5, 9)]
    said = {}
    for value in ("2280次", "3280次", "2024年", "25次"):
        records, problems = read_forms((_grid([*front, *rows, ["", "", "巡查", value]]),))
        assert [r.values["指标值"] for r in records if r.table == "指标"][-1] == value
        said[value] = ["没有认清" in p.message for p in problems if "年度" not in p.message]
    assert said == {"2280次": [True], "3280次": [], "2024年": [], "25次": []}
