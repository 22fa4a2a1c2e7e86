"""The parameters of named queries: how a header declares them, and what values they take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from jxquery.errors import TemplateError, UsageError
from jxquery.types import Param, ParamType, Scalar

_DECLARED = (
    r"(?P<name>\w+)\s+(?P<type>integer|number|text|choice)(?:\((?P<choices>[^()]+)\))?(?P<optional>\?)?"
    r"(?:\s*=\s*(?P<default>[^|]*?))?\s*(?:\|\s*(?P<help>.*))?"
)
_INTEGER = r"[-+]?[0-9]{1,18}"
_NUMBER = r"[-+]?[0-9]{1,20}(?:\.[0-9]{1,12})?"
_WANTED = {"integer": "一个整数", "number": "一个数", "text": "文字"}
# The options of `jxquery run` itself.
TAKEN = frozenset({"db", "format", "help", "limit", "timeout", "output", "log", "o", "h"})
_FORM = "param 应写成：名字 integer|number|text|choice(甲/乙) = 默认值 | 说明；可以不给的在类型后面写 ?。"


def declared(value: str, place: str, hint: str) -> Param:
    """The parameter of a header line. Raises `TemplateError`.

    >>> declared("前 integer = 10 | 要前几名", "", "")
    Param(name='前', type='integer', required=False, default=10, choices=(), help='要前几名')
    >>> declared("顺序 choice(升/降)? | 怎么排", "", "").choices
    ('升', '降')
    """
    match = re.fullmatch(_DECLARED, value)
    if match is None or not match["name"].isidentifier() or bool(match["choices"]) != (match["type"] == "choice"):
        raise TemplateError(_FORM, place=place, hint=hint)
    name = match["name"]
    if name.lower() in TAKEN:
        raise TemplateError(f"参数不能叫「{name}」：命令自己有这个选项。", place=place, hint="请换一个名字。")
    choices = tuple(word.strip() for word in (match["choices"] or "").split("/") if word.strip())
    plain = Param(name, cast("ParamType", match["type"]), choices=choices, help=match["help"] or "")
    if match["default"] is None:
        return Param(name, plain.type, not match["optional"], None, choices, plain.help)
    try:
        default = converted(plain, match["default"])
    except UsageError as error:
        raise TemplateError(f"默认值不对：{error.message}", place=place, hint=hint) from None
    return Param(name, plain.type, required=False, default=default, choices=choices, help=plain.help)


def converted(param: Param, given: object) -> Scalar:
    """What was given as a value of the parameter's type. Raises `UsageError` when it is none.

    >>> converted(Param("前", "integer"), "５"), converted(Param("下限", "number"), 99.5)
    (5, Decimal('99.5'))
    """
    text = str(given).strip()
    plain = unicodedata.normalize("NFKC", text)
    match param.type:
        case "integer" if re.fullmatch(_INTEGER, plain):
            return int(plain)
        case "number" if re.fullmatch(_NUMBER, plain):
            return Decimal(plain)
        case "text" if text:
            return text
        case "choice":
            if text in param.choices:
                return text
            message = f"参数「{param.name}」没有「{text}」。"
            raise UsageError(message, hint=f"可用的是：{'、'.join(param.choices)}。")
    message = f"参数「{param.name}」要{_WANTED[param.type]}，不能是「{text}」。"
    raise UsageError(message, hint=f"{param.name}：{param.help}" if param.help else "")


def bound(name: str, params: Sequence[Param], given: Mapping[str, object]) -> dict[str, Scalar]:
    """A value for every parameter of the query `name`. Raises `UsageError` for unknown, missing or ill-typed ones."""
    known = {param.name: param for param in params}
    listed = f"它的参数：{'、'.join(f'--{n}' for n in known)}。" if known else "它没有参数。"
    for word in given:
        if word not in known:
            raise UsageError(f"命名查询「{name}」没有参数「{word}」。", hint=f"{_nearest(word, known)}{listed}")
    missing = [p.name for p in params if p.required and given.get(p.name) is None]
    if missing:
        example = " ".join(f"--{n} …" for n in missing)
        message = f"命名查询「{name}」缺少参数「{'」、「'.join(missing)}」。"
        raise UsageError(message, hint=f"例如：jxquery run {name} {example}\n看说明：jxquery queries show {name}")
    return {
        n: p.default if given.get(n) is None else converted(p, given[n])
        for n, p in known.items()
    }  # fmt: skip


def options(words: Sequence[str]) -> dict[str, str]:
    """`--年度 2024 --前=5` by name. Raises `UsageError` for anything else.

    >>> options(["--年度", "2024", "--前=5", "--差额", "-3"])
    {'年度': '2024', '前': '5', '差额': '-3'}
    """
    found: dict[str, str] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise UsageError(f"不认识「{word}」。", hint="参数要写成 --名字 值，例如 --年度 2024。")
        if not equals:
            if not left or left[0].startswith("--"):
                raise UsageError(f"--{name} 后面要跟一个值。", hint=f"例如：--{name} 2024，或 --{name}=2024。")
            value = left.pop(0)
        if name in found:
            raise UsageError(f"--{name} 写了两遍。", hint="请只留一个。")
        found[name] = value
    return found


def _nearest(word: str, known: Mapping[str, Param]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1, cutoff=0.3)
    return f"最接近的是 --{near[0]}。" if near else ""
