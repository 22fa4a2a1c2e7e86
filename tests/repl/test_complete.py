"""Completion and history, without a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jxquery.repl.complete import suggest
from jxquery.repl.history import history_file
from jxquery.repl.session import Session
from tests.fake_workspace import Workspace


@pytest.fixture
def session() -> Session:
    """A session on the prepared workspace."""
    return Session(Workspace())


def _offered(before: str, session: Session) -> list[tuple[int, str]]:
    return [(s.length, s.text) for s in suggest(before, session, asked=True)]


def test_commands_are_completed_with_their_words(session: Session) -> None:
    """The name, and behind the name what the command takes."""
    assert (2, ".format") in _offered(".f", session)
    assert _offered(".format m", session) == [(1, "md")]
    assert _offered(".schema 指", session) == [(1, "指标")]
    assert _offered(".quit ", session) == []


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("select 项目", (2, "项目名称")),
        ('select "预', (2, '"预算数"')),
        ("select * fr", (2, "FROM")),
        ("from 指", (1, "指标")),
        ("select sum(预", (1, "预算数")),
    ],
)
def test_sql_is_completed(session: Session, before: str, expected: tuple[int, str]) -> None:
    """Tables, columns, quoted where the name was begun so, and keywords."""
    assert expected in _offered(before, session)


def test_a_quoted_name_is_no_keyword(session: Session) -> None:
    """Behind a quotation mark only names are offered."""
    assert all(text.startswith('"') for _, text in _offered('select "', session))


def test_questions_are_completed_by_the_language(session: Session) -> None:
    """What the workspace offers stands in the line."""
    assert _offered("司法", session) == [(2, "司法救助项目")]


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
