"""Reports are filled whole or not at all; what changed since the last time is listed with its source."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.shared import RGBColor

from jxquery.outcome import ExitCode
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.workspace.conftest import Run

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "docs" / "示例报告.md"
SAMPLE = next((ROOT / "data").glob("*.txt"))
WRONG = """\
a {{司法救助 执行率}} b
{{服务对象满意度}} {{2025年预算}}
{{run 预算排行}} x {{各年度预算}}
{{其他资金合计}}
{{图 司法救助的资金用途}}
正文 {{图 各年度预算}}
{{run 预算排名 --前 五}} {{run}} {{run 预算排名 --前}} {{run "预算}}
{{各年度预算}}
"""


@pytest.fixture
def report(tmp_path: Path) -> Callable[[str], Path]:
    """Write a report and give its file."""

    def write(text: str) -> Path:
        file = tmp_path / "报告.md"
        file.write_text(text, "utf-8")
        return file

    return write


def test_the_sample_report_is_filled(run: Callable[..., Run], tmp_path: Path) -> None:
    """Figures with their units, tables and a picture, as kept; nothing of a placeholder is left but what was kept."""
    got = run("fill", str(REPORT), "-o", str(tmp_path / "报告_2024.md"))
    assert (got.code, got.out) == (0, "")
    text = (tmp_path / "报告_2024.md").read_text("utf-8")
    assert_golden("filling/示例报告.md", text)
    assert re.findall(r"\{\{.*?\}\}", text) == ["{{问题}}", "{{run 命名查询 --参数 值}}"]
    assert sorted(f.name for f in tmp_path.iterdir() if f.is_file()) == [
        "报告_2024.md",
        "报告_2024_图1.svg",
        "示例报告.md.figures.json",
    ]


def test_a_picture_for_text_is_text(run: Callable[..., Run], tmp_path: Path, report: Callable[[str], Path]) -> None:
    """The SVG holds the labels and the unit as text, and is the same each time."""
    file = report("{{图 各年度预算}}\n\n{{折线图 run 单位汇总 --年度 2024}}\n")
    assert run("fill", str(file), "-o", str(tmp_path / "出.md")).code == 0
    first = (tmp_path / "出_图1.svg").read_bytes()
    words = "".join("".join(e.itertext()) for e in ET.fromstring(first).iter("{http://www.w3.org/2000/svg}text"))  # noqa: S314 — our own file
    assert "预算数合计（万元）" in words
    assert "2023" in words
    assert (tmp_path / "出_图2.svg").is_file()
    run("fill", str(file), "-o", str(tmp_path / "出.md"))
    assert (tmp_path / "出_图1.svg").read_bytes() == first


def test_what_cannot_be_filled_is_listed_at_once(
    run: Callable[..., Run], tmp_path: Path, report: Callable[[str], Path]
) -> None:
    """Refused, ambiguous, empty, unknown, misplaced: each with its line; nothing is written and nothing is data."""
    got = run("fill", str(report(WRONG)), "-o", str(tmp_path / "出.md"))
    assert (got.code, got.out) == (ExitCode.FAILED, "")
    assert_golden("errors/fill.txt", got.err.replace(f"{tmp_path}/", ""))
    assert [f.name for f in tmp_path.iterdir() if f.is_file()] == ["报告.md"]


@pytest.mark.parametrize(
    ("template", "output", "says"),
    [
        ("没有.md", "出.md", "读不出来"),
        ("报告.md", "出.docx", "填好的文件也要是 .md"),
        ("报告.md", "报告.md", "不能写回模板自己"),
        ("报告.md", "没有这个文件夹/出.md", "写不进去"),
        ("报告.pdf", "出.pdf", "不能填这种文件"),
        ("空.md", "出.md", "里面没有占位符"),
        ("乱码.md", "出.md", "不是 UTF-8"),
        ("坏.docx", "出.docx", "不是能打开的 Word 文件"),
    ],
)
def test_files_that_do_not_fit(
    run: Callable[..., Run], tmp_path: Path, report: Callable[[str], Path], template: str, output: str, says: str
) -> None:
    """A message with the file and what to do; nothing is written."""
    report("{{司法救助 预算}}\n")
    (tmp_path / "空.md").write_text("什么也没有", "utf-8")
    (tmp_path / "乱码.md").write_bytes("{{预算合计}}".encode("gbk"))
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04")
    before = {f: f.read_bytes() for f in tmp_path.iterdir() if f.is_file()}
    got = run("fill", str(tmp_path / template), "-o", str(tmp_path / output))
    unwritable = says == "写不进去"
    assert got.code in ({ExitCode.FAILED} if unwritable else {ExitCode.USAGE, ExitCode.NO_DATA})
    assert says in got.err
    assert {f: f.read_bytes() for f in tmp_path.iterdir() if f.is_file()} == before


def test_what_changed_is_listed_with_its_source(
    run: Callable[..., Run], tmp_path: Path, report: Callable[[str], Path]
) -> None:
    """The same report over data a year later, under another name: old and new figure, its row, its file and place."""
    run("load", str(SAMPLE))
    file = report("共 {{预算合计}}，{{2024年司法救助 预算}}\n\n{{各年度预算}}\n\n{{今年有几个项目}}\n")
    assert "变了" not in run("fill", str(file), "-o", str(tmp_path / "报告_2024.md")).err
    again = run("fill", str(file), "-o", str(tmp_path / "报告_2024.md"))
    assert (again.out, "没有变" in again.err) == ("", True)
    later = tmp_path / "2025.txt"
    later.write_text(SAMPLE.read_text("utf-8").replace("2024", "2025"), "utf-8")
    run("load", str(later))
    got = run("fill", str(file), "-o", str(tmp_path / "报告_2025.md"))
    total, named, row, read = got.out.split("\n")[:-1]
    assert total.startswith(f"{{{{预算合计}}}}：272.39万元 → 541.39万元，来源：{SAMPLE.name} 表1 第5行、表2 第106行、")
    assert re.search(r" 等 8 处；2025.txt 表1 第5行、表4 第252行、\S+ 第\d+行 等 6 处$", total)
    assert named.startswith("{{2024年司法救助 预算}} 读作：")  # another project has the name now; the figure stays
    assert row.startswith("{{各年度预算}} 2025 预算数合计：没有 → 269.00万元，来源：2025.txt 表1 第5行、")
    assert read == "{{今年有几个项目}} 读作：2024年的项目的个数 → 2025年的项目的个数"
    kept = json.loads((tmp_path / "报告.md.figures.json").read_text("utf-8"))
    assert kept["file"] == "报告_2025.md"


def test_a_broken_memory_is_no_memory(run: Callable[..., Run], tmp_path: Path, report: Callable[[str], Path]) -> None:
    """A file of last figures that is damaged counts as none."""
    file = report("{{预算合计}}")
    for text in ("{", "[]", '{"figures": [1]}', '{"figures": [{"placeholder": "x"}]}'):
        (tmp_path / "报告.md.figures.json").write_text(text, "utf-8")
        got = run("fill", str(file), "-o", str(tmp_path / "出.md"))
        assert (got.code, got.out, "上一次" in got.err) == (0, "", False)


def test_markup_in_the_data_is_text(run: Callable[..., Run], tmp_path: Path, report: Callable[[str], Path]) -> None:
    """A cell with a bar or a star breaks no table; in plain text nothing is escaped."""
    table = tmp_path / "书.csv"
    table.write_text("书名,作者,年份\n甲|乙*丙*,<b>林</b>,2021\n丁,周,2022\n", "utf-8")
    run("schema", "infer", str(table), "-o", str(tmp_path / "书.toml"))
    run("load", str(table), "--schema", str(tmp_path / "书.toml"))
    assert run("fill", str(report("{{2021年的书}}")), "-o", str(tmp_path / "出.md")).code == 0
    assert r"甲\|乙\*丙\*" in (tmp_path / "出.md").read_text("utf-8")
    assert r"\<b\>林" in (tmp_path / "出.md").read_text("utf-8")


# --- Word ------------------------------------------------------------------------------------------------------------


def _word(file: Path) -> None:
    """A placeholder over three runs, in a table cell and in the header, and one alone in its paragraph."""
    word: Any = docx.Document()
    paragraph = word.add_paragraph("司法救助安排 ")
    first = paragraph.add_run("{{司法")
    first.bold = True
    first.font.color.rgb = RGBColor(200, 0, 0)
    paragraph.add_run("救助 预").italic = True
    paragraph.add_run("算}}，共 {{预算合计}}。")
    word.add_paragraph().add_run("{{run 预算排名 --前 3}}").bold = True
    word.add_table(1, 1).cell(0, 0).text = "{{一共有几个项目}} 个"
    word.sections[0].header.paragraphs[0].text = "\\{{照写}} {{2023年预算合计}}"
    word.save(str(file))


def test_word_keeps_its_looks(run: Callable[..., Run], tmp_path: Path) -> None:
    """What replaces a placeholder looks as where it began; a table stands where it was, with the looks of its run."""
    _word(tmp_path / "报告.docx")
    got = run("fill", str(tmp_path / "报告.docx"), "-o", str(tmp_path / "出.docx"))
    assert (got.code, got.out) == (0, "")
    word = docx.Document(str(tmp_path / "出.docx"))
    runs = word.paragraphs[0].runs
    assert word.paragraphs[0].text == "司法救助安排 31.00万元，共 272.39万元。"
    assert [(r.text, r.bold, r.font.color.rgb) for r in runs[1:2]] == [("31.00万元", True, RGBColor(200, 0, 0))]
    ranks, other = word.tables
    assert [c.text for c in ranks.rows[1].cells] == ["1", "2024年检察业务购买服务项目-2024中央", "2024", "68.20"]
    assert ranks.rows[1].cells[1].paragraphs[0].runs[0].bold
    assert other.cell(0, 0).text == "8 个"
    assert word.sections[0].header.paragraphs[0].text == "{{照写}} 3.39万元"


def test_word_says_in_which_paragraph(run: Callable[..., Run], tmp_path: Path) -> None:
    """A table in a sentence or a header, and a refused question, with the paragraph; nothing is written."""
    word: Any = docx.Document()
    word.add_paragraph("好")
    word.add_paragraph("有 {{各年度预算}}")
    word.sections[0].footer.paragraphs[0].text = "{{各年度预算}}"
    word.add_paragraph("{{今天天气}}")
    word.save(str(tmp_path / "报告.docx"))
    got = run("fill", str(tmp_path / "报告.docx"), "-o", str(tmp_path / "出.docx"))
    assert got.code == ExitCode.FAILED
    assert re.findall(r"^(\S+) \{\{", got.err, re.MULTILINE) == ["第2段", "第3段", "第1节页脚"]
    assert not (tmp_path / "出.docx").exists()


# --- pictures for Word, and what they need ---------------------------------------------------------------------------


def _font(file: Path, characters: str) -> None:
    """A font that has a box for each of the characters."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for step, point in enumerate(((100, 0), (100, 700), (800, 700), (800, 0))):
        (pen.lineTo if step else pen.moveTo)(point)
    pen.closePath()
    box = pen.glyph()
    names = [".notdef", *(f"u{ord(c):04X}" for c in sorted(set(characters)))]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in characters})
    builder.setupGlyf(dict.fromkeys(names, box))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (900, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(str(file))


@pytest.fixture
def chart_report(tmp_path: Path) -> Path:
    """A Word file with a chart."""
    word: Any = docx.Document()
    word.add_paragraph("{{图 各年度预算}}")
    word.save(str(tmp_path / "图.docx"))
    return tmp_path / "图.docx"


def test_word_gets_a_picture(
    run: Callable[..., Run], tmp_path: Path, chart_report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PNG drawn with the font that was named, no wider than the page, described in words."""
    _font(tmp_path / "字.ttf", "预算数合计（万元）0123456789.,-−+ ")
    monkeypatch.setenv("JXQUERY_FONT", str(tmp_path / "字.ttf"))
    got = run("fill", str(chart_report), "-o", str(tmp_path / "出.docx"))
    assert (got.code, got.out) == (0, "")
    word: Any = docx.Document(str(tmp_path / "出.docx"))
    (shape,) = word.inline_shapes
    section = word.sections[0]
    assert 0 < shape.width <= section.page_width - section.left_margin - section.right_margin
    assert shape._inline.docPr.get("descr") == "全部项目按年度的预算数合计"
    pictures = [part for part in word.part.package.iter_parts() if str(part.partname).endswith(".png")]
    assert [part.blob[:4] for part in pictures] == [b"\x89PNG"]


def test_without_a_font_it_says_what_to_install(
    run: Callable[..., Run], tmp_path: Path, chart_report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No font that has the characters: nothing is written, and the message names packages and the variable."""
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", list)
    _font(tmp_path / "字.ttf", "0123456789")
    monkeypatch.setenv("JXQUERY_FONT", str(tmp_path / "字.ttf"))
    got = run("fill", str(chart_report), "-o", str(tmp_path / "出.docx"))
    assert got.code == ExitCode.FAILED
    assert "没有找到能写汉字的字体" in got.err
    assert "fonts-noto-cjk" in got.err
    assert not (tmp_path / "出.docx").exists()


def test_without_matplotlib_it_says_what_to_install(
    run: Callable[..., Run], tmp_path: Path, report: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures are an extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    got = run("fill", str(report("{{图 各年度预算}}")), "-o", str(tmp_path / "出.md"))
    assert got.code == ExitCode.FAILED
    assert "jxquery[chart]" in got.err
