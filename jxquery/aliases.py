"""The file of aliases beside the database: a line of TOML for each, for people to read, review and change.

A line is a whole statement, so that an error has its line and a change leaves the other lines, comments too, as they
are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from jxquery.errors import DataError, UsageError, reason_of
from jxquery.store.locks import writing
from jxquery.store.unfinished import cannot_write
from jxquery.text.normalise import plain
from jxquery.whole_files import Watched, replace_text

FILE = "aliases.toml"
_TOP = '# jxquery 的别名，每行一个："别名" = "它指的名称、类别、取值、字段或表"。可以直接改，存盘后马上生效。\n'
_HINT = '每一行应是："别名" = "名称"。改好这一行，或者删掉它，再试。'
_NEAR = 0.3


class Alias(Struct, frozen=True):
    """An alias and what it stands for, as they were written."""

    word: str
    target: str


class KnownAlias(Struct, frozen=True):
    """An alias of the list; `remark` says why it does not simply mean its target in the data that is loaded."""

    word: str
    target: str
    remark: str


class AddedAlias(Struct, frozen=True):
    """What became of adding: whether it is `new`, and the first names in the data that it is a part of."""

    word: str
    target: str
    new: bool
    part_of: tuple[str, ...]


def read_aliases(text: str, place: str, taken: Container[str]) -> tuple[Alias, ...]:
    """The aliases in the text of the file `place`. `taken` are the words of the language by their normal form.

    Raises `DataError` with the line for one that is no alias and its target, that cannot be an alias or is one twice.
    """
    from jxquery.language.alias_rules import misspelt

    found: dict[str, Alias] = {}
    for number, line in enumerate(_lines(text), 1):
        alias = _alias(line, f"{place}：第 {number} 行")
        if alias is None:
            continue
        form = plain(alias.word)
        wrong = misspelt(alias.word) or ("" if alias.target.strip() else f"没有写「{alias.word}」指什么。")
        if form in taken:
            wrong = f"「{alias.word}」是提问用的词，不能作别名。"
        if form in found:
            wrong = f"「{alias.word}」写了两次。"
        if wrong:
            raise DataError(wrong, place=f"{place}：第 {number} 行", hint=_HINT)
        found[form] = alias
    return tuple(found.values())


def with_alias(text: str, new: Alias) -> str:
    """The text with a line for the alias, before the first one that sorts behind it.

    >>> print(with_alias('"乙" = "B"', Alias("丙", "C")), end="")
    "丙" = "C"
    "乙" = "B"
    """
    lines = _lines(text or _TOP)
    written = f"{_quoted(new.word)} = {_quoted(new.target)}"
    behind = (n for n, line in enumerate(lines) if (a := _alias(line, FILE)) is not None and a.word > new.word)
    at = next(behind, len(lines))
    return _joined([*lines[:at], written, *lines[at:]])


def without_alias(text: str, word: str) -> str:
    """The text without the line of the alias.

    >>> without_alias('"乙" = "B"', "乙")
    ''
    """
    return _joined([n for n in _lines(text) if (a := _alias(n, FILE)) is None or plain(a.word) != plain(word)])


def find_alias(word: str, aliases: tuple[Alias, ...]) -> Alias:
    """The alias of this name. Raises `UsageError` with those that are near it."""
    known = {plain(alias.word): alias for alias in aliases}
    if plain(word) in known:
        return known[plain(word)]
    from difflib import get_close_matches

    near = "、".join(known[n].word for n in get_close_matches(plain(word), known, cutoff=_NEAR))
    hint = f"相近的有：{near}。" if near else "看有哪些：jxquery alias list"
    raise UsageError(f"没有「{word}」这个别名。", hint=hint if known else "还没有别名。")


def alias_file(folder: Path) -> Watched:
    """The file in the folder, for `alias_text`."""
    return Watched(folder / FILE, "utf-8-sig")


def alias_text(file: Watched) -> str:
    """What the file holds; nothing while there is none. Raises `DataError` when it cannot be read."""
    place = str(file.path)
    try:
        return file.text()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError:
        raise DataError("这个文件不是 UTF-8 编码的文字。", place=place, hint="请把它存成 UTF-8 再试。") from None
    except OSError as error:
        raise DataError(f"读不了：{reason_of(error)}。", place=place, hint="请检查这个文件和它的权限。") from None


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """One at a time, loads too. Makes the folder. Raises `DataError` when it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with writing(folder / "WRITER", f"进程 {os.getpid()}（修改别名）", lambda _: None):
            yield
    except OSError as error:
        raise cannot_write(folder / FILE, error) from None


def write_aliases(folder: Path, text: str) -> None:
    """The file with this text, at once. The caller is `changing` the folder."""
    replace_text(folder / FILE, text)


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _alias(line: str, place: str) -> Alias | None:
    """What a line says; None for an empty one and a comment."""
    import tomllib

    try:
        statement = tomllib.loads(line)
    except (ValueError, RecursionError):  # ValueError: also numbers that Python refuses to read
        raise DataError("这一行不是一个别名。", place=place, hint=_HINT) from None
    if not statement:
        return None
    ((word, target),) = statement.items()
    if not isinstance(target, str):
        raise DataError("这一行不是一个别名。", place=place, hint=_HINT)
    return Alias(word, target)
