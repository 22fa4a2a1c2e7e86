"""What is prepared beside the rows of a database: facts and names, made anew or extended by what was loaded."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from jxquery.schema.model import Schema
from jxquery.store import facts as facts_
from jxquery.store import grams, naming, pages, sounding
from jxquery.store.beside import beside
from jxquery.store.facts import FACTS, facts_text, find_facts, stored_facts
from jxquery.store.grams import PAIRS, RUNS, add_grams
from jxquery.store.naming import NAMES, add_names
from jxquery.store.pages import HASHES, PAGES, add_pages
from jxquery.store.shelves import shelves
from jxquery.store.sounding import SOUNDS
from jxquery.types import NO_FACTS, Scalar

if TYPE_CHECKING:
    import duckdb

RESERVED = frozenset({NAMES, FACTS, PAIRS, SOUNDS, RUNS, PAGES, HASHES})
"""Tables that no schema may have."""


def prepare(connection: duckdb.DuckDBPyConnection, schema: Schema, since: int) -> None:
    """Bring them up to what the tables hold, with what is looked up by. Rows must be committed before.

    Rows from sources up to number `since` are in them already, 0: none.
    """
    connection.begin()
    first, changed = _add_known(connection, schema, since)
    connection.commit()
    # What Python collects takes as long as what the engine writes, and neither needs the other.
    with beside(connection, lambda other: add_grams(other, schema, first)):
        connection.begin()
        add_pages(connection, first, changed)
        connection.commit()
        connection.execute(pages.INDEX)
    connection.execute(grams.INDEX)


def _add_known(connection: duckdb.DuckDBPyConnection, schema: Schema, since: int) -> tuple[int, Collection[int]]:
    """The facts and the names; the first id of the new ones, and the ids of those that were changed."""

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
    connection.execute(f'DELETE FROM "{FACTS}"')
    connection.execute(f'INSERT INTO "{FACTS}" VALUES (?, ?)', facts_text(schema, new))
    return first, changed
