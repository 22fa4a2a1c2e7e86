"""The text of aliases.toml: how it is read, and what a change leaves as it was."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxquery.aliases import FILE, Alias, alias_file, alias_text, read_aliases, with_alias, without_alias
from jxquery.errors import DataError
from jxquery.outcome import ExitCode
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.workspace.conftest import Run

WORDS = st.text(st.sampled_from("甲乙丙丁ab #=.[\\"), min_size=2, max_size=8).filter(
    lambda w: w[0].isalpha() and w[-1].isalpha()
)
# Two spellings of one normal form are one alias.
PAIRS = st.dictionaries(WORDS, WORDS, max_size=8).filter(
    lambda d: len({w.replace(" ", "").lower() for w in d}) == len(d)
)

BROKEN = {
    "不是赋值": "救助金",
    "没有引号的汉字": '救助金 = "司法救助项目"',
    "没有目标": '"救助金" = ""',
    "目标不是文字": '"救助金" = 3',
    "目标是列表": '"救助金" = ["司法救助项目"]',
    "小节": "[别名]",
    "分成几行": '"救助金" = """\n司法救助项目"""',
    "很深": '"救助金" = ' + "[" * 5000,
    "很长的数": '"救助金" = ' + "9" * 9999,
    "两次": '"救助金" = "司法救助项目"\n"救 助 金" = "办案业务费"',
    "语言里的词": '# 手写的\n\n"预算" = "司法救助项目"',
    "引号": '"救“助”金" = "司法救助项目"',
    "空": '"" = "司法救助项目"',
    "太长": f'"{"长" * 41}" = "司法救助项目"',
}


@given(PAIRS)
def test_what_is_written_is_read(pairs: dict[str, str]) -> None:
    """Added in any order: sorted lines below one comment, valid TOML, and each alias as it was."""
    text = ""
    for word, target in pairs.items():
        text = with_alias(text, Alias(word, target))
    assert tomllib.loads(text) == pairs
    assert {a.word: a.target for a in read_aliases(text, FILE, ())} == pairs
    top, *lines = text.removesuffix("\n").split("\n")
    assert top.startswith("#") or not pairs
    assert [tomllib.loads(line).popitem()[0] for line in lines] == sorted(pairs)
    for word in pairs:
        text = without_alias(text, word)
    assert read_aliases(text, FILE, ()) == ()


def test_a_change_leaves_other_lines_as_they_are() -> None:
    """Comments, blank lines and the spacing of a hand stay; a mark and carriage returns do no harm."""
    text = '# 王科长定的\n"丙"  =  "三"   # 老叫法\n\n"丁" = "四"\n'
    added = with_alias(text, Alias("丂丂", "二"))
    assert added == '# 王科长定的\n"丂丂" = "二"\n"丙"  =  "三"   # 老叫法\n\n"丁" = "四"\n'
    assert without_alias(added, "丂 丂") == text
    assert with_alias('"乙" = "B"\r\n', Alias("丙", "C")) == '"丙" = "C"\n"乙" = "B"\n'


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    """Each with file, line, what is wrong and what to do."""
    said = []
    for name, text in BROKEN.items():
        with pytest.raises(DataError) as raised:
            read_aliases(text, FILE, {"预算"})
        said.append(f"== {name}\n{raised.value}\n")
    (tmp_path / FILE).write_bytes('"救助金" = "司法救助项目"'.encode("gbk"))
    with pytest.raises(DataError) as raised:
        alias_text(alias_file(tmp_path))
    said.append(f"== 不是 UTF-8\n{raised.value}\n".replace(str(tmp_path), "…"))
    assert_golden("errors/aliases_file.txt", "".join(said))


def test_windows_text_is_read(tmp_path: Path) -> None:
    """A mark at the beginning and carriage returns, as editors leave them."""
    (tmp_path / FILE).write_bytes('\ufeff# 别名\r\n"救助金" = "司法救助项目"\r\n'.encode())
    assert read_aliases(alias_text(alias_file(tmp_path)), FILE, ()) == (Alias("救助金", "司法救助项目"),)


def test_a_broken_file_stops_questions_and_changes(run: Callable[..., Run], data: Path) -> None:
    """Every command that reads aliases fails with the file and line, and leaves it; SQL and `info` go on."""
    data.mkdir()
    file = data / FILE
    file.write_text('"救助金" = "司法救助项目"\n"预算" = 3\n', encoding="utf-8")
    for command in (
        ["ask", "预算合计"],
        ["alias", "list"],
        ["alias", "add", "甲乙", "预算"],
        ["alias", "remove", "甲"],
    ):
        got = run(*command)
        assert (got.code, got.out) == (ExitCode.NO_DATA, "")
        assert f"{file}：第 2 行" in got.err
    assert file.read_text(encoding="utf-8") == '"救助金" = "司法救助项目"\n"预算" = 3\n'
    assert run("info").code == ExitCode.ANSWERED
    assert run("sql", "SELECT 1").code == ExitCode.ANSWERED
