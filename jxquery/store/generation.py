"""One database, open for reading: its engine, its schema, and what the language must know of its data."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO, Self

from msgspec import Struct

from jxquery.engines.duckdb import DuckDbEngine
from jxquery.engines.instances import USUAL
from jxquery.errors import DataError
from jxquery.schema.model import Schema
from jxquery.store.facts import stored_facts
from jxquery.store.grams import RUNS
from jxquery.store.looking import StoredNames
from jxquery.store.naming import stored_names
from jxquery.store.stamp import other_version, schema_in
from jxquery.types import Facts, Name


class Generation(Struct):
    """An open database with the schema of its tables, held so that nobody removes it.

    Close it, or use it in a `with`.
    """

    path: Path
    engine: DuckDbEngine
    schema: Schema
    _held: IO[bytes] | None = None

    def facts(self) -> Facts:
        """What the language must know of the data. Raises `DataError` when its columns meant something else."""
        found = stored_facts(lambda sql: self.engine.run(sql, {}).rows, self.schema)
        if found is None:
            raise other_version(str(self.path))
        return found

    def names(self) -> tuple[Name, ...]:
        """Every name in the data, in its order."""
        return stored_names(self.engine, self.schema)

    def more_names_than(self, few: int) -> bool:
        """Whether the data has more names."""
        counts = (row[0] for row in self.engine.run(f'SELECT names FROM "{RUNS}"', {}).rows)
        return sum(count for count in counts if isinstance(count, int)) > few

    def held_names(self) -> StoredNames:
        """The names where they lie, to be looked up without reading all."""
        return StoredNames(self.engine, self.schema)

    def close(self) -> None:
        """Let go of it. May be called twice."""
        self.engine.close()
        if self._held is not None:
            self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_database(path: Path, shipped: Schema, held: IO[bytes] | None = None) -> Generation:
    """The database at this path, of the schema that it holds or of the one that is shipped.

    Raises `DataError` when it cannot be read or was made by another version of the program.
    """
    engine = None
    try:
        engine = DuckDbEngine(path, usual=USUAL)
        return Generation(path, engine, schema_in(engine, shipped, str(path)), held)
    except DataError:
        if engine is not None:
            engine.close()
        if held is not None:
            held.close()
        raise
