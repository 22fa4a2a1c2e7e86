"""Loads and proves the shapes of answers in `queries/*.sql`.

A template is one SELECT that runs as it stands. Each CTE is a slot: its body in the file is a working example, which
`compile` replaces by the rows of a `Query`. A column whose name ends in `*` stands for any number of columns.

Header lines (`-- key: value`) before the statement:
    name      the template's name; the file's own
    about     one line of help
    cue       words in a question that ask for this shape
    slot      `行(键* key, 值* answer) rows`: a CTE, its columns, and the role that they have in the answer;
              `rows`: a row of the answer is a row of the slot
    heading   `值* = {}合计`: how a column is called in the answer, `{}` being what it was filled with
    column    `占比 answer %`: the role and unit of a column that the template itself makes
    ask       `question => restatement`: an example, and a test
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, cast, get_args

from msgspec import Struct

from jxquery.errors import TemplateError
from jxquery.headers import MadeColumn, example, listed, made_columns, place_of, read_header, read_text, single
from jxquery.patterns import regex
from jxquery.types import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sqlglot import exp

    from jxquery.schema.model import Schema

_SLOT = regex(r"^(\w+)\(([^()]*)\)((?:\s+rows)?)$")
_KEYS = {"name", "about", "cue", "slot", "heading", "column", "ask"}
_HINT = "请对照 docs/architecture.md 的「模板」改正这个文件。"


class SlotColumn(Struct, frozen=True):
    """A column that a slot must give. `star`: any number of them. `role` is None when the answer does not show it."""

    name: str
    star: bool
    role: Role | None


class Slot(Struct, frozen=True):
    """A CTE that a query fills. `rows`: a row of the answer is a row of it."""

    name: str
    columns: tuple[SlotColumn, ...]
    rows: bool


class Item(Struct, frozen=True):
    """An expression of the outer SELECT, as SQL, and its name; `star` is the starred column that it repeats for."""

    sql: str
    alias: str
    star: str | None
    slot: str | None


class Template(Struct, frozen=True):
    """A shape of answer: its header, and its outer SELECT in parts.

    `alone`: it reads its one slot and nothing else, so that what fills the slot can stand in its place.
    """

    name: str
    about: str
    cues: tuple[str, ...]
    slots: tuple[Slot, ...]
    headings: Mapping[str, str]
    made: tuple[MadeColumn, ...]
    asks: tuple[tuple[str, str], ...]
    select: tuple[Item, ...]
    source: str
    group: tuple[Item, ...]
    having: str
    order: tuple[Item, ...]
    alone: bool


def load_templates(folder: Path, schema: Schema) -> dict[str, Template]:
    """Every template of the folder by name. Raises `TemplateError` with file:line:column for the first broken one."""
    files = sorted(folder.glob("*.sql"))
    if not files:
        raise TemplateError("没有找到模板（*.sql）。", place=str(folder), hint="请重新安装 jxquery。")
    found: dict[str, Template] = {}
    for file in files:
        try:
            template = _load(file, schema)
        except RecursionError:
            raise TemplateError("SQL 嵌套得太深。", place=f"{file}:1:1", hint=_HINT) from None
        if template.name in found:
            raise TemplateError(f"模板名「{template.name}」重复。", place=f"{file}:1:1", hint=_HINT)
        found[template.name] = template
    return found


@cache
def _parsed(path: str, text: str) -> exp.Select:
    import sqlglot
    from sqlglot import exp

    try:
        statements = sqlglot.parse(text, read="duckdb")
    except sqlglot.ParseError as error:
        first = error.errors[0] if error.errors else {}
        word = str(first.get("highlight") or "")
        # The parser gives the column of the word's last character.
        place = f"{path}:{first.get('line', 1)}:{max(int(first.get('col') or 1) - len(word) + 1, 1)}"
        raise TemplateError(f"SQL 写得不对，问题在「{word}」附近。", place=place, hint=_HINT) from None
    except sqlglot.errors.TokenError:
        raise TemplateError("SQL 写得不对，读不到结尾：引号不成对。", place=f"{path}:1:1", hint=_HINT) from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Select):
        lines = text.split("\n")
        start = next((n for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("--")), len(lines))
        raise TemplateError("应当正好是一个 SELECT。", place=f"{path}:{start}:1", hint=_HINT)
    return statements[0]


def _load(file: Path, schema: Schema) -> Template:
    text = read_text(file, _HINT)
    header = read_header(file, text, _KEYS, _HINT)
    tree = _parsed(str(file), text)
    slots = tuple(_slot(value, f"{file}:{line}:1") for line, value in header["slot"])
    headings = dict(pair for line, value in header["heading"] for pair in _pairs(value, "=", f"{file}:{line}:1"))
    made = tuple(m for line, value in header["column"] for m in made_columns(value, f"{file}:{line}:1", _HINT))
    asks = tuple(example(value, f"{file}:{line}:1", _HINT) for line, value in header["ask"])
    _prove(file, text, tree, slots, schema)
    shown = set(tree.named_selects)
    for line, value in (*header["heading"], *header["column"]):
        for name in (part.split()[0] for part in value.split(",")):
            if name not in shown:
                raise TemplateError(f"SELECT 没有给出列「{name}」。", place=f"{file}:{line}:1", hint=_HINT)
    starred = {c.name: s.name for s in slots for c in s.columns if c.star}
    outer = tree.copy()
    outer.set("with_", None)
    group, having, order = outer.args.get("group"), outer.args.get("having"), outer.args.get("order")
    source = " ".join(
        part.sql(dialect="duckdb") for part in (outer.args.get("from_"), *outer.args.get("joins", [])) if part
    )
    where = outer.args.get("where")
    return Template(
        name=single(header, file, "name", _HINT),
        about=single(header, file, "about", _HINT),
        cues=listed(header, "cue"),
        slots=slots,
        headings=headings,
        made=made,
        asks=asks,
        select=_items(outer.expressions, starred),
        source=source + (f" {where.sql(dialect='duckdb')}" if where else ""),
        group=_items(group.expressions if group else (), starred),
        having=having.this.sql(dialect="duckdb") if having else "",
        order=_items(order.expressions if order else (), starred),
        alone=_reads_alone(outer),
    )


def _reads_alone(outer: exp.Select) -> bool:
    """Whether there is but one table in the SELECT without its CTEs, and no need to say which."""
    from sqlglot import exp

    tables = list(outer.find_all(exp.Table))
    named = any(column.table for column in outer.find_all(exp.Column))
    return len(tables) == 1 and not tables[0].alias and not named and outer.args.get("where") is None


def _slot(value: str, place: str) -> Slot:
    match = _SLOT.match(value)
    if match is None:
        raise TemplateError("slot 应写成：行(键* key, 值* answer) rows。", place=place, hint=_HINT)
    columns = []
    for part in match[2].split(","):
        words = part.split()
        if not words or len(words) > 2 or (len(words) == 2 and words[1] not in get_args(Role)):  # noqa: PLR2004
            raise TemplateError(f"slot 的列「{part.strip()}」写得不对。", place=place, hint=_HINT)
        role = cast("Role", words[1]) if len(words) > 1 else None
        columns.append(SlotColumn(words[0], words[0].endswith("*"), role))
    return Slot(match[1], tuple(columns), rows=bool(match[3]))


def _pairs(value: str, sign: Literal["=", "=>"], place: str) -> Iterable[tuple[str, str]]:
    for part in value.split(","):
        left, found, right = part.partition(sign)
        if not found or not left.strip() or not right.strip():
            raise TemplateError(f"应写成「左 {sign} 右」：{part.strip()}", place=place, hint=_HINT)
        yield left.strip(), right.strip()


def _prove(file: Path, text: str, tree: exp.Select, slots: tuple[Slot, ...], schema: Schema) -> None:
    """Slots declared are the CTEs used, each a SELECT that gives the columns promised, and all names are known."""
    from sqlglot import exp

    bodies = {cte.alias: cte.this for cte in tree.ctes}
    declared = {s.name: s for s in slots}
    for name in bodies.keys() ^ declared.keys():
        if name in bodies:
            raise TemplateError(f"slot「{name}」没有声明（-- slot:）。", place=place_of(file, text, name), hint=_HINT)
        place = place_of(file, text, f"{name}(")
        raise TemplateError(f"slot「{name}」声明了却没有这个 CTE。", place=place, hint=_HINT)
    for name, body in bodies.items():
        if not isinstance(body, exp.Query):
            raise TemplateError(f"slot「{name}」应当是一个 SELECT。", place=place_of(file, text, name), hint=_HINT)
        given = set(body.named_selects)
        for column in declared[name].columns:
            if column.name not in given:
                raise TemplateError(
                    f"slot「{name}」没有给出列「{column.name}」。", place=place_of(file, text, name), hint=_HINT
                )
    _prove_names(file, text, tree, slots, schema)


def _prove_names(file: Path, text: str, tree: exp.Select, slots: tuple[Slot, ...], schema: Schema) -> None:
    """Every table and column is the schema's, a slot's or made here; there are no parameters."""
    from sqlglot import exp

    for parameter in tree.find_all(exp.Placeholder, exp.Parameter):
        name = parameter.name
        raise TemplateError(
            f"不能有参数「${name}」：值由 slot 带来。", place=place_of(file, text, f"${name}"), hint=_HINT
        )
    tables = {t.name for t in schema.tables} | {v.name for v in schema.views}
    columns = {c.name for t in schema.tables for c in t.columns}
    made = {a.alias for a in tree.find_all(exp.Alias)} | {c.name for s in slots for c in s.columns}
    for table in tree.find_all(exp.Table):
        if table.name not in tables and all(s.name != table.name for s in slots):
            raise TemplateError(f"没有「{table.name}」这个表。", place=place_of(file, text, table.name), hint=_HINT)
    for used in tree.find_all(exp.Column):
        if used.name not in columns and used.name not in made:
            raise TemplateError(f"没有「{used.name}」这一列。", place=place_of(file, text, used.name), hint=_HINT)


def _items(expressions: Iterable[exp.Expression], starred: Mapping[str, str]) -> tuple[Item, ...]:
    from sqlglot import exp

    items = []
    for expression in expressions:
        names = {c.name for c in expression.find_all(exp.Column) if c.name in starred}
        star = next(iter(names), None)
        items.append(
            Item(
                expression.unalias().sql(dialect="duckdb"),
                expression.alias_or_name,
                star,
                starred[star] if star else None,
            )
        )
    return tuple(items)
