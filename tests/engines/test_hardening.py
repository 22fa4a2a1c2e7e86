from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from msgspec.structs import replace

from jxquery.engines.duckdb import DuckDbEngine
from jxquery.engines.instances import HARDENED, Hardening
from jxquery.errors import JxqueryError, SqlError
from tests.attacks import test_sql
from tests.attacks.launching import listening

OPEN = Hardening(read_only=True, blind=False, locked=False, settings={})
_BIG = "SELECT len(list(x)) AS n FROM range(12000000) AS t(x)"
# Shown here; the others are shown by an attack. Two are not: what is signed by strangers can only be had from their
# server, and what goes to the disk is more than a test should make.
_SHOWN = {"memory_limit", "python_enable_replacements"}
_SHOWN |= {"autoinstall_known_extensions", "autoload_known_extensions"}
_ELSEWHERE = {"allow_community_extensions", "max_temp_directory_size"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with nothing in it."""
    path = tmp_path / "x.duckdb"
    duckdb.connect(str(path)).close()
    return path


def _runs(path: Path, sql: str, hardening: Hardening) -> bool:
    engine = DuckDbEngine(path, hardening=hardening)
    try:
        engine.run(sql, {})
    except JxqueryError:
        return False
    finally:
        engine.close()
    return True


def test_every_setting_is_shown_to_matter() -> None:
    """A setting that nobody has seen make a difference is not among them."""
    guards = {guard for attack in test_sql.ATTACKS.values() for guard in attack.guards.split()}
    assert set(HARDENED.settings) <= guards | _SHOWN | _ELSEWHERE


def test_memory(path: Path) -> None:
    """What has to be held at once is refused when it is more than the limit."""
    assert _runs(path, _BIG, OPEN)
    assert not _runs(path, _BIG, replace(OPEN, settings={"memory_limit": "40MB"}))


def test_variables_of_python(path: Path) -> None:
    """A table that is not there is looked for among the variables of the process, unless that is closed."""
    for settings in ({}, {"python_enable_replacements": "false"}):
        engine = DuckDbEngine(path, hardening=replace(OPEN, settings=settings))
        assert engine._instance is not None
        connection = engine._instance.connection
        secret = connection.sql("SELECT 42 AS x")
        assert len(secret) == 1
        if settings:
            with pytest.raises(duckdb.CatalogException):
                connection.execute("SELECT * FROM secret")
        else:
            assert connection.execute("SELECT * FROM secret").fetchall() == [(42,)]
        del secret
        engine.close()


@pytest.mark.parametrize("guard", ["autoinstall_known_extensions", "autoload_known_extensions"])
def test_extensions_that_come_by_themselves(path: Path, guard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A web address makes the engine fetch an extension from a server, unless that is closed."""
    monkeypatch.setenv("HOME", str(path.parent))
    with listening() as (port, asked):
        server = f"http://127.0.0.1:{port}"
        reach = {"autoinstall_extension_repository": server}
        sql = f"SELECT * FROM read_text('{server}/x')"
        assert not _runs(path, sql, replace(OPEN, settings={**reach, guard: "false"}))
        assert not asked
        assert not _runs(path, sql, replace(OPEN, settings=reach))
        assert asked


def test_answers_have_room(path: Path) -> None:
    """Rows are left out when the answer is too long, and that is told; one that is too long alone is refused."""
    engine = DuckDbEngine(path, room=1000)
    result = engine.run("SELECT repeat('字', 92) AS a FROM range(100)", {})
    assert (len(result.rows), result.truncated) == (10, True)
    assert not engine.run("SELECT repeat('字', 92) AS a FROM range(10)", {}).truncated
    with pytest.raises(SqlError, match="放不下") as raised:
        engine.run("SELECT repeat('字', 2000) AS a", {})
    assert raised.value.hint
    engine.close()
