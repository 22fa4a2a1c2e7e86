"""The normal form of many values at once: characters are looked at once each, and values only where they must be."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from jxquery.text.normalise import plain

if TYPE_CHECKING:
    import duckdb

# What the normal form decides on by what stands beside it; `plain` looks at the whole value then.
_BESIDE = frozenset("<>=!\"'")
_FIRST, _LAST = 0xB0, 0xF7  # the rows of GB 2312 that hold characters


def make_forms(connection: duckdb.DuckDBPyConnection, values: str) -> None:
    """Fill the temporary table `forms(value, form)` with those of the query's values that are not their own form."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE said AS SELECT DISTINCT value FROM ({values}) "
        "WHERE NOT regexp_full_match(value, $own)",
        {"own": f"{_any_of(_own())}*"},
    )
    changed: dict[str, str] = {}
    special: list[str] = []
    for (char,) in connection.execute("SELECT DISTINCT unnest(string_split(value, '')) FROM said").fetchall():
        form = plain(char)
        if char.isspace() or len(form) != 1 or char in _BESIDE or form in _BESIDE:
            special.append(char)
        elif form != char:
            changed[char] = form
    beside = {"special": _any_of(special)}
    connection.execute("CREATE OR REPLACE TEMP TABLE forms (value VARCHAR, form VARCHAR)")
    if changed:
        connection.execute(
            "INSERT INTO forms SELECT value, translate(value, $old, $new) FROM said "
            "WHERE regexp_matches(value, $any) AND NOT regexp_matches(value, $special)",
            {"old": "".join(changed), "new": "".join(changed.values()), "any": _any_of(changed), **beside},
        )
    found = connection.execute("SELECT value FROM said WHERE regexp_matches(value, $special)", beside).fetchall()
    if found:
        with connection.appender("forms") as appender:
            appender.append_rows([(value, form) for (value,) in found if (form := plain(value)) != value])


@cache
def _own() -> tuple[str, ...]:
    """Characters that are their own normal form, whatever stands beside them: nearly all that names are made of."""
    rows = (bytes((row, cell)) for row in range(_FIRST, _LAST + 1) for cell in range(0xA1, 0xFF))
    common = [*map(chr, range(0x21, 0x7F)), *(two.decode("gb2312", "ignore") for two in rows)]
    text = "".join(char for char in common if char not in _BESIDE)
    return tuple(char for char, form in zip(text, plain(text), strict=True) if char == form)


def _any_of(chars: Collection[str]) -> str:
    """A pattern that any of the characters meets, and nothing else."""
    return "[" + "".join(f"\\x{{{ord(char):X}}}" for char in chars) + "]" if chars else r"[^\x{0}-\x{10FFFF}]"
