"""The header of an SQL file: lines `-- key: value` before the statement, read from the raw text.

A parser would move comments. And reading lines costs next to nothing, so that a question need not parse the statements
of queries that it does not use.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TypeAlias, cast, get_args

from msgspec import Struct

from jxquery.errors import TemplateError
from jxquery.patterns import regex
from jxquery.types import Role

_LINE = regex(r"^--\s*(\w+):\s*(.*?)\s*$")
Header: TypeAlias = "dict[str, list[tuple[int, str]]]"
"""The values of each key, each with its line number."""


class MadeColumn(Struct, frozen=True):
    """A column of the answer as the header declares it."""

    name: str
    role: Role
    unit: str | None


def read_text(file: Path, hint: str) -> str:
    """The text of the file. Raises `TemplateError` when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        raise TemplateError("这个文件读不出来，或不是 UTF-8 编码。", place=str(file), hint=hint) from None


def read_header(file: Path, text: str, keys: Collection[str], hint: str) -> Header:
    """The header lines by key. Raises `TemplateError` for a key that there is not."""
    header: Header = {key: [] for key in keys}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.startswith("--"):
            break
        match = _LINE.match(line)
        if match is None:
            continue
        if match[1] not in header:
            message = f"头部的「{match[1]}」不认识，可用的是：{'、'.join(sorted(keys))}。"
            raise TemplateError(message, place=f"{file}:{number}:1", hint=hint)
        header[match[1]].append((number, match[2]))
    return header


def single(header: Header, file: Path, key: str, hint: str) -> str:
    """The one value of a key."""
    values = header[key]
    if len(values) != 1 or not values[0][1]:
        raise TemplateError(f"头部应当正好有一行 {key}。", place=f"{file}:1:1", hint=hint)
    return values[0][1]


def listed(header: Header, key: str) -> tuple[str, ...]:
    """The words of a key, parted by commas."""
    return tuple(word.strip() for _, value in header[key] for word in value.split(",") if word.strip())


def example(value: str, place: str, hint: str) -> tuple[str, str]:
    """The question of an `ask` line and how it must be read."""
    left, found, right = value.partition("=>")
    if not found or not left.strip() or not right.strip():
        raise TemplateError("ask 应写成「问题 => 读法」。", place=place, hint=hint)
    return left.strip(), right.strip()


def made_columns(value: str, place: str, hint: str) -> Iterable[MadeColumn]:
    """The columns of a `column` line."""
    for part in value.split(","):
        name, *rest = part.split() or ("",)
        if not rest or rest[0] not in get_args(Role):
            message = f"column 应写成「列名 key|answer|context 单位」：{part.strip()}"
            raise TemplateError(message, place=place, hint=hint)
        yield MadeColumn(name, cast("Role", rest[0]), rest[1] if len(rest) > 1 else None)


def place_of(file: Path, text: str, word: str) -> str:
    """file:line:column of the word's first appearance in the statement, else in the header."""
    lines = list(enumerate(text.split("\n"), 1))
    for number, line in sorted(lines, key=lambda numbered: numbered[1].startswith("--")):
        column = line.find(word)
        if column >= 0:
            return f"{file}:{number}:{column + 1}"
    return f"{file}:1:1"
