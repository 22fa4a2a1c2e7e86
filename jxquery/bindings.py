"""Named values for a statement that somebody wrote: `年度=2024` for its `$年度`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from jxquery.errors import UsageError
from jxquery.types import Scalar

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,37})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_QUOTED = re.compile(r"\"(.*)\"|'(.*)'", re.DOTALL)
_DIGITS = 38


def read_parameter(text: str) -> tuple[str, Scalar]:
    """The name and the value of `年度=2024`; the value is a number when it looks like one, and text in quotes.

    A number that begins with a superfluous nought is a code, and so text. Raises `UsageError` when it is no pair.

    >>> read_parameter("年度=2024"), read_parameter("$上限=30.50"), read_parameter("编码=007"), read_parameter("名='8'")
    (('年度', 2024), ('上限', Decimal('30.50')), ('编码', '007'), ('名', '8'))
    """
    name, sign, written = text.partition("=")
    name = name.strip().removeprefix("$")
    if not sign or not name.isidentifier():
        raise UsageError(f"参数「{text}」不是 名称=值 的样子。", hint="例如 --param 年度=2024，语句里写 $年度。")
    written = written.strip()
    if _INTEGER.fullmatch(written):
        return name, int(written)
    if _DECIMAL.fullmatch(written) and len(written) <= _DIGITS:
        return name, Decimal(written)
    quoted = _QUOTED.fullmatch(written)
    return name, (quoted[1] or quoted[2] or "") if quoted else written


def bind(sql: str, given: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """The values for the `$name` of a proven statement: all that it names, and no other.

    Raises `UsageError` for one that is missing and for one that the statement does not have.
    """
    wanted = _named(sql) if given or "$" in sql else ()
    unknown = [name for name in given if name not in wanted]
    if unknown:
        has = f"语句里有的是：{'、'.join(f'${name}' for name in wanted)}。" if wanted else "语句里没有参数。"
        raise UsageError(f"语句里没有参数「${unknown[0]}」。", hint=has)
    missing = [name for name in wanted if name not in given]
    if missing:
        raise UsageError(f"参数「${missing[0]}」没有值。", hint=f"请给出它的值，例如 --param {missing[0]}=2024。")
    return {name: given[name] for name in wanted}


def _named(sql: str) -> tuple[str, ...]:
    """The parameters of a statement, each once, in their order."""
    from sqlglot import exp, parse_one

    return tuple(dict.fromkeys(node.name for node in parse_one(sql, dialect="duckdb").find_all(exp.Placeholder)))
