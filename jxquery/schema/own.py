"""A user's own tables: one TOML file that says what the columns of their files mean, in which units, in which words.

The file has the parts of the files that come with the program: `[[table]]` as in schema.toml, `[[kind]]` as in
units.toml for further units, and `[words.table]`, `[words.column]`, `[words.value]` … as the sections of
vocabulary.toml. A table's `file` is the pattern of its files' names (`图书*.csv`), its own name with `.csv` where it
is left out; a column's `heading` is what the file calls it, where that is not its name.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec.structs import replace

from jxquery.errors import SchemaError
from jxquery.schema.load import HINT, parse_toml, schema_of, units_of
from jxquery.schema.model import ColumnDef, ColumnRole, ColumnType, Schema, TableDef, Units

# What the database itself has: tables and columns that no schema can declare.
RESERVED = frozenset({"来源", "版本", "来源编号", "位置", "文件"})
_PARTS = ("table", "kind", "words", "view")
_ORDER = "行号"
_NUMBERS: tuple[ColumnType, ...] = ("integer", "amount")
_Types: TypeAlias = dict[ColumnRole, tuple[ColumnType, ...]]
_FITTING: _Types = {
    "name": ("text",),
    "identity": ("text",),
    "context": ("text",),
    "class": ("text",),
    "code": ("text",),
    "text": ("text",),
    "period": ("integer",),
    "order": ("integer",),
    "measure": _NUMBERS,
}


def own_schema(text: str, place: str, units: Units) -> Schema:
    """The schema in this text, with its units beside `units`. `place` names the text in errors.

    Every table has a column for the order of its rows, which the store fills. Raises `SchemaError`.
    """
    data = parse_toml(text, place)
    strange = [part for part in data if part not in _PARTS]
    if strange:
        known = "、".join(_PARTS)
        raise SchemaError(f"「{'、'.join(strange)}」不认识，可用的是：{known}。", place=place, hint=HINT)
    if "kind" in data:
        units = units_of(data, place, units)
    schema = schema_of(data, place, units)
    for table in schema.tables:
        _check_table(table, schema, f"{place}：表「{table.name}」")
    _check_names(schema, place)
    # A table comes after those that its rows belong to: a name in both is first the name of what others belong to.
    tables = sorted(schema.tables, key=lambda table: len(schema.ancestors(table.name)))
    return replace(schema, tables=tuple(_with_order(t) for t in tables), source=text)


def own_words(schema: Schema) -> dict[str, Any]:
    """The sections of words in the user's file."""
    words = parse_toml(schema.source, "").get("words", {})
    if not isinstance(words, dict):
        raise SchemaError("words 应写成 [words.table]、[words.column] 这样的小节。", place="words", hint=HINT)
    return words


def _with_order(table: TableDef) -> TableDef:
    """The table with its file, and before all other columns the one that keeps its rows in the order of the file."""
    table = replace(table, file=table.file or f"{table.name}.csv")
    if table.having("order"):
        return table
    name = _ORDER
    while any(c.name == name for c in table.columns):
        name = f"本表{name}"
    return replace(table, columns=(ColumnDef(name, "integer", "order"), *table.columns))


def _check_table(table: TableDef, schema: Schema, place: str) -> None:
    if table.target is not None:
        raise SchemaError("自己的表里不能有 target。", place=place, hint=HINT)
    if len(table.having("order")) > 1:
        raise SchemaError("只能有一列的 role 是 order。", place=place, hint=HINT)
    for column in table.columns:
        fitting = _FITTING.get(column.role, (column.type,))
        if column.type not in fitting:
            said = f"列「{column.name}」的 role 是 {column.role}，type 应是 {' 或 '.join(fitting)}。"
            raise SchemaError(said, place=place, hint=HINT)
        if column.unit is not None and column.role != "measure":
            raise SchemaError(f"列「{column.name}」不是 measure，不能有单位。", place=place, hint=HINT)
    for parent in map(schema.table, table.parents):
        key = parent.key or ""
        if table.column(key).type != parent.column(key).type:
            said = f"「{key}」的 type 和上级表「{parent.name}」里的不一样。"
            raise SchemaError(said, place=place, hint=HINT)


def _check_names(schema: Schema, place: str) -> None:
    """A column is called by its name alone, so it stands in one table; only the keys that join tables stand in two."""
    tables: dict[str, str] = {}
    joining = {(t.name, schema.table(parent).key) for t in schema.tables for parent in t.parents}
    for table in schema.tables:
        for column in table.columns:
            if column.role == "order" or (table.name, column.name) in joining:
                continue
            other = tables.setdefault(column.name, table.name)
            if other != table.name:
                said = f"列「{column.name}」在「{other}」和「{table.name}」里都有。"
                hint = (
                    '请给其中一列换一个名字，再用 heading 写出文件里的表头，例如：name = "作者姓名", heading = "姓名"'
                )
                raise SchemaError(said, place=place, hint=hint)
