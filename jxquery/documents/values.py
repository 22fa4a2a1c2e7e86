"""Reads a target value as a form writes it: ≥99%, 不少于12种, 10-20, ±3%以内, 持续保障.

What is written is kept. A number is taken only when the whole text is a comparison, a number and a unit; everything
else stays words. What contradicts itself (二100百分比, ≥良好) stays text and says so: nothing is repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from jxquery.schema.model import Units
from jxquery.text.normalise import Text, normalise
from jxquery.text.quantities import Quantity, find_quantities

Comparator: TypeAlias = Literal["<", "<=", "=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class Target:
    """The reading of a target value. `value` to `upper` is a range; `base_…` is the same in the kind's base unit.

    `words`: the target is a statement in words. Neither words nor value: a blank, a dash, or, with a `problem`,
    something that was not understood.
    """

    written: str
    comparator: Comparator | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    base_value: Decimal | None = None
    base_upper: Decimal | None = None
    base_unit: str | None = None
    words: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    unit: str | None


_SIGNS: dict[str, Comparator] = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "="}
# Longest first: 大于等于 before 大于.
_BEFORE: tuple[tuple[str, Comparator], ...] = (
    ("大于或等于", ">="), ("小于或等于", "<="), ("大于等于", ">="), ("小于等于", "<="),
    ("不少于", ">="), ("不低于", ">="), ("不小于", ">="), ("不得少于", ">="), ("不得低于", ">="),
    ("不超过", "<="), ("不高于", "<="), ("不大于", "<="), ("不多于", "<="), ("不得超过", "<="), ("不得高于", "<="),
    ("控制在", "<="), ("至少", ">="), ("最少", ">="), ("最低", ">="), ("至多", "<="), ("最多", "<="), ("最高", "<="),
    ("达到", ">="), ("不超", "<="), ("超过", ">"), ("高于", ">"), ("大于", ">"), ("多于", ">"),
    ("低于", "<"), ("小于", "<"), ("少于", "<"), ("不到", "<"), ("不足", "<"), ("等于", "="), ("达", ">="), ("超", ">"),
)  # fmt: skip
_BEHIND: tuple[tuple[str, Comparator], ...] = (
    ("及以上", ">="), ("及以下", "<="), ("以上", ">="), ("以下", "<="), ("以内", "<="), ("之内", "<="), ("内", "<="),
    ("之间", "="),
)  # fmt: skip
_WORD_BEFORE = re.compile("|".join(word for word, _ in _BEFORE))
_SIGN_OF = dict(_BEFORE)
_ENDS = tuple(word for word, _ in _BEHIND)
COMPARATOR_WORDS = frozenset(word for word, _ in _BEFORE)
_BLANK = re.compile(r"[\s/\-*.·…。]*")
_DATE = re.compile(
    r"(?:19|20)\d\d年(?!\D*\d*%)"  # 2025年12月, 2025年年底前
    r"|(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])(?![\d%])"  # 2023.07-2024.01, 2026/1/1
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])-(?:19|20)\d\d(?:0[1-9]|1[0-2])$"  # 202001-202012
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"  # 20250630
    r"|(?:0?[1-9]|1[0-2])月(?:$|[底初末份上中下前之]|\d{1,2}[日号])"  # 12月底之前完成, 6月30日
)
# ≥92% whose sign was read as 2: 292%. What rates are asked for is 90 to 100 %.
_SIGN_AS_DIGIT = re.compile(r"2(?:9\d(?:\.\d+)?|100(?:\.0+)?)%")
# 88 and 100 of two cells that extraction put together; a number of this size has a unit or is written 88,100.
_GLUED = re.compile(r"(\d\d|100)(100)")
_RANGE = re.compile(r"(?<=[^\s(=≥≤<>])\s*(?:-|~|至|到)\s*(?=[\d一二三四五六七八九十百])")
_UNIT = re.compile(r"[^\d\W][^\W\d]{0,7}(?:[23](?!\d))?(?:[/·][^\W\d]{1,6})*|(?:[^\W\d]{1,6}/)[^\W\d]{1,6}|[℃°㎡]\w?")


def read_target(text: str, units: Units) -> Target:
    """What a target value says.

    >>> from jxquery.schema.model import UnitDef
    >>> percent = UnitDef("%", "比率", "%", Decimal(1))
    >>> target = read_target("≥ 98百分比", Units({"%": percent, "百分比": percent}, ""))
    >>> target.comparator, target.value, target.unit
    ('>=', Decimal('98'), '%')
    """
    written = text.strip()
    form = normalise(written)
    norm = form.norm.rstrip("。;,、")
    if _BLANK.fullmatch(norm):
        return Target(written)
    if _DATE.match(norm.lstrip("≥≤<>=")):
        return Target(written, words=True)
    around = norm.startswith("±")
    comparator, start, end, contradiction = _comparison(norm, 1 if around else 0)
    if contradiction:
        return _broken(written, f"「{written}」的比较符前后矛盾")
    if around:
        amount = _amount(form, start, end, units)
        if amount is None:
            return _broken(written, f"「{written}」不是一个数")
        return _target(written, None, _Amount(-amount.value, amount.unit), amount, units)
    return _value(form, written, comparator, (start, end), units)


def starts_with_sign(text: str) -> bool:
    """Whether a value begins with a comparison, as a sign or in words.

    >>> starts_with_sign(">=98%"), starts_with_sign("不少于12种"), starts_with_sign("12种")
    (True, True, False)
    """
    norm = normalise(text).norm
    return norm[:1] in _SIGNS or norm.startswith("±") or _WORD_BEFORE.match(norm) is not None


def is_nothing_but_value(text: str, units: Units) -> bool:
    """Whether a text is a number with a known unit, which is no name: 24人/次, 3项; but 5G基站, 110报警."""
    if not text[:1].isdigit():
        return False
    target = read_target(text, units)
    return target.value is not None and all(part in units.by_word for part in (target.unit or " ").split("/"))


def _value(form: Text, written: str, comparator: Comparator | None, span: tuple[int, int], units: Units) -> Target:
    """A range, a number, or words."""
    norm = form.norm
    cut = _RANGE.search(norm, span[0] + 1, span[1])
    if cut is not None:
        lower, upper = _amount(form, span[0], cut.start(), units), _amount(form, cut.end(), span[1], units)
        if lower is not None and upper is not None:
            return _range(written, comparator, lower, upper, units)
    amount = _amount(form, *span, units)
    if amount is not None and comparator is None and _SIGN_AS_DIGIT.fullmatch(norm):
        return _broken(written, f"「{written}」开头的「{written[0]}」可能是没有认清的比较符")
    if amount is not None and amount.unit is None and (two := _GLUED.fullmatch(written)):
        return _broken(written, f"「{written}」像是「{two[1]}」和「{two[2]}」连在了一起")
    if amount is not None:
        return _target(written, comparator, amount, None, units)
    if norm[0] in "≥≤<>=%‰":
        return _broken(written, f"「{written}」有比较符，后面却不是一个数")
    if re.match(r"[一二三四五六七八九]\d", norm):
        return _broken(written, f"「{written}」开头的「{written[0]}」可能是没有认清的比较符")
    if re.search(r"[≥≤<>=]\d", norm):
        return _broken(written, f"「{written}」的比较符和数以外还有别的内容")
    if re.match(r"-?\d[\d,.]*(?:%|‰|$|[^\w\s])", norm):
        return _broken(written, f"「{written}」的数字后面还有别的内容")
    return Target(written, words=True)


def _range(written: str, comparator: Comparator | None, lower: _Amount, upper: _Amount, units: Units) -> Target:
    if lower.unit is None:
        lower = _Amount(lower.value, upper.unit)
    if lower.unit != upper.unit:
        converted = units.convert(upper.value, upper.unit or "", lower.unit or "")
        if converted is None:
            return _broken(written, f"「{written}」两端的单位不能换算")
        upper = _Amount(converted, lower.unit)
    if lower.value > upper.value:
        return _broken(written, f"「{written}」的下限大于上限")
    if comparator not in (None, "=", "<="):  # 控制在10-20以内 is the range itself
        return _broken(written, f"「{written}」既是范围又有比较符")
    return _target(written, None, lower, upper, units)


def _comparison(norm: str, start: int) -> tuple[Comparator | None, int, int, bool]:
    """The comparison before or behind the number, what it leaves, and whether the two contradict each other."""
    end = len(norm)
    before: Comparator | None = None
    if norm[start : start + 1] in _SIGNS:
        before, start = _SIGNS[norm[start]], start + 1
    else:
        found = _WORD_BEFORE.match(norm, start)
        if found is not None:
            before, start = _SIGN_OF[found[0]], found.end()
    for word, sign in _BEHIND if norm.endswith(_ENDS) else ():
        if norm.endswith(word) and end - len(word) > start:
            agree = before is None or before == "=" or before[0] == sign[0] or sign == "="
            return (before if before and before != "=" else sign), start, end - len(word), not agree
    return before, start, end, False


def _amount(form: Text, start: int, end: int, units: Units) -> _Amount | None:
    """The number and unit that this part of the value is, or None."""
    part = form.norm[start:end].strip()
    start += len(form.norm[start:end]) - len(form.norm[start:end].lstrip())
    found = find_quantities(part, units, open_units=True)
    if not found or found[0].start != 0:
        return None
    first = found[0]
    rest = part[first.end :]
    if not rest:
        return _Amount(first.value, _own_unit(form, start, first, units))
    if first.unit is not None and not first.unit[-1].isalnum():  # 100%完成: the number has its unit already
        return None
    number = _bare(part, first, units)
    if number is None:
        return None
    value, at = number
    if not _UNIT.fullmatch(part[at:]):
        return None
    return _Amount(value, form.original(start + at, start + len(part)))


def _own_unit(form: Text, start: int, found: Quantity, units: Units) -> str | None:
    """The unit by its known name; one that is not known, in the letters of the document (2KM, not 2km)."""
    if found.unit is None or found.unit in units.by_word or "/" in found.unit:
        return found.unit
    return form.original(start + found.end - len(found.unit), start + found.end)


def _bare(part: str, found: Quantity, units: Units) -> tuple[Decimal, int] | None:
    """The number alone and where its unit begins, when a known unit only begins a longer one (5个工作日)."""
    for at in range(found.end, 0, -1):
        alone = find_quantities(part[:at], units)
        if len(alone) == 1 and alone[0].end == at and (alone[0].unit is None or found.unit is None):
            return alone[0].value, at
    return None


def _target(written: str, comparator: Comparator | None, lower: _Amount, upper: _Amount | None, units: Units) -> Target:
    """The target with its base: the number times the factor of its unit, or itself for a unit that is not known."""
    known = units.get(lower.unit) if lower.unit else None
    factor, base = (known.factor, known.base) if known else (Decimal(1), lower.unit)
    top = upper.value if upper else None
    return Target(
        written,
        comparator,
        lower.value,
        top,
        lower.unit,
        lower.value * factor,
        None if top is None else top * factor,
        base,
    )


def _broken(written: str, problem: str) -> Target:
    return Target(written, problem=problem)
