"""Regular expressions that are compiled once, and not at every start.

Python keeps what it compiled for the process only, and compiling those of a question takes longer than to answer it: a
set of Chinese characters costs half a millisecond. So they are compiled when they are first used, and what they were
compiled to is kept with the rest of what is prepared. `re` has no way to be given that, and what has one is private: it
is used here and nowhere else, for what the same Python kept, and where it fails `re.compile` does the work.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from typing import Any, cast

from msgspec import Struct

_UNSIGNED = "I"
_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub")
_NOT_TO_BE_HAD = (ImportError, AttributeError, TypeError, ValueError, OverflowError, RuntimeError)


class Code(Struct, frozen=True):
    """What a pattern was compiled to: its flags, the numbers that the C module runs, and the names of its groups.

    The numbers are written as the hexadecimal digits of their bytes: to read them one by one takes twice as long.
    The groups stand in their order, the whole match first, None where one has no name.
    """

    text: str
    flags: int
    numbers: str
    names: tuple[str | None, ...]


_kept: dict[str, Code] = {}
_texts: dict[str, None] = {}  # of every pattern, in their order


class _Pattern:
    """What `regex` gives: the methods of a compiled pattern, which it becomes when one of them is first used."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> object:
        compiled = _compiled(self._text)
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)


def regex(text: str) -> re.Pattern[str]:
    """The pattern, as `re.compile` would give it.

    >>> regex("([0-9]+)年").search("2024年预算")[1]
    '2024'
    """
    _texts[text] = None
    return cast("re.Pattern[str]", _Pattern(text))


def codes() -> tuple[Code, ...]:
    """What every pattern is compiled to that there is so far; nothing where this Python does not give it away."""
    try:
        made = tuple(map(_code, _texts))
        same = all(_run(code) == re.compile(code.text) for code in made)
    except _NOT_TO_BE_HAD:
        return ()
    return made if same else ()


def keep(kept: Iterable[Code]) -> None:
    """Take these, of `codes` by the same Python, for what the patterns are compiled to."""
    _kept.update((code.text, code) for code in kept)


def _compiled(text: str) -> re.Pattern[str]:
    if text in _kept:
        with suppress(*_NOT_TO_BE_HAD):
            return _run(_kept[text])
    return re.compile(text)


def _code(text: str) -> Code:
    """As `re` itself does it."""
    parsed: Any = import_module("re._parser").parse(text)
    state = parsed.state
    numbers = import_module("re._compiler")._code(parsed, 0)  # noqa: SLF001 - see above
    written = array(_UNSIGNED, map(int, numbers)).tobytes().hex()
    by_number = {number: name for name, number in state.groupdict.items()}
    return Code(text, state.flags, written, tuple(map(by_number.get, range(state.groups))))


def _run(code: Code) -> re.Pattern[str]:
    named = {name: number for number, name in enumerate(code.names) if name is not None}
    numbers = array(_UNSIGNED, bytes.fromhex(code.numbers)).tolist()
    private: Any = import_module("_sre")
    made: re.Pattern[str] = private.compile(code.text, code.flags, numbers, len(code.names) - 1, named, code.names)
    return made
