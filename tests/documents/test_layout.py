"""Layout files are proven when they are loaded; an error names the file and the place in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxquery.documents.layout import FOLDER, load_layout, load_layouts
from jxquery.errors import SchemaError
from tests.documents.reading import schema


def test_shipped_layouts() -> None:
    """All of them load."""
    assert [layout.name for layout in load_layouts(schema())] == ["项目绩效目标表"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('column = "预算数"', 'column = "预算额"', "第 3 个 [[field]]：表「项目」没有列「预算额」"),
        ('kind = "prose"', 'kind = "free"', "kind「free」不认识"),
        ('labels = ["预算数"]', "labels = []", "labels 应是至少一个文字的列表"),
        ("(?P<number>", "(?P<n>", "其中有名为 number 的组"),
        ("(?P<单位编码>", "(?P<编码>", "表「项目」没有列「编码」"),
        ('kind = "value"', 'kind = "description"', "没有 kind 为 value 的列"),
        ('"满意度" = [', '"满意" = [', "below 里的「满意」不在 words 里"),
        ("[end]", "[ends]", "[end]：缺少这一部分"),
        ("'[-—–－][0-9]", "'([-—–－][0-9]", "不是有效的模式"),
    ],
)
def test_errors_name_the_place(old: str, new: str, message: str, tmp_path: Path) -> None:
    """A mistake in each kind of entry is found before any document is read."""
    text = (FOLDER / "project_form.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "layout.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        load_layout(path, schema())
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_class_words() -> None:
    """Classes are compared without 指标 or 目标, points and spaces; a bare word is told from one with a suffix."""
    (layout,) = load_layouts(schema())
    one, two = layout.classes
    assert layout.class_word("产出指标(50分)", one) == "full"
    assert layout.class_word("社会效益 目标", two) == "full"
    assert layout.class_word("数量", two) == "bare"
    assert layout.class_word("司法救助人数", two) is None
