"""Character pairs of the names, in the database beside them: which names hold a text, without looking at all.

Each load adds one row for a pair, with the spots of the new names that hold it (see `jxquery.text.sets`), and one for
all pairs with the same initials. `RUNS` says which spots are of one column.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from jxquery import resources
from jxquery.schema.model import Schema
from jxquery.store.naming import FORM, NAMES
from jxquery.store.shelves import shelves
from jxquery.store.sounding import add_sounds
from jxquery.text.pairs import initials, marked, numbers_by_pair
from jxquery.text.pinyin import Sounds, near
from jxquery.text.sets import Bits, either

if TYPE_CHECKING:
    import duckdb

PAIRS, RUNS = "名称字对", "名称段"
_WIDE = 0x200000  # more than any character's number
_AT_ONCE = 20_000
_COLUMNS = {
    # Packed otherwise, a set could only be read together with many others.
    PAIRS: "pair BIGINT, spots BLOB USING COMPRESSION uncompressed",
    RUNS: "shelf SMALLINT, names INTEGER, first INTEGER, past INTEGER, longest INTEGER, cored BOOLEAN, unlike BOOLEAN",
}
CREATE = tuple(f'CREATE OR REPLACE TABLE "{table}" ({columns})' for table, columns in _COLUMNS.items())
INDEX = f'CREATE INDEX IF NOT EXISTS "{PAIRS}_pair" ON "{PAIRS}" (pair)'


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
    shut = ", ".join(str(shelf.number) for shelf in shelves(schema) if not shelf.open) or "NULL"
    connection.execute(
        f"SELECT spot, {FORM}, form IS NOT NULL, coalesce(shelf IN ({shut}), false) {where} ORDER BY spot",
        {"first": first},
    )
    found = numbers_by_pair(_rows(connection))
    heard = {pair: _heard(pair, _sounds()) for pair in found}
    counts = {(sound, pair_of(pair)): len(found[pair]) for pair, (sound, _) in heard.items()}
    sets = {pair: Bits(found[pair]) for pair in found}
    # The pairs of a word come one after the other, as they came in the names, and are asked for together.
    packed = [(pair_of(pair), spots.serialize()) for pair, spots in sets.items()]
    for letters, group in groupby(sorted(found, key=lambda pair: heard[pair][1]), key=lambda pair: heard[pair][1]):
        if letters.isascii() and letters.isalpha():
            alike = [*group]
            packed.append((pair_of(initials(letters)), either(sets[pair] for pair in alike).serialize()))
            counts[initials(letters), pair_of(initials(letters))] = sum(len(found[pair]) for pair in alike)
    with connection.appender(PAIRS) as appender:
        appender.append_rows(packed)
    add_sounds(connection, counts)


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
