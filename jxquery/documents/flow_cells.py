"""What the cells of a table of indicators may hold, by the kind of their column, and what an odd one costs.

Costs are compared, never added up to a meaning. What should never happen costs more than any honest row. What a cell
cannot hold at all (a weight that is no number) has no cost: None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from jxquery.documents.amounts import is_amount
from jxquery.documents.grid import Cell
from jxquery.documents.values import COMPARATOR_WORDS, Target, is_nothing_but_value, read_target, starts_with_sign
from jxquery.documents.words import Field, FormColumn, Words
from jxquery.schema.model import Units
from jxquery.text.normalise import plain, squeeze

TOO_MUCH = 9.0
_SIGNS = frozenset("≥≤<>=")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")
_POINTS = re.compile(r"(\d{1,3}(?:\.\d+)?)(?:分|%)?")
_NOTHING = re.compile(r"[-/—–…*＊]+")
_DASHES = re.compile(r"[-/—–*＊]+")
_FULL_SCORE = 100
_SENTENCE = 3.0
SENTENCE_END = "。"
_LIKE_THE_OTHER = 1.5  # a name that is a value's word, a value that ends like a name
_POINTS_IN_FRONT = 3.0  # (50分) stands behind its class; in front of one, it is of the class before
_UNUSED = 2.5  # a class that the form prints and does not use
# A unit has few letters, and no sentence, sign or number in it.
_UNIT = re.compile(r"[^\W\d_]{1,6}(?:[23])?(?:[/·][^\W\d_]{1,6})*|[%‰℃°㎡㎥]|[(（][%‰][)）]")
_COMPOUND = re.compile(r"[^\W\d_]{1,6}(?:/[^\W\d_]{1,6})+")  # 万元/人
# Empty cells by kind of column; those of other kinds cost nothing.
_EMPTY = {"name": 3.0, "value": 3.0, "number": 4.5, "text": 0.5, "result": 1.0, "description": 0.5}
_LONGEST = {"class": 6, "name": 24, "description": 16, "value": 8, "text": 16, "unit": 3, "result": 8}
_LONGEST_FIELD, _LONGEST_OTHER = 60, 2
# Where the text still has its empty cells, another one is not likely.
_NOT_SHOWN = 2.0


class Cells:
    """The costs of cells under the columns of one header.

    `explicit`: the empty cells are in the text. `running`: there are no borders in it. `unsure`: it is a stream of
    cells without the empty ones, so that a cell that is missing looks like one that is empty.
    """

    def __init__(
        self,
        columns: tuple[Field | FormColumn, ...],
        words: Words,
        units: Units,
        *,
        explicit: bool,
        running: bool,
        unsure: bool,
    ) -> None:
        self.columns = columns
        self.words = words
        self.units = units
        self.explicit = explicit
        self.running = running
        self.unsure = unsure
        self.kinds = [self._kind(n) for n in range(len(columns))]
        self.name = self.kinds.index("name")
        self.known: dict[tuple[int, str], float | None] = {}
        operators = words.operators
        said = (operators.compare, operators.words, operators.number, operators.direction, COMPARATOR_WORDS, _SIGNS)
        self.signs = frozenset().union(*said)
        self.costs: dict[str, Callable[[str, int], float | None]] = {
            "class": self._class, "name": self._name, "value": self._value, "result": self._result, "text": self._text,
            "description": self._explains,
            "operator": self._sign, "unit": self._unit, "number": _points, "order": _points, "own amount": self._amount,
            "own unit": self._owner, "own text": self._own_text, "own list": self._own_prose,
            "own prose": self._own_prose,
        }  # fmt: skip

    def _kind(self, n: int) -> str:
        column = self.columns[n]
        return f"own {column.kind}" if isinstance(column, Field) else column.kind

    def longest(self, n: int) -> int:
        """How many pieces a cell of this column has at most; it bounds the search, not the reading."""
        other = _LONGEST_FIELD if isinstance(self.columns[n], Field) else _LONGEST_OTHER
        return _LONGEST.get(self.kinds[n], other)

    def empty(self, n: int, before: tuple[Cell, ...]) -> float | None:
        """What it costs to leave a cell of this column empty, behind these cells; None when it never is."""
        if self.repeats(n) and before[-1].text:
            return None
        if isinstance(self.columns[n], Field):
            return 0.0
        if n > self.name and self.words.template_name.fullmatch(squeeze(before[self.name].text)):
            return 0.0  # a row that the form prints and does not use
        return _EMPTY.get(self.kinds[n], 0.0) + (_NOT_SHOWN if self.explicit else 0.0)

    def without_class(self, n: int, before: tuple[Cell, ...]) -> float | None:
        """What it costs that a row whose own cells have begun has no class: only one without an indicator."""
        own = all(isinstance(c, Field) or not cell.text for c, cell in zip(self.columns[:n], before, strict=True))
        return 1.0 if own else None

    def repeats(self, n: int) -> bool:
        """Whether this column stands right behind the name, which it then usually repeats."""
        return self.kinds[n] == "description" and n > 0 and self.kinds[n - 1] == "name"

    def cost(self, n: int, text: str) -> float | None:
        """What it costs that a cell of this column holds this text; an operator is a cell of its own."""
        key = n, text
        if key not in self.known:
            check = self.costs.get(self.kinds[n])
            parts = text.split()
            held = "operator" in self.kinds and len(parts) > 1 and any(plain(part) in self.signs for part in parts)
            held = held or (self.kinds[n] in ("name", "value", "result") and self._holds_two(text))
            held = held or _is_twice_the_same(parts) or (self.kinds[n] == "name" and _goes_on_behind_its_end(text))
            held = held or (self.kinds[n] in ("own text", "own unit") and self._holds_owner(parts))
            self.known[key] = None if held else check(squeeze(text), n) if check else 0.0
        return self.known[key]

    def _holds_two(self, text: str) -> bool:
        """Whether a wrapped name or value is rather two cells, and a line between them was lost."""
        lines = [squeeze(line) for line in text.split("\n")]
        return any(self._is_next(a, b) for a, b in pairwise(lines)) or any(
            self._is_target(line) and "*" not in line for line in lines[1:]
        )

    def _holds_owner(self, parts: list[str]) -> bool:
        """Whether a unit with its code begins inside the cell: it is the next one, or the end of another."""
        return "own unit" in self.kinds and any(
            self.words.unit.fullmatch("".join(parts[k:])) for k in range(1, len(parts))
        )

    def _is_target(self, line: str) -> bool:
        """Whether a line is a number with its unit, or begins with a comparison: a sign, or its word before a number.

        达 begins 达率, too.
        """
        if not starts_with_sign(line):
            return is_nothing_but_value(line, self.units)
        return not line[0].isalpha() or read_target(line, self.units).value is not None

    def _is_next(self, line: str, following: str) -> bool:
        """Whether a line does not go on with the next: it is a whole name or value, and so is the next."""
        ends, values = self.words.name_ends, self.words.value_words
        next_name = following.endswith(ends) and following not in ends
        if line.endswith(ends):
            return next_name or following in values
        if is_nothing_but_value(line, self.units) and read_target(line + following, self.units).value is None:
            return True  # 100%, and below it 国内领先
        whole = line in values or (starts_with_sign(line) and read_target(line, self.units).value is not None)
        return whole and next_name

    def together(self, texts: tuple[str, ...]) -> float:
        """What the cells of a row cost together: a number has its unit and its operator, words need neither."""
        row = [(kind, squeeze(text)) for kind, text in zip(self.kinds, texts, strict=True)]
        filled = {kind for kind, text in row if text}
        own = any(kind.startswith("own ") for kind in filled)
        if "name" not in filled:
            if not own and self.running:
                narrowest = [text for kind, text in row if kind == "class"][-1:]
                only = sum(bool(text) for _, text in row) == 1 and narrowest != [""]
                return _UNUSED if only else TOO_MUCH  # 产出指标 alone: more likely a line was lost
            return 0.0 if all(kind == "class" or kind.startswith("own ") for kind in filled) else TOO_MUCH
        if own and any(kind == "class" and not text for kind, text in row):
            return TOO_MUCH  # a project's first row has all its classes
        if self.words.template_name.fullmatch(row[self.name][1]):
            return 0.0
        if self.running and not filled - {"name", "class"}:
            return TOO_MUCH  # a line below the table rather
        if self.unsure and "value" not in filled:
            return TOO_MUCH  # the line of its value, or of the name, was lost
        value = read_target(next(text for kind, text in row if kind == "value"), self.units)
        cost = sum(3.0 for kind in ("own text", "own amount") if own and kind in self.kinds and kind not in filled)
        if "operator" in self.kinds:
            cost += self._compared([text for kind, text in row if kind == "operator"], value)
        if "unit" in self.kinds and value.value is not None:
            cost += 1.0 if ("unit" in filled) is (value.unit is not None) else 0.0
        if "unit" in filled and value.value is None:
            cost += 2.0
        return cost

    def value(self, row: tuple[Cell, ...]) -> Target:
        """The target of a row."""
        return read_target(squeeze(row[self.kinds.index("value")].text), self.units)

    def is_compared(self, row: tuple[Cell, ...]) -> bool:
        """Whether a row says how its value compares, with the value or in a column for it."""
        said = [squeeze(cell.text) for kind, cell in zip(self.kinds, row, strict=True) if kind == "operator"]
        return self.value(row).comparator is not None or self._has_sign(said)

    def _has_sign(self, said: list[str]) -> bool:
        return any(plain(text) in _SIGNS or plain(text) in self.words.operators.compare for text in said)

    def _compared(self, said: list[str], value: Target) -> float:
        """A number is compared, words are not."""
        if self._has_sign(said):
            return 1.0 if value.value is None or value.comparator else 0.0
        words = any(text in self.words.operators.words for text in said)
        number = value.value is not None and not value.comparator
        return 2.0 if words and value.value is not None else 1.0 if number else 0.0

    def _class(self, text: str, n: int) -> float | None:
        column = self.columns[n]
        known = self.words.class_word(text, column) if isinstance(column, FormColumn) else None
        if known is None:
            return None
        behind = 0.0 if self.words.class_ignore.match(text) is None else _POINTS_IN_FRONT
        return behind + (0.0 if known == "full" else 1.0)

    def _name(self, text: str, _: int) -> float | None:
        if plain(text) in self.signs or self.words.is_form_title(text) or starts_with_sign(text):
            return None
        if text in self.words.class_suffixes:
            return None  # the end of a class that is wrapped
        if "unit" in self.kinds and plain(text) in self.units.by_word:
            return None  # of the number above
        if self._is_class_in_full(text) or is_nothing_but_value(text, self.units):
            return None  # the name itself was lost
        owner = "own unit" in self.kinds and self.words.unit.fullmatch(text)
        if owner or _NUMBER.fullmatch(text):
            return 4.0
        return _LIKE_THE_OTHER if text in self.words.value_words else 0.0

    def _value(self, text: str, _: int) -> float | None:
        if plain(text) in self.signs:
            return None
        if _NOTHING.fullmatch(text):
            return 0.0
        if "unit" in self.kinds and (plain(text) in self.units.by_word or _COMPOUND.fullmatch(text)):
            return None  # the unit of a number that is gone
        target = read_target(text, self.units)
        if target.problem:
            return 2.5
        if text in self.words.value_words:
            return 0.5
        if target.words:
            return 1.0 + 0.1 * len(text) + (_LIKE_THE_OTHER if text.endswith(self.words.name_ends) else 0.0)
        return 0.0 if target.unit in self.units.by_word or target.unit is None else 0.5

    def _result(self, text: str, n: int) -> float | None:
        """As a value; what became of it is often a sentence."""
        cost = self._value(text, n)
        return None if cost is None else min(cost, _SENTENCE)

    def _text(self, text: str, n: int) -> float | None:
        if self.words.template_name.fullmatch(text) and not _DASHES.fullmatch(text):
            return None  # 指标2: and …… are rows that the form prints and does not use
        return 1.5 if _NUMBER.fullmatch(text) else self._explains(text, n)

    def _explains(self, text: str, _: int) -> float | None:
        """A unit explains nothing where it has a column of its own."""
        return 3.0 if "unit" in self.kinds and plain(text) in self.units.by_word else 0.0

    def _sign(self, text: str, _: int) -> float | None:
        return 0.0 if plain(text) in self.signs else None

    def _unit(self, text: str, _: int) -> float | None:
        norm = plain(text)
        if norm in self.units.by_word or _NOTHING.fullmatch(norm):
            return 0.0
        if is_amount(norm, self.units):
            return 4.0  # a date that became a number, in both columns
        return 1.0 if _UNIT.fullmatch(norm) and norm not in self.signs else None

    def _amount(self, text: str, _: int) -> float | None:
        return 0.0 if is_amount(text, self.units) else None

    def _is_class(self, text: str) -> bool:
        return any(isinstance(c, FormColumn) and self.words.class_word(text, c) for c in self.columns)

    def _is_class_in_full(self, text: str) -> bool:
        return any(isinstance(c, FormColumn) and self.words.class_word(text, c) == "full" for c in self.columns)

    def _owner(self, text: str, _: int) -> float | None:
        return None if self._is_class(text) else 0.0 if self.words.unit.fullmatch(text) else 1.0

    def _own_prose(self, text: str, _: int) -> float | None:
        return None if is_amount(text, self.units) or self._is_class(text) else 0.0

    def _own_text(self, text: str, _: int) -> float | None:
        """The text of a project; a unit with its code and an amount are none."""
        return (
            None
            if is_amount(text, self.units) or self._is_class(text)
            else 3.0
            if self.words.unit.fullmatch(text)
            else 0.0
        )


def difference(name: str, text: str) -> float:
    """0 where the description repeats the name, up to 3 where the two have nothing in common."""
    if name == text:
        return 0.0
    common = sum((Counter(name) & Counter(text)).values())
    uneven = 1.0 if 2 * min(len(name), len(text)) < max(len(name), len(text)) else 0.0
    return 0.5 + uneven + 1.5 * (1 - 2 * common / (len(name) + len(text)))


def _goes_on_behind_its_end(text: str) -> bool:
    """Whether a line that is not the last ends a sentence: a description and the next name."""
    return any(line.rstrip().endswith(SENTENCE_END) for line in text.strip().split("\n")[:-1])


def _is_twice_the_same(parts: list[str]) -> bool:
    """Whether a text is the same sentence again: a description and a remark that repeats it."""
    half = len(parts) // 2
    return half > 0 and parts[:half] == parts[half:]


def _points(text: str, _: int) -> float | None:
    """A weight or a score: a number up to 100."""
    norm = plain(text)
    match = _POINTS.fullmatch(norm)
    return 0.0 if _NOTHING.fullmatch(norm) or (match and Decimal(match[1]) <= _FULL_SCORE) else None
