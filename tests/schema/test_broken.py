"""Schema, units and words that are broken: each is refused with the file, the place and what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jxquery import resources
from jxquery.errors import SchemaError
from jxquery.language.vocabulary import load_vocabulary
from jxquery.schema.load import load_schema, load_units
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHIPPED = resources.path("schema")
SCHEMA = load_schema(SHIPPED / "schema.toml", SHIPPED / "units.toml")

Change = tuple[str, str]
BROKEN: dict[str, dict[str, Change]] = {
    "schema": {
        "不是 TOML": ("[[table]]", "[[table]"),
        "没有表名": ('name = "绩效目标"', 'nane = "绩效目标"'),
        "表名不是文字": ('name = "绩效目标"', "name = 3"),
        "表名重复": ('name = "绩效目标"', 'name = "项目"'),
        "列名重复": ('{ name = "财政资金"', '{ name = "预算数"'),
        "没有列": ('parent = "项目"\ncolumn', 'parent = "项目"\ncolumns'),
        "列没有名": ('{ name = "财政资金"', '{ nane = "财政资金"'),
        "列不是一项": ('{ name = "资金用途", type = "text", role = "text" }', '"资金用途"'),
        "role 不认识": ('role = "period"', 'role = "year"'),
        "type 不认识": ('type = "amount"', 'type = "number"'),
        "单位没有": ('unit = "万元"', 'unit = "万圆整"'),
        "单位不是文字": ('unit = "万元"', "unit = 1"),
        "上级表没有": ('parent = "项目"', 'parent = "工程"'),
        "上级表没有 key": ('key = "项目编号"', ""),
        "key 不是列": ('key = "项目编号"', 'key = "编号"'),
        "缺少指向上级的列": ('{ name = "项目编号", type = "integer", role = "key" },\n  { name = "序', '{ name = "序'),
        "上级表不是文字": ('parent = "项目"', "parent = 3"),
        "上级表写了两遍": ('parent = "项目"', 'parent = ["项目", "项目"]'),
        "互为上级": ('key = "项目编号"\n', 'key = "项目编号"\nparent = "项目"\n'),
        "target 的列没有": ('upper = "目标值上限"', 'upper = "上限"'),
        "target 缺一项": ('upper = "目标值上限", ', ""),
        "target 多一项": ('upper = "目标值上限", ', 'upper = "目标值上限", lower = "目标值", '),
        "target 不是一组": ("target = { written", 'target = "指标值" # { written'),
        "视图的表没有": ('of = "指标"', 'of = "指标表"'),
        "视图没有名": ('name = "指标明细"', 'title = "指标明细"'),
    },
    "units": {
        "不是 TOML": ("[[kind]]", "[[kind]"),
        "没有名": ('name = "金额"', 'nane = "金额"'),
        "单位没有名": ('unit = "元"', 'name = "元"'),
        "factor 不是数": ('factor = "10000"', 'factor = "一万"'),
        "factor 不是文字": ('factor = "10000"', "factor = [1]"),
        "factor 是零": ('factor = "10000"', 'factor = "0"'),
        "base 不在单位里": ('base = "元"', 'base = "圆整"'),
        "词不是列表": ('words = ["块", "块钱", "圆"]', 'words = "块"'),
        "没有结尾": ('any = "个"', 'any = "个'),
        "about 的单位没有": ('unit = "天", least', 'unit = "昼夜", least'),
        "about 大小颠倒": ('least = "28", most = "31"', 'least = "31", most = "28"'),
        "about 不是数": ('least = "28"', 'least = "二十八"'),
        "speak 不是列表": ('speak = ["贵", "便宜"]', 'speak = "贵"'),
    },
    "vocabulary": {
        "不是 TOML": ("[table]", "[table"),
        "小节不认识": ("[suffix]", "[suffixes]"),
        "没有这个表": ('"绩效目标" =', '"绩效" ='),
        "没有这一列": ('"项目.项目简称" =', '"项目.简名" ='),
        "列没有写表": ('"项目.项目简称" =', '"项目简称" ='),
        "词不是列表": ('["项目", "专项", "立项", "项目表", "项目一览表"]', '"专项"'),
        "词不是文字": ('["项目", "专项", "立项", "项目表", "项目一览表"]', '["专项", 1]'),
        "词是空的": ('["项目", "专项", "立项", "项目表", "项目一览表"]', '["专项", ""]'),
        "小节外有内容": ("[table]", 'x = ["y"]\n[table]'),
    },
    "chinese": {
        "不是 TOML": ("[to]", "[to"),
        "词不是列表": ('"之间" = ["之间", "范围内", "区间", "这个区间"]', '"之间" = "之间"'),
        "小节外有内容": ("[bound_before]", 'x = ["y"]\n[bound_before]'),
    },
}


def _load(name: str, file: Path) -> None:
    loads: dict[str, Callable[[], object]] = {
        "schema": lambda: load_schema(file, SHIPPED / "units.toml"),
        "units": lambda: load_units(file, SHIPPED / "numerals.toml"),
        "vocabulary": lambda: load_vocabulary(SHIPPED / "chinese.toml", file, SCHEMA, ()),
        "chinese": lambda: load_vocabulary(file, SHIPPED / "vocabulary.toml", SCHEMA, ()),
    }
    loads[name]()


def _message(name: str, file: Path, what: str) -> str:
    caught: SchemaError | None = None
    try:
        _load(name, file)
    except SchemaError as error:
        caught = error
    assert caught is not None, f"{name}: {what} is not noticed"
    assert caught.place.startswith(str(file)), what
    assert caught.hint, what
    return str(caught).replace(f"{file.parent}/", "")


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_a_good_one(name: str, tmp_path: Path) -> None:
    """Unbroken the files load, with Windows line ends and a byte order mark too."""
    text = (SHIPPED / f"{name}.toml").read_text("utf-8")
    for changed in (text, text.replace("\n", "\r\n"), "\ufeff" + text):
        file = tmp_path / f"{name}.toml"
        file.write_bytes(changed.encode())
        _load(name, file)


@pytest.mark.parametrize("name", BROKEN)
def test_messages(name: str, tmp_path: Path) -> None:
    """Every way to break it, with its message."""
    text = (SHIPPED / f"{name}.toml").read_text("utf-8")
    file = tmp_path / f"{name}.toml"
    said = []
    for what, (old, new) in BROKEN[name].items():
        assert old in text, what
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        said.append(f"# {what}\n{_message(name, file, what)}")
    file.write_bytes(text.encode("gb18030"))
    said.append(f"# 不是 UTF-8\n{_message(name, file, '不是 UTF-8')}")
    file.write_text("", encoding="utf-8")
    if name in {"schema", "units"}:
        said.append(f"# 空文件\n{_message(name, file, '空文件')}")
    file.unlink()
    said.append(f"# 没有文件\n{_message(name, file, '没有文件')}")
    file.mkdir()
    said.append(f"# 是文件夹\n{_message(name, file, '是文件夹')}")
    assert_golden(f"errors/{name}.txt", "\n\n".join(said) + "\n")
