"""A named query's statement, proven before it runs: one SELECT, known names, the parameters declared and no others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.errors import SqlError, TemplateError
from jxquery.headers import MadeColumn, place_of
from jxquery.named.files import HINT, NamedQuery
from jxquery.statements import prove
from jxquery.types import Role

if TYPE_CHECKING:
    from sqlglot import exp

    from jxquery.schema.model import ColumnDef, ColumnRole, Schema

SOURCE_KEY, FILE, PLACE = "来源编号", "文件", "位置"
_TRACES = ((SOURCE_KEY, PLACE), (FILE, PLACE))
_OF_SOURCES = {SOURCE_KEY, PLACE, FILE, "sha256", "格式", "时间"}
_TOTAL = "总数"
_ROLES: dict[ColumnRole, Role] = {"name": "key", "measure": "answer", "target": "answer", "text": "answer"}
_PLACE = re.compile(r"\d+:\d+")


class Trace(Struct, frozen=True):
    """A statement that gives the rows that figures come from: `keys` of the answer, then source, place and total."""

    sql: str
    keys: tuple[str, ...]
    params: frozenset[str]


class Proven(Struct, frozen=True):
    """What runs. `columns`: name, role and unit of each. `traced`: source and place stand behind them in each row."""

    sql: str
    columns: tuple[MadeColumn, ...]
    traced: bool
    traces: tuple[Trace, ...]


def proven(query: NamedQuery, schema: Schema, shown: int) -> Proven:
    """The statement of the query. Raises `TemplateError` with file:line:column for what it may not be.

    A SELECT that gives 来源编号 (or 文件) and 位置 says where each of its rows stands; a CTE that gives them says where
    the figures come from, the first `shown` of them for each.
    """
    import sqlglot
    from sqlglot import exp

    try:
        sql = prove(query.text, schema)
    except SqlError as error:
        place = f"{query.file}:{error.place}" if _PLACE.fullmatch(error.place) else f"{query.file}:1:1"
        raise TemplateError(error.message, place=place, hint=error.hint) from None
    tree = sqlglot.parse_one(sql, read="duckdb")
    if not isinstance(tree, exp.Query):  # a bracket around a SELECT
        raise TemplateError("应当正好是一个 SELECT。", place=f"{query.file}:1:1", hint=HINT)
    _check_params(query, tree)
    _check_columns(query, tree, schema)
    names = list(tree.named_selects)
    if "*" in names:
        raise TemplateError(
            "最外面的 SELECT 要写出每一列的名字。", place=place_of(query.file, query.text, "*"), hint=HINT
        )
    traced = tuple(names[-2:]) in _TRACES
    columns = _columns(query, names[:-2] if traced else names, schema)
    traces = () if traced else tuple(_traces(tree, columns, shown))
    return Proven(sql, columns, traced, traces)


def _check_params(query: NamedQuery, tree: exp.Query) -> None:
    from sqlglot import exp

    used = {node.name for node in tree.find_all(exp.Placeholder, exp.Parameter)}
    declared = {param.name for param in query.params}
    for name in sorted(used - declared):
        place = place_of(query.file, query.text, f"${name}")
        raise TemplateError(f"参数「${name}」没有声明（-- param:）。", place=place, hint=HINT)
    for name in sorted(declared - used):
        place = place_of(query.file, query.text, f"param: {name}")
        raise TemplateError(f"参数「{name}」声明了却没有用到。", place=place, hint=HINT)


def _check_columns(query: NamedQuery, tree: exp.Query, schema: Schema) -> None:
    from sqlglot import exp

    known = {c.name for t in schema.tables for c in t.columns} | _OF_SOURCES
    known |= {alias.alias for alias in tree.find_all(exp.Alias)}
    known |= {name.name for alias in tree.find_all(exp.TableAlias) for name in alias.columns}
    for column in tree.find_all(exp.Column):
        if not isinstance(column.this, exp.Star) and column.name not in known:
            quoted = f'"{column.name}"'
            place = place_of(query.file, query.text, quoted if quoted in query.text else column.name)
            raise TemplateError(f"没有「{column.name}」这一列。", place=place, hint=HINT)


def _columns(query: NamedQuery, names: list[str], schema: Schema) -> tuple[MadeColumn, ...]:
    """As the header declares them; what it does not is a column of the schema."""
    declared = {column.name: column for column in query.columns}
    for name in declared.keys() - set(names):
        place = place_of(query.file, query.text, name)
        raise TemplateError(f"SELECT 没有给出列「{name}」。", place=place, hint=HINT)
    known: dict[str, ColumnDef] = {c.name: c for t in reversed(schema.tables) for c in t.columns}
    found = []
    for name in names:
        if name not in declared and name not in known:
            place = place_of(query.file, query.text, name)
            raise TemplateError(f"列「{name}」没有声明（-- column:）。", place=place, hint=HINT)
        column = known.get(name)
        own = None if column is None else MadeColumn(name, _ROLES.get(column.role, "context"), column.unit)
        made = declared.get(name, own)
        if made is not None:
            found.append(made)
    return tuple(found)


def _traces(tree: exp.Query, columns: tuple[MadeColumn, ...], shown: int) -> list[Trace]:
    """For each CTE that gives source and place, the statement that reads them, with the columns that lead to a row."""
    from sqlglot import exp

    found = []
    for cte in tree.ctes:
        given = list(cte.this.named_selects) if isinstance(cte.this, exp.Query) else []
        place = next((pair for pair in _TRACES if set(pair) <= set(given)), None)
        if place is None:
            continue
        keys = tuple(c.name for c in columns if c.role != "answer" and c.name in given)
        items = [exp.column(exp.to_identifier(name, quoted=True)) for name in (*keys, *place)]
        total = exp.alias_(exp.Window(this=exp.Count(this=exp.Star())), _TOTAL, quoted=True)
        select = exp.select(*items, total).from_(exp.to_identifier(cte.alias, quoted=True)).limit(shown)
        select.set("with_", tree.args["with_"].copy())
        params = frozenset(node.name for node in select.find_all(exp.Placeholder, exp.Parameter))
        found.append(Trace(select.sql(dialect="duckdb"), keys, params))
    return found
