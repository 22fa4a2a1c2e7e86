"""Reads `schema.toml` and `units.toml` and refuses what does not fit, naming the file and the place in it.

`own.py` reads the schema of a user's own tables with the same parts.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast, get_args

from msgspec.structs import replace

from jxquery.errors import SchemaError, reason_of
from jxquery.schema.model import (
    ColumnDef,
    ColumnRole,
    ColumnType,
    Numerals,
    Schema,
    Span,
    TableDef,
    TargetDef,
    UnitDef,
    Units,
    ViewDef,
)

HINT = "请对照 docs/architecture.md 的「数据的含义」改正这个文件。"


def read_toml(path: Path) -> dict[str, Any]:
    """The file's content. Raises `SchemaError` when it is missing, not UTF-8 or not TOML."""
    return parse_toml(read_source(path), str(path))


def read_source(path: Path) -> str:
    """The file's text. Raises `SchemaError` when it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SchemaError("找不到这个文件。", place=str(path), hint=HINT) from None
    except UnicodeDecodeError:
        raise SchemaError("这个文件不是 UTF-8 编码的文本。", place=str(path), hint=HINT) from None
    except OSError as error:
        raise SchemaError(f"打不开这个文件：{reason_of(error)}。", place=str(path), hint=HINT) from None


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """The content of a file with this text. Raises `SchemaError` when it is not TOML."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column (\d+)", str(error))
        place = f"{file}:{at[1]}:{at[2]}" if at else f"{file}：文件末尾"
        raise SchemaError("这里不是有效的 TOML。", place=place, hint=HINT) from None
    except RecursionError:
        raise SchemaError("括号嵌套得太深。", place=file, hint=HINT) from None


def load_schema(schema_file: Path, units_file: Path) -> Schema:
    """Both files, checked: names once, roles and types known, parents and target columns declared."""
    units = load_units(units_file, units_file.with_name("numerals.toml"))
    return schema_of(read_toml(schema_file), str(schema_file), units)


def schema_of(data: dict[str, Any], file: str, units: Units) -> Schema:
    """The tables and views that a file with this content declares."""
    listed = enumerate(_groups(data, "table", file), 1)
    tables = tuple(_table(t, f"{file}：第 {n} 个 [[table]]") for n, t in listed)
    if not tables:
        raise SchemaError("没有 [[table]]。", place=file, hint=HINT)
    names = [t.name for t in tables]
    for table in tables:
        place = f"{file}：表「{table.name}」"
        if names.count(table.name) > 1:
            raise SchemaError("表名重复。", place=place, hint=HINT)
        for parent in table.parents:
            _check_parent(table, parent, tables, place)
        for column in table.columns:
            if column.unit is not None and units.get(column.unit) is None:
                raise SchemaError(
                    f"列「{column.name}」的单位「{column.unit}」不在 units.toml 里。", place=place, hint=HINT
                )
    for table in tables:
        _check_ways(table, tables, f"{file}：表「{table.name}」")
    views = tuple(ViewDef(_text(v, "name", file), _text(v, "of", file)) for v in _groups(data, "view", file))
    for view in views:
        if view.of not in names:
            raise SchemaError(f"视图「{view.name}」所依据的表「{view.of}」不存在。", place=file, hint=HINT)
    return Schema(tables, views, units)


def load_units(path: Path, numerals: Path) -> Units:
    """`units.toml`, checked, with what `numerals.toml` says."""
    return replace(units_of(read_toml(path), str(path)), numerals=_numerals(read_toml(numerals)))


def units_of(data: dict[str, Any], file: str, known: Units | None = None) -> Units:
    """The units of a file with this content, beside those that are `known`.

    A kind without a base (counting) makes every unit its own base.
    """
    by_word: dict[str, UnitDef] = {}
    about: dict[str, Any] = {}
    ratios = [] if known is None else [*known.ratios]
    spoken = dict(known.spoken) if known is not None else {}
    any_counts = known.any_counts if known is not None else ""
    kinds = _groups(data, "kind", file)
    if not kinds:
        raise SchemaError("没有 [[kind]]。", place=file, hint=HINT)
    for kind in kinds:
        name = _text(kind, "name", file)
        place = f"{file}：[[kind]]「{name}」"
        base = kind.get("base")
        units = _groups(kind, "units", place)
        if base not in (None, *(_text(unit, "unit", place) for unit in units)):
            raise SchemaError(f"base 提到的单位「{base}」不存在。", place=place, hint=HINT)
        any_counts = kind.get("any", any_counts)
        if base is not None and "about" in kind:
            about[base] = kind["about"]
        if base is not None and not kind.get("adds_up", True):
            ratios.append(base)
        for piece in _strings(kind.get("speak", []), "speak", place):
            spoken[piece] = (*spoken.get(piece, ()), name)
        for unit in units:
            word = _text(unit, "unit", place)
            found = UnitDef(word, name, base or word, _factor(unit, place))
            for spelling in (word, *_strings(unit.get("words", []), f"单位「{word}」的 words", place)):
                by_word.setdefault(spelling, found)
    old = known or Units({}, "")
    by_word = {**old.by_word, **by_word}
    spans = {base: _span(base, said, by_word, file) for base, said in about.items()}
    return Units(by_word, any_counts, {**old.spans, **spans}, spoken, tuple(ratios), old.numerals)


def _numerals(data: dict[str, Any]) -> Numerals:
    listed = {
        name: tuple(data[name]) for name in ("words", "behind", "one_behind", "zero_behind", "half_behind", "about")
    }
    parts = ((word, part) for part in data["fraction"] for word in part["words"])
    fractions = {word: (part["unit"], Decimal(part.get("factor", "1"))) for word, part in parts}
    tenths = tuple(data["tenths"]["units"])
    return Numerals(**listed, not_before=data["not_before"], fractions=fractions, tenths=tenths)


def _factor(unit: dict[str, Any], place: str) -> Decimal:
    return _number({"factor": "1", **unit}, "factor", f"单位「{unit['unit']}」", place)


def _span(base: str, said: Any, by_word: dict[str, UnitDef], file: str) -> Span:  # noqa: ANN401 — what TOML holds
    """What one base unit is at least and at most: `about = { unit = "天", least = "28", most = "31" }`."""
    place, who = f"{file}：[[kind]]", f"单位「{base}」的 about 里"
    of = by_word.get(str(said.get("unit"))) if isinstance(said, dict) else None
    if of is None:
        raise SchemaError(f"{who}的单位不存在。", place=place, hint=HINT)
    least, most = (_number(said, key, who, place) * of.factor for key in ("least", "most"))
    if least > most:
        raise SchemaError(f"{who}的 least 比 most 大。", place=place, hint=HINT)
    return Span(of.base, least, most)


def _number(data: dict[str, Any], key: str, who: str, place: str) -> Decimal:
    try:
        number = Decimal(_text(data, key, place))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        raise SchemaError(f"{who}的 {key} 不是大于零的数。", place=place, hint=HINT)
    return number


def _strings(words: Any, who: str, place: str) -> list[str]:  # noqa: ANN401 — what TOML holds
    if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
        raise SchemaError(f"{who} 应是词的列表。", place=place, hint=HINT)
    return words


def _table(data: dict[str, Any], place: str) -> TableDef:
    name = _text(data, "name", place)
    place = f"{place}「{name}」"
    columns = tuple(_column(c, place) for c in _groups(data, "column", place))
    known = [c.name for c in columns]
    if len(set(known)) != len(known) or not known:
        raise SchemaError("列名缺失或重复。", place=place, hint=HINT)
    for column in columns:
        if column.standard and column.standard not in known:
            raise SchemaError(f"列「{column.name}」的 standard「{column.standard}」不存在。", place=place, hint=HINT)
    key = data.get("key")
    if key is not None and key not in known:
        raise SchemaError(f"key 提到的列「{key}」不存在。", place=place, hint=HINT)
    file = None if "file" not in data else _text(data, "file", place)
    target, actual = (_target(data, which, known, place) for which in ("target", "actual"))
    if actual is not None and target is None:
        raise SchemaError("有 actual，却没有 target。", place=place, hint=HINT)
    return TableDef(name, columns, key, _parents(data, place), target, file, actual)


def _target(data: dict[str, Any], key: str, known: list[str], place: str) -> TargetDef | None:
    if key not in data:
        return None
    parts, needed = data[key], list(TargetDef.__struct_fields__)
    if not isinstance(parts, dict) or sorted(parts) != sorted(needed):
        raise SchemaError(f"{key} 应正好有这些项：{'、'.join(needed)}。", place=place, hint=HINT)
    for column in parts.values():
        if column not in known:
            raise SchemaError(f"{key} 提到的列「{column}」不存在。", place=place, hint=HINT)
    return TargetDef(**parts)


def _column(data: dict[str, Any], place: str) -> ColumnDef:
    name = _text(data, "name", place)
    role, kind = data.get("role"), data.get("type")
    if role not in get_args(ColumnRole):
        known = "、".join(get_args(ColumnRole))
        raise SchemaError(f"列「{name}」的 role「{role}」不认识，可用的是：{known}。", place=place, hint=HINT)
    if kind not in get_args(ColumnType):
        known = "、".join(get_args(ColumnType))
        raise SchemaError(f"列「{name}」的 type「{kind}」不认识，可用的是：{known}。", place=place, hint=HINT)
    return ColumnDef(
        name,
        cast("ColumnType", kind),
        cast("ColumnRole", role),
        data.get("unit"),
        bool(data.get("default", False)),
        data.get("suffix", ""),
        data.get("heading", ""),
        bool(data.get("adds_up", True)),
        data.get("standard", ""),
    )


def _parents(data: dict[str, Any], place: str) -> tuple[str, ...]:
    """`parent = "图书"`, or several: `parent = ["读者", "图书"]`."""
    said = data.get("parent", [])
    return tuple(_strings([said] if isinstance(said, str) else said, "parent", place))


def _check_parent(table: TableDef, name: str, tables: tuple[TableDef, ...], place: str) -> None:
    parent = next((t for t in tables if t.name == name), None)
    if parent is None or parent.key is None:
        raise SchemaError(f"上级表「{name}」不存在，或没有 key。", place=place, hint=HINT)
    if all(c.name != parent.key for c in table.columns):
        raise SchemaError(f"缺少指向上级表的列「{parent.key}」。", place=place, hint=HINT)


def _check_ways(table: TableDef, tables: tuple[TableDef, ...], place: str) -> None:
    """That no table is above itself, and that there is but one way up to each: else a row could belong to two of it."""
    above = {t.name: t.parents for t in tables}
    ways: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[str, ...]] = [(table.name, parent) for parent in table.parents]
    while waiting:
        way = waiting.pop(0)
        if way[-1] in way[:-1]:
            raise SchemaError("它是自己的上级。", place=place, hint=HINT)
        other = ways.setdefault(way[-1], way)
        if other != way or table.parents.count(way[-1]) > 1:
            said = f"到上级表「{way[-1]}」有两条路：{'→'.join(other)} 和 {'→'.join(way)}，不知道一行属于哪一个。"
            hint = (
                "请从 parent 里去掉其中一条；指向它的那一列若要留着，请换一个列名，用 heading 写出文件里的表头，"
                'role 写 "class" 或 "code"。'
            )
            raise SchemaError(said, place=place, hint=hint)
        waiting += [(*way, parent) for parent in above.get(way[-1], ())]


def _groups(data: dict[str, Any], key: str, place: str) -> list[dict[str, Any]]:
    """The items under the key, none where it is missing."""
    found = data.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise SchemaError(f"{key} 应是一组带名字的项。", place=place, hint=HINT)
    return found


def _text(data: dict[str, Any], key: str, place: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise SchemaError(f"缺少 {key}，或它不是文字。", place=place, hint=HINT)
    return value
