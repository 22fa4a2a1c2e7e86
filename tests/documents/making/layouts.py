"""Forms of every layout out of one structured truth, as tables whose cells span as in the published ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from tests.documents.making.tables import Box, Table

_CLASSES = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
_THINGS = ("河道清淤", "设备采购", "师资培训", "道路改造", "疫苗接种", "图书购置", "A区绿化", "信息系统")
_ENDS = ("数量", "合格率", "完成及时率", "覆盖面积", "满意度", "总成本")
_NUMBERS = (("≥", "95", "%"), ("≤", "12.5", "万元"), ("=", "100", "%"), ("≥", "1,200", "人次"), ("≥", "3", "个"))
_WORDS = ("持续改善", "及时", "健全", "有效提升")


@dataclass(frozen=True)
class Indicator:
    """One row of the truth; `sign`, `number` and `unit` or `words` are its target."""

    one: str
    two: str
    name: str
    sign: str = ""
    number: str = ""
    unit: str = ""
    words: str = ""
    weight: str = ""
    actual: str = ""
    score: str = ""

    @property
    def value(self) -> str:
        """The target as one would write it."""
        return self.words or f"{self.sign}{self.number}{self.unit}"


@dataclass(frozen=True)
class Truth:
    """One project; amounts in 元."""

    name: str
    year: int
    owner: str
    code: str
    budget: int
    fiscal: int
    other: int
    total: int
    goal: str
    rows: tuple[Indicator, ...] = field(default=())


def random_truth(rng: random.Random) -> Truth:
    """A project with two to nine indicators."""
    rows = []
    for one, twos in _CLASSES.items():
        for two in [t for t in twos if rng.random() < 0.6] or [twos[0]]:
            for thing in rng.sample(_THINGS, rng.randint(1, 2)):
                sign, number, unit = rng.choice(_NUMBERS)
                row = Indicator(one, two, thing + rng.choice(_ENDS), sign, number, unit)
                if rng.random() < 0.25:
                    row = replace(row, sign="", number="", unit="", words=rng.choice(_WORDS))
                score = str(rng.randint(1, 10))
                rows.append(replace(row, weight="10", score=score, actual=rng.choice(("完成", "98%", "3个"))))
    fiscal, other = rng.randint(100, 99999) * 100, rng.choice((0, rng.randint(1, 999) * 100))
    name = f"{rng.choice(_THINGS)}{rng.choice(('经费', '项目', '专项'))}{rng.randint(1, 99)}期"
    owner, code = rng.choice((("云岭县教育局", "042"), ("某市第三中学", "776001")))
    budget = fiscal + other
    total = budget + rng.randint(1, 9) * 1000000
    goal = "完成年度任务，提高服务水平。"
    return Truth(name, rng.choice((2021, 2023, 2025)), owner, code, budget, fiscal, other, total, goal, tuple(rows))


Cells = Callable[[Indicator], tuple[str, ...]]


@dataclass(frozen=True)
class Shape:
    """A layout's header, the cells of a row behind its classes, and the rows in front of them."""

    header: tuple[str, ...]
    cells: Cells
    front: Callable[[Truth, int], list[tuple[Box, ...]]]
    before: Callable[[Truth], tuple[str, ...]]
    classes: bool = True
    side: str = ""


def _operators(row: Indicator) -> tuple[str, str, str]:
    return ("定性", row.words, "") if row.words else (row.sign, row.number, row.unit)


def _in_words(row: Indicator) -> tuple[str, ...]:
    words = {"≥": "大于等于", "≤": "小于等于", "=": "等于"}
    return ("定性", "", row.words, "") if row.words else ("正向", words[row.sign], row.number, row.unit)


def _wan(amount: int) -> str:
    return f"{Decimal(amount) / 10000:,f}"


def _yuan(amount: int) -> str:
    return f"{amount:,}.00"


def _titled(truth: Truth) -> tuple[str, ...]:
    return ("项目支出绩效目标表", f"（{truth.year}年度）")


def _simple(unit: str) -> Callable[[Truth, int], list[tuple[Box, ...]]]:
    def front(t: Truth, width: int) -> list[tuple[Box, ...]]:
        money = _wan if unit == "万元" else _yuan
        return [
            (Box("项目名称"), Box(t.name, columns=width - 1)),
            (Box("主管部门及代码"), Box(f"[{t.code}]{t.owner}"), Box("实施单位"), Box(t.owner, columns=width - 3)),
            (Box(f"项目资金\n（{unit}）", rows=3), Box("年度资金总额："), Box(money(t.budget), columns=width - 2)),
            (Box("其中：财政拨款"), Box(money(t.fiscal), columns=width - 2)),
            (Box("其他资金"), Box(money(t.other), columns=width - 2)),
            (Box("年度\n目标"), Box(t.goal, columns=width - 1)),
        ]

    return front


def _pairs(t: Truth, width: int) -> list[tuple[Box, ...]]:
    last = width - 3
    return [
        (Box("项目名称"), Box(t.name), Box("项目性质"), Box("阶段性项目", columns=last)),
        (Box("主管部门"), Box(f"[{t.code}]{t.owner}"), Box("实施单位"), Box(t.owner, columns=last)),
        (Box("项目资金\n（元）", rows=3), Box(f"项目资金总额 {''}"), Box(_yuan(t.total)),
         *_last("年度资金申请总额", _yuan(t.budget), last)),
        (Box("其中：财政资金"), Box(_yuan(t.total)), *_last("其中：当年财政拨款", _yuan(t.fiscal), last)),
        (Box("其他资金"), Box("0"), *_last("其他资金", _yuan(t.other), last)),
        (Box("项目\n绩效\n目标", rows=2), Box("项目总目标", columns=2), Box("年度总体目标", columns=last)),
        (Box("三年全部完成。", columns=2), Box(t.goal, columns=last)),
    ]  # fmt: skip


def _last(label: str, value: str, width: int) -> tuple[Box, Box]:
    return Box(label), Box(value, columns=width - 1)


def _matrix(t: Truth, width: int) -> list[tuple[Box, ...]]:
    rest = width - 7
    rate = f"{Decimal(80)}%"

    def row(label: str, amount: int, *others: str) -> tuple[Box, ...]:
        done = Decimal(amount) * 8 / 100000
        cells = (_wan(amount + 10000 if label.startswith("年度") else amount), _wan(amount), f"{done:f}")
        return (Box(label), *(Box(x) for x in cells), *(Box(x) for x in others[:-1]), Box(others[-1], columns=rest + 1))

    heads = ("年初预算数", "全年预算数(A)", "全年执行数(B)", "分值", "执行率(B/A)")
    return [
        (Box("项目名称"), Box(t.name, columns=width - 1)),
        (Box("主管部门"), Box(f"[{t.code}]{t.owner}", columns=3), Box("实施单位"), Box(t.owner, columns=width - 5)),
        (Box("项目资金\n（万元）", rows=4), Box(""), *(Box(x) for x in heads[:-1]), Box(heads[-1], columns=rest + 1)),
        row("年度资金总额：", t.budget, "10", rate),
        row("其中：本年财政拨款", t.fiscal, "-", "-"),
        row("其他资金", t.other, "-", "-"),
        (Box("年度总体目标完成情况", rows=2), Box("预期目标", columns=3), Box("实际完成情况", columns=width - 4)),
        (Box(t.goal, columns=3), Box("全部完成。", columns=width - 4)),
    ]


_THREE = ("一级指标", "二级指标", "三级指标")
SHAPES: dict[str, Shape] = {
    "shanghai": Shape((*_THREE, "年度(/项目)指标值"), lambda r: (r.name, r.value), _pairs, _titled, side="绩效指标"),
    "operators": Shape(
        (*_THREE, "指标性质", "指标方向", "目标值", "计量单位", "分值", "备注"),
        lambda r: (r.name, *_in_words(r), r.weight, ""),
        _simple("万元"), _titled, side="绩效指标(权重分值90分)",
    ),
    "chongqing_plain": Shape(
        ("指标", "指标权重", "计量单位", "指标性质", "指标值"),
        lambda r: (r.name, r.weight, _operators(r)[2], _operators(r)[0], _operators(r)[1]),
        _simple("万元"), _titled, classes=False,
    ),
    "chongqing_approval": Shape(
        (*_THREE, "指标值", "分值", "指标解释"), lambda r: (r.name, r.value, r.weight, f"{r.name}的解释"),
        _simple("元"), _titled, side="年度绩效目标(90分)",
    ),
    "half_year": Shape(
        (*_THREE, "半年指标值", "全年指标值"), lambda r: (r.name, "过半", r.value), _simple("万元"), _titled
    ),
    "hunan_types": Shape(
        (*_THREE, "指标值类型", "目标值", "度量单位", "指标值内容", "备注"),
        lambda r: (r.name, *_operators(r), f"{r.name}的解释", "无"),
        _simple("万元"), _titled,
    ),
    "hunan_notes": Shape(
        (*_THREE, "指标值", "备注"), lambda r: (r.name, r.value.replace("≥", ">="), ""), _simple("万元"), _titled
    ),
    "anhui": Shape((*_THREE, "指标值"), lambda r: (r.name, r.value), _simple("万元"), _titled, side="绩\n效\n指\n标"),
    "self_evaluation": Shape(
        (*_THREE, "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
        lambda r: (f"指标1：{r.name}", r.value, r.actual, r.weight, r.score, ""),
        _matrix, _titled, side="年度绩效指标完成情况",
    ),
    "self_evaluation_operators": Shape(
        (*_THREE, "指标性质", "指标值", "度量单位", "完成值", "权重", "得分", "未完成原因分析"),
        lambda r: (r.name, *_operators(r), r.actual, r.weight, r.score, ""),
        _matrix, _titled, side="绩效指标(90分)",
    ),
}  # fmt: skip


def form(truth: Truth, key: str) -> Table:
    """The project as a form of this layout."""
    shape = SHAPES[key]
    header = ((shape.side,) if shape.side else ()) + shape.header
    rows = shape.front(truth, len(header))
    side = (Box(shape.side, rows=len(truth.rows) + 1),) if shape.side else ()
    rows.append((*side, *(Box(h) for h in shape.header)))
    if not shape.classes:
        rows += [tuple(Box(x) for x in shape.cells(row)) for row in truth.rows]
        return Table(tuple(rows), shape.before(truth))
    return Table((*rows, *_grouped(truth.rows, shape.cells)), shape.before(truth))


def doubled(truth: Truth) -> Table:
    """The long-term indicators beside those of the year; the long half of a random row is empty."""
    header = ("一级指标", *(f"{h}({half})" for half in ("长期", "年度") for h in ("二级指标", "三级指标", "指标值")))
    rows = [
        *_pairs(truth, len(header)),
        tuple(Box(h) for h in header),
        *((Box(r.one), Box(r.two), Box(""), Box(""), Box(r.two), Box(r.name), Box(r.value)) for r in truth.rows),
    ]
    return Table(tuple(rows), _titled(truth))


def stacked(truth: Truth) -> Table:
    """The long-term table, then that of the year."""
    header = tuple(Box(h) for h in ("一级指标", "二级指标", "指标内容", "指标值"))
    long = tuple(replace(r, name=f"三年{r.name}") for r in truth.rows)
    rows = _simple("万元")(truth, 5)
    for side, part in (("长期绩效指标", long), ("年度绩效指标", truth.rows)):
        rows += [(Box(side, rows=len(part) + 1), *header), *_grouped(part, lambda r: (r.name, r.value))]
    return Table(tuple(rows), _titled(truth))


def listed(truths: tuple[Truth, ...], *, in_words: bool) -> Table:
    """Many projects in one list, the project's cells spanning its rows."""
    fields = ("单位名称", "项目名称", "项目类别", "预算数", "年度目标")
    operator = ("指标性质", "指标方向", "目标值", "计量单位", "分值")
    if not in_words:
        operator = ("指标性质", "指标值", "度量单位", "权重", "指标方向性")
    rows: list[tuple[Box, ...]] = [tuple(Box(h) for h in (*fields, *_THREE, *operator))]
    for t in truths:
        own = (f"{t.code}-{t.owner}", t.name, "特定目标类", _yuan(t.budget), t.goal)
        cells = _in_words if in_words else _operators
        for n, r in enumerate(t.rows):
            end = (r.weight,) if in_words else (r.weight, "正向指标")
            first = tuple(Box(x, rows=len(t.rows)) for x in own) if n == 0 else ()
            rows.append((*first, *(Box(x) for x in (r.one, r.two, r.name, *cells(r), *end))))
    return Table(tuple(rows), (f"部门预算项目绩效目标申报表({truths[0].year}年度)", "金额单位：元"))


def _grouped(rows: tuple[Indicator, ...], cells: Cells) -> list[tuple[Box, ...]]:
    found: list[tuple[Box, ...]] = []
    for one, of_one in groupby(rows, lambda row: row.one):
        first = list(of_one)
        for two, of_two in groupby(first, lambda row: row.two):
            second = list(of_two)
            for row in second:
                classes = [Box(one, rows=len(first))] if row is first[0] else []
                classes += [Box(two, rows=len(second))] if row is second[0] else []
                found.append((*classes, *(Box(x) for x in cells(row))))
    return found
