"""Finds names in the database, where they are too many to hold in memory.

What was found of pairs of characters is kept for the questions that follow, as far as there is room: what else is read
of the file drives it out of the engine's memory.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from jxquery.engines.duckdb import DuckDbEngine
from jxquery.schema.model import Schema
from jxquery.store.grams import PAIRS, RUNS, pair_of, text_of
from jxquery.store.naming import SPOT, filed_name
from jxquery.store.pages import page_of, pages_with, rows_in
from jxquery.store.shelves import Shelf, numbered_shelves
from jxquery.store.sounding import READ, Heard, heard
from jxquery.text.sets import NOTHING, Bits, either
from jxquery.types import Filed, NameColumn

_ROOM = 36 * 1024 * 1024  # bytes
_EMPTY = 200  # bytes that any takes


class StoredNames:
    """The names of a database as a `jxquery.language.holding.Holding`. Safe for several threads."""

    listed: tuple[Filed, ...] = ()

    def __init__(self, engine: DuckDbEngine, schema: Schema) -> None:
        self._engine = engine
        self._schema = schema
        self._kept = _Kept(_ROOM)
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
                old.numbers | Bits(range(first or 0, past or 0)),
                cored=old.cored or cored,
                unlike=old.unlike or unlike,
                longest=max(old.longest, longest),
            )
        return tuple(found[number] for number in sorted(found))

    def holding(self, pairs: Collection[str]) -> Mapping[str, Bits]:
        """As the protocol says."""
        with self._lock:
            found = self._kept.known(pairs)
        read = self._read([pair for pair in dict.fromkeys(pairs) if pair not in found])
        with self._lock:
            for pair, (bits, room) in read.items():
                self._kept.keep(pair, bits, room)
        return found | {pair: bits for pair, (bits, _) in read.items()}

    def sounding(self, sounds: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """As the protocol says."""
        return {sound: {text_of(pair): names for pair, names in self._heard.of(sound)} for sound in sounds}

    def numbered(self, numbers: Collection[int]) -> tuple[Filed, ...]:
        """As the protocol says."""
        rows = rows_in(self._engine, [*{*map(page_of, numbers)}], longer=False)
        return self._filed(row for _, *row in rows if row[SPOT] in numbers)

    def families(self, numbers: Collection[int]) -> tuple[Filed, ...]:
        """As the protocol says."""
        rows = rows_in(self._engine, [*{*map(page_of, numbers)}])
        return self._filed(row for kin, *row in rows if kin in numbers)

    def exactly(self, forms: Collection[str]) -> tuple[Filed, ...]:
        """As the protocol says."""
        rows = rows_in(self._engine, pages_with(self._engine, [*forms]))
        return tuple(filed for filed in self._filed(row for _, *row in rows) if filed.name.form in forms)

    def _filed(self, rows: Iterable[Sequence[Any]]) -> tuple[Filed, ...]:
        return tuple(sorted((filed_name(self._shelves, row) for row in rows), key=lambda filed: filed.order))

    # --- how it is found -------------------------------------------------------------------------------------------

    @cached_property
    def _shelves(self) -> Mapping[int, Shelf]:
        return numbered_shelves(self._schema)

    @cached_property
    def _heard(self) -> Heard:
        return heard(self._engine.read(READ, {}))

    def _read(self, pairs: Collection[str]) -> Mapping[str, tuple[Bits, int]]:
        """The sets of these pairs, and how many bytes each takes. Every load added numbers of its own to them."""
        found: dict[int, list[bytes]] = {pair_of(pair): [] for pair in pairs}
        if found:
            given = {f"n{place}": pair for place, pair in enumerate(found)}
            # Without their type they would not be looked up in the index.
            listed = ", ".join(f"${place}::BIGINT" for place in given)
            for pair, spots in self._engine.read(f'SELECT pair, spots FROM "{PAIRS}" WHERE pair IN ({listed})', given):
                found[pair].append(spots)
        return {
            pair: (either(map(Bits.deserialize, of)) if of else NOTHING, sum(map(len, of)))
            for pair, of in zip(pairs, found.values(), strict=True)
        }


class _Kept:
    """What was found for texts; what was not asked for longest goes where there is no room."""

    def __init__(self, room: int) -> None:
        self._left = room
        self._values: dict[str, tuple[Bits, int]] = {}

    def known(self, texts: Iterable[str]) -> dict[str, Bits]:
        """What is known of these texts, which now are those that were asked for last."""
        found = {text: self._values.pop(text) for text in dict.fromkeys(texts) if text in self._values}
        self._values.update(found)
        return {text: value for text, (value, _) in found.items()}

    def keep(self, text: str, value: Bits, room: int) -> None:
        """Keep it, which takes so many bytes."""
        _, given_back = self._values.pop(text, (value, 0))
        self._values[text] = value, room + _EMPTY
        self._left += given_back - room - _EMPTY
        while self._left < 0:
            _, freed = self._values.pop(next(iter(self._values)))
            self._left += freed
