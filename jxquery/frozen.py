"""Frozen values as JSON text and back: what is prepared once and read at every start.

JSON, not pickle: reading it can make values of the types that it is given and nothing else, whoever wrote the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import astuple

# What a list in the text begins with: one of these, or from _TYPES on the place of a type among those at the front.
_TUPLE, _DECIMAL, _MAPPING, _PATH, _TYPES = range(5)
_Plain: TypeAlias = "str | int | float | bool | list[Any] | None"


def frozen_text(value: object) -> str:
    """The text of a value made of structs, tuples, mappings, decimals, paths and what JSON knows.

    Raises `TypeError` for anything else.

    >>> from jxquery.types import Col
    >>> frozen_text((Col("项目", "预算数"), 2))
    '[["Col"],[0,[4,"项目","预算数"],2]]'
    """
    types: dict[type, int] = {}
    plain = _plain(value, types)
    return json.dumps([[t.__name__ for t in types], plain], ensure_ascii=False, separators=(",", ":"))


def thawed(text: str, types: Sequence[type]) -> object:
    """The value of a text of `frozen_text`, made of these types.

    Raises `ValueError` for a text that is damaged or speaks of other types or fields.

    >>> from jxquery.types import Col
    >>> thawed('[["Col"],[0,[4,"项目","预算数"],2]]', [Col])
    (Col(table='项目', name='预算数'), 2)
    """
    known = {t.__name__: t for t in types}
    try:
        names, plain = json.loads(text)
        return _thaw(plain, (_tuple, _decimal, _mapping, _path, *(_maker(known[name]) for name in names)))
    except (KeyError, TypeError, IndexError, ArithmeticError, RecursionError) as error:
        raise ValueError(str(error)) from None


def _plain(value: object, types: dict[type, int]) -> _Plain:
    match value:
        case str() | int() | float() | None:
            return value
        case tuple():
            return [_TUPLE, *(_plain(part, types) for part in value)]
        case Decimal():
            return [_DECIMAL, str(value)]
        case Mapping():
            return [_MAPPING, *(_plain(part, types) for pair in value.items() for part in pair)]
        case Path():
            return [_PATH, str(value)]
        case Struct():
            number = types.setdefault(type(value), len(types))
            return [_TYPES + number, *(_plain(part, types) for part in astuple(value))]
        case _:
            raise TypeError(f"{type(value).__name__} cannot be written as text")


_Makers: TypeAlias = "tuple[Callable[[list[Any], _Makers], object], ...]"


def _thaw(plain: _Plain, makers: _Makers) -> object:
    return makers[plain[0]](plain, makers) if type(plain) is list else plain


def _parts(plain: list[Any], makers: _Makers) -> list[Any]:
    """What a list holds behind the number that says what it is; most hold nothing that has parts of its own."""
    return [_thaw(part, makers) for part in plain[1:]] if list in map(type, plain) else plain[1:]


def _tuple(plain: list[Any], makers: _Makers) -> object:
    return tuple(_parts(plain, makers))


def _decimal(plain: list[Any], _makers: _Makers) -> object:
    return Decimal(plain[1])


def _mapping(plain: list[Any], makers: _Makers) -> object:
    parts = _parts(plain, makers)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _path(plain: list[Any], _makers: _Makers) -> object:
    return Path(plain[1])


def _maker(kind: type) -> Callable[[list[Any], _Makers], object]:
    return lambda plain, makers: kind(*_parts(plain, makers))
