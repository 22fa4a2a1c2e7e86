from __future__ import annotations

import pytest

from jxquery.errors import SqlError
from jxquery.statements import _Gate, prove
from tests.store.documents import schema

# The checks that are taken away, a statement, and what would then be run.
HOLES = [
    ("_check_table", 'SELECT * FROM "版本"', 'SELECT * FROM "版本"'),
    ("_check_table", "SELECT * FROM '/etc/passwd'", 'SELECT * FROM "/etc/passwd"'),
    ("_check_table", "FROM information_schema.tables", 'SELECT * FROM "information_schema"."tables"'),
    ("_check_function", "SELECT current_setting('x')", "SELECT CURRENT_SETTING('x')"),
    ("_check_function", "SELECT repeat('x', 9)", "SELECT REPEAT('x', 9)"),
    ("_check_function _check_table", "FROM read_text('x')", "SELECT * FROM READ_TEXT('x')"),
    ("_check_use", "SELECT '版本'::regclass", "SELECT CAST('版本' AS regclass)"),
    (
        "_check_use",
        "WITH RECURSIVE t AS (SELECT 1) SELECT * FROM t",
        'WITH RECURSIVE "t" AS (SELECT 1) SELECT * FROM "t"',
    ),
    (
        "_check_use",
        "SELECT date_trunc('x'') || (', 时间) FROM 来源",
        "SELECT DATE_TRUNC('X'') || (', \"时间\") FROM \"来源\"",
    ),
    # What follows the first statement would not run, and nobody would be told.
    ("check_tokens", "SELECT 1; DELETE FROM 项目", "SELECT 1"),
    ("check_tokens check_tree", "DELETE FROM 项目", 'DELETE FROM "项目"'),
    (
        "check_tokens check_tree",
        "WITH x AS (DELETE FROM 项目 RETURNING *) SELECT * FROM x",
        'WITH "x" AS (DELETE FROM "项目" RETURNING *) SELECT * FROM "x"',
    ),
]


@pytest.mark.parametrize(("checks", "statement", "run"), HOLES)
def test_each_check_is_needed(checks: str, statement: str, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without these checks the statement comes through; with all of them it is refused."""
    with pytest.raises(SqlError):
        prove(statement, schema())
    for check in checks.split():
        monkeypatch.setattr(_Gate, check, lambda *_, **__: None)
    assert prove(statement, schema()) == run
