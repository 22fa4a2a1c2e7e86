"""What cannot be an alias and why, and what becomes of aliases when the data changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from jxquery.errors import UsageError
from jxquery.language.alias_rules import objection
from tests.golden_files import assert_golden
from tests.workspace.making import form

if TYPE_CHECKING:
    from pathlib import Path

    from jxquery.workspace import Workspace

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TARGET = "司法救助项目"
REFUSED = [
    ("", TARGET),
    (" \u3000", TARGET),
    ("救", TARGET),
    ("1234", TARGET),
    ("？？", TARGET),
    ("、老邮票", TARGET),
    ("老邮票？", TARGET),
    ("长" * 41, TARGET),
    ("\ufdfa" * 10, TARGET),
    ("救“助”金", TARGET),
    ("救'助金", TARGET),
    ("「救助金」", TARGET),
    ("救\n助金", TARGET),
    ("救\x1b[31m助", TARGET),
    ("救\u200b助", TARGET),
    ("\ud800救助", TARGET),
    ("预算", TARGET),
    ("預 算", TARGET),
    ("项目", TARGET),
    ("不超过", TARGET),
    ("合计", TARGET),
    ("请问", TARGET),
    ("执行率", TARGET),
    ("中央", TARGET),
    ("满意度", TARGET),
    ("成本指标", TARGET),
    ("办案业务费", TARGET),
    ("资金支付及时率", TARGET),
    ("天津市津南区人民检察院", TARGET),
    ("2024年", TARGET),
    ("三十万元", TARGET),
    ("前三名", TARGET),
    ("中央预算合计", TARGET),
    ("老邮票", "办案业务费"),
    ("邮票", "老邮票"),
    ("救助金", ""),
    ("救助金", "司法救助项目\x00"),
    ("救助金", "2030年的项目"),
    ("救助金", "司法救济项目"),
    ("救助金", "司法救助"),
    ("救助金", "业务经费"),
    ("救助金", "执行率"),
    ("救助金", "供应商"),
    ("救助金", "合计"),
    ("救助金", "目标"),
    ("救助金", "序号"),
]


def test_each_refusal_says_why(own: Workspace) -> None:
    """Spelling, words of the language and the data, other aliases, targets that are nothing or several things."""
    own.alias_add("老邮票", TARGET)
    said = []
    for alias, target in REFUSED:
        with pytest.raises(UsageError) as raised:
            own.alias_add(alias, target)
        said.append(f"== {alias!a} = {target!a}\n{raised.value}\n" if not (alias + target).isprintable() else
                    f"== {alias} = {target}\n{raised.value}\n")  # fmt: skip
    assert_golden("errors/aliases.txt", "".join(said).encode(errors="backslashreplace").decode())
    assert [a.word for a in own.aliases()] == ["老邮票"]


def test_no_word_can_be_taken(own: Workspace) -> None:
    """Not one of the words that the language knows, nor a name in the data."""
    lexicon = own._taken.current().ground.lexicon
    names = [name.value for name in lexicon.names.listed]
    assert [word for word in (*lexicon.words, *names) if objection(word, TARGET, lexicon) is None] == []


def test_a_target_that_has_vanished(own: Workspace, tmp_path: Path) -> None:
    """The list marks it, a question with it is refused by name, others are answered; it works again when it is back."""
    own.alias_add("老邮票", "办案业务费")
    own.alias_add("救助金", TARGET)
    assert [a.remark for a in own.aliases()] == ["", ""]
    own.load([form(tmp_path)], now=NOW)
    assert {a.word: a.remark for a in own.aliases()} == {
        "救助金": "",
        "老邮票": "已载入的数据里没有「办案业务费」",
    }
    answer = own.ask("老邮票 预算多少")
    assert (answer.status, answer.unused) == ("not_understood", ("老邮票",))
    assert "「老邮票」（「办案业务费」的别名）" in (answer.error or "")
    assert "2026年司法救助项目-2026中央" in own.ask("救助金 预算多少").interpretation
    assert own.alias_remove("老邮票").target == "办案业务费"


def test_a_name_that_comes_later(own: Workspace, tmp_path: Path) -> None:
    """Data that is loaded later holds the alias as a name: both are offered, and the list says so."""
    own.load([form(tmp_path)], now=NOW)
    own.alias_add("老邮票项目", TARGET)
    other = form(tmp_path, "另一个.txt", year="2027")
    other.write_text(other.read_text("utf-8").replace("司法救助项目", "老邮票项目"), encoding="utf-8")
    own.load([other], now=NOW)
    answer = own.ask("老邮票项目的预算")
    assert answer.status == "ambiguous"
    assert any("老邮票项目" in choice for choice in answer.choices)
    assert any("司法救助项目" in choice for choice in answer.choices)
    assert [a.remark for a in own.aliases()] == ["已载入的数据里也有叫这个的"]


def test_an_alias_of_an_alias_by_hand(own: Workspace, data: Path) -> None:
    """It means nothing, and the list says why."""
    own.alias_add("救助金", TARGET)
    with (data / "aliases.toml").open("a", encoding="utf-8") as file:
        file.write('"老邮票" = "救助金"\n')
    assert {a.word: a.remark for a in own.aliases()} == {"救助金": "", "老邮票": "「救助金」本身是别名"}
    assert own.ask("老邮票的预算").status == "not_understood"
