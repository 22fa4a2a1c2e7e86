"""Character pairs of the names, in the database beside them: which names hold a text, without looking at all.

Names that hold a shorter name of the same row are not in it: they count only with that name, and are found by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.schema.model import Schema
from jxquery.store.naming import FORM, NAMES
from jxquery.store.shelves import shelves

if TYPE_CHECKING:
    import duckdb

PAIRS, COUNTS = "名称字对", "字对次数"
_WIDE = 0x200000  # more than any character's number
CREATE = f'CREATE OR REPLACE TABLE "{PAIRS}" (pair BIGINT, id INTEGER)'


def pair_of(text: str, at: int = 0) -> int:
    """The number of the two characters that stand there."""
    return ord(text[at]) * _WIDE + ord(text[at + 1])


def add_grams(connection: duckdb.DuckDBPyConnection, schema: Schema, first: int) -> None:
    """The pairs of the names numbered from `first`, and how many names have each pair now."""
    open_ = ", ".join(str(shelf.number) for shelf in shelves(schema) if shelf.open)
    connection.execute(
        f'INSERT INTO "{PAIRS}" SELECT DISTINCT ord(y[i])::BIGINT * {_WIDE} + ord(y[i + 1]) AS pair, id FROM ('
        f'SELECT id, {FORM} AS y, unnest(range(1, length({FORM})::BIGINT)) AS i FROM "{NAMES}" '
        f"WHERE id >= $first AND core_at IS NULL AND shelf IN ({open_})) ORDER BY pair, id",
        {"first": first},
    )
    connection.execute(
        f'CREATE OR REPLACE TABLE "{COUNTS}" AS SELECT pair, count(*)::INTEGER AS names FROM "{PAIRS}" '
        "GROUP BY pair ORDER BY pair"
    )
