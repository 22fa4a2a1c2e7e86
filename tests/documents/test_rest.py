"""The rest of a form that something stands in front of: the form is left out; other tables do no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxquery.errors import DocumentError
from tests.documents.formats import load
from tests.documents.making import as_html
from tests.documents.making.tables import plain

FRONT = [["项目名称", "培训经费", "", ""], ["年度资金总额(万元)", "3", "", ""]]
TABLE = [["一级指标", "二级指标", "三级指标", "指标值"], ["效益指标", "社会效益指标", "学员能力", "有效提升"]]
BETWEEN = "以下为培训的说明"


def _document(folder: Path, rest: list[list[str]]) -> str:
    """Which project is loaded of a form, with these rows in a table of their own below it; empty for none."""
    tables = (plain([*FRONT, *TABLE], ("2024年度项目支出绩效目标表",)), plain(rest, (BETWEEN,)))
    try:
        document = load(folder, as_html.write(tables), "表.html")
    except DocumentError as error:
        return "" if "接不上" in str(error) else str(error)
    return next(str(r.values["项目名称"]) for r in document.records if r.table == "项目")


@pytest.mark.parametrize("row", [["", "", "教学秩序", "良好"], ["", "可持续影响指标", "教学秩序", "良好"]])
def test_a_rest_in_words_keeps_the_form_out(row: list[str], tmp_path: Path) -> None:
    """No sign, no number and no class: the row is still one more indicator below the form's own header."""
    assert _document(tmp_path, [row]) == ""


@pytest.mark.parametrize(
    "rows", [[["科目", "款项", "说明", "金额"], ["教育", "培训", "师资", "3"]], [["", "教学秩序", "良好"]]]
)
def test_another_table_behind_a_form_is_no_rest(rows: list[list[str]], tmp_path: Path) -> None:
    """A table of other columns, or of another width, leaves the form as it is."""
    assert _document(tmp_path, rows) == "培训经费"
