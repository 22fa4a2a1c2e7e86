"""Frozen values as JSON text and back: what is prepared once and read at every start.

JSON, not pickle: reading it can make values of the types that it is given and nothing else, whoever wrote the file.

Most of what is prepared is a few kinds of small values many times over. So the text lists each value once, those that
are made of no others first, and those of a kind together: they are made in one go, without looking into each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, starmap
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import astuple

# What the values of a batch are: one of these, or from _TYPES on the place of a type among those at the front.
_TUPLE, _DECIMAL, _MAPPING, _PATH, _TYPES = range(5)
_Part: TypeAlias = "str | int | float | list[int] | None"
"""What a value is made of: something plain, or the number of a value before it, in a list."""
_ALONE, _OF_OTHERS, _OF_BOTH = range(3)
"""How the parts of a batch are: all plain, all numbers of values and without their lists, or as it comes."""


def frozen_text(value: object) -> str:
    """The text of a value made of structs, tuples, mappings, decimals, paths and what JSON knows.

    Raises `TypeError` for anything else.

    >>> from jxquery.types import Col
    >>> frozen_text((Col("项目", "预算数"), 2))
    '[["Col"],[[4,0,[["项目","预算数"]]],[0,2,[[[0],2]]]],[1]]'
    """
    found = _Found()
    last = found.add(value)
    names = [kind.__name__ for kind in found.types]
    return json.dumps([names, *found.batches(last)], ensure_ascii=False, separators=(",", ":"))


def thawed(text: str, types: Sequence[type]) -> object:
    """The value of a text of `frozen_text`, made of these types.

    Raises `ValueError` for a text that is damaged or speaks of other types or fields.

    >>> from jxquery.types import Col
    >>> thawed('[["Col"],[[4,0,[["项目","预算数"]]],[0,2,[[[0],2]]]],[1]]', [Col])
    (Col(table='项目', name='预算数'), 2)
    """
    known = {t.__name__: t for t in types}
    try:
        names, batches, last = json.loads(text)
        makers = (_tuple, Decimal, _mapping, Path, *(known[name] for name in names))
        values: list[object] = []
        for kind, mode, rows in batches:
            values.extend(starmap(makers[kind], _rows(rows, mode, values)))
        return _part(last, values)
    except (KeyError, TypeError, IndexError, ArithmeticError, RecursionError) as error:
        raise ValueError(str(error)) from None


def _rows(rows: list[list[Any]], mode: int, values: list[object]) -> Iterable[Iterable[object]]:
    """The parts of each value of a batch; those that are values were made before."""
    if mode == _ALONE:
        return rows
    before = tuple(values)
    if mode == _OF_OTHERS:
        return (map(before.__getitem__, row) for row in rows)
    return ([_part(part, before) for part in row] for row in rows)


def _part(part: _Part, values: Sequence[object]) -> object:
    return values[part[0]] if isinstance(part, list) else part


def _tuple(*parts: object) -> tuple[object, ...]:
    return parts


def _mapping(keys: tuple[object, ...], of: tuple[object, ...]) -> dict[object, object]:
    return dict(zip(keys, of, strict=True))


class _Found:
    """Every value that a value is made of, once, with what it is made of itself."""

    def __init__(self) -> None:
        self.types: dict[type, int] = {}
        self._known: dict[str, int] = {}
        self._values: list[tuple[int, int, tuple[_Part, ...]]] = []
        """How far each is from the plain ones, its kind, and its parts: values by their place here, in a list."""

    def add(self, value: object) -> _Part:
        """A plain value as it is, or the place of the value, in a list."""
        match value:
            case str() | int() | float() | None:
                return value
            case tuple():
                return self._made(_TUPLE, value)
            case Decimal():
                return self._made(_DECIMAL, (str(value),))
            case Mapping():
                return self._made(_MAPPING, (tuple(value), tuple(value.values())))
            case Path():
                return self._made(_PATH, (str(value),))
            case Struct():
                number = self.types.setdefault(type(value), len(self.types))
                return self._made(_TYPES + number, astuple(value))
            case _:
                raise TypeError(f"{type(value).__name__} cannot be written as text")

    def _made(self, kind: int, of: tuple[object, ...]) -> list[int]:
        parts = tuple(map(self.add, of))
        place = self._known.setdefault(json.dumps([kind, parts]), len(self._values))
        if place == len(self._values):
            depth = max((self._values[part[0]][0] for part in parts if isinstance(part, list)), default=-1) + 1
            self._values.append((depth, kind, parts))
        return [place]

    def batches(self, last: _Part) -> Iterator[object]:
        """The batches, and the value that all was for."""
        batches: dict[tuple[int, int, int], list[int]] = {}
        for place, (depth, kind, parts) in enumerate(self._values):
            batches.setdefault((depth, kind, _mode(parts)), []).append(place)
        listed = sorted(batches.items())
        numbers = {place: n for n, place in enumerate(chain.from_iterable(places for _, places in listed))}

        def numbered(part: _Part, mode: int) -> _Part:
            if not isinstance(part, list):
                return part
            return numbers[part[0]] if mode == _OF_OTHERS else [numbers[part[0]]]

        yield [
            [kind, mode, [[numbered(part, mode) for part in self._values[place][2]] for place in places]]
            for (_, kind, mode), places in listed
        ]
        yield numbered(last, _OF_BOTH)


def _mode(parts: tuple[_Part, ...]) -> int:
    others = [isinstance(part, list) for part in parts]
    if not any(others):
        return _ALONE
    return _OF_OTHERS if all(others) else _OF_BOTH
