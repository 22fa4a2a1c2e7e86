"""Answers for machines: the JSON object of the contract, and CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from jxquery.render.values import exact, heading, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jxquery.types import Answer, Column, Scalar

Json: TypeAlias = "Scalar | Mapping[str, Json] | Sequence[Json]"

# Valid in JSON as they are, but a terminal obeys them, str.splitlines() cuts at them, or UTF-8 cannot carry them.
_ESCAPED = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
# What a spreadsheet takes for the beginning of a formula; Chinese ones take the full-width signs too.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def json_line(answer: Answer) -> str:
    """The object of the contract on one line."""
    return encode(_contract(answer)) + "\n"


def json_object(answer: Answer) -> str:
    """The object of the contract for people: each member, row, column and source on a line of its own."""
    members = (f"  {encode(key)}: {_spread(value)}" for key, value in _contract(answer).items())
    return "{\n" + ",\n".join(members) + "\n}\n"


def csv_table(answer: Answer) -> str:
    """RFC 4180 with a heading row that carries the units. Text that a spreadsheet would run begins with '."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_inert(heading(column)) for column in answer.columns])
    writer.writerows([_inert(v) if isinstance(v, str) else plain(v) for v in row] for row in answer.rows)
    return out.getvalue()


def encode(value: Json) -> str:
    """JSON on one line, with decimals printed digit by digit and never through a float.

    >>> encode({"预算数": Decimal("31.000000"), "年度": 2024, "级别": ["中央"]})
    '{"预算数": 31.0, "年度": 2024, "级别": ["中央"]}'
    """
    if isinstance(value, Decimal):
        return exact(value) if value.is_finite() else "null"
    if value is None or isinstance(value, (str, int)):
        return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{encode(key)}: {encode(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(encode(item) for item in value) + "]"


def _spread(value: Json) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        return "[\n" + ",\n".join(f"    {encode(item)}" for item in value) + "\n  ]"
    return encode(value)


def _contract(answer: Answer) -> dict[str, Json]:
    names = _distinct([column.name for column in answer.columns])
    return {
        "question": answer.question,
        "status": answer.status,
        "interpretation": answer.interpretation,
        "columns": tuple(_column(name, column) for name, column in zip(names, answer.columns, strict=True)),
        "rows": tuple(dict(zip(names, row, strict=True)) for row in answer.rows),
        "sql": answer.sql,
        "params": answer.params,
        "sources": tuple({"row": s.row, "file": s.file, "place": s.place} for s in answer.sources),
        "sources_total": answer.sources_total,
        "unused": answer.unused,
        "choices": answer.choices,
        "suggestions": answer.suggestions,
        "warnings": answer.warnings,
        "error": answer.error,
    }


def _column(name: str, column: Column) -> dict[str, Json]:
    unit: dict[str, Json] = {} if column.unit is None else {"unit": column.unit}
    return {"name": name, "type": column.type, **unit, "role": column.role}


def _distinct(names: list[str]) -> list[str]:
    """The names, a repeated one numbered: an object cannot have a key twice (SELECT 1 AS a, 2 AS a)."""
    seen: list[str] = []
    for name in names:
        number, unique = 1, name
        while unique in seen:
            number += 1
            unique = f"{name}_{number}"
        seen.append(unique)
    return seen


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
