"""Writes forms of several layouts as text, the way it is copied from pages and PDF files.

A form is structured truth; `STYLES` are the ways to write it: rows of cells between bars from which the empty cells are
gone, cells one after the other with a bar behind each, cells on lines of their own, rows of cells with spaces between.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Line:
    """One indicator. `number` and `unit` with an operator in front make its value; a value in words has neither."""

    one: str
    two: str
    name: str
    sign: str
    number: str
    unit: str
    points: str
    note: str

    @property
    def value(self) -> str:
        """The value as it is written in one cell."""
        return f"{self.sign}{self.number}{self.unit}"


@dataclass(frozen=True)
class Truth:
    """One project: its name, unit, budget in 万元 and its indicators."""

    name: str
    code: str
    owner: str
    budget: Decimal
    goal: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shape:
    """A layout: its headings, and which part of an indicator stands below each of them."""

    headings: tuple[str, ...]
    parts: tuple[str, ...]
    words: dict[str, str] = field(default_factory=dict)
    flat: bool = False
    yuan: bool = False


SHAPES = {
    "shanghai": Shape(
        ("一级指标", "二级指标", "三级指标", "年度(/项目)指标值"), ("one", "two", "name", "value"), yuan=True
    ),
    "anhui": Shape(("一级指标", "二级指标", "三级指标", "指标值"), ("one", "two", "name", "value")),
    "hunan": Shape(
        ("一级指标", "二级指标", "三级指标", "指标值类型", "目标值", "度量单位", "指标值内容", "备注"),
        ("one", "two", "name", "sign", "number", "unit", "note", "note"),
    ),
    "operators": Shape(
        ("一级指标", "二级指标", "三级指标", "指标性质", "指标方向", "目标值", "计量单位", "分值", "备注"),
        ("one", "two", "name", "direction", "sign", "number", "unit", "points", ""),
    ),
    "self": Shape(
        (
            "一级指标",
            "二级指标",
            "三级指标",
            "指标性质",
            "指标值",
            "度量单位",
            "完成值",
            "权重",
            "得分",
            "未完成原因分析",
        ),
        ("one", "two", "name", "sign", "number", "unit", "done", "points", "points", ""),
    ),
    "list": Shape(
        ("一级指标", "二级指标", "三级指标", "指标性质", "指标方向", "目标值", "计量单位", "分值"),
        ("one", "two", "name", "direction", "sign", "number", "unit", "points"),
        flat=True,
        yuan=True,
    ),
}
_THINGS = ("灌溉渠道", "教学仪器", "农村公路", "社区食堂", "执法车辆", "防汛物资", "图书资料", "心理咨询", "老旧小区")
_WORKS = ("采购", "维修", "改造", "验收", "培训", "巡查", "发放", "宣传")
_ENDS = ("数量", "合格率", "及时率", "完成率", "面积", "利用率", "次数")
_OWNERS = ("云岭县第三中学", "石门镇人民政府", "市农业农村局机关服务中心", "滨州市沾化区人民法院")
_NUMBERS = (
    ("≥", "95", "%"), ("=", "100", "%"), ("≤", "12", "万元"), ("≥", "985", "米"), ("=", "24", "人/次"),
    ("≥", "3", "项"),
    ("≤", "475", "元/亩"), ("≥", "1200", "平方米"), ("≤", "5", "个工作日"), ("≥", "10", "次"), ("≤", "2.5", "小时"),
)  # fmt: skip
_WORDS = ("健全", "有效提升", "及时", "可控", "减少", "持续改善", "2025年12月", "12月底之前完成")
_CLASSES = {
    "成本指标": ("经济成本指标", "社会成本指标"),
    "产出指标": ("数量指标", "质量指标", "时效指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}


def random_truth(rng: random.Random) -> Truth:
    """A project with three to twelve indicators."""
    thing = rng.choice(_THINGS) + rng.choice(_WORKS)
    lines = []
    for one, twos in _CLASSES.items():
        for two in twos:
            for _ in range(rng.choice((0, 1, 1, 2))):
                name = rng.choice(_THINGS) + rng.choice(_WORKS) + rng.choice(_ENDS)
                sign, number, unit = rng.choice(_NUMBERS) if rng.random() < 0.75 else ("", rng.choice(_WORDS), "")
                note = f"反映{name}情况。"
                lines.append(Line(one, two, name, sign, number, unit, rng.choice(("5", "7.5", "10", "20")), note))
    lines = lines or [Line("产出指标", "数量指标", f"{thing}数量", "≥", "3", "项", "10", "反映数量。")]
    budget = Decimal(rng.randint(1, 999999)) / 100
    return Truth(
        f"2025年{thing}项目",
        str(rng.randint(100001, 999999)),
        rng.choice(_OWNERS),
        budget,
        f"完成{thing}。",
        tuple(lines),
    )


def front(truth: Truth, shape: Shape) -> list[list[str]]:
    """The rows above the table: the title, the labels with their cells."""
    if shape.flat:
        return [["项目绩效目标表"], ["金额单位:元"]]
    amount = f"{truth.budget * 10000:,.2f}" if shape.yuan else f"{truth.budget:.2f}"
    return [
        ["项目支出绩效目标表"],
        ["(2025年度)"],
        ["项目名称", truth.name],
        ["主管部门", truth.owner],
        ["实施单位", f"[{truth.code}]{truth.owner}"],
        ["项目资金(元)" if shape.yuan else "项目资金(万元)"],
        ["年度资金总额", amount],
        ["其中:财政拨款", amount],
        ["年度目标", truth.goal],
    ]


def body(truth: Truth, shape: Shape) -> list[list[str]]:
    """The rows of the table, their empty cells too; classes stand where they are new."""
    one = two = ""
    rows = []
    for n, line in enumerate(truth.lines):
        row = []
        if shape.flat:
            own = [truth.name, f"{truth.code}-{truth.owner}", f"{truth.budget * 10000:,.2f}", truth.goal]
            row += own if n == 0 else [""] * 4
        for part in shape.parts:
            match part:
                case "one":
                    row.append(line.one if line.one != one else "")
                case "two":
                    row.append(line.two if (line.one, line.two) != (one, two) else "")
                case "sign":
                    row.append(line.sign or ("" if "direction" in shape.parts else "定性"))
                case "direction":
                    row.append("正向" if line.sign else "定性")
                case "done":
                    row.append(f"{line.number}{line.unit}")
                case "":
                    row.append("")
                case _:
                    row.append(getattr(line, part))
        one, two = line.one, line.two
        rows.append(row)
    return rows


def table(truths: tuple[Truth, ...], shape: Shape) -> list[list[str]]:
    """All rows of the document."""
    if shape.flat:
        own = ["项目名称", "项目单位", "预算数", "年度绩效目标"]
        rows = [row for truth in truths for row in body(truth, shape)]
        return [*front(truths[0], shape), [*own, *shape.headings], *rows]
    return [
        row
        for truth in truths
        for row in [*front(truth, shape), ["绩效指标"], list(shape.headings), *body(truth, shape)]
    ]


def bars(rows: list[list[str]]) -> str:
    """Rows between bars; the empty cells have moved to the end."""
    width = max(map(len, rows))
    filled = [[cell for cell in row if cell] for row in rows]
    return "\n".join(" | ".join(row) + " |" * (width - len(row) + 1) for row in filled) + "\n"


def frame(rows: list[list[str]]) -> str:
    """A table of Markdown, with all its cells."""
    width = max(map(len, rows))
    return "\n".join("| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows) + "\n"


def tabs(rows: list[list[str]]) -> str:
    """What a spreadsheet gives to the clipboard."""
    width = max(map(len, rows))
    return "\n".join("\t".join([*row, *[""] * (width - len(row))]) for row in rows) + "\n"


def stream(rows: list[list[str]]) -> str:
    """Cells one after the other, a bar behind each; those that span rows are missing below."""
    return "".join(f"{cell} |\n" for row in rows for cell in row if cell)


def stream_with_empty(rows: list[list[str]]) -> str:
    """The same with the empty cells behind the classes."""
    out = []
    for row in rows:
        first = next(n for n, cell in enumerate(row) if cell)
        out += [f"{cell} |\n" for cell in row[first:]]
    return "".join(out)


def lines(rows: list[list[str]]) -> str:
    """A cell a line."""
    return "".join(f"{cell}\n" for row in rows for cell in row if cell)


def wrapped(rows: list[list[str]]) -> str:
    """A cell a line, or several: it is eight characters wide."""
    return "".join(f"{cell[n : n + 8]}\n" for row in rows for cell in row if cell for n in range(0, len(cell), 8))


def spaces(rows: list[list[str]]) -> str:
    """A row a line, one space between cells."""
    return "".join(" ".join(cell for cell in row if cell) + "\n" for row in rows)


STYLES = {
    f.__name__: f for f in (bars, frame, tabs, stream, stream_with_empty, lines, wrapped, spaces)
}  # fmt: skip
