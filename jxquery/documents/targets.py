"""The target of an indicator out of its cells: operator, value and unit, as one would write it: ≥98%."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from jxquery.documents.grid import is_blank
from jxquery.documents.values import Target, read_target, starts_with_sign
from jxquery.documents.words import Operators
from jxquery.schema.model import TargetDef, Units
from jxquery.text.normalise import plain, squeeze
from jxquery.types import Scalar

_NUMBER = re.compile(r"[≥≤<>=±]*\s*-?\d[\d,]*(?:\.\d+)?(?:\s*[-~至]\s*\d[\d,]*(?:\.\d+)?)?")
_PLAIN = re.compile(r"\d[\d,]*(?:\.0+)?")
_SERIALS = range(20000, 60000)  # the days of 1954 to 2064 as Excel counts them
_SIGN = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}


@dataclass(frozen=True, slots=True)
class Composed:
    """The target, its direction (正向) where the form gives one, and what is odd about its cells."""

    target: Target
    direction: str | None
    notes: tuple[str, ...]


def compose(value: str, operators: Iterable[str], unit: str, words: Operators, units: Units) -> Composed:
    """The target that these cells of one row say together. What does not fit together stays text and says so."""
    signs: list[str] = []
    direction: str | None = None
    wordy, notes = False, []
    for text in map(squeeze, operators):
        norm = plain(text)
        if is_blank(text) or text in words.number:
            continue
        if text in words.words:
            wordy = True
        elif text in words.direction:
            direction = text.removesuffix("指标")
        elif norm in words.compare:
            signs.append(_sign(norm, units))
        else:
            notes.append(f"不认识的比较符「{text}」")
    target = _target(squeeze(value), tuple(dict.fromkeys(signs)), squeeze(unit), units, wordy=wordy)
    if notes and target.value is not None:
        target = _broken(target.written, notes.pop())
    return Composed(target, direction, tuple(notes))


def actual(value: str, unit: str, target: Target, units: Units) -> Target:
    """What became of a target: a bare number is in the unit of its column, else in the target's own.

    A bare 1 beside a percentage may be 100 %, and 0.98 may be 98 %: they stay text.
    """
    value = squeeze(value)
    if is_blank(value) or starts_with_sign(value) or not _NUMBER.fullmatch(plain(value)):
        return _with_own_unit(value, "", "", units)
    wanted = read_target(f"1{squeeze(unit)}", units).unit if not is_blank(unit) else target.unit
    found = read_target(f"{value}{wanted or ''}", units)
    if found.value is None:
        return replace(found, written=value)
    if wanted is not None and units.convert(Decimal(1), wanted, "%") is not None and 0 < found.value <= 1:
        return _broken(value, f"「{value}」没有单位，看不出是不是百分数")
    return replace(found, written=value)


def _sign(norm: str, units: Units) -> str:
    """≥ for 大于等于, 不低于 and >=."""
    comparator = read_target(f"{norm}1", units).comparator
    return _SIGN[comparator or "="]


def _target(value: str, signs: tuple[str, ...], unit: str, units: Units, *, wordy: bool) -> Target:
    unit = "" if is_blank(unit) else unit
    if is_blank(value):
        found = read_target(value, units)  # 无 is a word
        return Target("定性", words=True) if wordy and not found.words else found
    own = starts_with_sign(value)
    sign = signs[0] if signs and not own else ""
    written = f"{sign}{value}"
    if len(signs) > 1:
        return _broken(written + unit, f"「{'」「'.join(signs)}」两个比较符不同")
    if signs and own and read_target(value, units).comparator != read_target(f"{signs[0]}1", units).comparator:
        return _broken(f"{value}{unit}", f"「{value}」里的比较符与「{signs[0]}」不同")
    if unit and _PLAIN.fullmatch(unit):
        return _broken(written if unit == value else f"{written} {unit}", _serial(value, unit))
    if not _NUMBER.fullmatch(plain(value)):
        return _with_own_unit(value, sign, unit, units)
    if wordy:
        return _broken(f"{written}{unit}", f"写明是定性，指标值「{written}{unit}」却是数")
    return read_target(f"{written}{unit}", units)


def _with_own_unit(value: str, sign: str, unit: str, units: Units) -> Target:
    """A value that is no bare number: words, or a number whose unit the column of units may only repeat."""
    own = read_target(f"{sign}{value}", units)
    if own.value is None:
        words = read_target(value, units)
        if sign == "=" and words.words:
            return words
        return replace(own, written=f"{sign}{value}")
    if unit:
        same = read_target(f"1{unit}", units).unit
        if same != own.unit:
            return _broken(f"{sign}{value}{unit}", f"指标值「{value}」的单位与「{unit}」不同")
    return own


def _serial(value: str, unit: str) -> str:
    """Why a number is no unit; two equal ones of a certain size were a date in Excel."""
    if value == unit and "." not in value.rstrip("0").rstrip("."):
        days = int(Decimal(value.replace(",", "")))
        if days in _SERIALS:
            was = date(1899, 12, 30) + timedelta(days=days)
            return f"「{value}」像是 Excel 的日期序号（{was.year}年{was.month}月{was.day}日）"
    return f"计量单位「{unit}」是一个数"


def _broken(written: str, problem: str) -> Target:
    return Target(written, problem=problem)


def target_columns(target: Target, names: TargetDef) -> dict[str, Scalar]:
    """The columns that a target is kept in, with what it says."""
    return {
        names.written: target.written or None,
        names.comparator: target.comparator,
        names.value: target.value,
        names.upper: target.upper,
        names.unit: target.unit,
        names.base_value: target.base_value,
        names.base_upper: target.base_upper,
        names.base_unit: target.base_unit,
    }
