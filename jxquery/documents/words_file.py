"""Reads `words.toml` and proves it against the schema: every column is known, every pattern can be one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal, cast, get_args

from jxquery.documents.words import (
    ColumnKind,
    Derive,
    Field,
    FieldKind,
    FormColumn,
    MatrixColumn,
    Operators,
    Pattern,
    Words,
)
from jxquery.errors import SchemaError
from jxquery.schema.load import read_toml
from jxquery.schema.model import Schema

HINT = "请对照 docs/architecture.md 的「版式」改正这个文件。"


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
