"""The names as they are looked up: neighbours in one row, so that finding one reads little of the file.

The engine reads a file in blocks of 256 KiB, and what finding a name costs is how many of them it must look into. A
page is one row with several names: those numbered one after the other, or, in the page that follows it, those that
hold one of these as the shorter name of their row. The pages are made of the table of names; a load makes those anew
that it changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import json

from jxquery.engines.duckdb import DuckDbEngine
from jxquery.store.naming import COLUMNS, NAMES, filed_name, hash_number
from jxquery.store.shelves import Shelf
from jxquery.types import Filed

if TYPE_CHECKING:
    import duckdb

PAGES, HASHES = "名称页", "名称散列"
CREATE = (
    # Packed otherwise, a row could only be read together with thousands of others.
    f'CREATE OR REPLACE TABLE "{PAGES}" (page INTEGER, names VARCHAR USING COMPRESSION uncompressed)',
    f'CREATE OR REPLACE TABLE "{HASHES}" (hash UINTEGER, page INTEGER)',
)
INDEX = f'CREATE INDEX IF NOT EXISTS "{PAGES}_page" ON "{PAGES}" (page)'
_NEIGHBOURS = 8
_ALONE = 1 << 30  # more than any spot: for names that hold a shorter one which has none
_KIN = f"coalesce(kin, {_ALONE} + id)"
_PAGE = f"{_KIN} // {_NEIGHBOURS} * 2 + (core_at IS NOT NULL)::INTEGER"


def page_of(number: int) -> int:
    """The page of the name with this number; those that hold it are on the next."""
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
        which = "WHERE page IN (SELECT page FROM stale)"
        connection.execute(f'DELETE FROM "{PAGES}" {which}')
    told = f'SELECT {_PAGE} AS page, json_array({_KIN}, {COLUMNS})::VARCHAR AS told FROM "{NAMES}"'
    connection.execute(
        f"INSERT INTO \"{PAGES}\" SELECT page, '[' || string_agg(told, ',') || ']' FROM ({told}) {which} "
        "GROUP BY page ORDER BY page"
    )


def names_in(engine: DuckDbEngine, named: Mapping[int, Shelf], pages: Collection[int]) -> Iterator[tuple[int, Filed]]:
    """The names in these pages, each behind the number of the name that it holds, or its own."""
    given = {f"n{place}": page for place, page in enumerate(pages)}
    if not given:
        return
    # A statement is parsed once for each number of pages. Without their type they would not be looked up in the index.
    listed = ", ".join(f"${place}::INTEGER" for place in given)
    for (names,) in engine.read(f'SELECT names FROM "{PAGES}" WHERE page IN ({listed})', given):
        yield from ((kin, filed_name(named, row)) for kin, *row in json.decode(names))


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
