"""Finds names in the database, where they are too many to hold in memory.

What was found of pairs of characters is kept for the questions that follow, as far as there is room.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from jxquery.engines import Engine
from jxquery.schema.model import Schema
from jxquery.store.grams import COUNTS, PAIRS, RUNS, pair_of, text_of
from jxquery.store.naming import filed_names, hash_number
from jxquery.store.shelves import shelves
from jxquery.text.pairs import BLOCK, NOTHING, Bits, between, either, unpacked
from jxquery.types import Filed, NameColumn, Scalar

_ROOM = 32 * 1024 * 1024  # bytes for the sets that are kept
_EMPTY = 200  # bytes that any takes
_BETWEEN = "\n"


class StoredNames:
    """The names of a database as a `jxquery.language.names.Holding`. Safe for several threads."""

    listed: tuple[Filed, ...] = ()

    def __init__(self, engine: Engine, schema: Schema) -> None:
        self._engine = engine
        self._schema = schema
        self._kept: dict[str, Bits] = {}
        self._room = 0  # that they take
        self._lock = threading.Lock()

    @cached_property
    def columns(self) -> tuple[NameColumn, ...]:
        """As the protocol says."""
        found: dict[int, NameColumn] = {}
        by_number = {shelf.number: shelf.col for shelf in shelves(self._schema)}
        for number, first, past, longest, cored, unlike in self._runs():
            old = found.get(number, NameColumn(by_number[number], NOTHING, cored=False, unlike=False, longest=0))
            found[number] = NameColumn(
                old.col,
                either((old.numbers, between(first, past))),
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
        rows = self._engine.run(
            "WITH sounds AS (SELECT unnest(string_split($sounds, $between)) AS sound) "
            f'SELECT near, pair, sum(names) FROM "{COUNTS}" WHERE near IN (FROM sounds) GROUP BY near, pair',
            {"sounds": _BETWEEN.join(found), "between": _BETWEEN},
        ).rows
        for near, pair, names in rows:
            found[str(near)][text_of(_number(pair))] = _number(names)
        return found

    def numbered(self, numbers: Collection[int]) -> tuple[Filed, ...]:
        """As the protocol says."""
        listed = ", ".join(map(str, numbers))
        return filed_names(self._engine, self._schema, f"spot IN ({listed})") if listed else ()

    def exactly(self, forms: Collection[str]) -> tuple[Filed, ...]:
        """As the protocol says."""
        return tuple(filed for filed in self._hashed("hash", forms) if filed.name.form in forms)

    def cored(self, cores: Collection[str]) -> tuple[Filed, ...]:
        """As the protocol says."""
        return tuple(filed for filed in self._hashed("core_hash", cores) if filed.name.core in cores)

    # --- how it is found -------------------------------------------------------------------------------------------

    def _runs(self) -> Iterator[tuple[int, int, int, int, bool, bool]]:
        rows = self._run(f'SELECT shelf, first, past, longest, cored::INTEGER, unlike::INTEGER FROM "{RUNS}"')
        for shelf, first, past, longest, cored, unlike in rows:
            yield _number(shelf), _number(first), _number(past), _number(longest), bool(cored), bool(unlike)

    def _read(self, pairs: Iterable[str]) -> Mapping[str, Bits]:
        numbers = {pair_of(pair): pair for pair in pairs}
        listed = ", ".join(map(str, numbers))
        rows = self._run(f'SELECT pair, base, spots FROM "{PAIRS}" WHERE pair IN ({listed})')
        found: dict[str, list[Bits]] = {pair: [] for pair in numbers.values()}
        for pair, base, spots in rows:
            found[numbers[_number(pair)]].append(unpacked(bytes.fromhex(str(spots)), _number(base)))
        return {pair: sets[0] if len(sets) == 1 else either(sets) for pair, sets in found.items()}

    def _hashed(self, column: str, forms: Collection[str]) -> tuple[Filed, ...]:
        """Names whose column is the number of one of the forms, and some that only have the same number."""
        hashes = ", ".join(str(hash_number(form)) for form in forms)
        return filed_names(self._engine, self._schema, f"{column} IN ({hashes})") if hashes else ()

    def _run(self, sql: str) -> tuple[tuple[Scalar, ...], ...]:
        return self._engine.run(sql, {}).rows


def _weight(bits: Bits) -> int:
    """About how many bytes a set takes."""
    return _EMPTY + len(bits) * (BLOCK // 8)


def _number(value: Scalar) -> int:
    return value if isinstance(value, int) else 0
