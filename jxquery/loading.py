"""What a load is told and tells: files found, read, put together and published, or why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from jxquery.documents.gather import Found, gather
from jxquery.documents.many import Read, read_all
from jxquery.documents.read import READERS
from jxquery.documents.table_files import PARQUET, is_called, table_file, table_for
from jxquery.documents.tables import above_first, fits_table
from jxquery.engines.parquet import headings
from jxquery.errors import DocumentError, JxqueryError, UsageError
from jxquery.schema.model import Schema
from jxquery.store import Store
from jxquery.store.plan import Loaded, Report
from jxquery.types import Problem, Progress, Scalar, Step, TableFile

Paths: TypeAlias = "Path | str | Sequence[Path | str]"


class Terms(Struct, frozen=True):
    """How to load: see `Workspace.load`."""

    replacing: bool = False
    dry_run: bool = False
    strict: bool = False


class LoadedFile(Struct, frozen=True):
    """What became of a file.

    `counts` are the rows loaded by table, `forms` and `unread` the forms found and those left out whole. `problems`
    are what was not read as it should be, or left out, each with its place and what was done; `notes` what was there
    already in the same words, or took the place of something older. `skipped` says why nothing was loaded, `error`
    why the file could not be read at all. `clashes` counts the rows left out for others of the same name.
    """

    file: str
    counts: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    skipped: str = ""
    notes: tuple[Problem, ...] = ()
    error: JxqueryError | None = None
    forms: int = 0
    unread: int = 0
    clashes: int = 0


class LoadReport(Struct, frozen=True):
    """What a load did, file by file in their order.

    `left_out` are the files of folders that are of no format that can be read. `written` is False when the database
    is as it was: nothing was new, or it was a dry run.
    """

    files: tuple[LoadedFile, ...]
    left_out: tuple[str, ...] = ()
    written: bool = False
    dry_run: bool = False

    @property
    def problems(self) -> int:
        """How many things a strict load objects to: problems, and files that could not be read or clash."""
        return sum(len(f.problems) + (f.error is not None) + bool(f.clashes and not f.problems) for f in self.files)


class ProblemsError(DocumentError):
    """A strict load that met a problem, and so changed nothing. `report` says what would have been loaded."""

    def __init__(self, report: LoadReport) -> None:
        message = f"有 {report.problems} 处问题，按 --strict 什么都没有载入。"
        super().__init__(message, hint="请先改正这些文件；或去掉 --strict，只载入读得懂的部分。")
        self.report = report


class Source(Struct, frozen=True):
    """A file that rows come from. `counts` are its rows by table, `time` when it was loaded, in ISO form."""

    number: int
    file: str
    sha256: str
    format: str
    time: str
    counts: Mapping[str, int]


def load(store: Store, schema: Schema, paths: Paths, terms: Terms, progress: Progress, *, now: datetime) -> LoadReport:
    """See `Workspace.load`. `schema` says what is in the files."""
    named = [paths] if isinstance(paths, Path | str) else paths
    gathered = gather([Path(path) for path in named], lambda path: _readable(path, schema))
    tables = {found: of for found in gathered.files if (of := _as_table(found, schema, progress)) is not None}
    rest = [found for found in gathered.files if found not in tables]
    read = {each.file: each for each in read_all(rest, schema, progress)}
    failed = [each.error for each in (*read.values(), *tables.values()) if isinstance(each, Read) and each.error]
    if len(gathered.files) == len(failed) == 1:
        raise failed[0]
    documents = above_first([each.document for each in read.values() if each.document is not None], schema)
    files = [each for each in tables.values() if isinstance(each, TableFile)]

    def told(report: Report) -> LoadReport:
        loaded = {id(of): each for of, each in zip((*documents, *files), report.documents, strict=True)}

        def tell(found: Found) -> LoadedFile:
            of = tables.get(found)
            if isinstance(of, TableFile):
                each = loaded[id(of)]
                return LoadedFile(
                    of.file, dict(each.records), each.problems, each.skipped, each.notes, clashes=each.clashes
                )
            return LoadedFile(found.name, {}, error=of.error) if of is not None else _told(read[found], loaded)

        return LoadReport(tuple(map(tell, gathered.files)), gathered.left_out, report.written, terms.dry_run)

    def acceptable(report: Report) -> bool:
        return not (terms.strict and told(report).problems)

    if terms.dry_run or not (documents or files):
        report = store.preview(documents, now=now, schema=schema, replacing=terms.replacing, files=files)
    else:
        report = store.publish(
            documents,
            now=now,
            schema=schema,
            replacing=terms.replacing,
            files=files,
            accepting=acceptable,
            waiting=lambda line: progress(Step(len(gathered.files), len(gathered.files), waiting=line)),
        )
    if not acceptable(report):
        raise ProblemsError(told(report))
    return told(report)


def find_sources(sources: Sequence[Source], wanted: Sequence[str | int]) -> tuple[Source, ...]:
    """The sources of these names or numbers. Raises `UsageError` for none, or several of one name."""
    found: dict[int, Source] = {}
    for said in wanted:
        fitting = _fitting(sources, said)
        if not fitting:
            known = "、".join(f"{s.number} {s.file}" for s in sources[:5]) + (" 等" if len(sources) > 5 else "")  # noqa: PLR2004
            raise UsageError(
                f"没有载入过「{said}」。", hint=f"载入的有：{known}。看全部：jxquery sources" if sources else ""
            )
        if len(fitting) > 1:
            listed = "；".join(f"{s.number} {s.file}（{s.time} 载入）" for s in fitting)
            raise UsageError(f"有 {len(fitting)} 个文件叫「{said}」：{listed}。", hint="请写要去掉的那一个的编号。")
        found[fitting[0].number] = fitting[0]
    return tuple(found.values())


def source_of(row: Sequence[Scalar], counts: Mapping[str, int]) -> Source:
    """The source of a row of the table of sources."""
    number, file, sha256, kind, time = row
    return Source(number if isinstance(number, int) else 0, str(file), str(sha256), str(kind), str(time), counts)


def _fitting(sources: Sequence[Source], said: str | int) -> list[Source]:
    """By the whole name first, then by its last part, then by the number."""
    name = str(said)
    tests = (
        lambda s: s.file == name,
        lambda s: Path(s.file).name == Path(name).name,
        lambda s: str(s.number) == name,
    )
    by_number = tests[-1:] if isinstance(said, int) else tests
    return next((found for test in by_number if (found := [s for s in sources if test(s)])), [])


def _readable(path: Path, schema: Schema) -> bool:
    if not path.is_file():
        return False
    if schema.source:
        return fits_table(path, schema)
    kind = path.suffix.lower().removeprefix(".")
    return kind in READERS or (kind == PARQUET and any(is_called(path.stem, t.name) for t in schema.tables))


def _as_table(found: Found, schema: Schema, progress: Progress) -> TableFile | Read | None:
    """The file as rows of a table that the store reads, or why it cannot; None where it is a document."""
    if found.error is not None:
        return None
    try:
        table = table_for(found.path, schema)
        if table is None:
            return None
        progress(Step(0, 0, found.name))
        return table_file(found, table, schema, headings)
    except DocumentError as error:
        return Read(found, error=error)


def _told(read: Read, every: Mapping[int, Loaded]) -> LoadedFile:
    document = read.document
    loaded = None if document is None else every.get(id(document))
    if document is None or loaded is None:
        return LoadedFile(read.file.name, {}, error=read.error)
    return LoadedFile(
        document.file,
        dict(loaded.records),
        (*document.problems, *loaded.problems),
        loaded.skipped,
        loaded.notes,
        forms=document.forms,
        unread=document.unread,
        clashes=loaded.clashes,
    )
