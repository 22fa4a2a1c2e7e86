"""Answers for machines: the JSON object of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from jxquery.conversions import distinct
from jxquery.patterns import regex
from jxquery.render.values import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jxquery.types import Answer, Column, Scalar

Json: TypeAlias = "Scalar | Mapping[str, Json] | Sequence[Json]"

# Valid in JSON as they are, but a terminal obeys them, str.splitlines() cuts at them, or UTF-8 cannot carry them.
_ESCAPED = regex(r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def json_line(answer: Answer) -> str:
    """The object of the contract on one line."""
    return encode(_contract(answer)) + "\n"


def json_object(answer: Answer) -> str:
    """The object of the contract for people: each member, row, column and source on a line of its own."""
    members = (f"  {encode(key)}: {_spread(value)}" for key, value in _contract(answer).items())
    return "{\n" + ",\n".join(members) + "\n}\n"


def encode(value: Json) -> str:
    """JSON on one line, with decimals printed digit by digit and never through a float.

    >>> encode({"预算数": Decimal("31.000000"), "年度": 2024, "级别": ["中央"]})
    '{"预算数": 31.0, "年度": 2024, "级别": ["中央"]}'
    """
    if isinstance(value, Decimal):
        return exact(value) if value.is_finite() else "null"
    if value is None or isinstance(value, (str, int)):
        text = json.dumps(value, ensure_ascii=False)
        return text if text.isprintable() else _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{encode(key)}: {encode(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(encode(item) for item in value) + "]"


def _spread(value: Json) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        return "[\n" + ",\n".join(f"    {encode(item)}" for item in value) + "\n  ]"
    return encode(value)


def _contract(answer: Answer) -> dict[str, Json]:
    names = distinct([column.name for column in answer.columns])
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
