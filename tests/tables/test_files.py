"""CSV files as people have them, and the schema that is inferred from them."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from jxquery.cli import main
from jxquery.documents.reader_csv import read_csv
from jxquery.documents.tables import read_table
from jxquery.errors import DocumentError
from jxquery.meaning import shipped_schema
from jxquery.outcome import ExitCode
from jxquery.schema.own import RESERVED, own_schema
from jxquery.store.stamp import VERSION
from jxquery.store.tables import _FILE, PLACE, SOURCE_KEY, SOURCES
from jxquery.workspace import infer_schema

if TYPE_CHECKING:
    from pathlib import Path

    from jxquery.types import Document

SCHEMA = """
[[table]]
name = "货物"
column = [
  { name = "品名", type = "text", role = "name" },
  { name = "价格", type = "amount", role = "measure", unit = "元" },
  { name = "件数", type = "integer", role = "measure" },
  { name = "入库年份", type = "integer", role = "period", heading = "入库日期" },
]
"""


def _read(folder: Path, text: str, encoding: str = "utf-8") -> Document:
    file = folder / "货物.csv"
    file.write_bytes(text.encode(encoding))
    return read_table(file, own_schema(SCHEMA, "货物.toml", shipped_schema().units))


def _values(document: Document) -> list[tuple[object, ...]]:
    return [tuple(record.values.values()) for record in document.records]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str, newline: str) -> None:
    """What spreadsheets write here: each with its own encoding, separator and line ends."""
    lines = [["品名", "价格（元）", "件数", "入库日期"], ["茶", "12.50", "3", "2024-05-01"]]
    document = _read(tmp_path, newline.join(separator.join(line) for line in lines) + newline, encoding)
    assert _values(document) == [("茶", Decimal("12.50"), 3, 2024)]
    assert document.problems == ()
    assert document.records[0].place == "第2行"


def test_numbers_as_they_are_written(tmp_path: Path) -> None:
    """Thousands, currency signs, units that convert, years of days; what is empty is NULL."""
    rows = ['茶,"1,234.50",3,2024年', "糖,￥2,4,2023/1/5", "盐,0.5万元,1e2,20220304", "米,-,,", "面,1.5,2.0,2021"]
    document = _read(tmp_path, "品名,价格（元）,件数,入库日期\n" + "\n".join(rows) + "\n")
    assert [v[1:] for v in _values(document)] == [
        (Decimal("1234.50"), 3, 2024), (Decimal(2), 4, 2023), (Decimal(5000), 100, 2022), (None, None, None),
        (Decimal("1.5"), 2, 2021),
    ]  # fmt: skip
    assert document.problems == ()


def test_the_unit_of_the_heading_counts(tmp_path: Path) -> None:
    """价格（万元） in the file and 元 in the schema: the values are converted."""
    assert _values(_read(tmp_path, "品名,价格（万元）,件数\n车,12.5,1\n"))[0][1] == 125000


def test_bad_rows_are_told_with_their_places(tmp_path: Path) -> None:
    """Too many cells, a broken quote, values that do not fit, headings unknown: each is said, none stops the rest."""
    text = '品名,价格（元）,件数,颜色\n茶,贵,1.5,绿\n糖,2,3,白,多\n"盐"咸,1,1,白\n\n米,1.23456789,5,白\n'
    document = _read(tmp_path, text)
    assert [(v[0], v[1], v[2]) for v in _values(document)] == [
        ("茶", None, None), ("糖", 2, 3), ("米", Decimal("1.234568"), 5),
    ]  # fmt: skip
    assert [r.place for r in document.records] == ["第2行", "第3行", "第6行"]
    assert [f"{p.place}：{p.message}{p.action}" for p in document.problems] == [
        "第4行：引号没有配对，这一行没有读。",
        "第3行：比表头多 1 格，多出来的没有读，请看看是不是少了引号。",
        "表头：没有「入库日期」，这些列都空着。",
        "表头：「颜色」不在 schema 里，这些列没有读。",
        "第2行：列「价格」的「贵」不是一个金额，按空着处理。",
        "第2行：列「件数」的「1.5」不是整数，按空着处理。",
        "第6行：列「价格」有 1 个数超过六位小数，保留到六位。",
    ]


def test_many_bad_values_are_counted(tmp_path: Path) -> None:
    """A column of the wrong kind does not flood the screen: ten values, then how many more."""
    document = _read(tmp_path, "品名,价格（元）,件数\n" + "茶,x,1\n" * 500)
    said = [p.message for p in document.problems if "价格" in p.message]
    assert len(said) == 11
    assert said[-1] == "列「价格」从这里起还有 490 个这样的值，"


def test_a_cell_may_hold_lines(tmp_path: Path) -> None:
    """The row after a cell of two lines has its own line number; an open quote is told with what it swallowed."""
    document = _read(tmp_path, '品名,件数\n"茶\n叶",1\n糖,2\n"盐,3\n米,4\n')
    assert [(r.values["品名"], r.place) for r in document.records] == [("茶\n叶", "第2行"), ("糖", "第4行")]
    assert document.problems[0].action == "第5行到第6行没有读。"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件是空的"),
        (b"\x00\x01\x02" * 50, "不是文本文件"),
        ("甲,乙\n1,2\n".encode(), "里面没有表「货物」的「品名、价格"),
    ],
)
def test_files_that_are_none(tmp_path: Path, content: bytes, says: str) -> None:
    """Empty, binary, or another table altogether: refused with the file's name."""
    file = tmp_path / "货物.csv"
    file.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read_table(file, own_schema(SCHEMA, "货物.toml", shipped_schema().units))
    assert says in str(caught.value)
    assert caught.value.place == str(file)


def test_the_separator_is_that_of_the_heading() -> None:
    """Commas inside quotes and in the rows below do not decide."""
    assert read_csv('"甲,乙,丙";丁\n1,5;2\n'.encode()).headings == ("甲,乙,丙", "丁")


# --- what is inferred ------------------------------------------------------------------------------------------------


def _inferred(folder: Path, **files: str) -> dict[str, Any]:
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    text = infer_schema(paths)
    own_schema(text, "schema", shipped_schema().units)
    return tomllib.loads(text)


def _column(table: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in table["column"] if c["name"] == name)
    return {key: value for key, value in found.items() if key != "name"}


def test_units_of_headings_and_values(tmp_path: Path) -> None:
    """Known units, new ones with their multiples, and percentages in the values; a price for one does not add up."""
    rows = "甲,10,1.5,3,50%,1\n乙,20,2,4,60%,2\n"
    schema = _inferred(tmp_path, 城市=f"城市,人口（万人）,产值（亿元）,均价（元）,占比,面积（含税）\n{rows}")
    (table,) = schema["table"]
    assert _column(table, "城市") == {"type": "text", "role": "name"}
    assert _column(table, "人口") == {"type": "amount", "role": "measure", "unit": "万人"}
    assert _column(table, "产值") == {"type": "amount", "role": "measure", "unit": "亿元", "default": True}
    assert _column(table, "均价") == {"type": "amount", "role": "measure", "unit": "元", "adds_up": False}
    assert _column(table, "占比") == {"type": "amount", "role": "measure", "unit": "%", "adds_up": False}
    assert _column(table, "面积") == {"type": "integer", "role": "measure"}
    (kind,) = schema["kind"]
    assert kind["base"] == "人"
    assert kind["units"] == [{"unit": "人", "factor": "1"}, {"unit": "万人", "factor": "10000"}]


def test_keys_that_match_join_the_files(tmp_path: Path) -> None:
    """编号 in one file and 部门编号 in the other, two levels deep; names that two files have are told apart."""
    schema = _inferred(
        tmp_path,
        打卡记录="员工工号,日期\nE1,2024-01-02\nE2,2024-01-03\nE1,2024-01-04\n",
        员工="工号,姓名,部门编号,电话\nE1,甲,D1,13800000001\nE2,乙,D1,13800000002\nE3,丙,D2,13800000003\n",
        部门="编号,名称,电话\nD1,财务,01000000001\nD2,人事,01000000002\n",
    )
    departments, staff, cards = schema["table"]
    assert (departments["name"], departments["key"], "parent" in departments) == ("部门", "部门编号", False)
    assert _column(departments, "部门编号")["heading"] == "编号"
    assert (staff["key"], staff["parent"]) == ("工号", "部门")
    assert (cards["name"], cards["parent"], "key" in cards) == ("打卡记录", "员工", False)
    assert _column(cards, "工号") == {"type": "text", "role": "key", "heading": "员工工号"}
    assert _column(staff, "员工电话") == {"type": "text", "role": "text", "heading": "电话"}
    assert schema["words"]["column"]["员工.员工电话"] == ["员工电话", "电话"]
    assert _column(cards, "日期")["role"] == "code"
    assert _column(cards, "日期年份")["heading"] == "日期"


STAR = {
    "成绩": "编号,学号,课程,分数（分）\n1,S1,C1,90\n2,S1,C2,80\n3,S2,C1,70\n",
    "学生": "学号,姓名,备注\nS1,张三,\nS2,李四,\nS3,王五,\n",
    "课程信息表": "编号,课程名称,学时（学时/周）,学费（元/学期）\nC1,数学,4,100\nC2,语文,3,200\n",
}


def test_keys_to_two_tables(tmp_path: Path) -> None:
    """学号 by its name, 课程 by the table that it is called by: the rows belong to both, whatever keys are called."""
    schema = _inferred(tmp_path, **STAR)
    courses, marks = (next(t for t in schema["table"] if t["name"] == name) for name in ("课程", "成绩"))
    assert marks["parent"] == ["学生", "课程"]
    assert _column(marks, "课程编号") == {"type": "text", "role": "key", "heading": "课程"}
    assert _column(courses, "学费") == {
        "type": "amount", "role": "measure", "unit": "元", "adds_up": False,
    }  # fmt: skip
    assert {"考过", "次"} <= {*schema["words"]["table"]["成绩"]}
    assert schema["words"]["table"]["学生"] == ["学生", "人"]


def test_what_is_reached_already_stays_a_column(tmp_path: Path) -> None:
    """考勤 has the 部门 of its 员工 besides: one way is taken, and the file says so of the other; another as well."""
    files = {
        "部门": "部门编号,部门名称\nD1,财务部\nD2,人事部\n",
        "员工花名册": "工号,姓名,部门编号\nE1,甲,D1\nE2,乙,D2\nE3,丙,D2\n",
        "考勤": "工号,部门编号,替班工号,日期\nE1,D1,E2,2024-01-02\nE2,D2,E1,2024-01-03\nE1,D1,,2024-01-04\n",
    }
    schema = _inferred(tmp_path, **files)
    departments, staff, cards = schema["table"]
    assert (departments["key"], staff["name"], staff["parent"], cards["parent"]) == ("部门编号", "员工", "部门", "员工")
    assert _column(cards, "考勤部门编号") == {"type": "text", "role": "code", "heading": "部门编号"}
    text = infer_schema([tmp_path / f"{name}.csv" for name in files])
    assert "「部门编号」也指向「部门」，到「部门」已经有一条路了" in text
    assert "「替班工号」也指向「员工」，到「员工」已经有一条路了" in text


def test_a_key_that_is_another_table_s(tmp_path: Path) -> None:
    """Each 商品编号 stands once in 库存 too, and one of it is not in the other file: its rows belong to 商品."""
    rows = "".join(f"P{n},{n}\n" for n in range(1, 12))
    goods = "商品编号,商品名称\n" + "".join(f"P{n},货{n}\n" for n in range(11))
    schema = _inferred(tmp_path, 商品=goods, 库存=f"商品编号,数量\n{rows}")
    stock = next(t for t in schema["table"] if t["name"] == "库存")
    assert stock["parent"] == "商品"
    assert "key" not in stock


def test_an_amount_is_no_key(tmp_path: Path) -> None:
    """客户数 begins as 客户 does, and its numbers are among theirs: it is a number all the same."""
    schema = _inferred(
        tmp_path, 客户="编号,客户名称\n1,甲\n2,乙\n3,丙\n4,丁\n", 门店="店名,客户数\n东店,3\n西店,2\n北店,3\n"
    )
    shops = next(t for t in schema["table"] if t["name"] == "门店")
    assert "parent" not in shops
    assert _column(shops, "客户数")["role"] == "measure"


def test_each_day_has_its_year(tmp_path: Path) -> None:
    """入职 is said of the year of 入职日期, 离职 of the other; 订单明细 keeps its whole name beside 订单."""
    schema = _inferred(
        tmp_path,
        订单="订单号,下单日期,发货日期\nA1,2024-01-02,2024-02-01\nA2,2023-01-03,2024-01-01\n",
        订单明细="订单号,数量\nA1,2\nA1,3\nA2,4\n",
    )
    orders, lines = schema["table"]
    assert [c["name"] for c in orders["column"] if c["role"] == "period"] == ["下单年份", "发货年份"]
    assert "发货" in schema["words"]["column"]["订单.发货年份"]
    assert (lines["name"], lines["parent"]) == ("订单明细", "订单")
    assert "买过" in schema["words"]["table"]["订单明细"]
    assert "下单" in schema["words"]["column"]["订单.下单年份"]


def test_names_that_the_database_needs_are_avoided(tmp_path: Path) -> None:
    """A column 位置 or a file 来源.csv gets another name, and the file's heading is kept."""
    schema = _inferred(tmp_path, 来源="名称,位置,行号\n甲,东,1\n乙,西,2\n")
    (table,) = schema["table"]
    assert table["name"] == "来源表"
    assert _column(table, "来源表位置")["heading"] == "位置"


def test_the_reserved_names_are_the_store_s() -> None:
    """Both lists say the same."""
    assert {SOURCES, VERSION, SOURCE_KEY, PLACE, _FILE} == RESERVED


def test_the_command_writes_a_new_file_only(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """To standard output, or to a file that is not there; an existing one may hold corrections."""
    csv, out = tmp_path / "货.csv", tmp_path / "货.toml"
    csv.write_text("品名,价格（元）\n茶,1\n糖,2\n", encoding="utf-8")
    assert main(["schema", "infer", str(csv)]) == ExitCode.ANSWERED
    text = capfd.readouterr().out
    assert main(["schema", "infer", str(csv), "-o", str(out)]) == ExitCode.ANSWERED
    assert "jxquery load" in capfd.readouterr().err
    assert out.read_text("utf-8") == text
    out.write_text("改过的", encoding="utf-8")
    assert main(["schema", "infer", str(csv), "-o", str(out)]) == ExitCode.USAGE
    assert "已经有这个文件了" in capfd.readouterr().err
    assert out.read_text("utf-8") == "改过的"


def test_nothing_to_infer_from(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A heading alone says too little, a missing file nothing."""
    csv = tmp_path / "货.csv"
    csv.write_text("品名,价格\n", encoding="utf-8")
    assert main(["schema", "infer", str(csv)]) == ExitCode.NO_DATA
    assert "表头下面没有数据" in capfd.readouterr().err
    assert main(["schema", "infer", str(tmp_path / "无.csv")]) == ExitCode.NO_DATA
    assert "找不到这个文件" in capfd.readouterr().err


def test_a_place_and_a_short_name_are_inferred(tmp_path: Path) -> None:
    """A column that holds a place is asked for by 在哪里; the rows of 图书, whose names are 书名, are called 书 too."""
    books = "书名,存放地点\n" + "".join(f"第{n}册,{n % 2 + 1}号库\n" for n in range(8))
    words = _inferred(tmp_path, 图书=books)["words"]
    assert words["table"]["图书"] == ["图书", "书"]
    assert "在哪里" in words["column"]["图书.存放地点"]
