"""Completion and history, without a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jxquery.repl.complete import completions
from jxquery.repl.history import history_file

_WORDS = sorted(("司法救助项目", "司法鉴定费", "救助人数", "预算数", "满意度"))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", (0, [])),
        ("查一下司法", (2, ["司法救助项目", "司法鉴定费"])),
        ("司法救", (3, ["司法救助项目"])),
        ("救助", (2, ["救助人数"])),
        ('SELECT "预', (1, ["预算数"])),
        ("预算数", (0, [])),
        ("甲乙丙", (0, [])),
    ],
)
def test_the_longest_beginning_is_completed(before: str, expected: tuple[int, list[str]]) -> None:
    """What stands before the cursor is completed from its longest end that begins a word."""
    assert completions(before, _WORDS) == expected


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="those have folders of their own")
def test_history_is_in_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG_STATE_HOME, else ~/.local/state; only the user may look inside."""
    file = history_file({"XDG_STATE_HOME": str(tmp_path / "state")})
    assert file == tmp_path / "state" / "jxquery" / "history"
    assert file.parent.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("HOME", str(tmp_path))
    assert history_file({}) == tmp_path / ".local" / "state" / "jxquery" / "history"


def test_a_folder_that_cannot_be_written_means_no_history(tmp_path: Path) -> None:
    """The prompt works without its history."""
    blocked = tmp_path / "file"
    blocked.touch()
    assert (
        history_file({"XDG_STATE_HOME": str(blocked), "LOCALAPPDATA": str(blocked)}) is None or sys.platform == "darwin"
    )
