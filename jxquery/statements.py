"""The one gate for SQL that people write: only a SELECT on the public tables comes through, and not as it was written.

A read-only database does not make a statement harmless, and the type that an engine gives it proves nothing. So the
statement is parsed, every node of its tree must be of a kind that `statements.toml` lists, and what runs is written
anew from the tree. What is not known to be harmless is refused, and so is what a later sqlglot makes new kinds of.

This proves what a statement can touch, not what it costs: time and memory are for who runs it to limit.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.errors import SqlError
from jxquery.schema.load import read_toml
from jxquery.schema.model import Schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlglot import exp
    from sqlglot.errors import ParseError
    from sqlglot.tokenizer_core import Token, TokenType

# The store's own table that every row points to.
_SOURCES = "来源"
# Chains of UNION cost the engine the square of their length, and no person's question is longer.
_LONGEST = 20_000
_BEGINNINGS = {"SELECT", "WITH", "FROM", "("}
_LOOKING = {"DESC", "DESCRIBE", "EXPLAIN", "SHOW", "SUMMARIZE"}
_CHINESE_MARKS = "，；“”‘’"


def prove(statement: str, schema: Schema, *, dialect: str = "duckdb") -> str:
    """The statement, proven to be one SELECT on the public tables, written anew; `$name` parameters are kept.

    Public are the tables and views of the schema and the table of sources, called by their exact names. Raises
    `SqlError` that names the first word that is not allowed; its place is `line:column` in the statement.
    """
    from sqlglot import ErrorLevel
    from sqlglot.errors import ParseError, SqlglotError

    if len(statement) > _LONGEST:
        raise SqlError(f"语句太长，最多 {_LONGEST} 个字符。", hint="请拆成几条，分开执行。")
    try:
        tree = _proven(statement, schema, dialect)
        _bracket_denials(tree)
        sql = tree.sql(dialect=dialect, identify=True, comments=False, unsupported_level=ErrorLevel.RAISE)
        # What runs is what counts, so it must pass as well.
        _proven(sql, schema, dialect)
    except RecursionError:
        raise SqlError("语句嵌套得太深。", hint="请用 WITH 给中间结果起名，一步一步写。") from None
    except ParseError as error:
        raise _unreadable(error) from None
    except SqlglotError:
        raise SqlError("SQL 写得不对，读不到结尾。", hint="请检查引号和注释是否成对。") from None
    return sql


def _bracket_denials(tree: exp.Expr) -> None:
    """`n NOT IN (2) = n` is read as `(NOT n IN (2)) = n`, and is to be written so: NOT reaches further than `=`."""
    from sqlglot import exp

    for denial in list(tree.find_all(exp.Not)):
        around = denial.parent
        operator = isinstance(around, (exp.Binary, exp.Predicate, exp.Cast, exp.Neg))
        if operator and not isinstance(around, exp.Connector):
            brackets = exp.Paren()
            denial.replace(brackets)
            brackets.set("this", denial)


def _proven(text: str, schema: Schema, dialect: str) -> exp.Expr:
    """The tree of the statement, every node of it checked."""
    from sqlglot.dialects.dialect import Dialect

    reader = Dialect.get_or_raise(dialect)
    tables = (*(t.name for t in schema.tables), *(v.name for v in schema.views), _SOURCES)
    gate = _Gate(text, dialect, tuple(reader.tokenize(text)), tables)
    beginnings = {*reader.parser_class.STATEMENT_PARSERS, *reader.tokenizer_class.COMMANDS}
    # These two stand behind a bracket rightfully.
    gate.check_tokens({kind for kind in beginnings if kind.name not in {"DESC", "SEMICOLON"}})
    tree = reader.parser().parse(list(gate.tokens), text)[0]
    if tree is None:
        raise gate.no_select(gate.tokens[0].text)
    gate.check_tree(tree)
    return tree


class _Allowed(Struct, frozen=True):
    """What `statements.toml` says."""

    syntax: frozenset[str]
    functions: frozenset[str]
    types: frozenset[str]
    words: Mapping[str, str]
    hints: Mapping[str, str]
    instead: Mapping[str, str]

    def hint(self, word: str, otherwise: str) -> str:
        """What to write instead of the word."""
        return self.instead.get(word.strip('"').lower(), otherwise)


@cache
def _allowed() -> _Allowed:
    data = read_toml(Path(__file__).with_suffix(".toml"))
    listed = {kind: frozenset(data[kind].split()) for kind in ("syntax", "functions", "types")}
    return _Allowed(**listed, words=data["words"], hints=data["hints"], instead=data["instead"])


class _Gate(Struct, frozen=True):
    """A statement on trial, and the tables that it may read."""

    text: str
    dialect: str
    tokens: tuple[Token, ...]
    tables: tuple[str, ...]

    def refusal(self, word: str, message: str, hint: str, start: int | None = None) -> SqlError:
        """The error that names the word, at its offset or where it first stands as a keyword or a name."""
        if start is None and word.isidentifier():
            words = (t for t in self.tokens if t.token_type.name != "STRING")
            start = next((t.start for t in words if t.text.upper() == word.upper()), None)
        place = ""
        if start is not None:
            place = f"{self.text.count(chr(10), 0, start) + 1}:{start - self.text.rfind(chr(10), 0, start)}"
        return SqlError(message.format(_shown(word)), place=place, hint=hint)

    def no_select(self, word: str, start: int | None = None) -> SqlError:
        """The refusal of what is no part of a SELECT."""
        looking = "要看有哪些表和列，请用 .tables；要看数据，" if word.upper() in _LOOKING else ""
        hint = _allowed().hint(word, looking + self._example())
        return self.refusal(word, "不能用「{}」，只能写一条 SELECT。", hint, start)

    def check_tokens(self, statements: set[TokenType]) -> None:
        """One statement, and a query wherever one can begin: the tree knows fewer places, and of one statement only."""
        written = list(self.tokens)
        while written and written[-1].token_type.name == "SEMICOLON":
            written.pop()
        if not written:
            raise SqlError("语句是空的。", hint=self._example())
        if written[0].text.upper() not in _BEGINNINGS:
            raise self.no_select(written[0].text, written[0].start)
        for token, after in pairwise(written):
            kind, word = token.token_type.name, after.text
            if kind == "SEMICOLON":
                raise self.refusal(word, "一次只能写一条语句，「{}」是第二条了。", "请分开执行。", after.start)
            looks = kind == "L_PAREN" and word.upper() in _LOOKING
            if looks or (kind in {"L_PAREN", "R_PAREN"} and after.token_type in statements):
                raise self.no_select(word, after.start)
        for token, after in pairwise(written):
            # 0x10 is 0 under the name x10, to engines as well.
            if token.token_type.name == "NUMBER" and after.token_type.name == "VAR" and after.start == token.end + 1:
                word = self.text[token.start : after.end + 1]
                raise self.refusal(
                    word, "「{}」不是一个数。", "数和后面的字之间请空一格；名字写在双引号里。", token.start
                )
        for token in written:
            mark = next((m for m in _CHINESE_MARKS if m in token.text), None)
            if mark is not None and token.token_type.name == "VAR":
                start = token.start + token.text.index(mark)
                raise self.refusal(mark, "「{}」是中文标点。", "请改用英文标点。", start)

    def check_tree(self, tree: exp.Expr) -> None:
        """The root is a query, and every node is of a listed kind and harmless as it is used."""
        from sqlglot import exp

        if not isinstance(tree, exp.Select | exp.SetOperation | exp.Subquery):
            raise self.no_select(tree.key.upper())
        for node in tree.walk():
            kind = type(node).__name__
            if isinstance(node, exp.Func):
                self._check_function(node)
            elif kind not in _allowed().syntax:
                word = _allowed().words.get(kind, kind.upper())
                hint = _allowed().hint(word, _allowed().hints["syntax"])
                raise self.refusal(word, "查询里不能用「{}」。", hint)
            else:
                self._check_use(node)

    def _check_use(self, node: exp.Expr) -> None:
        from sqlglot import exp

        match node:
            case exp.Table():
                self._check_table(node)
            case exp.Select() if not node.expressions:
                raise self.refusal("SELECT", "「{}」后面没有写要查什么。", self._example())
            case exp.With() if node.args.get("recursive"):
                raise self.refusal("RECURSIVE", "不能用「{}」。", "WITH 里的查询不能引用自己；请去掉这个词。")
            case exp.CTE() if not isinstance(node.this, exp.Query):
                raise self.no_select(node.this.key.upper())
            case exp.Placeholder() if not node.name.isidentifier():
                raise self.refusal(_parameter(node), "不能用参数「{}」。", "请写有名字的参数，例如 $年度。")
            case exp.DataType() if getattr(node.this, "name", "") not in _allowed().types:
                raise self.refusal(node.sql(self.dialect), "不能用类型「{}」。", _allowed().hints["types"])
            # These are written anew without quotes (ALL, DAY, zh), also those that came from a string.
            case exp.Var() if not node.name.isidentifier():
                raise self.refusal(node.name, "这里不能写「{}」。", "请写一个单词，例如 year、month、day。")

    def _check_function(self, node: exp.Func) -> None:
        from sqlglot import exp

        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
        if name.lower() not in _allowed().functions:
            word = self._written(node, name)
            hint = _allowed().hint(word, _allowed().hints["functions"])
            raise self.refusal(word, "不能用函数「{}」。", hint, node.meta.get("start"))

    def _check_table(self, node: exp.Table) -> None:
        from sqlglot import exp

        hint = f"可以查的是：{'、'.join(self.tables)}。"
        name, start = node.this, node.this.meta.get("start")
        if not isinstance(name, exp.Identifier):
            word = _parameter(name) if isinstance(name, exp.Placeholder) else self._written(name, name.name)
            raise self.refusal(word, "FROM 后面只能写表名，不能写「{}」。", hint, start)
        for part in ("catalog", "db"):
            if node.args.get(part) is not None:
                raise self.refusal(node.text(part) or ".", "表名前面不能写「{}」。", hint)
        if name.name not in self.tables and not _names_cte(node):
            raise self.refusal(name.name, "没有「{}」这个表。", hint, start)

    def _written(self, node: exp.Expr, otherwise: str) -> str:
        """The word as it stands in the statement, where sqlglot kept the place; its name for it may be another."""
        return self.text[node.meta["start"] : node.meta["end"] + 1] if "start" in node.meta else otherwise.lower()

    def _example(self) -> str:
        return f'请写 SELECT，例如：SELECT * FROM "{self.tables[0]}" LIMIT 5'  # noqa: S608 — a hint, never run


def _parameter(node: exp.Placeholder) -> str:
    return node.name if node.name == "?" else f"${node.name}"


def _names_cte(table: exp.Table) -> bool:
    """Whether a CTE of this name can be seen from here. Elsewhere the name means whatever the engine finds."""
    from sqlglot import exp

    node: exp.Expr = table
    while node.parent is not None:
        below, node = node, node.parent
        own = node.args.get("with_")
        if isinstance(node, exp.With):
            seen = node.expressions[: below.index]
        else:
            seen = own.expressions if own is not None and own is not below else []
        if any(cte.alias == table.name for cte in seen):
            return True
    return False


def _unreadable(error: ParseError) -> SqlError:
    first = error.errors[0] if error.errors else {}
    word = str(first.get("highlight") or "")
    near = f"，问题在「{_shown(word)}」附近" if word else ""
    # sqlglot gives the column where the word ends.
    place = f"{first['line']}:{max(first['col'] - len(word) + 1, 1)}" if word else ""
    hint = _allowed().hint(word, "请检查这里的括号、逗号、引号和关键字。")
    return SqlError(f"SQL 写得不对{near}。", place=place, hint=hint)


def _shown(word: str) -> str:
    """The word with what cannot be seen made visible: that is how one name passes for another."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in word)
