"""What a load did, and what is loaded, as lines for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jxquery.render.present import Output
from jxquery.render.text import safe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jxquery.aliases import AddedAlias, Alias, KnownAlias
    from jxquery.types import Answer
    from jxquery.workspace import Info

_NO_ALIASES = "还没有别名。加一个：jxquery alias add 别名 名称"
_SAMPLE = "还没有载入数据，现在用的是示例数据。载入自己的数据：jxquery load 文件"


def file_written(path: Path, answers: Sequence[Answer]) -> Output:
    """Where the answers are, and how much of it."""
    rows = sum(len(answer.rows) for answer in answers)
    many = f"{len(answers)} 个答案，" if len(answers) > 1 else ""
    return Output(notes=f"已写出 {safe(str(path))}（{many}{rows} 行）。\n")


def exported(tables: Sequence[tuple[str, Answer]], target: Path) -> Output:
    """Where the tables are, how many rows each has, and what to beware of."""
    counts = _counts({name: len(answer.rows) for name, answer in tables})
    warnings = dict.fromkeys(warning for _, answer in tables for warning in answer.warnings)
    notes = [f"已写出 {target}：{counts}", *(f"注意：{warning}" for warning in warnings)]
    return Output(notes="".join(f"{safe(note)}\n" for note in notes))


def schema_written(schema: Path, files: Sequence[Path]) -> Output:
    """Where the schema is, and how to load the files with it."""
    named, *listed = (safe(_in_shell(str(path))) for path in (schema, *files))
    return Output(notes=f"已写出 {named}。看过之后载入：jxquery load {' '.join(listed)} --schema {named}\n")


def _in_shell(path: str) -> str:
    """The path as it is typed; 图书.csv needs no quotes."""
    import shlex

    return path if re.fullmatch(r"[\w./:~-]+", path) else shlex.quote(path)


def info_report(info: Info) -> Output:
    """Where the data is, which generation, how many rows, and the files that they were read from."""
    lines = [
        f"数据文件夹：{info.folder}",
        f"数据的版本：{info.generation}{'（示例数据）' if info.sample else ''}",
        f"数据的行数：{_counts(info.counts)}",
        *(f"载入的文件：{source}" for source in info.sources),
        f"自己的查询：{info.queries}（{info.own_queries} 个）",
    ]
    return Output("".join(f"{safe(line)}\n" for line in lines), f"{_SAMPLE}\n" if info.sample else "")


def alias_list(aliases: Sequence[KnownAlias]) -> Output:
    """A line for each alias, with what keeps it from simply meaning its target."""
    lines = (f"{a.word} = {a.target}{f'（{a.remark}）' if a.remark else ''}" for a in aliases)
    return Output("".join(f"{safe(line)}\n" for line in lines), "" if aliases else f"{_NO_ALIASES}\n")


def alias_added(alias: AddedAlias) -> Output:
    """The alias; as a note, names in the data that hold it, for it meant them until now."""
    said = f"{'已添加别名' if alias.new else '已经有这个别名'}：{alias.word} = {alias.target}"
    held = "、".join(alias.part_of)
    note = f"注意：有的名称里也有「{alias.word}」（{held}），今后单独说它时只指「{alias.target}」。"
    return Output(f"{safe(said)}\n", f"{safe(note)}\n" if alias.part_of else "")


def alias_removed(alias: Alias) -> Output:
    """The alias as it was."""
    return Output(f"{safe(f'已删掉别名：{alias.word} = {alias.target}')}\n")


def _counts(counts: Mapping[str, int]) -> str:
    return "、".join(f"{safe(table)} {count}" for table, count in counts.items()) or "没有读到数据"
