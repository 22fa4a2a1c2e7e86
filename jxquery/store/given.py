"""Rows that come with keys of their own, as the tables of a user's files do: which of them are new, and what is odd.

Nothing that a file holds is lost without a word: a row without a key, or one that belongs to nothing, is loaded all
the same, so that counts and sums are those of the file; only a key that is there already keeps a row out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from jxquery.schema.model import TableDef
from jxquery.store.content import Row
from jxquery.types import Problem, Record, Scalar

_SHOWN = 5


def given_rows(
    table: TableDef,
    above: Sequence[tuple[TableDef, Collection[Row]]],
    records: Sequence[Record],
    taken: Collection[Row],
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The records to load. `taken` are the keys that the table holds; `above`: the tables above it, with theirs."""
    if table.key is None:
        return tuple(records), tuple(_astray(records, above))
    kept, unkeyed, again = _by_key(table.key, records, taken)
    older = any((record.values.get(table.key),) in taken for record in again)
    said = f"有 {len(again)} 行的「{table.key}」已经有了：{_listed(again, table.key)}，"
    problems = (
        *_problem(unkeyed, f"有 {len(unkeyed)} 行没有「{table.key}」，", "照样载入，但别的表的行找不到它们。"),
        *_problem(again, said, "保留先载入的；要改用这一份，请加 --replace 再载入。" if older else "保留先载入的。"),
    )
    return kept, (*problems, *_astray(kept, above))


def _astray(records: Sequence[Record], above: Sequence[tuple[TableDef, Collection[Row]]]) -> Iterator[Problem]:
    """The rows that belong to none of the rows of a table above."""
    for parent, there in above:
        key = parent.key or ""
        astray = [r for r in records if (r.values.get(key),) not in there]
        said = f"有 {len(astray)} 行的「{key}」在「{parent.name}」里找不到：{_listed(astray, key)}，"
        yield from _problem(astray, said, f"照样载入，但不属于任何{parent.name}。")


def _by_key(
    key: str, records: Iterable[Record], taken: Collection[Row]
) -> tuple[tuple[Record, ...], list[Record], list[Record]]:
    """The records to keep, those of them without a key, and those whose key is there already."""
    seen: set[Scalar] = set()
    kept, unkeyed, again = [], [], []
    for record in records:
        value = record.values.get(key)
        if value is not None and (value in seen or (value,) in taken):
            again.append(record)
            continue
        kept.append(record)
        seen.add(value)
        if value is None:
            unkeyed.append(record)
    return tuple(kept), unkeyed, again


def _problem(records: Sequence[Record], message: str, action: str) -> tuple[Problem, ...]:
    return (Problem(records[0].place, message, action),) if records else ()


def _listed(records: Sequence[Record], key: str) -> str:
    values = dict.fromkeys("空" if (v := r.values.get(key)) is None else str(v) for r in records)
    return "、".join(list(values)[:_SHOWN]) + (" 等" if len(values) > _SHOWN else "")
