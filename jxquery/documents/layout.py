"""Loads the descriptions of forms in `layouts/` and proves them against the schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast, get_args

from jxquery.errors import SchemaError
from jxquery.schema.load import read_toml
from jxquery.schema.model import Schema
from jxquery.text.normalise import squeeze

FieldKind: TypeAlias = Literal["text", "amount", "prose", "list"]
ColumnKind: TypeAlias = Literal[
    "class", "name", "description", "value", "operator", "direction", "unit", "weight", "text", "actual", "score"
]
Pattern: TypeAlias = re.Pattern[str]

FOLDER = Path(__file__).with_name("layouts")
_HINT = "请对照 jxquery/documents/layouts/project_form.toml 改正这个文件。"


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled cell in front of the table. `number` finds the running number of the paragraphs of a list."""

    table: str
    column: str
    labels: tuple[str, ...]
    kind: FieldKind
    required: bool
    number: Pattern | None


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the table of indicators; a class has its known words, and for some the words `below` them."""

    column: str
    labels: tuple[str, ...]
    kind: ColumnKind
    words: frozenset[str]
    below: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Derive:
    """A column that comes from another: by the first pattern that fits, or by dropping parts."""

    column: str
    source: str
    patterns: tuple[Pattern, ...]
    drop: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of form."""

    name: str
    expects: str
    table: str
    start: Pattern
    fields: tuple[Field, ...]
    rows_table: str
    columns: tuple[FormColumn, ...]
    class_suffixes: tuple[str, ...]
    class_ignore: Pattern
    derive: tuple[Derive, ...]
    noise: tuple[Pattern, ...]
    title: tuple[Pattern, ...]
    title_lines: int
    heading: tuple[Pattern, ...]

    @property
    def classes(self) -> tuple[FormColumn, ...]:
        """The columns that hold a classification, from the widest to the narrowest."""
        return tuple(c for c in self.columns if c.kind == "class")

    def of_kind(self, kind: ColumnKind) -> FormColumn | None:
        """The column of this kind, where the form has one."""
        return next((c for c in self.columns if c.kind == kind), None)

    def class_word(self, text: str, column: FormColumn) -> Literal["full", "bare"] | None:
        """Whether a text is a known word of this class, with its suffix (数量指标) or without (数量)."""
        base, suffix = self._class_base(text)
        if base not in column.words:
            return None
        return "full" if suffix else "bare"

    def belongs(self, text: str, upper: str, column: FormColumn) -> bool:
        """Whether a class may stand below another one of `column`; where the layout says nothing, it may."""
        words = column.below.get(self._class_base(upper)[0])
        return words is None or self._class_base(text)[0] in words

    def _class_base(self, text: str) -> tuple[str, str]:
        base = self.class_ignore.sub("", squeeze(text))
        suffix = next((s for s in self.class_suffixes if base.endswith(s)), "")
        return base.removesuffix(suffix), suffix

    def ends(self, text: str) -> bool:
        """Whether a line is the title of the next form, a heading or a note."""
        squeezed = squeeze(text)
        return any(p.fullmatch(squeezed) for p in (*self.title, *self.heading))


def load_layouts(schema: Schema, folder: Path = FOLDER) -> tuple[Layout, ...]:
    """All layouts of a folder by file name. Raises SchemaError naming the file and the place in it."""
    return tuple(load_layout(path, schema) for path in sorted(folder.glob("*.toml")))


def load_layout(path: Path, schema: Schema) -> Layout:
    """One layout, with every column known to the schema and every pattern compiled."""
    return _Loader(path, schema).layout()


class _Loader:
    def __init__(self, path: Path, schema: Schema) -> None:
        self.data = read_toml(path)
        self.file = str(path)
        self.schema = schema

    def layout(self) -> Layout:
        start, rows, classes = self._part("start"), self._part("table"), self._part("class")
        page, end = self.data.get("page", {}), self._part("end")
        table = self._table(self._text(start, "table", "[start]"), "[start]")
        fields = [self._field(f, n, table) for n, f in enumerate(self.data.get("field", []), 1)]
        rows_table = self._table(self._text(rows, "table", "[table]"), "[table]")
        columns = [self._column(c, n, rows_table) for n, c in enumerate(rows.get("column", []), 1)]
        for kind in ("class", "name", "value"):
            if all(c.kind != kind for c in columns):
                raise self._error("[table]", f"没有 kind 为 {kind} 的列。")
        pattern = self._pattern(self._text(start, "pattern", "[start]"), "[start].pattern")
        for group in pattern.groupindex:
            if group != "unit":
                self._known(table, group, "[start].pattern")
        return Layout(
            self._text(self.data, "name", "文件开头"),
            self._text(self.data, "expects", "文件开头"),
            table,
            pattern,
            tuple(fields),
            rows_table,
            tuple(columns),
            tuple(classes.get("suffixes", ())),
            self._pattern(classes.get("ignore", r"(?!)"), "[class].ignore"),
            tuple(self._derive(d, n, table) for n, d in enumerate(self.data.get("derive", []), 1)),
            self._patterns(page.get("noise", []), "[page].noise"),
            self._patterns(end.get("title", []), "[end].title"),
            int(end.get("title_lines", 1)),
            self._patterns(end.get("heading", []), "[end].heading"),
        )

    def _field(self, data: dict[str, Any], n: int, table: str) -> Field:
        place = f"第 {n} 个 [[field]]"
        kind = data.get("kind")
        if kind not in get_args(FieldKind):
            raise self._error(place, f"kind「{kind}」不认识，可用的是：{'、'.join(get_args(FieldKind))}。")
        of = self._table(data.get("table", table), place)
        column = self._known(of, self._text(data, "column", place), place)
        number = self._pattern(data["number"], place) if "number" in data else None
        if kind == "list" and (number is None or "number" not in number.groupindex):
            raise self._error(place, "kind 为 list 的栏要有 number，其中有名为 number 的组。")
        return Field(
            of, column, self._labels(data, place), cast("FieldKind", kind), bool(data.get("required", False)), number
        )

    def _column(self, data: dict[str, Any], n: int, table: str) -> FormColumn:
        place = f"第 {n} 个 [[table.column]]"
        kind = data.get("kind")
        if kind not in get_args(ColumnKind):
            raise self._error(place, f"kind「{kind}」不认识，可用的是：{'、'.join(get_args(ColumnKind))}。")
        column = self._known(table, self._text(data, "column", place), place)
        words = frozenset(data.get("words", ()))
        below = {word: frozenset(lower) for word, lower in data.get("below", {}).items()}
        if unknown := below.keys() - words:
            raise self._error(place, f"below 里的「{'、'.join(sorted(unknown))}」不在 words 里。")
        return FormColumn(column, self._labels(data, place), cast("ColumnKind", kind), words, below)

    def _derive(self, data: dict[str, Any], n: int, table: str) -> Derive:
        place = f"第 {n} 个 [[derive]]"
        column = self._known(table, self._text(data, "column", place), place)
        source = self._known(table, self._text(data, "from", place), place)
        patterns = self._patterns(data.get("patterns", []), f"{place}.patterns")
        for pattern in patterns:
            if "value" not in pattern.groupindex:
                raise self._error(place, f"「{pattern.pattern}」里没有名为 value 的组。")
        return Derive(column, source, patterns, self._patterns(data.get("drop", []), f"{place}.drop"))

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
        return SchemaError(message, place=f"{self.file}：{place}", hint=_HINT)
