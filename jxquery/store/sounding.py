"""Which pairs of characters sound alike, and how many names have each: one row that is read as a whole.

Three columns of numbers side by side, in the order of the first: the sound (by a number of its own), the pair that
sounds so, and how many names hold it. A question in Latin letters has up to a hundred sounds, most of which no name
has: looked up in memory they cost nothing, and what is rare among them tells which sets are worth reading.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.digests import md5

if TYPE_CHECKING:
    import duckdb

SOUNDS = "字对读音"
READ = f'SELECT sounds, pairs, names FROM "{SOUNDS}"'
CREATE = (
    f'CREATE OR REPLACE TABLE "{SOUNDS}" (sounds BLOB, pairs BLOB, names BLOB)',
    f"INSERT INTO \"{SOUNDS}\" VALUES ('', '', '')",
)
_WIDE, _NARROW = "Q", "I"  # numbers of 64 and 32 bits


class Heard(Struct, frozen=True):
    """The three columns."""

    sounds: Sequence[int]
    pairs: Sequence[int]
    names: Sequence[int]

    def of(self, sound: str) -> Iterator[tuple[int, int]]:
        """The pairs that sound so, with how many names have each."""
        number = _number_of(sound)
        place = bisect_left(self.sounds, number)
        while place < len(self.sounds) and self.sounds[place] == number:
            yield self.pairs[place], self.names[place]
            place += 1


def heard(rows: Sequence[tuple[bytes, bytes, bytes]]) -> Heard:
    """What the row holds that `READ` finds."""
    ((sounds, pairs, names),) = rows
    return Heard(array(_WIDE, sounds), array(_WIDE, pairs), array(_NARROW, names))


def add_sounds(connection: duckdb.DuckDBPyConnection, counts: Mapping[tuple[str, int], int]) -> None:
    """Note how many more names have a sound by a pair."""
    old = heard(connection.execute(READ).fetchall())
    found = Counter(dict(zip(zip(old.sounds, old.pairs, strict=True), old.names, strict=True)))
    for (sound, pair), count in counts.items():
        found[_number_of(sound), pair] += count
    ordered = sorted(found.items())
    columns = (
        array(_WIDE, (sound for (sound, _), _ in ordered)),
        array(_WIDE, (pair for (_, pair), _ in ordered)),
        array(_NARROW, (count for _, count in ordered)),
    )
    connection.execute(
        f'UPDATE "{SOUNDS}" SET sounds = ?, pairs = ?, names = ?', [column.tobytes() for column in columns]
    )


def _number_of(sound: str) -> int:
    return int.from_bytes(md5(sound.encode()).digest()[:8])
