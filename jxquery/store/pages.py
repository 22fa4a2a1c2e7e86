"""The names as they are looked up: neighbours in one row, so that finding one reads little of the file.

The engine reads a file in blocks of 256 KiB, and what finding a name costs is how many of them it must look into. A
page is one row with several names: those numbered one after the other, and those that hold one of these as the shorter
name of their row; where those are many, they are on the next page, which nothing else is on. The pages are made of the
table of names; a load makes those anew that it changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import json

from jxquery.engines.duckdb import DuckDbEngine
from jxquery.store.naming import COLUMNS, NAMES, hash_number

if TYPE_CHECKING:
    import duckdb

PAGES, HASHES = "名称页", "名称散列"
CREATE = (
    # Packed otherwise, a row could only be read together with thousands of others.
    f'CREATE OR REPLACE TABLE "{PAGES}" (page INTEGER, names VARCHAR USING COMPRESSION uncompressed)',
    f'CREATE OR REPLACE TABLE "{HASHES}" (hash UINTEGER, page INTEGER)',
)
INDEX = f'CREATE INDEX IF NOT EXISTS "{PAGES}_page" ON "{PAGES}" (page)'
_NEIGHBOURS = 4
_SHORT = 64  # longer names that a page has room for
_ALONE = 1 << 30  # more than any spot: for names that hold a shorter one which has none
_KIN = f"coalesce(kin, {_ALONE} + id)"
_PAGE = f"{_KIN} // {_NEIGHBOURS} * 2"


def page_of(number: int) -> int:
    """The page of the name with this number."""
    return number // _NEIGHBOURS * 2


def add_pages(connection: duckdb.DuckDBPyConnection, first: int, changed: Collection[int]) -> None:
    """Make the pages of the names from the id `first` on and of those with the ids `changed`, as they now are."""
    connection.execute(
        f'INSERT INTO "{HASHES}" SELECT hash, {_PAGE} FROM "{NAMES}" WHERE id >= $first ORDER BY hash',
        {"first": first},
    )
    which = ""
    if first:
        connection.execute(
            f'CREATE OR REPLACE TEMP TABLE stale AS SELECT DISTINCT {_PAGE} AS page FROM "{NAMES}" '
            "WHERE id >= $first OR id IN (SELECT unnest($changed::INTEGER[]))",
            {"first": first, "changed": [*changed]},
        )
        connection.execute(f'DELETE FROM "{PAGES}" WHERE page // 2 * 2 IN (SELECT page FROM stale)')
        which = f"WHERE {_PAGE} IN (SELECT page FROM stale)"
    told = (
        f"SELECT {_PAGE} AS page, core_at IS NOT NULL AS longer, json_array({_KIN}, {COLUMNS})::VARCHAR AS told "
        f'FROM "{NAMES}" {which}'
    )
    joined = "string_agg(told, ',') AS told"
    parts = (
        f"SELECT page + (longer AND count(*) > {_SHORT})::INTEGER AS page, {joined} FROM ({told}) GROUP BY page, longer"
    )
    connection.execute(
        f"INSERT INTO \"{PAGES}\" SELECT page, '[' || told || ']' FROM "
        f"(SELECT page, {joined} FROM ({parts}) GROUP BY page) ORDER BY page"
    )


def rows_in(engine: DuckDbEngine, pages: Collection[int], *, longer: bool = True) -> Iterator[Sequence[Any]]:
    """The rows of these pages: the number of the name that each holds, or its own, and what `filed_name` takes.

    Where they have too many longer names, without those unless `longer`.
    """
    wanted = [page + next_ for page in pages for next_ in ((0, 1) if longer else (0,))]
    given = {f"n{place}": page for place, page in enumerate(wanted)}
    if not given:
        return
    # A statement is parsed once for each number of pages. Without their type they would not be looked up in the index.
    listed = ", ".join(f"${place}::INTEGER" for place in given)
    for (names,) in engine.read(f'SELECT names FROM "{PAGES}" WHERE page IN ({listed})', given):
        yield from json.decode(names)


def pages_with(engine: DuckDbEngine, forms: Sequence[str]) -> frozenset[int]:
    """The pages that the names with these normal forms are in, if any are, and perhaps others."""
    hashes = [*map(hash_number, forms)]
    if not hashes:
        return frozenset()
    # One is found by where it lies in the sorted column; several are sooner looked for all at once.
    where = "= $hashes" if len(hashes) == 1 else "IN (SELECT unnest($hashes::UINTEGER[]))"
    given = hashes[0] if len(hashes) == 1 else hashes
    rows = engine.read(f'SELECT page FROM "{HASHES}" WHERE hash {where}', {"hashes": given})
    return frozenset(page for (page,) in rows)
