"""Templates that are broken: each is refused when it is loaded, with the file, the place and what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jxquery import resources
from jxquery.errors import TemplateError
from jxquery.schema.load import load_schema
from jxquery.templates import load_templates
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = load_schema(resources.path("schema") / "schema.toml", resources.path("schema") / "units.toml")
GOOD = """\
-- name: 甲
-- about: 例子
-- slot: 行(组* key, 值* answer)
-- heading: 值* = {}合计
-- ask: 各年度预算 => 按年度的预算数合计
WITH "行" AS (SELECT "年度" AS "组*", "预算数" AS "值*" FROM "项目")
SELECT "组*", sum("值*") AS "值*", count(*) AS "数量" FROM "行" GROUP BY "组*"
"""
COLUMN = "-- column: 数量 context\n"
BROKEN: dict[str, tuple[str, str]] = {
    "两条语句": ('GROUP BY "组*"', 'GROUP BY "组*"; SELECT 1'),
    "不是 SELECT": (GOOD[GOOD.index("WITH") :], 'DELETE FROM "项目"\n'),
    "两个 SELECT 相并": ('GROUP BY "组*"', 'GROUP BY "组*" UNION SELECT 1, 2, 3'),
    "CTE 里不是 SELECT": ('SELECT "年度" AS "组*", "预算数" AS "值*" FROM "项目"', 'DELETE FROM "项目" RETURNING *'),
    "没有语句": (GOOD[GOOD.index("WITH") :], ""),
    "SQL 写错": ('sum("值*")', 'sum("值*"'),
    "引号不成对": ('AS "数量"', 'AS "数量'),
    "slot 没有声明": ("-- slot: 行(组* key, 值* answer)\n", ""),
    "slot 没有用到": ("-- heading", "-- slot: 列(值)\n-- heading"),
    "slot 少一列": ('"预算数" AS "值*"', '"预算数" AS "值"'),
    "没有这个表": ('FROM "项目"', 'FROM "项目表"'),
    "没有这一列": ('"预算数" AS', '"预算" AS'),
    "有参数": ('FROM "项目"', 'FROM "项目" WHERE "年度" = $年度'),
    "slot 行写错": ("行(组* key, 值* answer)", "行：组*、值*"),
    "slot 的列写错": ("值* answer", "值* figure"),
    "slot 后多字": ("值* answer)", "值* answer) row"),
    "heading 行写错": ("值* = {}合计", "值* {}合计"),
    "heading 说的列没有": ("值* = {}合计", "价* = {}合计"),
    "column 行写错": ("-- heading", "-- column: 数量\n-- heading"),
    "column 说的列没有": ("-- heading", "-- column: 总数 answer\n-- heading"),
    "ask 行写错": (" => ", " "),
    "头部的名不认识": ("-- about", "-- abuot"),
    "没有 name": ("-- name: 甲\n", ""),
    "name 是空的": ("-- name: 甲", "-- name:"),
    "两个 name": ("-- about", "-- name: 乙\n-- about"),
    "没有 about": ("-- about: 例子\n", ""),
}


def _message(folder: Path) -> str:
    with pytest.raises(TemplateError) as caught:
        load_templates(folder, SCHEMA)
    assert caught.value.place.startswith(str(folder))
    assert caught.value.hint
    return str(caught.value).replace(f"{folder}/", "").replace(str(folder), "queries")


def test_what_is_broken_is_a_good_one(tmp_path: Path) -> None:
    """Unbroken, with Windows line ends and a byte order mark too, the example loads."""
    for text in (GOOD, GOOD.replace("-- ask", COLUMN + "-- ask"), GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD):
        (tmp_path / "甲.sql").write_bytes(text.encode())
        (template,) = load_templates(tmp_path, SCHEMA).values()
        assert (template.name, template.asks) == ("甲", (("各年度预算", "按年度的预算数合计"),))


def test_messages(tmp_path: Path) -> None:
    """Every way to break it, with its message."""
    said = []
    for what, (old, new) in BROKEN.items():
        assert old in GOOD
        (tmp_path / "甲.sql").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
        said.append(f"# {what}\n{_message(tmp_path)}")
    (tmp_path / "甲.sql").write_bytes(GOOD.encode("gb18030"))
    said.append(f"# 不是 UTF-8\n{_message(tmp_path)}")
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.sql").write_text(GOOD, encoding="utf-8")
    said.append(f"# 重名\n{_message(tmp_path)}")
    for file in tmp_path.iterdir():
        file.unlink()
    said.append(f"# 没有模板\n{_message(tmp_path)}")
    assert_golden("errors/templates.txt", "\n\n".join(said) + "\n")
