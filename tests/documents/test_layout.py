"""Layout files and the words they share are proven when they are loaded; an error names the file and the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxquery.documents.layout import FOLDER, load_layout, load_layouts
from jxquery.documents.words_file import load_words
from jxquery.errors import SchemaError
from tests.documents.reading import schema

WORDS = FOLDER / "words.toml"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('column = "资金用途"', 'column = "资金用处"', "表「项目」没有列「资金用处」"),
        ('kind = "prose"', 'kind = "free"', "kind「free」不认识"),
        ('labels = ["资金总额", ', 'labels = ["", ', "labels 应是至少一个文字的列表"),
        ("(?P<number>", "(?P<n>", "其中有名为 number 的组"),
        ("(?P<单位编码>", "(?P<编码>", "表「项目」没有列「编码」"),
        ("[end]", "[ends]", "[end]：缺少这一部分"),
        ("'[-—–－][0-9]", "'([-—–－][0-9]", "不是有效的模式"),
    ],
)
def test_errors_in_words_name_the_place(old: str, new: str, message: str, tmp_path: Path) -> None:
    """A mistake in each kind of entry is found before any document is read."""
    text = WORDS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "words.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        load_words(path, schema())
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('front = "cells"', 'front = "cell"', "front「cell」不认识"),
        ('"资金用途"', '"资金用处"', "fields 里的「资金用处」不在 words.toml 里"),
        ('required = ["项目名称"]', 'required = ["年度"]', "required 里的「年度」不在 fields 里"),
        (', "指标值"]', "]", "没有 kind 为 value 的列"),
        ("example", "examples", "缺少 example"),
        ("required", "needed", "「needed」不认识"),
    ],
)
def test_errors_in_a_layout_name_the_file(old: str, new: str, message: str, tmp_path: Path) -> None:
    """A layout can name only what the words have."""
    text = (FOLDER / "project_form.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "layout.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        load_layout(path, load_words(WORDS, schema()))
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_class_words() -> None:
    """Classes are compared without 指标 or 目标, points and spaces; a bare word is told from one with a suffix."""
    layout = next(x for x in load_layouts(schema()) if x.name == "项目绩效目标表")
    one, two = layout.classes
    assert layout.class_word("产出指标(50分)", one) == "full"
    assert layout.class_word("成本指标(0-20)分", one) == "full"
    assert layout.class_word("社会效益 目标", two) == "full"
    assert layout.class_word("数量", two) == "bare"
    assert layout.class_word("司法救助人数", two) is None
    assert layout.words.standard("时效指标(工期指标、形象进度指标)", two) == "时效指标"
    assert layout.words.standard("预期产出 指标", one) == "产出指标"
