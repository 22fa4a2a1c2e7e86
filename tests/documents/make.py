"""Writes forms the way text comes out of a PDF: cells wrapped, borders gone, spaces between Chinese and digits.

`render` turns structured truth into such a text, `render_cells` into lines with separators; `random_forms` makes truths
that differ from the sample in units, names, amounts and widths. Reading the text back must give the truth.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from decimal import Decimal

HEADER = "一级指标 二级指标 三级指标 绩效指标描述 指标值 "


@dataclass(frozen=True)
class Row:
    """One indicator; the classes are in full on every row of the truth."""

    one: str
    two: str
    name: str
    text: str
    value: str


@dataclass(frozen=True)
class Form:
    """One project as the form says it; amounts as they are printed, in `unit`."""

    name: str
    code: str
    owner: str
    unit: str
    budget: str
    fiscal: str
    other: str
    purpose: str
    goals: tuple[str, ...]
    rows: tuple[Row, ...]
    title: str | None = None


@dataclass(frozen=True)
class Style:
    """How the text is set: widths in Chinese characters, and what extraction and the page add."""

    class_width: int = 5
    name_width: int = 5
    text_width: int = 16
    prose_width: int = 38
    owner_width: int = 40
    spans_two: bool = False  # a 二级 that stays the same is printed once
    trailing: bool = True  # extraction writes a space at the end of each cell
    blank_lines: bool = True
    page_numbers: str = ""  # {} stands for the number
    lines_a_page: int = 45
    header_again: bool = False  # the table goes on below a page number and its header


def spaced(text: str) -> str:
    """A space between a Chinese character and a digit or Latin letter, as extraction puts it."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])", " ", text)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of a cell: as many characters as fit, a Latin word or number never broken, no punctuation in front."""
    lines, line, room = [], "", 0.0
    for part in re.findall(r"[0-9A-Za-z.%,-]+ ?|.", text):
        size = sum(0.5 if c.isascii() else 1 for c in part)
        if line and room + size > width and part not in "，。、；）":
            lines.append(line)
            line, room = "", 0.0
        line += part
        room += size
    return [spaced(part) for part in [*lines, line]]


def render(forms: tuple[Form, ...], style: Style) -> str:
    """The text of a document with these forms."""
    out: list[str] = []
    for number, form in enumerate(forms, 1):
        if form.title is not None:
            out += [" " + spaced(f"{number}.{form.title}") + " ", ""]
        owner = wrapped(form.owner, style.owner_width)
        owner[0] = f"{form.code} {owner[0]}"
        owner[-1] += f" 单位：{form.unit} "
        _put(out, owner)
        name = wrapped(form.name, 30)
        _put(out, ["项目名称 " + name[0], *name[1:]], cell=True)
        _put(out, ["预算规模及", "资金用途"], cell=True)
        out.append(f"预算数 {form.budget} ")
        _put(out, ["其中：财政   ", "资金 "])
        out.pop()
        out += [f"{form.fiscal} 其他资金 {form.other}  ", ""]
        _put(out, wrapped(form.purpose, style.prose_width), cell=True)
        _goals(out, form, style)
        out += ["  ", "", HEADER, ""]
        _rows(out, form, style)
        out += ["", " ", "", "  ", ""]
    return "\n".join(_paged(out, style)) + "\n"


def render_cells(forms: tuple[Form, ...], separator: str, *, short: bool) -> str:
    """The forms as lines of separated cells; `short`: rows lack the cells that span them from above."""
    out: list[list[str]] = []
    for number, form in enumerate(forms, 1):
        out += [[f"{number}.{form.title}"]] if form.title else []
        out += [[form.code, form.owner, f"单位：{form.unit}"], ["项目名称", form.name]]
        out += [["预算规模及资金用途", "预算数", form.budget, "其中：财政资金", form.fiscal, "其他资金", form.other]]
        out += [["", form.purpose]]
        out += [["绩效目标", "".join(f"{n}.{goal}" for n, goal in enumerate(form.goals, 1))], HEADER.split()]
        one = two = ""
        for row in form.rows:
            classes = [row.one if row.one != one else "", row.two if (row.one, row.two) != (one, two) else ""]
            one, two = row.one, row.two
            classes = [c for c in classes if c] if short else classes
            out.append([*classes, row.name, row.text, row.value])
    return "\n".join(separator.join(cells) for cells in out) + "\n"


def _goals(out: list[str], form: Form, style: Style) -> None:
    goals = [wrapped(f"{n}.{goal}", style.prose_width) for n, goal in enumerate(form.goals, 1)]
    if len(goals) == 1 and len(goals[0]) == 1:
        _put(out, ["绩效目标 " + goals[0][0]], cell=True)
        return
    out += ["绩效目标 ", ""]
    for goal in goals:
        _put(out, goal, cell=True)


def _rows(out: list[str], form: Form, style: Style) -> None:
    one = two = ""
    for number, row in enumerate(form.rows):
        cells = []
        if style.header_again and number == 3:
            out += ["", "- 9 -", "", HEADER, ""]
        if row.one != one:
            _put(out, wrapped(row.one, style.class_width), cell=True)
        if not (style.spans_two and (row.one, row.two) == (one, two)):
            cells.append(wrapped(row.two, style.class_width))
        one, two = row.one, row.two
        cells += [wrapped(row.name, style.name_width), wrapped(row.text, style.text_width), [spaced(row.value)]]
        line = ""
        for cell in cells:
            if len(cell) == 1:
                line += cell[0] + " "
                continue
            if line:
                out += [line]
            line = ""
            _put(out, cell, cell=True)
            out.pop()
        out += [line, ""] if line else [""]


def _put(out: list[str], lines: list[str], *, cell: bool = False) -> None:
    """Lines of one cell with blank lines between them."""
    for n, line in enumerate(lines):
        out += [line + (" " if cell and n == len(lines) - 1 else ""), ""]


def _paged(lines: list[str], style: Style) -> list[str]:
    if not style.blank_lines:
        lines = [line for line in lines if line.strip()]
    if not style.trailing:
        lines = [line.rstrip() for line in lines]
    if not style.page_numbers:
        return lines
    out: list[str] = []
    for n, line in enumerate(lines, 1):
        out.append(line)
        if n % style.lines_a_page == 0:
            out += ["", style.page_numbers.format(n // style.lines_a_page), ""]
    return out


_OWNERS = (
    "滨州市沾化区人民法院",
    "云岭县第三中学",
    "石门镇人民政府",
    "市农业农村局机关服务中心",
    "江海省水利厅青山灌区建设管理处筹备办公室",
)
_THINGS = (
    "办公设备",
    "灌溉渠道",
    "教学仪器",
    "审判辅助",
    "农村公路",
    "社区食堂",
    "档案数字化",
    "5G基站",
    "执法车辆",
    "防汛物资",
    "图书资料",
    "信息系统",
    "心理咨询",
    "森林防火",
    "饮用水源地",
    "老旧小区",
    "Windows Server授权",
    "2期工程配套",
    "A类仓库",
)
_WORKS = ("采购", "维修", "改造", "运维", "验收", "建设", "培训", "巡查", "监测", "发放", "宣传", "保障")
_ENDS = ("数量", "合格率", "及时率", "完成率", "覆盖率", "总成本", "平均用时", "满意度", "响应时间", "面积", "利用率")
_EFFECTS = ("群众出行条件改善", "保障工作正常运转", "提升公共服务水平", "长效管理机制健全性", "促进农民增收致富")
_CLASSES = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
_VALUES = (
    "≥1项",
    "≥99%",
    "100%",
    "≤25.2万元",
    "≤1年",
    "=100%",
    ">92%",
    "≥1,200平方米",
    "≤3小时",
    "≥85分",
    "12个月",
    "≤300元/人",
    "≥12.5%",
    "≥30户",
    "100元",
    "≥20场次",
    "≤5个工作日",
    "≥98百分比",
    "不少于12种",
    "90%以上",
    "≤0.5%",
    "≥3000人次",
)
_WORDS = ("健全", "持续保障", "有效提升", "明显改善", "及时", "可控", "长期", "群众认可度高")
_PROSE = (
    "用于{}，改善办公条件，提高工作效率。",
    "保障2024年{}，确保各项任务按期完成。",
    "根据2023年12月会议精神，开展{}，预计惠及3000人。",
    "完成{}等3项任务，投入2.5万元，力争达到100%。",
    "为{}提供资金支持，促进事业发展，更好发挥职能作用；推进Web Server升级。",
)


def random_forms(seed: int, count: int = 3) -> tuple[Form, ...]:
    """Forms of one document; the same seed gives the same."""
    rng = random.Random(seed)  # noqa: S311 — tests must repeat
    owner, code = rng.choice(_OWNERS), str(rng.randint(100, 999999))
    unit = rng.choice(("万元", "万元", "元"))
    return tuple(_form(rng, owner, code, unit) for _ in range(count))


def _form(rng: random.Random, owner: str, code: str, unit: str) -> Form:
    thing = rng.choice(_THINGS) + rng.choice(_WORKS)
    name = f"{rng.choice(('', '2024年', '2025年'))}{thing}{rng.choice(('项目', '经费', '专项资金项目'))}"
    name += rng.choice(("-2024中央", "-2025市级", "-2023省级", ""))
    if rng.random() < 0.2:
        name = "2024年" + "、".join(rng.sample(_THINGS[:10], 6)) + "等配套设施建设与更新改造项目-2024区级"
    fiscal = Decimal(rng.randint(1, 99999999)) / 100 if unit == "元" else Decimal(rng.randint(1, 999999)) / 100
    other = Decimal(rng.randint(1, 9999)) / 100 if rng.random() < 0.3 else None
    style = "{:,.2f}" if rng.random() < 0.4 else "{:.2f}"
    prose = [rng.choice(_PROSE).format(thing) for _ in range(rng.randint(1, 4))]
    title = rng.choice((f"{name}绩效目标表", f"{name}绩效目标表", f"{thing}（调整后）绩效目标表", None))
    return Form(
        name, code, owner, unit,
        style.format(fiscal + (other or 0)), style.format(fiscal), style.format(other) if other else "",
        "".join(prose),
        tuple(rng.choice(_PROSE).format(rng.choice(_THINGS)) for _ in range(rng.randint(1, 4))),
        tuple(_indicators(rng)), title,
    )  # fmt: skip


def _indicators(rng: random.Random) -> list[Row]:
    rows, used = [], set()
    for one, twos in _CLASSES.items():
        chosen = [two for two in twos if rng.random() < 0.7] or [twos[0]]
        for two in chosen:
            for _ in range(rng.randint(1, 3)):
                name = rng.choice(_THINGS) + rng.choice(_WORKS) + rng.choice(_ENDS)
                if one == "效益指标" and rng.random() < 0.5:
                    name = rng.choice(_EFFECTS)
                text = name if rng.random() < 0.75 else rng.choice(_THINGS) + rng.choice(_WORKS) + rng.choice(_ENDS)
                if name in used:
                    continue
                used.add(name)
                value = rng.choice(_WORDS) if rng.random() < 0.2 else rng.choice(_VALUES)
                rows.append(Row(one, two, name, text, value))
    return rows


def random_style(seed: int) -> Style:
    """A setting as real documents have them."""
    rng = random.Random(seed)  # noqa: S311
    return Style(
        class_width=rng.randint(5, 8),
        name_width=rng.randint(5, 9),
        text_width=rng.randint(12, 18),
        prose_width=rng.randint(28, 42),
        owner_width=rng.choice((12, 40)),
        spans_two=rng.random() < 0.5,
        blank_lines=rng.random() < 0.7,
        page_numbers=rng.choice(("", "", "- {} -", "{}", "第 {} 页")),
        lines_a_page=rng.randint(30, 60),
        header_again=rng.random() < 0.2,
    )
