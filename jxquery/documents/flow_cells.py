"""What the cells of a table of indicators may hold, by the kind of their column, and what an odd one costs.

Costs are compared, never added up to a meaning. What should never happen costs more than any honest row. What a cell
cannot hold at all (a weight that is no number) has no cost: None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from jxquery.documents.amounts import is_amount
from jxquery.documents.layout import FormColumn, Layout
from jxquery.documents.values import COMPARATOR_WORDS, Target, read_target
from jxquery.schema.model import Units
from jxquery.text.normalise import plain, squeeze

TOO_MUCH = 9.0
_SIGNS = frozenset("≥≤<>=")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")
_POINTS = re.compile(r"(\d{1,3}(?:\.\d+)?)(?:分|%)?")
_FULL_SCORE = 100
_UNUSED = re.compile(r"指标\d{1,2}[:：]?|…+|[.·]{3,}")
# A unit has few letters, and no sentence, sign or number in it.
_UNIT = re.compile(r"[^\W\d_]{1,6}(?:[23])?(?:[/·][^\W\d_]{1,6})*|[%‰℃°㎡㎥]|[(（][%‰][)）]")
# Empty cells by kind of column; where a kind is missing, its cells are never empty.
_EMPTY = {
    "value": 3.0, "operator": 0.0, "direction": 0.0, "unit": 0.0, "weight": 2.5, "score": 2.5, "actual": 2.5,
    "text": 0.5,
}  # fmt: skip
_LONGEST = {"class": 6, "name": 24, "description": 16, "value": 8, "text": 16, "unit": 3, "actual": 8}


class Cells:
    """The costs of cells under the columns of one header."""

    def __init__(self, columns: tuple[FormColumn, ...], layout: Layout, units: Units) -> None:
        self.columns = columns
        self.layout = layout
        self.units = units
        self.kinds = [column.kind for column in columns]
        self.known: dict[tuple[int, str], float | None] = {}
        self.costs: dict[str, Callable[[str, FormColumn], float | None]] = {
            "class": self._class, "name": self._name, "value": self._value, "actual": self._value,
            "operator": self._sign, "direction": self._sign, "unit": self._unit, "weight": _points, "score": _points,
            "amount": self._amount,
        }  # fmt: skip

    def longest(self, n: int) -> int:
        """How many pieces a cell of this column has at most; it bounds the search, not the reading."""
        return _LONGEST.get(self.kinds[n], 2)

    def empty(self, n: int) -> float | None:
        """What it costs to leave a cell of this column empty; None when it never is."""
        if self.kinds[n] == "description" and not self.repeats(n):
            return _EMPTY["text"]
        return _EMPTY.get(self.kinds[n])

    def repeats(self, n: int) -> bool:
        """Whether this column stands right behind the name, which it then usually repeats."""
        return self.kinds[n] == "description" and n > 0 and self.kinds[n - 1] == "name"

    def cost(self, n: int, text: str) -> float | None:
        """What it costs that a cell of this column holds this text."""
        key = n, text
        if key not in self.known:
            check = self.costs.get(self.kinds[n])
            self.known[key] = check(squeeze(text), self.columns[n]) if check else 0.0
        return self.known[key]

    def together(self, texts: tuple[str, ...]) -> float:
        """What the cells of a row cost together: a number has its unit and its operator, words need neither."""
        row = {kind: squeeze(text) for kind, text in zip(self.kinds, texts, strict=True)}
        if not any(text for kind, text in row.items() if kind != "class"):
            return 3.0  # a class that the form prints and does not use
        if _UNUSED.fullmatch(row.get("name", "")):
            return 0.5 - sum(self._missing(n) for n, text in enumerate(texts) if not text)
        value = read_target(row.get("value", ""), self.units)
        cost = 0.0
        if "operator" in row or "direction" in row:
            cost += _sign_cost(row.get("operator") or row.get("direction") or "", value)
        if "unit" in row and value.value is not None:
            cost += 1.0 if bool(row["unit"]) is (value.unit is not None) else 0.0
        if row.get("unit") and value.value is None:
            cost += 2.0
        return cost

    def _missing(self, n: int) -> float:
        return self.empty(n) or 0.0

    def _class(self, text: str, column: FormColumn) -> float | None:
        known = self.layout.class_word(text, column)
        return None if known is None else 0.0 if known == "full" else 1.0

    def _name(self, text: str, _: FormColumn) -> float | None:
        if plain(text) in _SIGNS or plain(text) in COMPARATOR_WORDS:
            return None
        return 4.0 if _NUMBER.fullmatch(text) else 0.0

    def _value(self, text: str, _: FormColumn) -> float | None:
        if plain(text) in _SIGNS:
            return None
        target = read_target(text, self.units)
        if target.problem:
            return 2.5
        if target.words:
            return 1.0 + 0.1 * len(text)
        return 0.0 if target.unit in self.units.by_word or target.unit is None else 0.5

    def _sign(self, text: str, column: FormColumn) -> float | None:
        norm = plain(text)
        return 0.0 if norm in _SIGNS or norm in COMPARATOR_WORDS or norm in column.words else None

    def _unit(self, text: str, _: FormColumn) -> float | None:
        norm = plain(text)
        if norm in self.units.by_word:
            return 0.0
        return 1.0 if _UNIT.fullmatch(norm) and norm not in COMPARATOR_WORDS else None

    def _amount(self, text: str, _: FormColumn) -> float | None:
        return 0.0 if is_amount(text, self.units) else None


def difference(name: str, text: str) -> float:
    """0 where the description repeats the name, up to 3 where the two have nothing in common."""
    if name == text:
        return 0.0
    common = sum((Counter(name) & Counter(text)).values())
    uneven = 1.0 if 2 * min(len(name), len(text)) < max(len(name), len(text)) else 0.0
    return 0.5 + uneven + 1.5 * (1 - 2 * common / (len(name) + len(text)))


def _points(text: str, _: FormColumn) -> float | None:
    """A weight or a score: a number up to 100."""
    match = _POINTS.fullmatch(plain(text))
    return 0.0 if match and Decimal(match[1]) <= _FULL_SCORE else None


def _sign_cost(sign: str, value: Target) -> float:
    """A number is compared, words are not."""
    compares = plain(sign) in _SIGNS or plain(sign) in COMPARATOR_WORDS
    if compares:
        return 1.0 if value.value is None or value.comparator else 0.0
    return 1.0 if value.value is not None and not value.comparator else 0.0
