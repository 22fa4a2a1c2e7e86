"""The names as they are looked up: neighbours in one row, so that finding one reads little of the file.

The engine reads a file in blocks of 256 KiB, and what finding a name costs is how many of them it must look into. A
page is one row with several names: those numbered one after the other, and those that hold one of these as the shorter
name of their row; where those are many, they are on the next page, which nothing else is on. The pages are made of the
table of names; a load makes those anew that it changes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

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
_MORE = "null"  # stands where the others are on the next page
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
    joined = "string_agg(told, ',')"
    own = f"(longer AND count(*) > {_SHORT})::INTEGER"
    parts = f"SELECT page + {own} AS page, {joined} AS told FROM ({told}) GROUP BY page, longer"
    connection.execute(
        f"INSERT INTO \"{PAGES}\" WITH parts AS ({parts}) SELECT page, '[' || {joined} || ']' FROM "
        f"(FROM parts UNION ALL SELECT page - 1, '{_MORE}' FROM parts WHERE page % 2 = 1) GROUP BY page ORDER BY page"
    )


def rows_in(engine: DuckDbEngine, pages: Sequence[int], *, longer: bool = True) -> Iterator[Sequence[Any]]:
    """The rows of these pages: the number of the name that each holds, or its own, and what `filed_name` takes.

    Where they have too many longer names, without those unless `longer`.
    """
    further = []
    for page, names in _read(engine, pages):
        rows = json.loads(names)
        yield from filter(None, rows)
        further += [page + 1] if longer and None in rows else []
    for _, names in _read(engine, further):
        yield from json.loads(names)


def _read(engine: DuckDbEngine, pages: Sequence[int]) -> Sequence[tuple[int, str]]:
    if not pages:
        return ()
    # A statement is parsed once for each number of pages. Without their type they would not be looked up in the index.
    given = {f"n{place}": page for place, page in enumerate(pages)}
    listed = ", ".join(f"${place}::INTEGER" for place in given)
    return engine.read(f'SELECT page, names FROM "{PAGES}" WHERE page IN ({listed})', given)


def pages_with(engine: DuckDbEngine, forms: Sequence[str]) -> Sequence[int]:
    """The pages that the names with these normal forms are in, if any are, and perhaps others."""
    hashes = [*map(hash_number, forms)]
    if not hashes:
        return ()
    # One is found by where it lies in the sorted column; several are sooner looked for all at once.
    where = "= $hashes::UINTEGER" if len(hashes) == 1 else "IN (SELECT unnest($hashes::UINTEGER[]))"
    given = hashes[0] if len(hashes) == 1 else hashes
    rows = engine.read(f'SELECT page FROM "{HASHES}" WHERE hash {where}', {"hashes": given})
    return [*{page for (page,) in rows}]
