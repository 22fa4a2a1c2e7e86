"""The small files that are looked at before every question: CURRENT, and the aliases."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from jxquery import whole_files
from jxquery.whole_files import Watched, replace_text, text_of

if TYPE_CHECKING:
    from pathlib import Path

LATER_NS = 10_000_000_000


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was read, ten seconds after all of it was written."""
    read: list[Path] = []

    def reading(path: Path, encoding: str) -> str:
        read.append(path)
        return text_of(path, encoding)

    now = time.time_ns
    monkeypatch.setattr(whole_files, "text_of", reading)
    monkeypatch.setattr(time, "time_ns", lambda: now() + LATER_NS)
    return read


def test_what_has_not_changed_is_read_once(tmp_path: Path, reads: list[Path]) -> None:
    """However often it is asked for."""
    file = tmp_path / "CURRENT"
    file.write_text("一", encoding="utf-8")
    watched = Watched(file)
    assert [watched.text() for _ in range(3)] == ["一"] * 3
    assert reads == [file]


def test_every_change_is_seen(tmp_path: Path, reads: list[Path]) -> None:
    """Another file in its place, another text in it as long as the old, none, and one again."""
    file = tmp_path / "CURRENT"
    watched = Watched(file)
    seen = []
    for number, write in enumerate((replace_text, replace_text, type(file).write_text, replace_text)):
        write(file, str(number))
        os.utime(file, ns=(number, number))  # the clock of the file system may be too coarse for the test
        seen += [watched.text(), watched.text()]
    file.unlink()
    with pytest.raises(FileNotFoundError):
        watched.text()
    file.write_text("9", encoding="utf-8")
    assert [*seen, watched.text()] == ["0", "0", "1", "1", "2", "2", "3", "3", "9"]
    assert len(reads) == len("01239")


def test_what_was_just_written_is_read_again(tmp_path: Path) -> None:
    """The clock of the file system may not tell two writings apart."""
    file = tmp_path / "CURRENT"
    watched = Watched(file)
    for text in ("一", "二", "三"):
        file.write_text(text, encoding="utf-8")
        assert watched.text() == text
