"""Running text and streams of cells that have lost something: read exactly, or left out and said, never wrong."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from jxquery.documents.read import read_document
from jxquery.errors import DocumentError
from jxquery.types import Document
from tests.documents.make_flow import SHAPES, body, front, lines, random_truth, stream
from tests.documents.reading import schema

SEEDS = range(6)


def _read(text: str, folder: Path) -> Document:
    file = folder / "表.txt"
    file.write_text(text, encoding="utf-8")
    return read_document(file, schema())


def _rows(document: Document) -> list[tuple[object, ...]]:
    columns = ("一级指标", "二级指标", "三级指标", "指标值")
    return [tuple(r.values[c] for c in columns) for r in document.records if r.table == "指标"]


def _project(document: Document) -> dict[str, object]:
    return next(dict(r.values) for r in document.records if r.table == "项目")


@pytest.mark.parametrize("style", [lines, stream], ids=lambda f: f.__name__)
@pytest.mark.parametrize("shape", ["anhui", "operators", "self"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_lost_line_is_never_a_wrong_indicator(seed: int, shape: str, style, tmp_path: Path) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    """A name, a value or points are missing from the text: what is loaded is right, and what is not whole is said."""
    rng = random.Random(f"{seed}{shape}")  # noqa: S311 — the same every time
    truth = random_truth(rng)
    rows = body(truth, SHAPES[shape])
    row, at = rng.choice([(n, k) for n, cells in enumerate(rows) for k, c in enumerate(cells) if c and k > 1])
    rows[row][at] = ""
    text = style([*front(truth, SHAPES[shape]), ["绩效指标"], list(SHAPES[shape].headings), *rows])
    refused = ""
    try:
        document = _read(text, tmp_path)
    except DocumentError as error:
        refused = str(error)
    if refused:
        assert "不能分成" in refused or "像是" in refused
        return
    right = {(x.one, x.two, x.name, x.value) for x in truth.lines}
    wrong = [r for r in _rows(document) if r not in right]
    lost = truth.lines[row]
    assert not wrong or (wrong == [(lost.one, lost.two, lost.name, wrong[0][3])] and document.problems)


FRONT = ["项目支出绩效目标表", "(2024年度)", "项目名称", "培训经费", "主管部门", "某局", "年度资金总额(万元)", "3"]


def test_cells_with_blank_lines_between_them(tmp_path: Path) -> None:
    """A doubled table whose empty cells are lines of white space: each cell stands below its column."""
    header = ["一级指标", *(f"{c}({h})" for h in ("长期", "年度") for c in ("二级指标", "三级指标", "指标值"))]
    rows = [
        ["产出指标", "数量指标", "\xa0", "\xa0", "数量指标", "培训次数", "3次"],
        ["满意度指标", "服务对象满意度指标", "学员满意度", "≥80%", "服务对象满意度指标", "学员满意度", "≥95%"],
    ]
    goals = ["总体目标", "中期目标", "年度目标", "三年培训", "\xa0", "今年培训", "\xa0"]
    cells = [*FRONT, *goals, *header, *rows[0], *rows[1], "附件:"]
    document = _read("\n\n".join(cells) + "\n", tmp_path)
    assert _rows(document) == [
        ("产出指标", "数量指标", "培训次数", "3次"),
        ("满意度指标", "服务对象满意度指标", "学员满意度", "≥95%"),
    ]
    assert _project(document)["项目总目标"] == "三年培训"
    assert [r.values["目标内容"] for r in document.records if r.table == "绩效目标"] == ["今年培训"]


HEADER = ["一级指标", "二级指标", "三级指标", "指标值"]


def test_a_wrapped_title_is_no_indicator(tmp_path: Path) -> None:
    """The title of the next form, over two lines, with its year below it: it ends the table above."""
    rows = [*HEADER, "产出指标", "数量指标", "培训次数", "≥3次", "学员人数", "≥30人"]
    second = ["项目支出绩效目标", "表", "(2025年度)", *FRONT[2:], *rows]
    document = _read("\n".join([*FRONT, *rows, *second]) + "\n", tmp_path)
    assert [r[2:] for r in _rows(document)] == [("培训次数", "≥3次"), ("学员人数", "≥30人")] * 2


def test_the_first_class_is_lost(tmp_path: Path) -> None:
    """The 一级指标 of the first row is not in the text: it stays empty and is said, the other rows have theirs."""
    rows = ["生态环境", "成本指标", "文明施工情况", "可控", "产出指标", "数量指标", "培训次数", "≥3次"]
    document = _read("\n".join([*FRONT, *HEADER, *rows]) + "\n", tmp_path)
    assert _rows(document) == [
        (None, "生态环境成本指标", "文明施工情况", "可控"),
        ("产出指标", "数量指标", "培训次数", "≥3次"),
    ]
    assert [p.message for p in document.problems] == ["「一级指标」是空的"]


def test_classes_that_are_printed_and_not_used(tmp_path: Path) -> None:
    """Classes without indicators, points behind a class on a line of its own: the rows are read, the classes said."""
    rows = [
        "成本指标(0-20)分 经济成本指标 项目成本 ≤3万元",
        "社会成本指标",
        "生态环境成本指标",
        "产出指标",
        "(40-50)分",
        "数量指标 培训次数 ≥3次",
    ]
    document = _read("\n".join([*FRONT, " ".join(HEADER), *rows]) + "\n", tmp_path)
    assert _rows(document) == [
        ("成本指标(0-20)分", "经济成本指标", "项目成本", "≤3万元"),
        ("产出指标(40-50)分", "数量指标", "培训次数", "≥3次"),
    ]
    said = [p.message for p in document.problems]
    assert said == ["「社会成本指标」下面没有指标", "「生态环境成本指标」下面没有指标"]


def test_the_amounts_of_all_years_beside_those_of_the_year(tmp_path: Path) -> None:
    """财政资金 stands on the side of all years where 当年财政拨款 has the year's: it is reported, not loaded."""
    amounts = ["项目资金（元）", "项目资金总额", "900,000.00", "年度资金申请总额", "300,000.00"]
    amounts += ["其中：财政资金", "900,000.00", "其中：当年财政拨款", "300,000.00"]
    table = [*HEADER, "产出指标", "数量指标", "培训次数", "≥3次"]
    document = _read("\n".join([*FRONT[:6], *amounts, *table]) + "\n", tmp_path)
    project = _project(document)
    assert (project["预算数"], project["财政资金"], project["项目总额"]) == (30, 30, 90)
    assert ["财政资金 900,000.00" in p.message for p in document.problems] == [True]


def test_a_single_column_of_amounts(tmp_path: Path) -> None:
    """资金来源 beside 年初安排金额, and the amounts below: 资金总额 is the year's budget."""
    text = "投入目标 (万元) 资金来源 年初安排金额(万元)\n资金总额 3\n其中: 财政拨款数 2\n其他资金 1\n"
    table = "一级指标 二级指标 三级指标 指标值\n产出指标 数量指标 培训次数 ≥3次\n"
    document = _read(f"项目支出绩效目标表\n(2024年度)\n项目名称 培训经费\n主管部门 某局\n{text}{table}", tmp_path)
    project = _project(document)
    assert [project[c] for c in ("预算数", "财政资金", "其他资金", "项目总额")] == [3, 2, 1, None]


def test_texts_of_which_the_label_is_not_known(tmp_path: Path) -> None:
    """Three lines below two labels side by side, of which the border is lost: none is taken, all are reported."""
    goals = ["项目总目标", "年度总体目标", "三年培训", "提高能力。", "今年培训。", "今年考核。"]
    table = [*HEADER, "产出指标", "数量指标", "培训次数", "≥3次"]
    document = _read("\n".join([*FRONT, *goals, *table]) + "\n", tmp_path)
    assert _project(document)["项目总目标"] is None
    assert [r for r in document.records if r.table == "绩效目标"] == []
    assert [("分不清" in p.message, p.action) for p in document.problems] == [(True, "没有载入")]


@pytest.mark.parametrize("number", ["24", "37"])
def test_a_bare_number_is_a_value_or_a_pages(number: str, tmp_path: Path) -> None:
    """A number on a line of its own is the value where a sign in front and a unit behind want it."""
    header = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"]
    rows = ["产出指标", "数量指标", "出差人次", "=", number, "人/次", "质量指标", "完成率", "≥", "95", "%"]
    table = [*header, *rows]
    document = _read("\n".join([*FRONT, *table]) + "\n", tmp_path)
    values = [r.values for r in document.records if r.table == "指标"]
    assert [v["目标值"] for v in values] == [Decimal(number), Decimal(95)]


@pytest.mark.parametrize(("lines", "budget"), [(["83,080,1", "00.00"], 8308), (["12", "5.00"], None)])
def test_an_amount_over_two_lines(lines: list[str], budget: int | None, tmp_path: Path) -> None:
    """83,080,1 is no amount, so the next line goes on with it; 12 and 5.00 may be two, so neither is taken."""
    amounts = ["项目资金（元）", "年度资金总额", *lines]
    table = [*HEADER, "产出指标", "数量指标", "培训次数", "≥3次"]
    document = _read("\n".join([*FRONT[:6], *amounts, *table]) + "\n", tmp_path)
    loaded = _project(document)["预算数"]
    assert (None if loaded is None else int(str(loaded).split(".")[0])) == budget
    assert any("预算数" in p.message for p in document.problems) == (budget is None)


SELF = ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值"]
ROWS = [["产出指标", "数量指标", "培训次数", "≥3次", "3次"], ["学员人数", "30人", "31人"], ["教材数量", "≥5本", "5本"]]


@pytest.mark.parametrize("way", ["\n", " |\n"])
@pytest.mark.parametrize("lost", ["教材数量", "≥5本", "5本"])
def test_a_lost_cell_beside_a_result(lost: str, way: str, tmp_path: Path) -> None:
    """What was reached may not stand for a target that is gone, nor a value for a name: the form is left out."""
    rows = [*ROWS[:-1], [cell for cell in ROWS[-1] if cell != lost]]
    text = way.join([*FRONT, *SELF, *(cell for row in rows for cell in row)]) + way
    with pytest.raises(DocumentError, match="不能分成"):
        _read(text, tmp_path)


def test_a_lost_cell_of_a_row_between_bars(tmp_path: Path) -> None:
    """The same where each row is a line, and its empty cells are gone."""
    front = ["项目名称 | 培训经费 | | | |", "年度资金总额(万元) | 3 | | | |"]
    rows = [" | ".join(SELF) + " |", "产出指标 | 数量指标 | 培训次数 | ≥3次 | 3次 |", "教材数量 | 5本 | | | |"]
    with pytest.raises(DocumentError, match="不能分成"):
        _read("\n".join([*front, *rows]) + "\n", tmp_path)


def test_a_wrapped_name_whose_value_is_lost(tmp_path: Path) -> None:
    """Half of a name that is as wide as its column is no name, and its other half no value."""
    rows = ["产出指标", "数量指标", "灌溉渠道维修", "覆盖面", "≥3次", "农村公路巡查", "维修覆盖面", "教材数量", "≥5本"]
    with pytest.raises(DocumentError, match="不能分成"):
        _read("\n".join([*FRONT, *HEADER, *rows]) + "\n", tmp_path)


def test_a_remark_does_not_take_the_next_row_in(tmp_path: Path) -> None:
    """A cell that is wrapped is full in all of its lines but the last: name, value and points below it are a row."""
    header = [*HEADER, "分值", "备注"]
    rows = ["产出指标", "数量指标", "学员满意程度调查完成情况", "健全", "5", "图书资料改造完成率", "完善", "5"]
    document = _read("\n".join([*FRONT, *header, *rows]) + "\n", tmp_path)
    assert [r[2:] for r in _rows(document)] == [("学员满意程度调查完成情况", "健全"), ("图书资料改造完成率", "完善")]


def test_a_unit_with_its_code_does_not_begin_in_a_name(tmp_path: Path) -> None:
    """Wrapped by characters, the line of the unit's code is short: it is the unit's all the same."""
    own = ["项目名称", "项目单位", "预算数", "年度绩效目标", *HEADER]
    first = ["2025年防汛物", "资采购项目", "311588-滨", "州市沾化区人民法", "院", "24,126.00", "完成采购。"]
    rows = ["产出指标", "数量指标", "采购次数", "≥3次"]
    document = _read("\n".join(["项目绩效目标表", "单位：元", *own, *first, *rows]) + "\n", tmp_path)
    project = _project(document)
    assert (project["项目名称"], project["单位名称"]) == ("2025年防汛物资采购项目", "滨州市沾化区人民法院")


@pytest.mark.parametrize("heads", [["本年度指标值"], ["目标值", "单位"]])
def test_headings_of_running_text_are_those_of_tables(heads: list[str], tmp_path: Path) -> None:
    """A half in front of a heading, and two headings that together are a third one."""
    cells = ["≥3次"] if len(heads) == 1 else ["≥3", "次"]
    rows = ["产出指标", "数量指标", "培训次数", *cells]
    document = _read("\n".join([*FRONT, *HEADER[:3], *heads, *rows]) + "\n", tmp_path)
    assert [(r[3]) for r in _rows(document)] == ["≥3次"]


def test_what_stands_below_the_table_of_a_stream_is_said(tmp_path: Path) -> None:
    """A label below the table and its text on the next line are of the form; the page around it is not."""
    rows = [*HEADER, "产出指标", "数量指标", "培训次数", "≥3次", "合计", "100", "评价结论", "完成较好。"]
    document = _read(" |\n".join([*FRONT, *rows, "存在问题", "", "扫一扫在手机打开", "首页", ""]), tmp_path)
    assert [p.message for p in document.problems] == ["「评价结论 完成较好。」没有对应的栏"]


def test_a_description_is_no_value(tmp_path: Path) -> None:
    """The value of a row is gone, and its description, a sentence, has moved into its place: the form is left out."""
    rows = ["产出指标", "数量指标", "培训次数", "≥3次", "反映培训次数。", "教材数量", "反映教材数量。"]
    with pytest.raises(DocumentError, match="不能分成"):
        _read(" |\n".join([*FRONT, *HEADER, "指标解释", *rows, ""]), tmp_path)
