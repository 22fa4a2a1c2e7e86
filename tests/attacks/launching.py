"""Attacks by SQL, launched at a database behind exactly those guards that a test puts up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb

from jxquery.engines import Result
from jxquery.engines.instances import HARDENED, Hardening
from jxquery.engines.limits import Limits
from jxquery.engines.worker import WorkerEngine
from jxquery.errors import JxqueryError
from jxquery.statements import prove
from tests.store.documents import schema

SECRET = "只有主人知道"  # noqa: S105 - a word to look for
SECONDS = 0.5
LIMITS = ("address_space", "watched", "deadline", "cpu", "sealed", "killed", "alone")
_MiB = 1024 * 1024


@dataclass
class Scene:
    """Where an attack takes place, and what came of it."""

    path: Path
    asked: list[str]
    port: int
    result: Result | None = None
    error: JxqueryError | None = None

    @property
    def folder(self) -> Path:
        """What lies beside the database: a secret text, a table in a file."""
        return self.path.parent

    def says(self, text: str) -> bool:
        """Whether the text came out, in rows or in an error."""
        return text in (str(self.result.rows) if self.result else str(self.error))

    def count(self, table: str) -> int:
        """The rows that the table has when the database is next opened."""
        with duckdb.connect(str(self.path)) as connection:
            return connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()[0][0]


@dataclass(frozen=True)
class Attack:
    """`guards`: each of them is enough to stop it. `succeeded` looks at the scene afterwards.

    `{folder}`, `{path}` and `{port}` are filled in; `then` is run behind it to see what it did.
    """

    sql: str
    guards: str
    succeeded: Callable[[Scene], bool]
    then: str = ""


def engine_behind(path: Path, guards: set[str]) -> WorkerEngine:
    """A worker with these guards and no others."""
    on = {name: name in guards for name in LIMITS}
    settings = {name: value for name, value in HARDENED.settings.items() if name in guards}
    closed = {name: name in guards for name in ("read_only", "blind", "locked")}
    limits = Limits(memory=128 * _MiB, **on)
    return WorkerEngine(path, limits=limits, hardening=Hardening(**closed, settings=settings))


def launch(attack: Attack, scene: Scene, guards: set[str]) -> bool:
    """Whether the attack succeeds behind these guards."""
    told = {"folder": scene.folder, "path": scene.path, "port": scene.port}
    engine = engine_behind(scene.path, guards)
    try:
        engine.run("SELECT 1", {}, seconds=60)
        statement = attack.sql.format(**told)
        scene.result = engine.run(
            prove(statement, schema()) if "gate" in guards else statement, {}, limit=1000, seconds=SECONDS
        )
    except JxqueryError as error:
        scene.error = error
    finally:
        if attack.then:
            scene.result = engine.run(attack.then, {})
        engine.close()
    return attack.succeeded(scene)


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine: its port, and what it has been asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, asked
        server.shutdown()
        thread.join()
