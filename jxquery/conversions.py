"""Answers in the types of other libraries, each of which is imported when it is asked for, and nowhere else.

Exactness comes first: a column of whole numbers becomes 64-bit integers, one with decimals a decimal of 38 digits, and
what fits neither keeps every digit as text. `exact=False` gives floating numbers to those who would rather plot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from jxquery.errors import NotOneValueError, UsageError
from jxquery.types import Answer, Scalar

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Stored: TypeAlias = Literal["integer", "decimal", "float", "text"]
DIGITS = 38
_LARGEST = 2**63


class Field(Struct, frozen=True):
    """A column of an answer as it is stored elsewhere. `scale`: places behind the point, for decimals alone."""

    name: str
    stored: Stored
    scale: int
    unit: str | None
    cells: tuple[object, ...]


def one_value(answer: Answer) -> str | int | Decimal:
    """The value of an answer that is one row with one value that was asked for.

    Raises `NotOneValueError`, which says what there is instead.
    """
    if answer.status != "answered":
        offered = "；".join(answer.choices or answer.suggestions)
        unused = "、".join(f"「{word}」" for word in answer.unused)
        why = answer.error or (
            f"不明白{unused}。" if unused else "这句话有几种读法。" if answer.choices else "没有看懂。"
        )
        raise NotOneValueError(why, place=answer.question, hint=f"可以问：{offered}" if offered else "")
    asked = [n for n, column in enumerate(answer.columns) if column.role == "answer"]
    value = answer.rows[0][asked[0]] if len(answer.rows) == 1 and len(asked) == 1 else None
    if value is not None:
        return value
    if len(answer.rows) == 1 and len(asked) == 1:
        found = "这个值是空的"
    else:
        names = "、".join(answer.columns[n].name for n in asked)
        found = f"答案有 {len(answer.rows)} 行，每行 {len(asked)} 个值{f'（{names}）' if names else ''}"
    reading = f"读作：{answer.interpretation}\n" if answer.interpretation else ""
    raise NotOneValueError(f"要的是正好一个值，{found}。", hint=f"{reading}请把问题问到一个数，或取整张表。")


def distinct(names: Sequence[str]) -> list[str]:
    """The names, a repeated one numbered: neither an object nor a frame can have a name twice.

    >>> distinct(["a", "b", "a"])
    ['a', 'b', 'a_2']
    """
    seen: list[str] = []
    for name in names:
        number, unique = 1, name
        while unique in seen:
            number += 1
            unique = f"{name}_{number}"
        seen.append(unique)
    return seen


def fields(answer: Answer, *, exact: bool = True) -> tuple[Field, ...]:
    """The columns of the answer with what they are stored as. Their names are told apart."""
    names = distinct([column.name for column in answer.columns])
    return tuple(
        _field(name, column.type, column.unit, [row[n] for row in answer.rows], exact=exact)
        for n, (name, column) in enumerate(zip(names, answer.columns, strict=True))
    )


def to_pandas(answer: Answer, *, exact: bool) -> pd.DataFrame:
    """See `Answer.to_pandas`."""
    _need("pandas", "to_pandas")
    import pandas as pd

    dtypes: dict[Stored, str] = {"integer": "Int64", "decimal": "object", "float": "float64", "text": "string"}
    found = fields(answer, exact=exact)
    columns = {f.name: pd.Series(list(f.cells), dtype=dtypes[f.stored]) for f in found}
    frame = pd.DataFrame(columns, columns=[f.name for f in found], index=pd.RangeIndex(len(answer.rows)))
    frame.attrs.update(_about(answer, found))
    return frame


def to_polars(answer: Answer, *, exact: bool) -> pl.DataFrame:
    """See `Answer.to_polars`."""
    _need("polars", "to_polars")
    import polars as pl

    def dtype(field: Field) -> pl.DataType:
        match field.stored:
            case "integer":
                return pl.Int64()
            case "decimal":
                return pl.Decimal(DIGITS, field.scale)
            case "float":
                return pl.Float64()
        return pl.String()

    return pl.DataFrame([pl.Series(f.name, list(f.cells), dtype=dtype(f)) for f in fields(answer, exact=exact)])


def to_arrow(answer: Answer, *, exact: bool) -> pa.Table:
    """See `Answer.to_arrow`."""
    _need("pyarrow", "to_arrow", extra="arrow")
    import pyarrow as pa

    def dtype(field: Field) -> pa.DataType:
        match field.stored:
            case "integer":
                return pa.int64()
            case "decimal":
                return pa.decimal128(DIGITS, field.scale)
            case "float":
                return pa.float64()
        return pa.string()

    found = fields(answer, exact=exact)
    units = [None if f.unit is None else {"unit": f.unit} for f in found]
    schema = pa.schema(
        [pa.field(f.name, dtype(f), metadata=unit) for f, unit in zip(found, units, strict=True)],
        metadata={"question": answer.question, "interpretation": answer.interpretation},
    )
    return pa.table([pa.array(f.cells, dtype(f)) for f in found], schema=schema)


def write_parquet(answer: Answer, path: Path) -> None:
    """The rows as a Parquet file, written by the engine that is there anyway; units stand in the file's metadata."""
    from jxquery.engines.parquet import write

    found = fields(answer)
    kinds: dict[Stored, str] = {"integer": "BIGINT", "text": "VARCHAR", "float": "DOUBLE"}
    columns = [(f.name, kinds.get(f.stored, f"DECIMAL({DIGITS},{f.scale})")) for f in found]
    rows = list(zip(*(f.cells for f in found), strict=True))
    about = {"question": answer.question, "interpretation": answer.interpretation}
    units = {f"unit:{f.name}": f.unit for f in found if f.unit is not None}
    write(path, columns, rows, {**about, **units})


def _field(
    name: str, kind: Literal["text", "number"], unit: str | None, values: Sequence[Scalar], *, exact: bool
) -> Field:
    present = [value for value in values if value is not None]
    if kind == "text" or any(isinstance(value, str) for value in present):
        return Field(name, "text", 0, unit, tuple(_text(value) for value in values))
    numbers = [
        value if isinstance(value, Decimal) else Decimal(value) for value in present if not isinstance(value, str)
    ]
    if not exact:
        return Field(name, "float", 0, unit, tuple(None if value is None else float(value) for value in values))
    if numbers and all(isinstance(value, int) and -_LARGEST <= value < _LARGEST for value in present):
        return Field(name, "integer", 0, unit, tuple(values))
    scale = max((_places(number) for number in numbers), default=0)
    whole = max((number.adjusted() + 1 for number in numbers if number.is_finite() and number), default=0)
    if max(whole, 0) + scale <= DIGITS and all(number.is_finite() for number in numbers):
        return Field(name, "decimal", scale, unit, tuple(None if v is None else Decimal(v) for v in values))
    return Field(name, "text", 0, unit, tuple(_text(value) for value in values))


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _text(value: Scalar) -> str | None:
    """As text that UTF-8 can carry."""
    if value is None:
        return None
    return format(value, "f") if isinstance(value, Decimal) else str(value).encode(errors="replace").decode()


def _about(answer: Answer, found: Sequence[Field]) -> Mapping[str, object]:
    units = {f.name: f.unit for f in found if f.unit is not None}
    return {"question": answer.question, "interpretation": answer.interpretation, "units": units}


def _need(module: str, method: str, *, extra: str = "") -> None:
    """Raise `UsageError` when the library is not installed."""
    from importlib.util import find_spec

    if find_spec(module) is None:
        hint = f'请运行 pip install "jxquery[{extra or module}]"。'
        raise UsageError(f"{method}() 要用 {module}，还没有安装。", hint=hint)
