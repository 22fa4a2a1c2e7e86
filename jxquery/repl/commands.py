"""The commands of the prompt that only a prompt has. A new one is a line in `COMMANDS` and a function.

The commands of `jxquery` (load, sources, run …) are the prompt's too, with a dot before them: see `Session.shared`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from jxquery.errors import UsageError
from jxquery.render.explain import explain, sql
from jxquery.render.formats import TEXT_FORMATS
from jxquery.render.present import Look, Output
from jxquery.render.structure import columns_of, tables_of
from jxquery.render.text import safe
from jxquery.repl.minutes import export

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jxquery.repl.session import Session

_NOTHING_YET = Output(notes="还没有答案，先问一个问题。\n")


def _nothing(_session: Session) -> Sequence[str]:
    return ()


class Command(Struct, frozen=True):
    """`names`: the first is the one that help shows, the others are what newcomers try.

    `run` is given the words behind the name, which only one that `takes` them has, and how answers look now.
    `complete` gives the words that may stand behind the name.
    """

    names: tuple[str, ...]
    about: str
    run: Callable[[Session, Sequence[str], Look], Output]
    takes: bool = False
    leaves: bool = False
    complete: Callable[[Session], Sequence[str]] = _nothing


def find(line: str) -> tuple[Command, tuple[str, ...]] | None:
    """The command that the line is the name of, and the words behind the name of one that takes them."""
    name, *words = line.split()
    for command in COMMANDS:
        if line.lower() in command.names or (command.takes and name.lower() in command.names):
            return command, tuple(words)
    return None


def show_sql(session: Session, _words: Sequence[str], _look: Look) -> Output:
    """The SQL of the last answer; F2 puts it into the line."""
    text = sql(session.last) if session.last else ""
    return Output(text) if text else Output(notes="还没有可看的 SQL，先问一个问题。\n")


def show_in(session: Session, unit: str | None, look: Look) -> Output:
    """The last answer again, its amounts in another unit; all that follow too."""
    session.settings = replace(session.settings, unit=unit)
    return session.show(session.last, look) if session.last else Output(notes=f"金额单位：{unit or '原来的'}\n")


def _help(session: Session, _words: Sequence[str], _look: Look) -> Output:
    own = [(command.names[0], command.about) for command in COMMANDS]
    shared = [(f".{name}", command.about) for name, command in session.shared.items()]
    lines = (f"  {name:<10}{about}\n" for name, about in sorted(own + shared))
    return Output(_GUIDE + "".join(lines) + _KEYS)


def _explain(session: Session, _words: Sequence[str], _look: Look) -> Output:
    text = explain(session.last) if session.last else ""
    return Output(text) if text else Output(notes="还没有可解释的答案，先问一个问题。\n")


def _tables(session: Session, _words: Sequence[str], look: Look) -> Output:
    return tables_of(session.workspace.tables(), look.width)


def _schema(session: Session, words: Sequence[str], look: Look) -> Output:
    tables = session.workspace.tables()
    wanted = [table for table in tables if table.name in words] if words else list(tables)
    if words and len(wanted) < len(set(words)):
        known = "、".join(table.name for table in tables)
        raise UsageError(f"没有「{'、'.join(words)}」这个表。", hint=f"有的表：{known}")
    return Output("\n".join(columns_of(table, look.width) for table in wanted))


def _format(session: Session, words: Sequence[str], _look: Look) -> Output:
    match words:
        case []:
            return Output(f"格式：{session.settings.format}（可用：{'、'.join(TEXT_FORMATS)}）\n")
        case [name] if name in TEXT_FORMATS:
            session.settings = replace(session.settings, format=name)
            return Output(f"格式：{name}\n")
        case _:
            raise UsageError(f"没有「{' '.join(words)}」这种格式。", hint=f"可用的是：{'、'.join(TEXT_FORMATS)}")


def _unit(session: Session, words: Sequence[str], look: Look) -> Output:
    units = session.workspace.money_units()
    match words:
        case []:
            return show_in(session, None, look)
        case [name] if name in units:
            return show_in(session, name, look)
        case _:
            hint = f"可用的是：{'、'.join(units)}；不写就是原来的"
            raise UsageError(f"没有「{' '.join(words)}」这个单位。", hint=hint)


def _chart(session: Session, _words: Sequence[str], look: Look) -> Output:
    if session.last is None or not session.last.rows:
        return _NOTHING_YET
    drawn = session.show(session.last, replace(look, prompt=True, bars=True))
    if "█" not in drawn.data and "▏" not in drawn.data:
        return Output(notes="画不出图：要有三行以上，并且正好一列数。\n")
    return drawn


def _sources(session: Session, words: Sequence[str], _look: Look) -> Output:
    """Where each row of the last answer comes from."""
    del words
    if session.last is None or not session.last.sources:
        return Output(notes="上一个答案没有来源可看；看载入了哪些文件：.sources\n")
    found = [f"第 {source.row + 1} 行  {source.file}  {source.place}" for source in session.last.sources]
    left = session.last.sources_total - len(session.last.sources)
    more = [f"还有 {left} 处没有列出。"] if left > 0 else []
    return Output("".join(f"{safe(line)}\n" for line in (*found, *more)))


def _history(session: Session, _words: Sequence[str], _look: Look) -> Output:
    lines = [f"{n:>3}  {safe(answer.question)}\n" for n, answer in enumerate(session.answers, 1)]
    return Output("".join(lines)) if lines else _NOTHING_YET


_GUIDE = """\
直接输入问题：  司法救助 预算多少
接着追问：      那装备购置呢
输入 SQL：      SELECT "项目名称", "预算数" FROM "项目";
选一个编号：    1
命令：
"""
_KEYS = """\
按键：
  Tab       补全；一行里已经写完一个词时，提示接着可以说什么
  F2        把上一个答案的 SQL 放进这一行，可以改了再运行
  F3        金额换一个单位：元、万元、亿元、原来的
  F4        看上一个答案每一行的来源
  Ctrl-R    在问过的话里找
  Ctrl-C    放弃这一行，或停止正在运行的查询
  Ctrl-D    离开
"""

COMMANDS = (
    Command((".help", "help", "?", "？", "帮助"), "看这份说明", _help),
    Command((".tables",), "看有哪些表、各有多少行", _tables),
    Command(
        (".schema",),
        "看表里有哪些列；.schema 项目 只看一个表",
        _schema,
        takes=True,
        complete=lambda session: [table.name for table in session.workspace.tables()],
    ),
    Command((".sql",), "看上一个答案的 SQL", show_sql),
    Command((".explain",), "看上一个答案的由来", _explain),
    Command((".place", ".cells"), "看上一个答案每一行出自哪里", _sources),
    Command((".chart",), "给上一个答案画上横条", _chart),
    Command((".format",), "换输出的格式，如 .format md", _format, takes=True, complete=lambda _session: TEXT_FORMATS),
    Command(
        (".unit",),
        "换金额的单位，如 .unit 亿元；不写单位就换回来",
        _unit,
        takes=True,
        complete=lambda session: session.workspace.money_units(),
    ),
    Command((".export",), "把到现在为止的问答写成文件，如 .export 会议.md", export, takes=True),
    Command((".history",), "看这一次问过什么", _history),
    Command((".quit", ".exit", "quit", "exit", "退出"), "离开", lambda _s, _w, _l: Output(), leaves=True),
)
