"""One hard answer in every format, opened again with that format's own reader, and kept as that reader sees it."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import docx
import duckdb
import html5lib
import openpyxl
import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from jxquery.errors import OutputError, UsageError
from jxquery.render.delimited import FORMULA
from jxquery.render.files import format_for, replacing, write_answers
from jxquery.render.formats import FORMATS
from jxquery.render.text import legible
from jxquery.render.values import heading
from jxquery.render.workbook import ABOUT, workbook
from jxquery.types import Answer, Column
from tests.fake_workspace import HARD, NAME, ONE, REFUSED, UNCLEAR, ZERO
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HEADINGS = [heading(column) for column in HARD.columns]
_TEXT = Column("甲", "text", "answer")
_NUMBER = Column("数", "number", "answer", "元")


def written(answers: Sequence[Answer], suffix: str, folder: Path) -> Path:
    """The answers in a file of that suffix."""
    path = folder / f"答案.{suffix}"
    write_answers(answers, format_for(path, several=len(answers) > 1), path)
    return path


def column(values: Sequence[object], kind: Column) -> Answer:
    """An answer of one column."""
    return Answer("问", "answered", columns=(kind,), rows=tuple((v,) for v in values))  # type: ignore[misc]


def test_csv(tmp_path: Path) -> None:
    """In a file it begins with the mark that Excel needs; the csv module reads the rows, numbers digit by digit."""
    path = written([HARD], "csv", tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == _HEADINGS
    assert [row[3] for row in rows[1:]] == [
        "1234567.125", "0.0", "-310000.0", "12345678901234567890.123456", "-0.000001", "0.000000000001"
    ]  # fmt: skip
    assert rows[2][2] == "'=SUM(A1:A9)"
    assert rows[4][2] == "'@cmd|' /C calc'!A0"
    assert rows[6][0] == "\u2067右\u2069\x00\ufffe\ufffd _x0041_"


def test_tsv(tmp_path: Path) -> None:
    """Without a mark; tabs and breaks inside a cell are read back as they were."""
    path = written([HARD], "tsv", tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    assert rows[0] == _HEADINGS
    assert rows[3][0] == "行\u2028一\n行二"
    assert rows[6][2] == "👨‍👩‍👧 🏛\t二"


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_json(tmp_path: Path, suffix: str) -> None:
    """Every value is the very one, decimals too."""
    found = json.loads(written([HARD], suffix, tmp_path).read_text("utf-8"), parse_float=Decimal)
    assert [tuple(row.values()) for row in found["rows"]] == list(HARD.rows)


def test_markdown(tmp_path: Path) -> None:
    """A parser of Markdown sees the table with every cell's text, and no markup, link or tag that stood in a cell."""
    text = written([HARD], "md", tmp_path).read_text("utf-8")
    assert_golden("render/hard.md", text)
    parsed = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inline = [token.children or [] for token in parsed if token.type == "inline"]
    kinds = {child.type for children in inline for child in children}
    assert kinds <= {"text", "html_inline", "text_special"}
    assert {c.content for children in inline for c in children if c.type == "html_inline"} <= {"<br>"}
    cells = ["".join("\n" if c.type == "html_inline" else c.content for c in children) for children in inline]
    width = len(HARD.columns)
    assert cells[1 : 1 + width] == _HEADINGS
    names = cells[1 + width : 1 + width * (len(HARD.rows) + 1) : width]
    assert names == [legible(str(row[0])) for row in HARD.rows]


def test_html(tmp_path: Path) -> None:
    """A strict parser of HTML finds no error, the cells' texts, and no element that stood in a cell."""
    path = written([HARD], "html", tmp_path)
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    tree = parser.parse(path.read_text("utf-8"))
    rows = [[cell.text or "" for cell in row] for row in tree.iter("tr")]
    assert rows[0] == _HEADINGS
    assert [row[0] for row in rows[1:]] == [legible(str(row[0])) for row in HARD.rows]
    assert {element.tag for element in tree.iter()} == {
        "html", "head", "meta", "title", "style", "body", "div", "p", "table", "thead", "tbody", "tr", "th", "td"
    }  # fmt: skip


def test_xlsx(tmp_path: Path) -> None:
    """Two readers see numbers as numbers and texts as texts; what has more than 15 digits is text with all of them."""
    path = written([HARD], "xlsx", tmp_path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["答案", ABOUT]
    lines = [
        f"{cell.coordinate} {cell.data_type} {cell.number_format} {cell.value!r}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert_golden("render/hard.xlsx.txt", "".join(f"{line}\n" for line in lines))
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("答案").to_python()
    assert sheet[0] == _HEADINGS
    assert [row[3] for row in sheet[1:]] == [
        1234567.125, 0.0, -310000.0, "12345678901234567890.123456", -0.000001, 1e-12
    ]  # fmt: skip
    assert sheet[2][2] == "=SUM(A1:A9)"
    assert sheet[2][4] == ""


def test_docx(tmp_path: Path) -> None:
    """python-docx opens it and finds the table, the reading and the sources."""
    document = docx.Document(str(written([HARD], "docx", tmp_path)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert_golden("render/hard.docx.txt", "".join(f"{line!r}\n" for line in (*texts, *rows)))
    assert [row[0] for row in rows[1:]] == [legible(str(row[0])) for row in HARD.rows]
    assert document.core_properties.author == "jxquery"


def test_parquet(tmp_path: Path) -> None:
    """Pyarrow and DuckDB read every value as it was, decimals with all their digits, and the units."""
    path = written([HARD], "parquet", tmp_path)
    table = pq.read_table(path)
    assert_golden(
        "render/hard.parquet.txt", f"{table.schema.to_string(truncate_metadata=False)}\n{table.to_pylist()}\n"
    )
    assert [tuple(row.values())[1:] for row in table.to_pylist()] == [row[1:] for row in HARD.rows]
    assert table.schema.metadata["unit:预算数".encode()] == "元".encode()
    total = duckdb.sql(f"SELECT sum(\"预算数\") FROM read_parquet('{path}')").fetchall()[0][0]
    assert total == Decimal("12345678901235492457.248455000001")


def test_text(tmp_path: Path) -> None:
    """A file of text is the table as people see it, with the warnings that elsewhere are notes."""
    assert_golden("render/hard.txt", written([HARD], "txt", tmp_path).read_text("utf-8"))


@pytest.mark.parametrize("sign", FORMULA)
def test_no_cell_is_run(tmp_path: Path, sign: str) -> None:
    """What begins like a formula is text in Excel, and stays it when the cell is edited."""
    path = written([column([f"{sign}1+1"], replace(_TEXT, name=f"{sign}A1"))], "xlsx", tmp_path)
    sheet = openpyxl.load_workbook(path)["答案"]
    assert {sheet["A1"].data_type, sheet["A2"].data_type} == {"s"}
    assert sheet["A2"].quotePrefix


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Decimal(999999999999999), "n"),
        (Decimal(1234567890123456), "s"),
        (Decimal("0.123456789012345"), "n"),
        (Decimal("1.0000000000000000000000000000000001"), "s"),
        (Decimal("1E+400"), "s"),
        (Decimal("1E-320"), "s"),
        (Decimal("-0.00"), "n"),
        (10**15, "n"),
        (123456789012345678, "s"),
    ],
)
def test_excel_rounds_nothing(tmp_path: Path, value: Decimal | int, kind: str) -> None:
    """A number that a double cannot hold in 15 digits is written as text."""
    cell = openpyxl.load_workbook(written([column([value], _NUMBER)], "xlsx", tmp_path))["答案"]["A2"]
    assert cell.data_type == kind
    assert Decimal(str(cell.value)) == value


def test_excel_is_told_what_it_cannot_hold(tmp_path: Path) -> None:
    """A text longer than a cell is cut visibly and the second sheet says so; a table longer than a sheet is refused."""
    path = written([column(["长" * 40_000], _TEXT)], "xlsx", tmp_path)
    book = openpyxl.load_workbook(path)
    assert book["答案"]["A2"].value == "长" * 32_766 + "…"
    assert any("太长" in str(cell.value) for row in book[ABOUT].iter_rows() for cell in row)
    with pytest.raises(UsageError, match="放不下"):
        workbook([replace(ONE, rows=ONE.rows * 1_048_576)])


@pytest.mark.parametrize("suffix", sorted(s for f in FORMATS.values() for s in f.suffixes))
@pytest.mark.parametrize("answer", [ZERO, replace(ONE, columns=(NAME, NAME, NAME)), column([None], _NUMBER)])
def test_every_format_takes_what_is_odd(tmp_path: Path, suffix: str, answer: Answer) -> None:
    """No rows, columns of one name, nothing but missing values."""
    assert written([answer], suffix, tmp_path).stat().st_size


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "html", "md", "jsonl", "txt"])
def test_several_answers_in_a_file(tmp_path: Path, suffix: str) -> None:
    """Each has its place, those that are no answers too, with the reason."""
    path = written([ONE, REFUSED, UNCLEAR, ONE], suffix, tmp_path)
    if suffix == "xlsx":
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["1 司法救助 预算多少", "4 司法救助 预算多少", ABOUT]
        text = "\n".join(str(cell.value) for row in book[ABOUT].iter_rows() for cell in row)
    elif suffix == "docx":
        text = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    else:
        text = path.read_text("utf-8")
        assert text.count("2024年司法救助项目") >= 4
    assert "已载入的数据里没有「执行率」" in text
    assert "服务对象满意度指标" in text


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "parquet"])
def test_a_file_for_one_table_takes_one(tmp_path: Path, suffix: str) -> None:
    """Several are refused, with what takes them."""
    with pytest.raises(UsageError, match=r"只放得下一个答案。\n.*\.jsonl"):
        format_for(tmp_path / f"a.{suffix}", several=True)


def test_the_suffix_decides(tmp_path: Path) -> None:
    """Capitals do not matter; one that is unknown, missing or contradicts --format is refused by name."""
    assert format_for(tmp_path / "甲.XLSX").name == "xlsx"
    assert format_for(tmp_path / "甲.htm").name == "html"
    assert format_for(tmp_path / "甲.dat", "csv").name == "csv"
    for name, named, says in (("a.pdf", None, r"\.pdf"), ("a", None, "没有后缀"), ("a.csv", "json", r"\.csv.*json")):
        with pytest.raises(UsageError, match=says):
            format_for(tmp_path / name, named)


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt])
def test_what_breaks_off_leaves_the_old_file(tmp_path: Path, stop: type[BaseException]) -> None:
    """And nothing beside it."""
    path = tmp_path / "a.csv"
    path.write_text("旧", encoding="utf-8")

    def break_off() -> None:
        with replacing(path) as beside:
            beside.write_text("半", encoding="utf-8")
            raise stop

    with pytest.raises(stop):
        break_off()
    assert path.read_text("utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_replaced_as_it_was(tmp_path: Path) -> None:
    """A link stays a link, and the rights of the file are kept."""
    path, link = tmp_path / "a.csv", tmp_path / "link.csv"
    path.write_text("旧", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    write_answers([ONE], FORMATS["csv"], link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert "31.0" in path.read_text("utf-8")


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A folder that is not there, one in the place of the file, a name that is too long: the place and what to do."""
    (tmp_path / "b.csv").mkdir()
    for name in ("没有/a.csv", "b.csv", "名" * 200 + ".csv"):
        with pytest.raises(OutputError) as raised:
            write_answers([ONE], FORMATS["csv"], tmp_path / name)
        assert raised.value.place == str(tmp_path / name)
        assert raised.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]


def test_a_long_name_is_no_obstacle(tmp_path: Path) -> None:
    """A name as long as the system takes."""
    path = tmp_path / ("名" * 83 + ".csv")
    write_answers([ONE], FORMATS["csv"], path)
    assert next(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))[0] == "项目名称"
