"""The words that forms share: labels of cells and columns, classes with their standard names, marks of begin and end.

They stand once in `layouts/words.toml`; the layouts beside it name what they have of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from jxquery.text.normalise import squeeze

FieldKind: TypeAlias = Literal["text", "unit", "year", "amount", "number", "prose", "list", "other"]
ColumnKind: TypeAlias = Literal[
    "class", "name", "description", "value", "operator", "unit", "number", "order", "result", "text"
]
Pattern: TypeAlias = re.Pattern[str]

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_POINTS = re.compile(r"\d{1,3}分$")
_NUMBERED = re.compile(r"(?:其中|一|二|三|四|五|六|七|八|九|\d{1,2})[:.、]")


@lru_cache(maxsize=1 << 16)
def label_key(text: str) -> str:
    """A label as it is compared: without white space, brackets, a number or 其中 in front and a colon behind.

    >>> label_key("其中：财政 资金"), label_key("项目资金（元）"), label_key("年度(/项目)指标值")
    ('财政资金', '项目资金', '年度指标值')
    """
    plain = unicodedata.normalize("NFKC", squeeze(text))
    plain = _POINTS.sub("", _BRACKETS.sub("", plain).rstrip(":"))
    return _NUMBERED.sub("", plain, count=1) if _NUMBERED.match(plain) else plain


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled cell. `number` finds the running number of the paragraphs of a list.

    `long`: of all years. `neutral`: of the year, unless another label of the form speaks of the year. `whole` and
    `part` are amounts that must add up.
    """

    table: str
    column: str
    labels: tuple[str, ...]
    kind: FieldKind
    required: bool
    number: Pattern | None
    long: bool = False
    neutral: bool = False
    whole: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A column of a table of amounts. `year`: its cells are the amounts of the year; an empty `column` is not kept."""

    column: str
    labels: tuple[str, ...]
    kind: Literal["amount", "rate", "other"]
    year: bool


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the table of indicators.

    A class has its known words with their standard names, and for some the standard names that belong `below` them.
    """

    column: str
    labels: tuple[str, ...]
    kind: ColumnKind
    words: Mapping[str, str]
    below: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Operators:
    """What the cells of an operator column say, by word."""

    compare: frozenset[str]
    words: frozenset[str]
    number: frozenset[str]
    direction: frozenset[str]


@dataclass(frozen=True, slots=True)
class Derive:
    """A column that comes from another: by the first pattern that fits, or by dropping parts."""

    column: str
    source: str
    patterns: tuple[Pattern, ...]
    drop: tuple[Pattern, ...]

    def of(self, text: str) -> str | None:
        """What comes from a text; None where no pattern fits."""
        found: str | None = text
        if self.patterns:
            match = next((m for p in self.patterns if (m := p.search(text))), None)
            found = match["value"] if match else None
        for part in self.drop:
            found = part.sub("", found or "") or found
        return found


@dataclass(frozen=True, eq=False)
class Words:
    """Everything that `words.toml` says. `table` and `rows_table` are those of projects and of indicators.

    Loaded once and compared by identity, so that what it says of a text can be remembered.
    """

    table: str
    rows_table: str
    fields: tuple[Field, ...]
    structure: frozenset[str]
    matrix: tuple[MatrixColumn, ...]
    columns: tuple[FormColumn, ...]
    class_suffixes: tuple[str, ...]
    class_ignore: Pattern
    operators: Operators
    value_words: frozenset[str]
    name_ends: tuple[str, ...]
    long: tuple[str, ...]
    year: tuple[str, ...]
    start: Pattern
    unit: Pattern
    money_line: Pattern
    money_label: Pattern
    derive: tuple[Derive, ...]
    year_title: tuple[Pattern, ...]
    year_dates: Pattern
    noise: tuple[Pattern, ...]
    title: tuple[Pattern, ...]
    title_lines: int
    heading: tuple[Pattern, ...]
    total: frozenset[str]
    template_name: Pattern
    template_number: Pattern
    narrative: Pattern

    @cached_property
    def field_by_label(self) -> Mapping[str, Field]:
        """The field that a label (as `label_key` gives it) is of."""
        return {label: f for f in reversed(self.fields) for label in f.labels}

    @cached_property
    def column_by_label(self) -> Mapping[str, FormColumn]:
        """The column of the table of indicators that a heading is of."""
        return {label: c for c in reversed(self.columns) for label in c.labels}

    @cached_property
    def column_by_heading(self) -> Mapping[str, FormColumn]:
        """The same, with what names a half in front of a heading: 本年度指标值."""
        return {
            **{half + label: c for half in self.halves for label, c in self.column_by_label.items()},
            **self.column_by_label,
        }

    @cached_property
    def matrix_by_label(self) -> Mapping[str, MatrixColumn]:
        """The column of the table of amounts that a heading is of."""
        return {label: m for m in reversed(self.matrix) for label in m.labels}

    @cached_property
    def halves(self) -> tuple[str, ...]:
        """What a heading that names a half of a doubled table begins with."""
        return (*self.long, *self.year)

    @cached_property
    def label_starts(self) -> frozenset[str]:
        """What the labels of cells begin with."""
        labels = (*self.field_by_label, *self.matrix_by_label, *self.structure)
        return frozenset(label[:n] for label in labels for n in range(1, len(label) + 1))

    def class_base(self, text: str) -> tuple[str, str]:
        """A class without brackets, points and suffix, and the suffix that it had."""
        return _class_base(self, text)

    def class_word(self, text: str, column: FormColumn) -> Literal["full", "bare"] | None:
        """Whether a text is a known word of this class, with its suffix (数量指标) or without (数量)."""
        base, suffix = self.class_base(text)
        if base not in column.words:
            return None
        return "full" if suffix else "bare"

    def standard(self, text: str, column: FormColumn) -> str:
        """The standard name of a class; one that is not known by its own words, less the points."""
        base, suffix = self.class_base(text)
        return column.words.get(base, f"{base}{suffix}")

    def belongs(self, text: str, upper: str, lower: FormColumn, column: FormColumn) -> bool:
        """Whether a class may stand below another one of `column`; where the words say nothing, it may."""
        below = column.below.get(self.standard(upper, column))
        return below is None or self.standard(text, lower) in below

    def is_form_title(self, text: str) -> bool:
        """Whether a text is the title of a form and can be nothing else; a numbered one may be a name (1.培训次数)."""
        squeezed = squeeze(text)
        return not squeezed[:1].isdigit() and any(p.fullmatch(squeezed) for p in self.title)

    def is_side(self, text: str) -> bool:
        """Whether a text beside a table is its label, or a part of it: 绩 效 指 标, (50分)."""
        key = label_key(text)
        return any(key in label for label in self.structure) or bool(self.class_ignore.fullmatch(key))

    def ends(self, text: str) -> bool:
        """Whether a line is the title of the next form, a heading or a note."""
        squeezed = squeeze(text)
        return any(p.fullmatch(squeezed) for p in (*self.title, *self.heading))


@lru_cache(maxsize=1 << 14)
def _class_base(words: Words, text: str) -> tuple[str, str]:
    base = words.class_ignore.sub("", squeeze(text))
    suffix = next((s for s in words.class_suffixes if base.endswith(s)), "")
    return base.removesuffix(suffix), suffix
