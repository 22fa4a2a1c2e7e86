from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jxquery.engines.duckdb import DuckDbEngine
from jxquery.engines.worker import WorkerEngine
from jxquery.statements import prove
from jxquery.store import Store
from tests.attacks.launching import SECRET, Attack, Scene, launch, listening
from tests.store.documents import NOW, sample, schema

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="some guards are limits of Linux")

# Some seconds of work that nothing inside the engine can interrupt, and some that it can.
_DEAF = "SELECT levenshtein(repeat('x', 60000), repeat('y', 60000)) AS n"
_LONG = "SELECT count(*) AS n FROM range(100000) AS a(x), range(6000) AS b(y) WHERE (a.x * b.y) % 7 = 3"
# Twice as long each time, which the gate lets through.
_DOUBLED = (
    "WITH a0 AS (SELECT 'x' AS s)"
    + "".join(f", a{n + 1} AS MATERIALIZED (SELECT s || s AS s FROM a{n})" for n in range(28))
    + " SELECT length(s) AS n FROM a28"
)


def _read(scene: Scene) -> bool:
    return scene.says(SECRET)


def _emptied(scene: Scene) -> bool:
    return scene.count("项目") == 0


def _given(scene: Scene) -> bool:
    return scene.result is not None and len(scene.result.rows) > 0


_FILES = "gate enable_external_access blind sealed"
_NAMES = "gate enable_external_access blind"  # a sealed process can still look at names and make folders

ATTACKS = {
    # files
    "a file": Attack("SELECT content FROM read_text('{folder}/secret.txt')", _FILES, _read),
    "a file by its name": Attack("SELECT * FROM '{folder}/secret.csv'", _FILES, _read),
    "names of files": Attack("SELECT file FROM glob('{folder}/sec*')", _NAMES, lambda s: s.says("secret.txt")),
    "a file in an error": Attack("SELECT content::INT FROM read_text('{folder}/secret.txt')", _FILES, _read),
    "the environment": Attack(
        "SELECT content FROM read_text('/proc/self/environ')", f"{_FILES} alone", lambda s: s.says(SECRET)
    ),
    "another database": Attack("ATTACH '{folder}/new.db'", _FILES, lambda s: (s.folder / "new.db").exists()),
    "COPY": Attack("COPY \"项目\" TO '{folder}/x.csv'", _FILES, lambda s: (s.folder / "x.csv").exists()),
    "EXPORT": Attack("EXPORT DATABASE '{folder}/x'", _NAMES, lambda s: (s.folder / "x").exists()),
    # the write-ahead log, which no setting about outside files protects
    "its own WAL": Attack(
        "COPY (SELECT unhex('00') AS b) TO '{path}.wal' (FORMAT BLOB)",
        "gate blind sealed",
        lambda s: s.path.with_name(f"{s.path.name}.wal").exists(),
    ),
    # network and extensions
    "an extension from the network": Attack(
        "INSTALL httpfs FROM 'http://127.0.0.1:{port}'", _FILES, lambda s: bool(s.asked)
    ),
    "a secret that stays": Attack(
        "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
        "gate allow_persistent_secrets enable_external_access blind sealed",
        lambda s: any((s.folder / "home").rglob("*.duckdb_secret")),
    ),
    # settings
    "settings": Attack(
        "SET memory_limit = '123MiB'",
        "gate locked",
        lambda s: s.says("123.0 MiB"),
        then="SELECT current_setting('memory_limit') AS x",
    ),
    "PRAGMA that sets": Attack(
        "PRAGMA default_collation = 'nocase'",
        "gate locked",
        lambda s: s.says("nocase"),
        then="SELECT current_setting('default_collation') AS x",
    ),
    # writing
    "DELETE": Attack('DELETE FROM "项目"', "gate read_only", _emptied),
    "DELETE in a CTE": Attack(
        'WITH x AS (DELETE FROM "项目" RETURNING *) SELECT count(*) AS n FROM x', "gate read_only", _emptied
    ),
    "a second statement": Attack('SELECT 1 AS x; DELETE FROM "项目"', "gate read_only", _emptied),
    "behind a comment": Attack(
        'SELECT 1 AS x -- ;\n/* ; */; /* SELECT */ DELETE FROM "项目"', "gate read_only", _emptied
    ),
    "spaces that are none": Attack(
        'WITH\u3000x\u00a0AS\u2003(DELETE\u00a0FROM\u3000"项目" RETURNING *) SELECT\u00a0count(*) AS n FROM\u3000x',
        "gate read_only",
        _emptied,
    ),
    "CREATE": Attack(
        'CREATE TABLE "多" AS SELECT 1 AS x',
        "gate read_only",
        lambda s: s.says("多"),
        then="SELECT * FROM duckdb_tables()",
    ),
    # looking behind the public tables
    "a table of the store": Attack('SELECT * FROM "版本"', "gate", _given),
    "the same, quoted and qualified": Attack('SELECT * FROM "MAIN" . "版本"', "gate", _given),
    "PRAGMA": Attack("PRAGMA database_list", "gate", lambda s: s.says(str(s.path))),
    "a table function": Attack("SELECT * FROM duckdb_settings()", "gate", _given),
    "a table function, quoted": Attack('SELECT * FROM "DUCKDB_databases"()', "gate", lambda s: s.says(str(s.path))),
    "information_schema": Attack("SELECT * FROM Information_Schema.tables", "gate", lambda s: s.says("版本")),
    "a statement in a text": Attack("SELECT * FROM query('FROM duckdb_tables()')", "gate", lambda s: s.says("版本")),
    "a setting": Attack("SELECT current_setting('temp_directory') AS x", "gate", lambda s: s.says(str(s.path))),
    # memory
    "a long list": Attack("SELECT len(range(0, 25000000)) AS n", "gate address_space watched", _given),
    "a long text": Attack("SELECT length(repeat('x', 250000000)) AS n", "gate address_space watched", _given),
    "a text that is doubled": Attack(_DOUBLED, "address_space watched", _given),
    # time
    "what cannot be interrupted": Attack(_DEAF, "gate cpu killed", _given),
    "what takes long": Attack(_LONG, "gate deadline cpu killed", _given),
    "recursion": Attack(
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 1500000) SELECT max(n) AS n FROM t",
        "gate deadline cpu killed",
        _given,
    ),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample in a database."""
    path = Store(tmp_path_factory.mktemp("库"), schema()).publish([sample()], now=NOW).path
    assert path is not None
    return path


@pytest.fixture
def scene(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A copy of the database with a secret beside it, a home, and a server that counts its visitors."""
    path = tmp_path / "库.duckdb"
    shutil.copyfile(database, path)
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "secret.csv").write_text(f"名\n{SECRET}\n", encoding="utf-8")
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXQUERY_TEST_SECRET", SECRET)
    with listening() as (port, asked):
        yield Scene(path, asked, port)


def _id(value: object) -> str | None:
    return value if isinstance(value, str) else None


@pytest.mark.parametrize("name", ATTACKS)
def test_without_guards_it_succeeds(name: str, scene: Scene) -> None:
    """Every attack does what it is after where nothing is in its way, so that what stops it is not its own weakness."""
    assert launch(ATTACKS[name], scene, set()), scene


@pytest.mark.parametrize(
    ("name", "guard"), [(name, guard) for name, attack in ATTACKS.items() for guard in attack.guards.split()]
)
def test_each_guard_alone_stops_it(name: str, guard: str, scene: Scene) -> None:
    """One guard is up and no other: the attack fails, with an error of ours. None of the guards is decoration."""
    assert not launch(ATTACKS[name], scene, {guard})
    assert scene.error is not None or name == "the environment"


def test_useful_queries_pass_all_guards(database: Path) -> None:
    """Behind everything at once, what people want to know comes out as it does without any of it."""
    statements = (ROOT / "tests" / "statements" / "useful.sql").read_text("utf-8").splitlines()
    assert len(statements) >= 40
    guarded = WorkerEngine(database)
    plain = DuckDbEngine(database)
    try:
        for statement in statements:
            there = guarded.run(prove(statement, schema()), {}, seconds=30)
            here = plain.run(statement, {})
            assert (there.rows, there.types) == (here.rows, here.types), statement
    finally:
        guarded.close()
        plain.close()
