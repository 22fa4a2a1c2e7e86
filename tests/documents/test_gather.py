"""Which files paths, folders and patterns mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxquery.documents.gather import gather


def _names(*paths: Path) -> list[str]:
    return [f.name for f in gather(paths, lambda path: path.suffix in {".txt", ".html", ".docx"}).files if not f.error]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with spaces, Chinese and brackets in its name, as people and their programs leave it."""
    top = tmp_path / "公开 文件[2024]（一）"
    for name in ("甲.txt", "~$甲.docx", ".DS_Store", "页.html", "页_files/框.html", "子 夹/乙.txt", "图.jpg"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("x", encoding="utf-8")
    return top


def test_a_folder_without_what_programs_put_beside_documents(folder: Path) -> None:
    """Lock files of Word, hidden files and the parts of a saved page are no documents; other files are named."""
    assert _names(folder) == ["甲.txt", "页.html", "子 夹/乙.txt"]
    assert gather([folder], lambda path: path.suffix == ".txt").left_out == ("图.jpg", "页.html")


@pytest.mark.parametrize(
    ("pattern", "names"),
    [("*.txt", ["甲.txt"]), ("**/*.txt", ["乙.txt", "甲.txt"]), ("*.docx", []), ("[甲丙].txt", ["甲.txt"])],
)
def test_a_pattern_below_a_folder_with_brackets(folder: Path, pattern: str, names: list[str]) -> None:
    """The folder is meant as it is called; only what is no name of a file is a pattern."""
    assert _names(folder / pattern) == names


def test_a_relative_pattern(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As typed in the folder itself."""
    monkeypatch.chdir(folder)
    assert _names(Path("*.txt")) == ["甲.txt"]
    assert _names(Path("子*")) == ["乙.txt"]


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    """By itself and by its folder."""
    assert _names(folder / "甲.txt", folder) == ["甲.txt", "页.html", "子 夹/乙.txt"]
