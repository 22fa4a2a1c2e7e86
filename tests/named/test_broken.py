"""Files of queries that are broken: each is refused with the file, the place and what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jxquery import resources
from jxquery.errors import TemplateError
from jxquery.meaning import shipped_schema
from jxquery.named.files import read_query, shipped, with_own
from jxquery.named.prove import proven
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
-- name: 甲
-- about: 例子
-- cue: 例子表
-- param: 年度 integer? | 只看这一年
-- param: 前 integer = 10 | 前几名
-- column: 合计 answer 万元
-- ask: 例子表 => 命名查询「甲」（前 10）
WITH "行" AS (SELECT "年度", "预算数", "来源编号", "位置" FROM "项目" WHERE ("年度" = $年度 OR $年度 IS NULL))
SELECT "年度", sum("预算数") AS "合计" FROM "行" GROUP BY "年度" ORDER BY "年度" LIMIT $前
"""
BROKEN: dict[str, tuple[str, str]] = {
    "两条语句": ("LIMIT $前", "LIMIT $前; SELECT 1"),
    "不是 SELECT": (GOOD[GOOD.index("WITH") :], 'DELETE FROM "项目"\n'),
    "没有语句": (GOOD[GOOD.index("WITH") :], ""),
    "SQL 写错": ('sum("预算数")', 'sum("预算数"'),
    "引号不成对": ('AS "合计"', 'AS "合计'),
    "没有这个表": ('FROM "项目"', 'FROM "项目表"'),
    "没有这一列": ('sum("预算数")', 'sum("预算")'),
    "函数不许用": ('sum("预算数")', "read_csv('/etc/passwd')"),
    "参数没有声明": ("-- param: 年度 integer? | 只看这一年\n", ""),
    "参数没有用到": ("LIMIT $前", ""),
    "参数写了两遍": ("-- column", "-- param: 前 integer = 5 | 又一次\n-- column"),
    "参数没有类型": ("年度 integer?", "年度"),
    "参数类型不认识": ("年度 integer?", "年度 date?"),
    "参数的默认值不对": ("= 10", "= 十"),
    "参数的默认值不在可选的里": ("前 integer = 10", "前 choice(多/少) = 中"),
    "choice 没有可选的": ("前 integer = 10", "前 choice = 多"),
    "integer 有可选的": ("前 integer = 10", "前 integer(1/2) = 1"),
    "参数和选项同名": ("-- param: 前 integer", "-- param: limit integer"),
    "列没有声明": ("-- column: 合计 answer 万元\n", ""),
    "column 说的列没有": ("-- column: 合计", "-- column: 总数 answer, 合计"),
    "column 行写错": ("合计 answer 万元", "合计"),
    "要写出每一列": ('SELECT "年度", sum("预算数") AS "合计" FROM "行" GROUP BY "年度"', 'SELECT * FROM "行"'),
    "ask 行写错": (" => ", " "),
    "头部的名不认识": ("-- cue", "-- cues"),
    "没有 name": ("-- name: 甲\n", ""),
    "name 和文件名不一样": ("-- name: 甲", "-- name: 乙"),
    "没有 about": ("-- about: 例子\n", ""),
}


def _message(folder: Path) -> str:
    with pytest.raises(TemplateError) as caught:
        proven(read_query(folder / "甲.sql", own=True), shipped_schema(), 20)
    return str(caught.value).replace(f"{folder}/", "")


def test_the_good_one_is_good(tmp_path: Path) -> None:
    """What the broken ones are broken from is proven."""
    (tmp_path / "甲.sql").write_text(GOOD, "utf-8")
    proof = proven(read_query(tmp_path / "甲.sql", own=True), shipped_schema(), 20)
    assert [(c.name, c.role, c.unit) for c in proof.columns] == [("年度", "context", None), ("合计", "answer", "万元")]
    assert [trace.keys for trace in proof.traces] == [("年度",)]


def test_each_break_is_refused_with_its_place(tmp_path: Path) -> None:
    """File, line, column, what is wrong and where to read on."""
    messages = []
    for name, (old, new) in BROKEN.items():
        assert old in GOOD, name
        (tmp_path / "甲.sql").write_text(GOOD.replace(old, new), "utf-8")
        messages.append(f"【{name}】\n{_message(tmp_path)}\n")
    (tmp_path / "甲.sql").write_bytes(GOOD.encode("gbk"))
    messages.append(f"【不是 UTF-8】\n{_message(tmp_path)}\n")
    assert_golden("errors/named.txt", "\n".join(messages))


def test_a_broken_file_harms_no_other(tmp_path: Path) -> None:
    """The others can be run, and the broken one is named with its error; a name is taken by the first file only."""
    (tmp_path / "好").mkdir()
    (tmp_path / "好" / "甲.sql").write_text(GOOD, "utf-8")
    (tmp_path / "坏.sql").write_text("SELECT 1", "utf-8")
    (tmp_path / "甲.sql").write_text(GOOD.replace("甲", "甲"), "utf-8")
    catalogue = with_own(shipped(resources.path("queries")), tmp_path)
    assert set(catalogue.broken) == {"坏", "甲"}
    assert catalogue.find("甲").own
    with pytest.raises(TemplateError, match="name"):
        catalogue.find("坏")


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    """A link that leads nowhere, a folder with the name of a query, a folder that there is not."""
    (tmp_path / "断.sql").symlink_to(tmp_path / "没有")
    (tmp_path / "夹.sql").mkdir()
    assert with_own(shipped(resources.path("queries")), tmp_path).broken == {}
    assert with_own(shipped(resources.path("queries")), tmp_path / "没有").broken == {}


def test_an_own_query_comes_before_the_program_s(tmp_path: Path) -> None:
    """A user who names a query as the program does means the own one."""
    (tmp_path / "预算排名.sql").write_text(GOOD.replace("name: 甲", "name: 预算排名"), "utf-8")
    assert with_own(shipped(resources.path("queries")), tmp_path).find("预算排名").own
