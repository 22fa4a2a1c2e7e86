"""An answer's statement as a person can read, edit and run it: its values in place, its columns named as shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

    from jxquery.types import Answer


def written_out(answer: Answer) -> str:
    """The statement without parameters, indented; empty when none ran.

    The columns that only trace a row to its place are left out. Raises nothing: what ran can be parsed.
    """
    if not answer.sql:
        return ""
    from sqlglot import exp, parse_one

    def with_value(node: exp.Expr) -> exp.Expr:
        if isinstance(node, (exp.Placeholder, exp.Parameter)) and node.name in answer.params:
            return exp.convert(answer.params[node.name])
        return node

    tree = parse_one(answer.sql, dialect="duckdb").transform(with_value)
    if isinstance(tree, exp.Select) and answer.columns:
        shown = tuple(zip(tree.selects, answer.columns, strict=False))
        renamed = {item.alias_or_name: column.name for item, column in shown}
        tree.set("expressions", [_called(item, column.name) for item, column in shown])
        for ordered in tree.args["order"].find_all(exp.Column) if tree.args.get("order") else ():
            if not ordered.table and ordered.name in renamed:
                ordered.set("this", exp.to_identifier(renamed[ordered.name], quoted=True))
        _keep_used(tree)
    return tree.sql(dialect="duckdb", pretty=True)


def _called(item: exp.Expr, name: str) -> exp.Expr:
    """The item of a SELECT by this name."""
    from sqlglot import exp

    return item if isinstance(item, exp.Column) and item.name == name else exp.alias_(item.unalias(), name, quoted=True)


def _keep_used(tree: exp.Select) -> None:
    """Drop the columns of a CTE, or of a SELECT that another reads from, that only traced a row to its place."""
    from sqlglot import exp

    bodies = [cte.this for cte in tree.ctes]
    inside = {id(column) for body in bodies for column in body.find_all(exp.Column)}
    used = {column.name for column in tree.find_all(exp.Column) if id(column) not in inside}
    for body in bodies:
        _keep(body, used)
    for inner in list(tree.find_all(exp.Subquery)):  # the outer ones first
        if inner.alias:
            _keep(inner.this, {column.name for column in tree.find_all(exp.Column) if column.table == inner.alias})


def _keep(body: exp.Expr, used: set[str]) -> None:
    from sqlglot import exp

    if isinstance(body, exp.Select):
        kept = [item for item in body.selects if item.alias_or_name in used]
        body.set("expressions", kept or body.selects[:1])
