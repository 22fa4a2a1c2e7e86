"""Character pairs of the names, in the database beside them: which names hold a text, without looking at all.

Each load adds one row for a pair, with the spots of the new names that hold it (see `jxquery.text.pairs`), and one for
all pairs with the same initials. How a pair sounds stands beside how many names have it. `RUNS` says which spots are of
one column.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from jxquery import resources
from jxquery.schema.model import Schema
from jxquery.store.naming import FORM, LOOKED_UP, NAMES
from jxquery.store.shelves import shelves
from jxquery.text.pairs import Packer, initials, marked, numbers_by_pair
from jxquery.text.pinyin import Sounds, near

if TYPE_CHECKING:
    import duckdb

PAIRS, COUNTS, RUNS = "名称字对", "字对读音", "名称段"
_WIDE = 0x200000  # more than any character's number
_AT_ONCE = 20_000
_COLUMNS = {
    PAIRS: "pair BIGINT, base INTEGER, spots BLOB",
    COUNTS: "pair BIGINT, near VARCHAR, names INTEGER",
    RUNS: "shelf SMALLINT, names INTEGER, first INTEGER, past INTEGER, longest INTEGER, cored BOOLEAN, unlike BOOLEAN",
}
CREATE = tuple(f'CREATE OR REPLACE TABLE "{table}" ({columns})' for table, columns in _COLUMNS.items())


def pair_of(text: str) -> int:
    """The number of two characters."""
    return ord(text[0]) * _WIDE + ord(text[1])


def text_of(pair: int) -> str:
    """The two characters of a number."""
    return chr(pair // _WIDE) + chr(pair % _WIDE)


def add_grams(connection: duckdb.DuckDBPyConnection, schema: Schema, first: int) -> None:
    """The pairs of the names numbered from `first`, and where the names of each column stand."""
    about = f"count(*), min(spot), max(spot) + 1, max(length({FORM})), bool_or(core_at IS NOT NULL)"
    connection.execute(
        f'INSERT INTO "{RUNS}" SELECT shelf, {about}, bool_or(form IS NOT NULL) FROM "{NAMES}" '
        "WHERE id >= $first GROUP BY shelf",
        {"first": first},
    )
    where = f'FROM "{NAMES}" WHERE id >= $first AND spot IS NOT NULL'
    base, past = connection.execute(f"SELECT min(spot), max(spot) + 1 {where}", {"first": first}).fetchall()[0]
    if base is None:
        return
    shut = ", ".join(str(shelf.number) for shelf in shelves(schema) if not shelf.open) or "NULL"
    connection.execute(
        f"SELECT spot, {FORM}, form IS NOT NULL, coalesce(shelf IN ({shut}), false) {where} ORDER BY spot",
        {"first": first},
    )
    found = numbers_by_pair(_rows(connection))
    heard = {pair: _heard(pair, _sounds()) for pair in found}
    packed: list[tuple[int, int, bytes]] = []
    for letters, group in groupby(sorted(found, key=lambda pair: heard[pair][1]), key=lambda pair: heard[pair][1]):
        packer = Packer(base, past)
        packed += [(pair_of(pair), base, packer.pack(found[pair])) for pair in group]
        if letters.isascii() and letters.isalpha():
            packed.append((pair_of(initials(letters)), base, packer.together()))
    with connection.appender(PAIRS) as appender:
        appender.append_rows(packed)
    with connection.appender(COUNTS) as appender:
        appender.append_rows([(pair_of(pair), near_, len(found[pair])) for pair, (near_, _) in heard.items()])


def add_indexes(connection: duckdb.DuckDBPyConnection) -> None:
    """What names are looked up by. Rows must be committed before."""
    for column in LOOKED_UP:
        connection.execute(f'CREATE INDEX IF NOT EXISTS "{NAMES}_{column}" ON "{NAMES}" ({column})')


def _rows(read: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, str]]:
    while rows := read.fetchmany(_AT_ONCE):
        yield from ((spot, marked(form, unlike=unlike, whole=whole)) for spot, form, unlike, whole in rows)


def _heard(pair: str, sounds: Sounds) -> tuple[str, str]:
    """How two characters sound to a dull ear, and their initials."""
    syllables = sounds.syllables(pair)
    return " ".join(map(near, syllables)), "".join(syllable[0] for syllable in syllables)


@cache
def _sounds() -> Sounds:
    return Sounds(resources.path("schema") / "pinyin.txt")
