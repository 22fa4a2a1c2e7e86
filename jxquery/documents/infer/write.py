"""The schema file: TOML with comments that say what each guess rests on and what can be changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

from jxquery.documents.cells import split_heading
from jxquery.documents.infer.hints import Hints
from jxquery.documents.infer.roles import GuessedTable, NewUnits
from jxquery.schema.model import ColumnDef, TableDef, Units
from jxquery.text.normalise import plain

_TOP = """\
# 这份 schema 由 jxquery schema infer 从文件里推出来，可以直接用，也可以改。
#   jxquery load {files} --schema 这个文件
# 以后改了词、role、default 或 heading，再载入一次就生效；改了表、列、type 或 unit，要换一个数据文件夹重新载入。
# 列的 role：
#   name     人们怎么称呼一行，第一个是全名        period   这一行是哪一年的
#   class    分类，可以按它筛选、分组              code     编号、日期这样的值，说出来就是筛选
#   measure  可以比较和合计的数，unit 是单位；default = true 的是没说哪一列时所指的数；
#            adds_up = false 的不能相加（率、单价、评分），合起来问的时候取平均
#   text     长的文字，按其中的词找                key      连接各表的编号，不显示
#   context  属于谁（单位、门店、地区），合计里有几个时会提醒
# file 是文件名，可以用 * 代表任意几个字；heading 是文件里的表头，和列名一样时不用写。
# parent 是这个表的行所属的表，用它的 key 连接；属于几个表的写成 ["读者", "图书"]。
"""
_WORDS = """\

# 人们说的词：一行是一个意思，右边是它的各种说法。加一个说法就是在这一行加一个词。
"""
_VALUES = """\

[words.value]       # 分类的值的其他说法，例如："科幻小说" = ["科幻"]
"""


def schema_text(tables: Sequence[GuessedTable], new: NewUnits, units: Units, hints: Hints) -> str:
    """The file's text."""
    top = _TOP.replace("{files}", " ".join(str(t.table.file) for t in tables))
    called = _table_words(tables, hints)
    parts = [top, *("".join(_table(t)) for t in tables), "".join(_units(new)), _WORDS]
    parts += [
        "".join(_section("table", called)),
        "".join(_section("column", _words(tables, units, hints, {w for words in called.values() for w in words}))),
    ]
    return "".join((*parts, _VALUES))


def _table(guess: GuessedTable) -> Iterator[str]:
    table = guess.table
    yield "\n[[table]]\n"
    yield f"name = {_quoted(table.name)}\nfile = {_quoted(table.file or '')}\n"
    if table.key is not None:
        yield f"key = {_quoted(table.key)}\n"
    if table.parents:
        listed = ", ".join(map(_quoted, table.parents))
        yield f"parent = {listed if len(table.parents) == 1 else f'[{listed}]'}\n"
    yield from (f"# {remark}\n" for remark in guess.others)
    yield "column = [\n"
    lines = [_column(g.column) for g in guess.columns]
    for line, guessed in zip(lines, guess.columns, strict=True):
        yield f"  {line}  # {guessed.why}\n"
    yield "]\n"


def _column(column: ColumnDef) -> str:
    parts = [f"name = {_quoted(column.name)}", f'type = "{column.type}"', f'role = "{column.role}"']
    parts += [f"unit = {_quoted(column.unit)}"] if column.unit else []
    parts += ["default = true"] if column.default else []
    parts += ["adds_up = false"] if not column.adds_up else []
    parts += [f"heading = {_quoted(column.heading)}"] if column.heading else []
    return "{ " + ", ".join(parts) + " },"


def _units(new: NewUnits) -> Iterator[str]:
    if new:
        yield "\n# 表头里的新单位。可以写上换算：factor 是一个单位等于多少个 base。\n"
    for base, factors in new.items():
        listed = ", ".join(f"{{ unit = {_quoted(u)}, factor = {_quoted(f)}{_spelt(u)} }}" for u, f in factors.items())
        yield f"[[kind]]\nname = {_quoted(base)}\nbase = {_quoted(base)}\nunits = [{listed}]\n\n"


def _spelt(unit: str) -> str:
    """How a question has the unit, where that is not as it is written: m2 for ㎡."""
    norm = plain(unit)
    return f", words = [{_quoted(norm)}]" if norm != unit else ""


def _section(name: str, lines: dict[str, list[str]]) -> Iterator[str]:
    yield f"\n[words.{name}]\n"
    for meaning, words in lines.items():
        yield f"{_quoted(meaning)} = [{', '.join(map(_quoted, words))}]\n"


def _table_words(tables: Sequence[GuessedTable], hints: Hints) -> dict[str, list[str]]:
    """Each table's name, the part of it that the heading of its names says (书 of 图书, by 书名), and its verbs."""
    taken = {t.table.name for t in tables} | {g.column.name for t in tables for g in t.columns}
    found: dict[str, list[str]] = {}
    for guess in tables:
        labels = [g.column for g in guess.columns if g.column.role == "name"]
        short = hints.stem(labels[0].heading or labels[0].name, "name") if labels else ""
        part = short != guess.table.name and short in guess.table.name and short not in taken
        found[guess.table.name] = [guess.table.name, *([short] if short and part else [])]
        taken.add(short)
    people = [t.table.name for t in tables if any(hints.are(name, "person") for name in _names(t))]
    if len(people) == 1:
        found[people[0]] += [w for w in hints.words("person", "words") if w not in taken]
    for table, verbs in _verbs([t.table for t in tables], hints).items():
        words = [w for w in dict.fromkeys(verbs) if w not in taken]
        found[table] += words
        taken.update(words)
    return found


def _names(guess: GuessedTable) -> list[str]:
    return [g.column.name for g in guess.columns if g.column.role == "name"]


def _verbs(tables: Sequence[TableDef], hints: Hints) -> dict[str, list[str]]:
    """How it is said that what the tables tell of happened, for those that belong to others, the furthest down first.

    买过 is said of what stands in an order; 下单 of the order itself, the table of the shortest name.
    """
    found = {
        t.name: [hints.stem(t.name, "event")] for t in sorted(tables, key=lambda t: -_depth(t, tables)) if t.parents
    }
    told = {name for name, words in found.items() if words != [name]}
    for key, names in (("verbs", tuple(found)), ("whole", tuple(sorted((t.name for t in tables), key=len)))):
        for piece, said in hints.data["event"][key].items():
            name = next((n for n in names if piece in n), "")
            if name in found:
                told.add(name)
                found[name] += said
    if len(told) == 1:
        found[told.pop()] += hints.words("event", "once")
    return found


def _depth(table: TableDef, tables: Sequence[TableDef]) -> int:
    """How many levels of tables are above it."""
    return max((1 + _depth(t, tables) for t in tables if t.name in table.parents), default=0)


def _words(tables: Sequence[GuessedTable], units: Units, hints: Hints, taken: Collection[str]) -> dict[str, list[str]]:
    """Each column's name and heading, and the common words for its role where no column is called so.

    A year is called by what happened in it as well, 入职 for 入职年份, where no table is called so (`taken`).
    """
    names = {g.column.name for t in tables for g in t.columns}
    found: dict[str, list[str]] = {}
    for guess in tables:
        said: set[str] = set()
        for guessed in guess.columns:
            column = guessed.column
            if column.role == "key":
                continue
            where = hints.words("place", "words") if hints.are(column.name, "place") else ()
            common = [w for w in (*_common(column, units, hints), *where) if w not in names and w not in said]
            said.update(common)
            heading = [] if column.role == "period" else [split_heading(column.heading)[0]]
            dated = [column.name.removesuffix(hints.data["date"]["year"])] if column.role == "period" else []
            heading += [w for w in dated if w not in taken and len(w) > 1]
            words = dict.fromkeys((column.name, *(w for w in heading if w and w not in names), *common))
            found[f"{guess.table.name}.{column.name}"] = list(words)
    return found


def _common(column: ColumnDef, units: Units, hints: Hints) -> Sequence[str]:
    if column.default and column.unit is not None:
        kind = units.by_word[column.unit].kind if column.unit in units.by_word else ""
        return hints.words("words", kind)
    return hints.words("words", column.role)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
