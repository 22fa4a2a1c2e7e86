"""Named queries as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.render.present import Output
from jxquery.render.text import display_width, safe, safe_lines
from jxquery.render.values import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jxquery.named.files import Catalogue, NamedQuery
    from jxquery.types import Answer, Param

_TYPES = {"integer": "整数", "number": "数", "text": "文字"}


def query_list(catalogue: Catalogue) -> Output:
    """A line for each: its name, what it answers, and its parameters. Broken files are notes."""
    queries = sorted(catalogue.queries.values(), key=lambda query: query.own)
    width = max((display_width(query.name) for query in queries), default=0)
    lines = []
    for query in queries:
        called = " ".join(_called(param) for param in query.params)
        own = "（自己的）" if query.own else ""
        lines.append(f"{query.name}{' ' * (width - display_width(query.name))}  {query.about}{own}")
        lines += [f"{' ' * width}    {called}"] if called else []
    notes = (line for error in catalogue.broken.values() for line in safe_lines(f"注意：{error}"))
    return Output(_text(safe(line) for line in lines), _text(notes))


def query_help(query: NamedQuery) -> Output:
    """What `jxquery run NAME --help` prints: what it answers, its parameters and its examples."""
    usage = " ".join(("jxquery run", query.name, *(_called(param) for param in query.params)))
    lines = [f"用法：{usage}", "", query.about]
    lines += ["", "参数：", *(f"  --{p.name}  {_explained(p)}" for p in query.params)] if query.params else []
    lines += ["", "能问到它的话：", *(f"  {question}" for question, _ in query.asks)] if query.asks else []
    return Output(_text(safe(line) for line in lines))


def query_shown(query: NamedQuery) -> Output:
    """The whole of it: help, where it stands, and the statement."""
    head = [query_help(query).data.rstrip("\n"), ""]
    if query.pin is not None:
        head += [f"固定于 {safe(query.pin.day)}：{safe(query.pin.question)}", f"读作：{safe(query.pin.reading)}", ""]
    head += [f"文件：{safe(str(query.file))}", ""]
    statement = [line for line in query.text.split("\n") if not line.startswith("--")]
    return Output(_text(head) + _text(safe(line) for line in "\n".join(statement).strip("\n").split("\n")))


def query_pinned(answer: Answer, name: str, file: Path) -> Output:
    """The reading that is kept now, where, and how to run it."""
    lines = [f"读作：{answer.interpretation}", f"已固定：{file}", f"运行它：jxquery run {name}"]
    return Output(notes=_text(safe(line) for line in lines))


def _called(param: Param) -> str:
    value = "/".join(param.choices) if param.choices else _TYPES[param.type]
    said = f"--{param.name} {value}"
    return said if param.required else f"[{said}]"


def _explained(param: Param) -> str:
    default = "" if param.default is None else f"，默认 {plain(param.default)}"
    must = "，必须给" if param.required else ""
    return f"{param.help}（{'、'.join(param.choices) or _TYPES[param.type]}{must}{default}）"


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
