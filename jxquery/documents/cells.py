"""What a cell of a user's table says, in the type and unit of its column; and what its heading says."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from jxquery.documents.amounts import AmountError, read_amount
from jxquery.schema.model import ColumnDef, Units
from jxquery.types import Scalar

PLACES = Decimal("0.000001")  # amounts are kept with six decimals
_LARGEST = Decimal(10) ** 14
_BLANK = re.compile(r"[-/—–…]*|无|n/?a|null|none|nan", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_YEAR = re.compile(r"((?:1[5-9]|20|21)\d\d)(?:年度?|(?:[-/.年]\d{1,2}.*)|\d{4})?")
_DATE = re.compile(r"\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月(?:\d{1,2}日)?)(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_HEADING = re.compile(r"(.+?)\s*[(（\[【](?:单位[:：])?\s*([^()（）\[\]【】]+?)\s*[)）\]】]")


def split_heading(heading: str) -> tuple[str, str]:
    """A heading's name, and the unit that stands in brackets behind it.

    >>> split_heading("价格（元）"), split_heading("书名")
    (('价格', '元'), ('书名', ''))
    """
    found = _HEADING.fullmatch(heading)
    return (found[1], found[2]) if found else (heading, "")


def is_date(text: str) -> bool:
    """Whether the text is a day, with or without a time.

    >>> is_date("2024-05-01"), is_date("2024年5月"), is_date("2024")
    (True, True, False)
    """
    return _DATE.fullmatch(text) is not None


def read_cell(text: str, column: ColumnDef, unit: str | None, units: Units) -> Scalar:
    """The value; None where the cell is empty. `unit` is the one in the heading. Raises AmountError, in Chinese."""
    if column.type == "text":
        return text or None
    if _BLANK.fullmatch(text):
        return None
    if column.role == "period":
        return read_year(text)
    value = read_number(text, unit or column.unit, column.unit, units)
    if abs(value) >= _LARGEST:
        raise AmountError(f"「{text}」太大")
    if column.type == "amount":
        return value
    if value != value.to_integral_value():
        raise AmountError(f"「{text}」不是整数")
    return int(value)


def read_year(text: str) -> int:
    """The year of a year or of a day.

    >>> read_year("2024"), read_year("2023年"), read_year("2022-05-01"), read_year("20210501")
    (2024, 2023, 2022, 2021)
    """
    found = _YEAR.fullmatch(text)
    if found is None:
        raise AmountError(f"「{text}」不是年份")
    return int(found[1])


def read_number(text: str, unit: str | None, to: str | None, units: Units) -> Decimal:
    """The number in the unit `to`; one that has no unit of its own is in `unit`."""
    written = f"{text[1:].strip()}元" if text[0] in "¥￥" else text
    if _NUMBER.fullmatch(written):
        value = Decimal(re.sub("[,，]", "", written))
        if unit is None or to is None or unit == to:
            return value
        converted = units.convert(value, unit, to)
        if converted is None:
            raise AmountError(f"表头的单位「{unit}」不能换算成{to}")
        return converted
    if to is None:
        raise AmountError(f"「{text}」不是一个数")
    try:
        found = read_amount(written, unit or to, to, units)
    except InvalidOperation:
        found = None
    if found is None:
        raise AmountError(f"「{text}」不是一个数")
    return found
