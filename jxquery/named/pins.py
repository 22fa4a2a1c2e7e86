"""A question's reading as a named query: readable SQL with its values written in, which new words cannot change."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.errors import DataError, PinError, UsageError, reason_of
from jxquery.language.understand import understand
from jxquery.named.answer import answer_named
from jxquery.named.files import Catalogue, NamedQuery, parse_query
from jxquery.named.fits import fits_of
from jxquery.named.prove import FILE, PLACE, SOURCE_KEY
from jxquery.text.normalise import normalise
from jxquery.types import Answer, Query, Scalar
from jxquery.whole_files import replace_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlglot import exp

    from jxquery.compile import Account, Statement
    from jxquery.desk import Desk
    from jxquery.language.lexicon import Lexicon
    from jxquery.types import Column

_NAME = re.compile(r"\w[\w（）·-]*")
_LONGEST_NAME = 60
_TRACE = "来源行"
_PLAIN = {"#名次": "名次"}
_HELPING = re.compile(r"#(\d+)")


def new_file(catalogue: Catalogue, folder: Path, name: str, *, replace_old: bool) -> Path:
    """Where a query of this name would stand. Raises `UsageError` for a name that is taken or that no file can have."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        hint = f"请用字母、数字、汉字，最多 {_LONGEST_NAME} 个字，例如 年度预算。"
        raise UsageError(f"查询不能叫「{name}」。", hint=hint)
    old = catalogue.queries.get(name)
    file = folder / f"{name}.sql" if old is None or not old.own else old.file
    if old is not None and not old.own:
        raise UsageError(f"已经有自带的命名查询「{name}」。", hint="请换一个名字。")
    if (old is not None or file.exists()) and not replace_old:
        raise UsageError(f"已经有命名查询「{name}」。", place=str(file), hint="请换一个名字，或加 --replace 换掉它。")
    return file


def write_query(query: NamedQuery) -> None:
    """Write the file, whole or not at all. Raises `DataError`."""
    try:
        query.file.parent.mkdir(parents=True, exist_ok=True)
        replace_text(query.file, query.text)
    except OSError as error:
        raise DataError(
            f"写不进去：{reason_of(error)}。", place=str(query.file), hint="请检查这个文件夹能不能写。"
        ) from None


def pinned(answer: Answer, query: Query, file: Path, desk: Desk, lexicon: Lexicon, now: datetime) -> NamedQuery:
    """The named query that gives `answer` again, not yet written to `file`; it has been run to prove that it does.

    Raises `PinError` when it does not, `UsageError` when the answer is that of a named query already.
    """
    if not query.slots:
        hint = f"它不随数据改变读法，直接用：jxquery run {query.template}"
        raise UsageError(f"这句话读作{answer.interpretation}，不用再固定。", hint=hint)
    compiled = desk.compile(query)
    names = _names(compiled.columns)
    sql = _statement(compiled.main, compiled.accounts, names)
    said = understand(normalise(answer.question), lexicon)
    fits = [f"-- fits: {fit.said} => {'｜'.join(fit.rows)}" for fit in fits_of(said, lexicon, desk)]
    columns = ", ".join(
        " ".join(part for part in (name, column.role, column.unit) if part)
        for name, column in zip(names, compiled.columns, strict=True)
    )
    lines = [
        f"-- name: {file.stem}",
        f"-- about: {answer.interpretation}",
        f"-- pinned: {now.date().isoformat()}",
        f"-- question: {' '.join(answer.question.split())}",
        f"-- reading: {answer.interpretation}",
        *fits,
        f"-- column: {columns}",
        sql,
    ]
    made = parse_query(file, "\n".join(lines) + "\n", own=True)
    again = answer_named(made, Query(made.name, ()), desk, lexicon)
    if again.rows != answer.rows:
        message = "这句话固定下来以后，得到的和原来的不一样。"
        raise PinError(message, place=file.name, hint="没有写出文件。请把问题换一种说法再试。")
    return made


def kept(answer: Answer, file: Path, desk: Desk, lexicon: Lexicon) -> NamedQuery:
    """The named query that runs the statement of `answer` again, not yet written to `file`; it has been run.

    Raises `UsageError` for an answer that no statement of a person gave, `TemplateError` for columns that a named query
    cannot have, `PinError` when it does not give the same rows.
    """
    if answer.params or not answer.sql or answer.sources:
        raise UsageError("这个答案来自命名查询，不用再存。", hint="看有哪些：jxquery queries")
    names = _names(answer.columns)
    columns = ", ".join(
        f"{name} {'answer' if column.type == 'number' else 'key'}"
        for name, column in zip(names, answer.columns, strict=True)
    )
    made = parse_query(
        file,
        f"""\
-- name: {file.stem}
-- about: {" ".join(answer.question.split())}
-- column: {columns}
{_named(answer.sql, names)}
""",
        own=True,
    )
    if answer_named(made, Query(made.name, ()), desk, lexicon).rows != answer.rows:
        message = "这条 SQL 再运行一次，得到的和原来的不一样。"
        raise PinError(message, place=file.name, hint="没有写出文件。给它加上 ORDER BY 再试。")
    return made


def _named(sql: str, names: Sequence[str]) -> str:
    """The statement with its columns called so, around it where they are not."""
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(sql, read="duckdb")
    if isinstance(tree, exp.Query) and list(tree.named_selects) != list(names):
        inner = exp.Subquery(this=tree, alias=exp.TableAlias(this=_quoted("结果"), columns=[*map(_quoted, names)]))
        tree = exp.select(*(exp.column(_quoted(name)) for name in names)).from_(inner)
    return tree.sql(dialect="duckdb", pretty=True)


def _statement(main: Statement, accounts: Sequence[Account], names: Sequence[str]) -> str:
    """The statement with its values written in and its columns called as in the answer, and the rows that it rests on.

    Where no row of the answer has a place of its own, each of `accounts` becomes a CTE that gives them.
    """
    from sqlglot import exp

    tree = _written_in(main)
    old = [item.alias_or_name for item in tree.expressions]
    kept = list(tree.expressions) if not accounts else tree.expressions[: len(names)]
    called = dict(zip(old, names, strict=False))
    tree.set("expressions", [*(_as(i, n) for i, n in zip(kept, names, strict=False)), *kept[len(names) :]])
    order = tree.args.get("order")
    for column in order.find_all(exp.Column) if order is not None else ():
        if not column.table and column.name in called:
            column.replace(exp.column(_quoted(called[column.name])))
    for number, account in enumerate(accounts, 1):
        rows = _written_in(account.first)
        rows.set("limit", None)
        keys = [_as(item, names[n]) for n, item in enumerate(rows.expressions[: account.keys])]
        rows.set("expressions", [*keys, *rows.expressions[-2:]])
        tree = tree.with_(_quoted(_TRACE if number == 1 else f"{_TRACE}{number}"), as_=rows)
    return _plain(tree).sql(dialect="duckdb", pretty=True, identify=True)


def _written_in(statement: Statement) -> exp.Select:
    """The statement with a literal for each parameter."""
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(statement.sql, read="duckdb")
    assert isinstance(tree, exp.Select)  # noqa: S101 — that is what is compiled
    for node in list(tree.find_all(exp.Placeholder, exp.Parameter)):
        node.replace(_literal(statement.params, node.name))
    return tree


def _literal(params: Mapping[str, Scalar], name: str) -> exp.Expr:
    from sqlglot import exp

    value = params[name]
    if value is None:
        return exp.Null()
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(_digits(value))


def _digits(value: int | Decimal) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _plain(tree: exp.Select) -> exp.Select:
    """The names that the compiler gives to helping columns, as words of a person."""
    from sqlglot import exp

    for name in tree.find_all(exp.Identifier):
        word = _PLAIN.get(name.name) or _HELPING.sub(r"次序\1", name.name)
        if word != name.name:
            name.set("this", word)
    return tree


def _as(item: exp.Expr, name: str) -> exp.Expr:
    from sqlglot import exp

    inner = item.this if isinstance(item, exp.Alias) else item
    return exp.alias_(inner.copy(), name, quoted=True)


def _quoted(name: str) -> exp.Identifier:
    from sqlglot import exp

    return exp.to_identifier(name, quoted=True)


def _names(columns: Sequence[Column]) -> list[str]:
    """The headings, each once, without what parts them in a header."""
    names: list[str] = []
    for column in columns:
        plain = re.sub(r"[\s,]+", "_", column.name)
        number, name = 1, plain
        while name in names or name in {FILE, PLACE, SOURCE_KEY}:
            number += 1
            name = f"{plain}_{number}"
        names.append(name)
    return names
