"""What is prepared beside the rows of a database: facts and names, made anew or extended by what was loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from jxquery.schema.model import Schema
from jxquery.store import facts as facts_
from jxquery.store import grams, naming, pages, sounding
from jxquery.store.facts import FACTS, facts_text, find_facts, stored_facts
from jxquery.store.grams import PAIRS, RUNS, add_grams
from jxquery.store.naming import NAMES, add_names, single_names
from jxquery.store.pages import HASHES, PAGES, add_pages
from jxquery.store.shelves import shelves
from jxquery.store.sounding import SOUNDS
from jxquery.types import NO_FACTS, Scalar

if TYPE_CHECKING:
    import duckdb

RESERVED = frozenset({NAMES, FACTS, PAIRS, SOUNDS, RUNS, PAGES, HASHES})
"""Tables that no schema may have."""


def prepare(connection: duckdb.DuckDBPyConnection, schema: Schema, since: int) -> None:
    """Bring them up to what the tables hold. Rows from sources up to number `since` are in them already, 0: none."""

    def run(sql: str) -> list[tuple[Scalar, ...]]:
        return connection.execute(sql).fetchall()

    old = stored_facts(run, schema) if since else None
    if old is None:
        since, old = 0, NO_FACTS
        connection.execute(facts_.CREATE)
        for statement in (naming.CREATE, *grams.CREATE, *sounding.CREATE, *pages.CREATE):
            connection.execute(statement)
    new = find_facts(run, schema, since, old)
    (first,) = connection.execute(f'SELECT coalesce(max(id) + 1, 0) FROM "{NAMES}"').fetchall()[0]
    many = [s.number for s in shelves(schema) if not s.always and s.col in new.many]
    changed = add_names(connection, schema, since, many)
    new = replace(new, single=single_names(run, schema))
    add_pages(connection, first, changed)
    add_grams(connection, schema, first)
    connection.execute(f'DELETE FROM "{FACTS}"')
    connection.execute(f'INSERT INTO "{FACTS}" VALUES (?, ?)', facts_text(schema, new))


def add_indexes(connection: duckdb.DuckDBPyConnection) -> None:
    """What is looked up by. Rows must be committed before."""
    for statement in (pages.INDEX, grams.INDEX):
        connection.execute(statement)
