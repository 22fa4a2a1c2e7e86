"""How a worker and its parent talk: frames of JSON, each behind its length. Nothing that is read is ever executed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import IO, Any, TypeAlias

from jxquery.types import Scalar

Message: TypeAlias = Mapping[str, Any]

_LENGTH = 8  # bytes


class WireError(Exception):
    """The other side said what it cannot have meant, or more than it may."""


def send(stream: IO[bytes], message: Message) -> None:
    """One message. Decimals travel as a list of one text, so that they stay exact and stay apart from integers."""
    body = json.dumps(message, ensure_ascii=False, default=_packed, separators=(",", ":"))
    data = body.encode("utf-8", "surrogatepass")
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def receive(stream: IO[bytes], most: int) -> Message | None:
    """The next message of at most so many bytes; None when the other side has gone. Raises `WireError`."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    if length > most:
        raise WireError
    data = stream.read(length)
    if len(data) < length:
        return None
    try:
        message = json.loads(data.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise WireError from None
    if not isinstance(message, dict):
        raise WireError
    return message


def unpacked(row: object) -> tuple[Scalar, ...]:
    """A row as it was before it travelled. Raises `WireError` for what no row is."""
    return tuple(map(_value, listed(row)))


def texts(values: object) -> tuple[str, ...]:
    """A list of texts. Raises `WireError` for anything else."""
    if not all(isinstance(value, str) for value in listed(values)):
        raise WireError
    return tuple(map(str, listed(values)))


def _packed(value: object) -> list[str]:
    if not isinstance(value, Decimal):
        raise TypeError(type(value))
    return [str(value)]


def _value(value: object) -> Scalar:
    match value:
        case None | str():
            return value
        case int() if not isinstance(value, bool):
            return value
        case [str(digits)]:
            try:
                return Decimal(digits)
            except ArithmeticError:
                raise WireError from None
        case _:
            raise WireError


def listed(value: object) -> Sequence[object]:
    """The list that this must be. Raises `WireError` when it is none."""
    if not isinstance(value, list):
        raise WireError
    return value
