"""Which columns tell the rows of a file apart, and which point from one file to another."""

from __future__ import annotations

from collections.abc import Sequence

from jxquery.documents.infer.files import FileColumn, TableFile
from jxquery.documents.infer.hints import Hints
from jxquery.text.normalise import plain


def find_keys(files: list[TableFile], hints: Hints) -> list[TableFile]:
    """The files with their keys and parents, those first that others belong to."""
    for file in files:
        file.key = _key(file, hints)
    # What itself belongs to something is found first as a parent: from there the rest is reached.
    links = {id(file): _links(file, files, hints) for file in files}
    for file in sorted(files, key=lambda f: len(links[id(f)])):
        _choose_parent(file, sorted(links[id(file)], key=lambda link: -len(links[id(link[0])])))
    for file in files:
        _name_key(file, hints)
    for file in files:
        for column in file.columns:
            if column.joins and file.parent is not None and file.parent.key is not None:
                column.name = file.parent.key.name
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
    """The columns that rows of other files can point to: the key, else unique names."""
    if file.key is not None:
        return [file.key]
    return [c for c in file.columns if c.found.unique and c.found.kind == "text" and hints.are(c.name, "name")]


def _points(column: FileColumn, key: FileColumn, above: TableFile, hints: Hints) -> bool:
    """Whether all values are those of the key, and the heading speaks of it too or the values leave no doubt."""
    if not column.found.values or not set(column.found.values) <= set(key.found.values):
        return False
    said = plain(column.name)
    named = said == plain(key.name) or said.startswith(plain(above.table))
    return named or (hints.are(column.name, "key") and not key.found.digits and column.found.distinct > 1)


def _choose_parent(file: TableFile, links: Sequence[_Link]) -> None:
    for above, column, key in links:
        if file.parent is None and file not in above.above():
            file.parent, above.key, column.joins = above, key, True
        elif above is not file.parent:
            said = f"「{column.heading}」还指向「{above.table}」；一个表只能有一个 parent，这里没有用上。"
            file.others.append(said)


def _name_key(file: TableFile, hints: Hints) -> None:
    """A key that is only called 编号 is called 图书编号, because it stands in other tables too."""
    key = file.key
    if key is not None and plain(key.name) in hints.words("key"):
        key.name = f"{file.table}{key.name}"
