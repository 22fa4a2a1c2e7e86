"""Finds names in the database, where they are too many to hold in memory.

What was found of pairs of characters is kept for the questions that follow, as far as there is room.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from functools import cached_property

from jxquery.engines.duckdb import DuckDbEngine
from jxquery.schema.model import Schema
from jxquery.store.grams import COUNTS, PAIRS, RUNS, pair_of, text_of
from jxquery.store.naming import hash_number, looked_up
from jxquery.store.shelves import Shelf, numbered_shelves
from jxquery.text.pairs import BLOCK, NOTHING, Bits, between, either, unpacked
from jxquery.types import Filed, NameColumn

_ROOM = 32 * 1024 * 1024  # bytes for the sets that are kept
_EMPTY = 200  # bytes that any takes


class StoredNames:
    """The names of a database as a `jxquery.language.names.Holding`. Safe for several threads."""

    listed: tuple[Filed, ...] = ()

    def __init__(self, engine: DuckDbEngine, schema: Schema) -> None:
        self._engine = engine
        self._schema = schema
        self._kept: dict[str, Bits] = {}
        self._room = 0  # that they take
        self._lock = threading.Lock()

    @cached_property
    def columns(self) -> tuple[NameColumn, ...]:
        """As the protocol says."""
        found: dict[int, NameColumn] = {}
        runs = self._engine.read(f'SELECT shelf, first, past, longest, cored, "unlike" FROM "{RUNS}"', {})
        for number, first, past, longest, cored, unlike in runs:
            empty = NameColumn(self._shelves[number].col, NOTHING, cored=False, unlike=False, longest=0)
            old = found.get(number, empty)
            found[number] = NameColumn(
                old.col,
                either((old.numbers, between(first or 0, past or 0))),
                cored=old.cored or cored,
                unlike=old.unlike or unlike,
                longest=max(old.longest, longest),
            )
        return tuple(found[number] for number in sorted(found))

    def holding(self, pairs: Collection[str]) -> Mapping[str, Bits]:
        """As the protocol says."""
        with self._lock:
            found = {pair: self._kept.pop(pair) for pair in pairs if pair in self._kept}
            self._kept.update(found)  # what was asked for last goes last
        missing = [pair for pair in dict.fromkeys(pairs) if pair not in found]
        if missing:
            read = self._read(missing)
            found |= read
            with self._lock:
                self._keep(read)
        return found

    def _keep(self, read: Mapping[str, Bits]) -> None:
        """Keep these, and let go of what was not asked for longest, as far as there is no room."""
        for pair, bits in read.items():
            self._room += _weight(bits) - (_weight(self._kept.pop(pair)) if pair in self._kept else 0)
            self._kept[pair] = bits
        while self._room > _ROOM:
            self._room -= _weight(self._kept.pop(next(iter(self._kept))))

    def sounding(self, sounds: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """As the protocol says."""
        found: dict[str, dict[str, int]] = {sound: {} for sound in sounds}
        rows = self._engine.read(
            f'SELECT near, pair, names FROM "{COUNTS}" WHERE near IN (SELECT unnest($sounds::VARCHAR[]))',
            {"sounds": [*found]},
        )
        for near, pair, names in rows:
            of = found[near]
            text = text_of(pair)
            of[text] = of.get(text, 0) + names
        return found

    def numbered(self, numbers: Collection[int]) -> tuple[Filed, ...]:
        """As the protocol says."""
        return looked_up(self._engine, self._shelves, "spot", numbers)

    def families(self, numbers: Collection[int]) -> tuple[Filed, ...]:
        """As the protocol says."""
        return looked_up(self._engine, self._shelves, "kin", numbers)

    def exactly(self, forms: Collection[str]) -> tuple[Filed, ...]:
        """As the protocol says."""
        alike = looked_up(self._engine, self._shelves, "hash", [*map(hash_number, forms)])
        return tuple(filed for filed in alike if filed.name.form in forms)

    # --- how it is found -------------------------------------------------------------------------------------------

    @cached_property
    def _shelves(self) -> Mapping[int, Shelf]:
        return numbered_shelves(self._schema)

    def _read(self, pairs: Collection[str]) -> Mapping[str, Bits]:
        found: dict[int, list[Bits]] = {pair_of(pair): [] for pair in pairs}
        rows = self._engine.read(
            f'SELECT pair, base, spots FROM "{PAIRS}" WHERE pair IN (SELECT unnest($pairs::BIGINT[]))',
            {"pairs": [*found]},
        )
        for pair, base, spots in rows:
            found[pair].append(unpacked(spots, base))
        sets = zip(pairs, found.values(), strict=True)
        return {pair: of[0] if len(of) == 1 else either(of) for pair, of in sets}


def _weight(bits: Bits) -> int:
    """About how many bytes a set takes."""
    return _EMPTY + len(bits) * (BLOCK // 8)
