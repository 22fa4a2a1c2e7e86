"""Which columns tell the rows of a file apart, and which point from one file to another."""

from __future__ import annotations

from collections.abc import Sequence

from jxquery.documents.infer.files import FileColumn, TableFile
from jxquery.documents.infer.hints import Hints
from jxquery.text.normalise import plain

_MOSTLY = 0.9


def find_keys(files: list[TableFile], hints: Hints) -> list[TableFile]:
    """The files with their keys and what they belong to, those first that others belong to."""
    for file in files:
        file.key = _key(file, hints)
    borrowed = [file for file in files if file.key is not None and _borrowed(file.key, file, files, hints)]
    for file in borrowed:
        file.key = None
    links = {id(file): _links(file, files, hints) for file in files}
    for file in files:
        _choose_key(file, [key for found in links.values() for above, _, key in found if above is file])
    # What itself belongs to something is found first as a parent: from there the rest is reached.
    for file in sorted(files, key=lambda f: len(links[id(f)])):
        _choose_parents(file, files, sorted(links[id(file)], key=lambda link: -len(links[id(link[0])])))
    for file in files:
        _name_key(file, hints)
    return sorted(files, key=lambda file: len(file.above()))


def _key(file: TableFile, hints: Hints) -> FileColumn | None:
    """A column that is called a number and has another value in each row."""
    fitting = [
        column
        for column in file.columns
        if column.found.unique and len(column.found.values) == file.rows and hints.are(column.name, "key")
    ]
    running = hints.words("key", "running")
    return next((c for c in fitting if plain(c.name) not in running), next(iter(fitting), None))


def _borrowed(key: FileColumn, file: TableFile, files: Sequence[TableFile], hints: Hints) -> bool:
    """Whether it is the number of another table's rows: 商品编号 in 库存, where each stands once."""
    others = (f for f in files if f is not file and f.key is not None)
    said = plain(key.name)
    return not said.startswith(plain(file.table)) and any(
        said.startswith(plain(other.table)) and _points(key, other.key, other, hints)
        for other in others
        if other.key is not None
    )


_Link = tuple[TableFile, FileColumn, FileColumn]


def _links(file: TableFile, files: Sequence[TableFile], hints: Hints) -> list[_Link]:
    """The files that this one's rows could belong to: by which of its columns, to which of theirs."""
    return [
        (above, column, key)
        for above in files
        if above is not file
        for key in _pointed_to(above, hints)
        for column in file.columns
        if column is not file.key and _points(column, key, above, hints)
    ]


def _pointed_to(file: TableFile, hints: Hints) -> list[FileColumn]:
    """The columns that rows of other files can point to: the key, and unique names."""
    names = [c for c in file.columns if c.found.unique and c.found.kind == "text" and hints.are(c.name, "name")]
    return names if file.key is None else [file.key, *(c for c in names if c is not file.key)]


def _points(column: FileColumn, key: FileColumn, above: TableFile, hints: Hints) -> bool:
    """Whether the values are those of the key, and the heading speaks of it too or the values leave no doubt.

    Where the heading does, some values may be of rows that the other file lacks: loading tells of them.
    """
    said, values = plain(column.name), set(column.found.values)
    known = len(values & set(key.found.values))
    called = said == plain(above.table) or hints.are(column.name, "key") or hints.are(column.name, "name")
    if said == plain(key.name) or (said.startswith(plain(above.table)) and called):
        return known > 0 and known >= _MOSTLY * len(values)
    doubtless = hints.are(column.name, "key") and not key.found.digits and column.found.distinct > 1
    return doubtless and known == len(values)


def _choose_key(file: TableFile, pointed_to: Sequence[FileColumn]) -> None:
    """A name in the place of a number that no other file has: 成绩 knows its 学生 by their names."""
    if pointed_to and not any(key is file.key for key in pointed_to):
        file.key = pointed_to[0]


def _choose_parents(file: TableFile, files: Sequence[TableFile], links: Sequence[_Link]) -> None:
    """Each of the files that there is no other way to: what is reached through others, or twice, stays a column."""
    for above, column, key in links:
        reached = [table for f in files if f is file or file in f.above() for table in f.above()]
        if column.joins is not None or above is file or file in above.above():
            continue
        if above.key is not key:
            continue
        again = [other.table for other in (above, *above.above()) if other in reached]
        if again:
            said = f"「{column.heading}」也指向「{above.table}」，到「{again[0]}」已经有一条路了，这里当作普通的列。"
            file.others.append(said)
        else:
            column.joins = above


def _name_key(file: TableFile, hints: Hints) -> None:
    """A key that is only called 编号 is called 图书编号, because it stands in other tables too."""
    key = file.key
    if key is not None and plain(key.name) in hints.words("key"):
        key.name = f"{file.table}{key.name}"
