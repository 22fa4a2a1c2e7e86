"""Files that hold no form: each says the file, what was expected, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxquery.documents.read import read_document
from jxquery.errors import DocumentError
from tests.documents.reading import ROOT, schema
from tests.golden_files import assert_golden

FILES = {
    "空.txt": b"",
    "空白.txt": b" \n\n\t\n",
    "图片.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "扫描.zip": b"PK\x03\x04",
    "别的版式.txt": "项目名称\n金安网球赛\n年度资金总额:\n1000.00\n其他资金\n0.00\n一级\n指标\n二级指标\n".encode(),
    "引号.csv": '项目名称,预算\n"坏的,1\n甲,二十\n'.encode(),
    "散文.txt": "2024年工作总结\n\n今年完成了3项任务，投入25.2万元。\n".encode(),
}


def test_messages(tmp_path: Path) -> None:
    """The messages are the golden file's."""
    errors = []
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    for name in [*FILES, "没有.txt", ""]:
        with pytest.raises(DocumentError) as caught:
            read_document(tmp_path / name, schema())
        assert caught.value.hint
        errors.append(str(caught.value).replace(f"{tmp_path}/", "").replace(str(tmp_path), "文件夹"))
    assert_golden("documents/errors.txt", "\n\n".join(errors) + "\n")


def test_no_layout_is_taken_for_another(tmp_path: Path) -> None:
    """A self-evaluation in prose with amounts and the word 绩效目标 is no form."""
    path = tmp_path / "自评.txt"
    text = "绩效目标完成情况\n\n项目名称 老旧小区改造\n\n预算数执行率为98%，满意度指标完成良好。\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match="里面没有绩效目标表"):
        read_document(path, schema())


def test_sample_folder_is_readable() -> None:
    """Every document that is shipped is read without a problem."""
    for path in (ROOT / "data").glob("*.txt"):
        assert read_document(path, schema()).problems == ()
