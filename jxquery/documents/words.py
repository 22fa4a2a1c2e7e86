"""The words that forms share: labels of cells and columns, classes with their standard names, marks of begin and end.

They stand once in `layouts/words.toml`; the layouts beside it name what they have of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast, get_args

from jxquery.errors import SchemaError
from jxquery.schema.load import read_toml
from jxquery.schema.model import Schema
from jxquery.text.normalise import squeeze

FieldKind: TypeAlias = Literal["text", "unit", "year", "amount", "number", "prose", "list", "other"]
ColumnKind: TypeAlias = Literal[
    "class", "name", "description", "value", "operator", "unit", "number", "order", "result", "text"
]
Pattern: TypeAlias = re.Pattern[str]

HINT = "请对照 docs/architecture.md 的「版式」改正这个文件。"
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


def load_words(path: Path, schema: Schema, table: str = "项目", rows_table: str = "指标") -> Words:
    """The words, with every column known to the schema. Raises SchemaError naming the file and the place in it."""
    return _Loader(path, schema, table, rows_table).words()


class _Loader:
    def __init__(self, path: Path, schema: Schema, table: str, rows_table: str) -> None:
        self.data = read_toml(path)
        self.file = str(path)
        self.schema = schema
        self.table = self._table(table, "文件开头")
        self.rows_table = self._table(rows_table, "文件开头")

    def words(self) -> Words:
        classes, end, halves = self._part("classes"), self._part("end"), self._part("halves")
        money, year, template = self._part("money"), self._part("year"), self._part("template")
        operator, told = self._part("operator"), self._part("told")
        start = self._pattern(self._text(self._part("start"), "pattern", "[start]"), "[start].pattern")
        for group in start.groupindex:
            if group != "unit":
                self._known(self.table, group, "[start].pattern")
        return Words(
            self.table,
            self.rows_table,
            tuple(self._field(f, n) for n, f in enumerate(self.data.get("field", []), 1)),
            frozenset(self._part("structure")["labels"]),
            tuple(self._matrix(m, n) for n, m in enumerate(self.data.get("matrix", []), 1)),
            tuple(self._column(c, n) for n, c in enumerate(self.data.get("column", []), 1)),
            tuple(classes.get("suffixes", ())),
            self._pattern(classes.get("ignore", r"(?!)"), "[classes].ignore"),
            Operators(*(frozenset(operator.get(k, ())) for k in ("compare", "words", "number", "direction"))),
            frozenset(told.get("values", ())),
            tuple(told.get("names", ())),
            tuple(halves.get("long", ())),
            tuple(halves.get("year", ())),
            start,
            self._pattern(self._text(self._part("unit"), "pattern", "[unit]"), "[unit].pattern"),
            self._pattern(self._text(money, "line", "[money]"), "[money].line"),
            self._pattern(self._text(money, "label", "[money]"), "[money].label"),
            tuple(self._derive(d, n) for n, d in enumerate(self.data.get("derive", []), 1)),
            self._patterns(year.get("title", []), "[year].title"),
            self._pattern(self._text(year, "dates", "[year]"), "[year].dates"),
            self._patterns(self.data.get("page", {}).get("noise", []), "[page].noise"),
            self._patterns(end.get("title", []), "[end].title"),
            int(end.get("title_lines", 1)),
            self._patterns(end.get("heading", []), "[end].heading"),
            frozenset(end.get("total", ())),
            self._pattern(self._text(template, "name", "[template]"), "[template].name"),
            self._pattern(self._text(template, "number", "[template]"), "[template].number"),
            self._pattern(self._text(self._part("narrative"), "title", "[narrative]"), "[narrative].title"),
        )

    def _field(self, data: dict[str, Any], n: int) -> Field:
        place = f"第 {n} 个 [[field]]"
        kind = self._kind(data, place, get_args(FieldKind))
        of = self._table(data.get("table", self.table), place)
        column = "" if kind == "other" else self._known(of, self._text(data, "column", place), place)
        number = self._pattern(data["number"], place) if "number" in data else None
        if kind == "list" and (number is None or "number" not in number.groupindex):
            raise self._error(place, "kind 为 list 的栏要有 number，其中有名为 number 的组。")
        flags = (bool(data.get(flag, False)) for flag in ("long", "neutral", "whole", "part"))
        return Field(of, column, self._labels(data, place), cast("FieldKind", kind), False, number, *flags)  # noqa: FBT003 — a layout says what is required

    def _matrix(self, data: dict[str, Any], n: int) -> MatrixColumn:
        place = f"第 {n} 个 [[matrix]]"
        kind = self._kind({"kind": "amount", **data}, place, ("amount", "rate", "other"))
        column = self._known(self.table, data["column"], place) if data.get("column") else ""
        labels = self._labels(data, place)
        return MatrixColumn(
            column, labels, cast("Literal['amount', 'rate', 'other']", kind), bool(data.get("year", False))
        )

    def _column(self, data: dict[str, Any], n: int) -> FormColumn:
        place = f"第 {n} 个 [[column]]"
        kind = self._kind(data, place, get_args(ColumnKind))
        column = self._known(self.rows_table, self._text(data, "column", place), place)
        words: dict[str, str] = {}
        below: dict[str, frozenset[str]] = {}
        for number, entry in enumerate(self.data.get("class", []), 1):
            where = f"第 {number} 个 [[class]]"
            if self._text(entry, "column", where) != column:
                continue
            standard = self._text(entry, "standard", where)
            words.update(dict.fromkeys(entry.get("words", ()), standard))
            if "below" in entry:
                below[standard] = frozenset(entry["below"])
        return FormColumn(column, self._labels(data, place), cast("ColumnKind", kind), words, below)

    def _derive(self, data: dict[str, Any], n: int) -> Derive:
        place = f"第 {n} 个 [[derive]]"
        column = self._known(self.table, self._text(data, "column", place), place)
        source = self._known(self.table, self._text(data, "from", place), place)
        patterns = self._patterns(data.get("patterns", []), f"{place}.patterns")
        for pattern in patterns:
            if "value" not in pattern.groupindex:
                raise self._error(place, f"「{pattern.pattern}」里没有名为 value 的组。")
        return Derive(column, source, patterns, self._patterns(data.get("drop", []), f"{place}.drop"))

    def _kind(self, data: dict[str, Any], place: str, known: tuple[str, ...]) -> str:
        kind = data.get("kind")
        if kind not in known:
            raise self._error(place, f"kind「{kind}」不认识，可用的是：{'、'.join(known)}。")
        return str(kind)

    def _part(self, key: str) -> dict[str, Any]:
        part = self.data.get(key)
        if not isinstance(part, dict):
            raise self._error(f"[{key}]", "缺少这一部分。")
        return part

    def _text(self, data: dict[str, Any], key: str, place: str) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value:
            raise self._error(place, f"缺少 {key}，或它不是文字。")
        return value

    def _labels(self, data: dict[str, Any], place: str) -> tuple[str, ...]:
        labels = data.get("labels")
        if not isinstance(labels, list) or not labels or not all(isinstance(x, str) and x for x in labels):
            raise self._error(place, "labels 应是至少一个文字的列表。")
        return tuple(labels)

    def _table(self, name: str, place: str) -> str:
        if not self.schema.has(name):
            raise self._error(place, f"表「{name}」不在 schema.toml 里。")
        return name

    def _known(self, table: str, column: str, place: str) -> str:
        if all(c.name != column for c in self.schema.table(table).columns):
            raise self._error(place, f"表「{table}」没有列「{column}」。")
        return column

    def _patterns(self, texts: list[str], place: str) -> tuple[Pattern, ...]:
        return tuple(self._pattern(text, place) for text in texts)

    def _pattern(self, text: str, place: str) -> Pattern:
        try:
            return re.compile(text)
        except re.error as error:
            raise self._error(place, f"「{text}」不是有效的模式：{error}。") from None

    def _error(self, place: str, message: str) -> SchemaError:
        return SchemaError(message, place=f"{self.file}：{place}", hint=HINT)
