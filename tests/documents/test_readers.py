"""Each reader gives back what was written: texts, spans, order and places."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jxquery.documents.number_formats import show
from jxquery.documents.read import READERS
from tests.documents.formats import WRITERS, grids, load, sample_forms, texts
from tests.documents.make import random_forms
from tests.documents.making import as_docx, as_html, as_pdf, as_xlsx
from tests.documents.making import tables as made
from tests.documents.making.tables import Box, Table, form_tables
from tests.documents.reading import SAMPLE, loaded, read_document, said, schema

WORDS = st.text("预算绩效指标完成率≥95%甲乙 A1.()<>&\"'", min_size=1, max_size=6).map(
    lambda t: " ".join(t.split()) or "空"
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table whose cells span rows and columns at random; every row has a cell of its own."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(2, 5))
    taken: set[tuple[int, int]] = set()
    rows: list[tuple[Box, ...]] = []
    for row in range(height):
        boxes = []
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((c for c in range(column, width) if (row, c) in taken), width)
            columns = draw(st.integers(1, free - column))
            down = draw(st.integers(1, height - row)) if column else 1
            taken |= {(row + r, column + c) for r in range(down) for c in range(columns)}
            boxes.append(Box(draw(WORDS), down, columns))
        rows.append(tuple(boxes))
    return Table(tuple(rows), tuple(draw(st.lists(WORDS, max_size=2))))


@pytest.mark.parametrize("kind", ["html", "xlsx", "docx"])
@given(table=tables())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_random_tables_are_read_back(kind: str, table: Table) -> None:
    """Every text at its place, once; what spans cover is empty; the text before the table stands before it."""
    (grid,) = grids(WRITERS[kind]((table,)), kind)
    truth = [[text] for text in table.before] + made.texts(table)
    assert _said(texts(grid)) == _said(truth)


def _said(rows: list[list[str]]) -> list[list[str]]:
    """Rows without the empty cells behind, and without empty rows: a sheet is as wide as what is written in it."""
    cut = (row[: max((n for n, text in enumerate(row, 1) if text), default=0)] for row in rows)
    return [row for row in cut if row]


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("unit_before", [True, False])
@pytest.mark.parametrize("kind", WRITERS)
def test_the_sample_in_every_format(kind: str, unit_before: bool, merged: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """The same 63 indicators and everything else, whatever the format and however the cells are merged."""
    truth = [(r.table, r.values) for r in read_document(SAMPLE, schema()).records]
    content = WRITERS[kind](form_tables(sample_forms(), merged=merged, unit_before=unit_before))
    document = load(tmp_path, content, f"表.{kind}")
    assert [(r.table, r.values) for r in document.records] == truth
    assert sum(r.table == "指标" for r in document.records) == 63
    assert document.problems == ()
    assert document.format == kind


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", WRITERS)
def test_other_forms_in_every_format(kind: str, seed: int, tmp_path: Path) -> None:
    """Forms that the sample does not know, over as many pages as they take."""
    forms = random_forms(seed)
    assert loaded(load(tmp_path, WRITERS[kind](form_tables(forms)), f"表.{kind}")) == said(forms)


@pytest.mark.parametrize("height", [300, 420, 560])
@pytest.mark.parametrize("repeat", [False, True])
def test_pdf_forms_broken_over_pages(repeat: bool, height: int, tmp_path: Path) -> None:  # noqa: FBT001
    """Page numbers, running titles and a header repeated at a page break change nothing."""
    forms = random_forms(7, 4)
    tables = form_tables(forms, merged=False)
    if repeat:
        tables = tuple(
            t for table in tables for t in (Table(table.rows[:6], table.before), Table(table.rows[6:], repeat=1))
        )
    page = as_pdf.Page(height=height, page_number="- {} -", running="2024年部门预算")
    document = load(tmp_path, as_pdf.write(tables, page), "表.pdf")
    assert loaded(document) == said(forms)
    assert document.problems == ()


def test_a_pdf_row_that_a_page_cuts_is_one_row() -> None:
    """Its halves are put together, and that is said; rows that are whole stay apart."""
    rows = [[str(n), f"指标{n}", "很长的说明" * 12, "≥95%"] for n in range(1, 12)]
    table = made.plain([["序号", "名称", "说明", "值"], *rows])
    for height in range(300, 420, 8):
        content = as_pdf.write((table,), as_pdf.Page(height=height, split_rows=True))
        found = [row for grid in grids(content, "pdf") for row in texts(grid)]
        problems = [p for grid in grids(content, "pdf") for p in grid.problems]
        whole = [[text.replace("\n", "") for text in row] for row in found]
        if whole != [["序号", "名称", "说明", "值"], *rows]:
            pytest.fail(f"{height}: {problems} {whole}")


def test_places_are_those_that_a_person_counts() -> None:
    """Table, row and cell; sheet and address; page and line."""
    table = made.plain([["甲", "乙"], ["丙", "丁"]], ("题目",), "预算")
    for kind, place in {
        "html": "表1 第2行第2格",
        "docx": "表1 第2行第2格",
        "xlsx": "预算!B3",
        "xls": "预算!B3",
        "pdf": "第1页 表1 第2行第2格",
        "csv": "第3行第2格",
    }.items():
        cells = [cell for grid in grids(WRITERS[kind]((table,)), kind) for row in grid.rows for cell in row]
        assert [cell.place for cell in cells if cell.text == "丁"] == [place]
    assert grids(as_pdf.write_pages((("甲",), ("乙", "丙"))), "pdf")[0].rows[2][0].place == "第2页 第2行"


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gb2312", "utf-8-sig", "utf-16"])
def test_encodings_of_web_pages(charset: str, declared: bool) -> None:  # noqa: FBT001
    """As declared, by its mark, or by what fits."""
    table = made.plain([["绩效目标", "甲"]])
    (grid,) = grids(as_html.write((table,), charset=charset, declared=declared), "html")
    assert texts(grid) == [["绩效目标", "甲"]]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>单位：万元</p><table><tr><td>甲<td>乙</table><p>注", [[["单位：万元"], ["甲", "乙"]], [["注"]]]),
        ("<table><tr><td>甲<script>x</script><td style='display:none'>藏<td>乙</table>", [[["甲", "乙"]]]),
        (
            "<table><tr><td>外<td><table><tr><td>内<td>层</table><tr><td>后<td>面</table>",
            [[["外"], ["内", "层"]], [["后", "面"]]],
        ),
        ("<table><tr><td rowspan=0>甲<td>乙<tr><td>丙</table>", [[["甲", "乙"], ["", "丙"]]]),
        ("<table><tr><td>甲<br>乙<td>&nbsp;≥ 1&nbsp;项</table>", [[["甲\n乙", "≥ 1 项"]]]),
        ("<table><tr><td><input value='30'><td><input type=hidden value='x'>元</table>", [[["30", "元"]]]),
    ],
)  # fmt: skip
def test_web_pages(page: str, expected: list[list[list[str]]]) -> None:
    """Order, hidden parts, tables in tables, spans to the end, breaks and fields."""
    assert [texts(grid) for grid in grids(page.encode(), "html")] == expected


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.99, "0%", "99%"),
        (0.985, "0%", "98.5%"),
        (25.199999999999999, "General", "25.2"),
        (0.1 + 0.2, "0.00", "0.3"),
        (2024.0, "General", "2024"),
        (1030700, "#,##0.00", "1030700"),
        (99, '"≥"0"项"', "≥99项"),
        (42010, "000000", "042010"),
        (44561, 'yyyy"年"m"月"', "2021年12月"),
        (45413, "[$-804]yyyy\\-mm\\-dd;@", "2024-05-01"),
        (45000.5, "yyyy/m/d h:mm", "2023/3/15 12:00"),
        (-12.5, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "-¥12.5"),
        (-5, "#,##0_);(#,##0)", "-5"),
        (0, '0;-0;"-"', "0"),
        (1e20, "General", "100000000000000000000"),
    ],
)
def test_numbers_as_their_cells_show_them(value: float, code: str, shown: str) -> None:
    """Exact to fifteen digits, percent and days as they are seen, without a doubt."""
    assert show(value, code) == show(value, code).__class__(shown)


@pytest.mark.parametrize("code", ['0\\.0,"万元"', "0.0,", '[>=1]0"大";0"小"', "# ?/?", ";;;"])
def test_formats_that_show_another_number(code: str) -> None:
    """The number in the cell is given, and the doubt is said."""
    found = show(252000, code)
    assert found.text == "252000"
    assert code in found.doubt


def test_excel_cells_of_every_kind() -> None:
    """Percent, days, errors, formulas without a result, hidden rows and sheets, text under a merged cell."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "预算"
    sheet.append([0.99, 2024, 25.2, dt.date(2024, 5, 1), True, "=A1"])
    sheet["A1"].number_format = "0%"
    sheet["D1"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["A2"], sheet["B2"] = "#REF!", "藏的行"
    sheet["A2"].data_type = "e"
    sheet.row_dimensions[2].hidden = True
    book.create_sheet("底稿")["A1"] = "旧"
    book["底稿"].sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    (grid,) = grids(out.getvalue(), "xlsx")
    assert [row[:5] for row in texts(grid)] == [
        ["99%", "2024", "25.2", "2024年5月1日", "TRUE"],
        ["#REF!", "藏的行", "", "", ""],
    ]
    assert [(p.place, p.message) for p in grid.problems] == [
        ("底稿", "是隐藏的工作表"),
        ("预算 第2行", "是隐藏的"),
        ("预算!A2", "公式出错：#REF!"),
        ("预算!F1", "是公式，文件里没有存结果"),
    ]


def test_old_excel_formats() -> None:
    """A .xls tells a percent and a day as a .xlsx does."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("预算")
    for column, (value, code) in enumerate([(0.99, "0%"), (25.2, "0.00"), (44561, 'yyyy"年"m"月"'), (7, "General")]):
        style = xlwt.XFStyle()
        style.num_format_str = code
        sheet.write(0, column, value, style)
    sheet.write(1, 0, "藏的行")
    sheet.row(1).hidden = True
    out = BytesIO()
    book.save(out)
    (grid,) = grids(out.getvalue(), "xls")
    assert texts(grid) == [["99%", "25.2", "2021年12月", "7"], ["藏的行", "", "", ""]]
    assert [p.place for p in grid.problems] == ["预算 第2行"]


def test_a_cover_sheet_is_no_form(tmp_path: Path) -> None:
    """The forms are found behind it."""
    content = as_xlsx.write(form_tables(sample_forms()), cover="2024年部门预算")
    assert len(loaded(load(tmp_path, content, "表.xlsx"))) == 8


def test_word_text_as_it_is_shown() -> None:
    """Deleted and hidden text is left out, inserted text read, numbers of lists written out, tables in tables."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    document.add_paragraph("甲", style="List Number")
    changed = document.add_paragraph("预算")
    changed._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>30</w:delText></w:r></w:del>"))
    changed._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>31</w:t></w:r></w:ins>"))
    changed.add_run("藏").font.hidden = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "外"
    inner = table.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内", "层"
    out = BytesIO()
    document.save(out)
    assert [texts(grid) for grid in grids(out.getvalue(), "docx")] == [[["1.甲"], ["预算31"], ["外"], ["内", "层"]]]


def test_a_form_in_two_tables_is_one_form(tmp_path: Path) -> None:
    """The labelled cells in one table, the indicators in the next, as Word files have them."""
    (table,) = form_tables(sample_forms()[:1])
    first, second = Table(table.rows[:6], table.before), Table(table.rows[6:])
    for kind, write in (("docx", as_docx.write), ("html", as_html.write)):
        assert loaded(load(tmp_path, write((first, second)), f"表.{kind}")) == said(sample_forms()[:1])


def test_pages_without_rules_are_running_text() -> None:
    """A PDF whose tables have no lines is read as text taken out of it would be."""
    lines = [line for line in SAMPLE.read_text("utf-8").split("\n") if line.strip()]
    pages = tuple(tuple(lines[n : n + 50]) for n in range(0, len(lines), 50))
    content = as_pdf.write_pages(pages)
    (grid,) = grids(content, "pdf")
    assert grid.flowing
    assert ["".join(row[0].text.split()) for row in grid.rows] == ["".join(line.split()) for line in lines]


def test_scanned_pages_are_named() -> None:
    """A picture among pages of text is a problem with its page; the rest is loaded."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawString(50, 700, "text")
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (50, 50))), 0, 0, 500, 700)
    canvas.showPage()
    canvas.save()
    (grid,) = grids(out.getvalue(), "pdf")
    assert [(p.place, p.message) for p in grid.problems] == [("第2页", "没有文字，可能是扫描的图片")]


def test_libraries_are_imported_when_their_format_comes() -> None:
    """Reading a text imports none of them."""
    code = (
        "import sys; from jxquery.documents.read import READERS; READERS['txt'](b'a'); READERS['csv'](b'a,b');"
        "names = ('pdfplumber', 'docx', 'lxml', 'python_calamine', 'olefile', 'selectolax');"
        "print([name for name in names if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
    assert set(WRITERS) <= set(READERS)
