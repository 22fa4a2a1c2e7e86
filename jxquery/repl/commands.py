"""The commands of the prompt that only a prompt has. A new one is a line in `COMMANDS` and a function.

The commands of `jxquery` (load, sources, run …) are the prompt's too, with a dot before them: see `Session.shared`.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from jxquery.errors import UsageError
from jxquery.render.explain import explain, sql
from jxquery.render.files import typed_path
from jxquery.render.formats import TEXT_FORMATS
from jxquery.render.look import Look
from jxquery.render.present import Output
from jxquery.render.structure import columns_of, tables_of
from jxquery.render.text import folded, pad, safe
from jxquery.repl.lines import words_of
from jxquery.repl.minutes import export, save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jxquery.repl.session import Session

_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_NOTHING_YET = Output(notes="还没有答案，先问一个问题。\n")


def _nothing(_session: Session) -> Sequence[str]:
    return ()


def _file(_session: Session) -> None:
    return None


class Command(Struct, frozen=True):
    """`names`: the first is the one that help shows, the others are what newcomers try.

    `run` is given the words behind the name, which only one that `takes` them has, and how answers look now.
    `complete` gives the words that may stand behind the name; None: a file.
    """

    names: tuple[str, ...]
    about: str
    run: Callable[[Session, Sequence[str], Look], Output]
    takes: bool = False
    leaves: bool = False
    complete: Callable[[Session], Sequence[str] | None] = _nothing


def find(line: str) -> tuple[Command, tuple[str, ...]] | None:
    """The command that the line calls, and the words behind its name; without a dot a name stands alone.

    Raises `UsageError` for words behind a name that takes none, and for quotes without an end.
    """
    name, _, rest = line.partition(" ")
    found = next((c for c in COMMANDS if name.lower() in c.names), None)
    if found is None or (rest.strip() and not name.startswith(".")):
        return None
    words = words_of(rest)
    if words and not found.takes:
        raise UsageError(f"{found.names[0]} 后面不写别的。", hint=f"{found.names[0]}  {found.about}")
    return found, tuple(words)


def unknown(name: str, others: Iterable[str]) -> UsageError:
    """The error for a command that there is not, with the nearest that there are."""
    names = [*others, *(each for c in COMMANDS for each in c.names if each.startswith("."))]
    near = get_close_matches(name.lower(), names, n=2, cutoff=0.6)
    nearest = f"最接近的是：{'、'.join(near)}。" if near else ""
    return UsageError(f"没有 {safe(name)} 这个命令。", hint=f"{nearest}看全部：.help")


def show_sql(session: Session, _words: Sequence[str], _look: Look) -> Output:
    """The SQL of the last answer; F2 puts it into the line."""
    text = sql(session.last) if session.last else ""
    return Output(text) if text else Output(notes="还没有可看的 SQL，先问一个问题。\n")


def show_in(session: Session, unit: str | None, look: Look) -> Output:
    """The last answer again, its amounts in another unit; all that follow too."""
    session.settings = replace(session.settings, unit=unit)
    return session.shown(session.last, look) if session.last else Output(notes=f"金额单位：{unit or '原来的'}\n")


def _help(session: Session, words: Sequence[str], look: Look) -> Output:
    """All commands and keys, or one command."""
    own = {c.names[0]: c.about for c in COMMANDS}
    shared = {f".{name}": command for name, command in session.shared.items()}
    if words:
        name = f".{words[0].lstrip('.')}"
        if name in shared:
            return shared[name].execute(["--help"], session.workspace, session.answers.append)[0]
        found = find(name)
        if found is None:
            raise unknown(name, shared)
        return Output(f"{'、'.join(found[0].names)}  {found[0].about}\n")
    lines = [*_GUIDE, *sorted((own | {name: command.about for name, command in shared.items()}).items()), *_KEYS]
    return Output(session.here("".join(f"{line}\n" for each in lines for line in _help_line(each, look.width))))


def _help_line(line: tuple[str, str], width: int | None) -> list[str]:
    """What is written, and behind it what it does; below it where the window is narrow."""
    left, right = line
    if not right:
        return [left]
    if width is not None and width < _HELP_NARROW:
        return [f"  {left}", *(f"      {part}" for part in folded(right, width - 6))]
    first, *more = folded(right, None if width is None else width - _HELP_LEFT - 2)
    return [f"  {pad(left, _HELP_LEFT)}{first}", *(" " * (_HELP_LEFT + 2) + part for part in more)]


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


def _limit(session: Session, words: Sequence[str], look: Look) -> Output:
    """The most rows of an answer; the last answer again."""
    match words:
        case []:
            limit = None
        case [number] if number.isdecimal() and int(number):
            limit = int(number)
        case _:
            raise UsageError(f"行数要是正整数，不能是「{' '.join(words)}」。", hint="例如：.limit 20；不写就是全部")
    session.settings = replace(session.settings, limit=limit)
    said = f"最多 {limit} 行" if limit else "不限行数"
    return session.shown(session.last, look) if session.last else Output(notes=f"{said}\n")


def _clear(session: Session, _words: Sequence[str], look: Look) -> Output:
    del session
    return Output(_CLEAR if look.height is not None else "")


def _new(session: Session, _words: Sequence[str], _look: Look) -> Output:
    """Forget what was talked about; what was answered stays in the minutes."""
    session.conversation = session.workspace.conversation()
    return Output(notes="前面的话不再接着，下一句重新开始。\n")


def _open(session: Session, words: Sequence[str], _look: Look) -> Output:
    """Go on with the data of another folder."""
    if len(words) != 1:
        raise UsageError("要写一个放数据的文件夹。", hint="例如：.open 2024年数据")
    folder = typed_path(words[0])
    if session.opening is None or not folder.is_dir():
        raise UsageError(
            "没有这个文件夹。", place=str(folder), hint="放数据的文件夹由 .load 或 jxquery load --db 建立。"
        )
    opened = session.opening(folder)
    try:
        held = opened.holding()
    except BaseException:
        opened.close()
        raise
    session.open(opened)
    return Output(notes=f"已打开 {safe(str(folder))}：{held.name} {held.rows} 个{held.table}\n")


def _chart(session: Session, _words: Sequence[str], look: Look) -> Output:
    if session.last is None or not session.last.rows:
        return _NOTHING_YET
    drawn = session.shown(session.last, replace(look, prompt=True, bars=True))
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
    lines = [f"{n:>3}  {safe(' '.join(answer.question.split()))}\n" for n, answer in enumerate(session.answers, 1)]
    return Output("".join(lines)) if lines else _NOTHING_YET


_HELP_LEFT, _HELP_NARROW = 11, 60
_GUIDE = (
    ("问：", ""),
    ("问题", "司法救助 预算多少"),
    ("追问", "那装备购置呢"),
    ("SQL", 'SELECT "项目名称", "预算数" FROM "项目";  写到分号为止，可以分几行'),
    ("编号", "选一种读法，或问建议的那一句"),
    ("回车", "空着的一行：接着看没有显示完的"),
    ("命令（点可以是中文的句号）：", ""),
)
_KEYS = (
    ("键：", ""),
    ("Tab", "补全；一行里已经写完一个词时，提示接着可以说什么"),
    ("F2", "把上一个答案的 SQL 放进这一行，可以改了再运行"),
    ("F3", "金额换一个单位：元、万元、亿元、原来的"),
    ("F4", "看上一个答案每一行的来源"),
    ("→", "接受灰色的提示：问过的、开头一样的话"),
    ("Ctrl-R", "在问过的话里找"),
    ("Ctrl-L", "清屏"),
    ("Ctrl-C", "放弃这一行，或停止正在运行的"),
    ("Ctrl-D", "离开"),
)

COMMANDS: tuple[Command, ...] = (
    Command(
        (".help", "help", "?", "？", "帮助"),
        "看这份说明；.help load 看一个命令",
        _help,
        takes=True,
        complete=lambda session: [*(c.names[0].removeprefix(".") for c in COMMANDS), *session.shared],
    ),
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
    Command((".limit",), "一个答案最多看几行，如 .limit 20；不写就是全部", _limit, takes=True),
    Command(
        (".save",),
        "把上一个答案存成命名查询，如 .save 年度预算；以后 .run 它，或直接问它的名字",
        save,
        takes=True,
        complete=lambda _session: ("--replace",),
    ),
    Command(
        (".export",),
        "把到现在为止的问答写成文件，如 .export 会议.md 或 会议.xlsx",
        export,
        takes=True,
        complete=_file,
    ),
    Command((".history",), "看这一次问过什么", _history),
    Command((".new", ".reset"), "忘掉前面的话，下一句不再接着它", _new),
    Command((".open",), "换一个放数据的文件夹", _open, takes=True, complete=_file),
    Command((".clear", ".cls"), "清屏", _clear),
    Command((".quit", ".exit", "quit", "exit", "退出"), "离开", lambda _s, _w, _l: Output(), leaves=True),
)
