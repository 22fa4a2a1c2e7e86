"""What a load did, file by file, and which files are loaded."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jxquery.render.present import Output
from jxquery.render.text import safe
from jxquery.types import Answer, Column, Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jxquery.loading import LoadedFile, LoadReport, Source
    from jxquery.types import Problem

_LISTED = 20
_SAMPLE = "示例数据"
_ENDS = "，。；：、,;:"


def load_report(report: LoadReport) -> Output:
    """A line for each file, and one for all where they are several; as notes each problem with its place.

    Of a dry run, and of a strict load that met a problem, what would be loaded.
    """
    done = "已载入" if report.written else "会载入"
    data = [_line(file, done) for file in report.files]
    if len(report.files) > 1:
        data.append(_total(report, done))
    notes = [line for file in report.files for line in _notes(file)]
    if report.left_out:
        listed = "、".join(report.left_out[:_LISTED]) + (" 等" if len(report.left_out) > _LISTED else "")
        notes.append(f"注意：文件夹里还有 {len(report.left_out)} 个文件不是能读的格式，没有载入：{listed}")
    if report.dry_run:
        notes.append("这是试运行，没有写入任何内容。去掉 --dry-run 就会载入。")
    return Output(_lines(data), _lines(notes))


def source_list(sources: Sequence[Source], *, sample: bool = False) -> Answer:
    """The files as a table: number, name, format, time, and the rows of each table. Those of a `sample` say so."""
    tables = list(dict.fromkeys(name for source in sources for name in source.counts))
    columns = (
        Column("编号", "number", "context"),
        Column("文件", "text", "key"),
        Column("格式", "text", "context"),
        Column("载入时间", "text", "context"),
        *(Column(name, "number", "answer") for name in tables),
    )
    rows: list[tuple[Scalar, ...]] = [
        (s.number, s.file, s.format, s.time, *(s.counts.get(name, 0) for name in tables)) for s in sources
    ]
    return Answer("载入的文件", "answered", columns=columns, rows=tuple(rows), warnings=(_SAMPLE,) if sample else ())


def sources_removed(sources: Sequence[Source]) -> Output:
    """A line for each file that went, with its rows."""
    return Output(_lines([f"已去掉 {s.file}：{_counts(s.counts)}" for s in sources]))


def _line(file: LoadedFile, done: str) -> str:
    if file.error is not None:
        return f"没有载入 {file.file}：{file.error.message}"
    if file.skipped:
        return f"没有载入 {file.file}：{file.skipped}"
    unread = f"，其中 {file.unread} 张没有载入" if file.unread else ""
    forms = f"{file.forms} 张表{unread}；" if file.forms else ""
    problems = f"；{len(file.problems)} 处问题" if file.problems else ""
    return f"{done} {file.file}：{forms}{_counts(file.counts)}{problems}"


def _total(report: LoadReport, done: str) -> str:
    counts: Counter[str] = Counter()
    for file in report.files:
        counts.update(file.counts)
    loaded = sum(bool(file.counts) for file in report.files)
    failed = sum(file.error is not None for file in report.files)
    parts = [f"{done} {loaded} 个"] if loaded else []
    parts += [f"{failed} 个读不出来"] if failed else []
    rest = len(report.files) - loaded - failed
    parts += [f"{rest} 个没有新的内容"] if rest else []
    problems = sum(len(file.problems) for file in report.files)
    said = f"合计 {len(report.files)} 个文件：{'，'.join(parts)}"
    said += f"；{_counts(counts)}" if loaded else ""
    return said + (f"；{problems} 处问题" if problems else "")


def _notes(file: LoadedFile) -> list[str]:
    hint = [f"注意：{file.file}：{line}" for line in file.error.hint.split("\n") if line] if file.error else []
    return [*hint, *(f"注意：{file.file} {_problem(p)}" for p in (*file.problems, *file.notes))]


def _problem(problem: Problem) -> str:
    """Where, what, and what was done about it."""
    comma = "，" if problem.action and not problem.message.endswith(tuple(_ENDS)) else ""
    place = f"{problem.place}：" if problem.place else "："
    end = "" if (problem.action or problem.message).endswith("。") else "。"
    return f"{place}{problem.message}{comma}{problem.action}{end}"


def _counts(counts: Mapping[str, int]) -> str:
    return "、".join(f"{table} {count}" for table, count in counts.items()) or "没有读到数据"


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{safe(line)}\n" for line in lines)
