"""Named queries as files: their headers, read without parsing a statement, and which file a name stands for."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path

from msgspec import Struct

from jxquery.errors import DataError, TemplateError, UsageError
from jxquery.headers import Header, MadeColumn, example, listed, made_columns, read_header, read_text, single
from jxquery.params import declared
from jxquery.types import NamedDef, Param

KEYS = frozenset({"name", "about", "cue", "param", "column", "ask", "pinned", "question", "reading", "fits", "check"})
HINT = "请对照 docs/architecture.md 的「命名查询」改正这个文件。"
FOLDER = "queries"
VARIABLE = "JXQUERY_QUERIES"


class Fits(Struct, frozen=True):
    """A name as a pinned question said it, and the rows that it fitted, each by its full name."""

    said: str
    rows: tuple[str, ...]


class Pin(Struct, frozen=True):
    """Where a pinned query comes from: the day, the question, how it was read, and what its names fitted."""

    day: str
    question: str
    reading: str
    fits: tuple[Fits, ...]


class NamedQuery(Struct, frozen=True):
    """A named query: its header, and the whole text of its file. `own`: a user wrote it, not the program.

    `check` is the kind of a rule that documents are checked by (完整性), empty for all others.
    """

    name: str
    about: str
    cues: tuple[str, ...]
    params: tuple[Param, ...]
    columns: tuple[MadeColumn, ...]
    asks: tuple[tuple[str, str], ...]
    pin: Pin | None
    file: Path
    text: str
    own: bool
    check: str = ""

    def definition(self) -> NamedDef:
        """What the language needs to know of it."""
        return NamedDef(self.name, self.cues, self.params)


class Catalogue(Struct, frozen=True, dict=True):
    """The named queries by name. `broken` are the files of the user that could not be read, and why.

    `state` changes when a file of the user does.
    """

    queries: Mapping[str, NamedQuery]
    broken: Mapping[str, TemplateError]
    state: Hashable = None

    @cached_property
    def definitions(self) -> tuple[NamedDef, ...]:
        """What the language needs to know of the queries."""
        return tuple(query.definition() for query in self.queries.values())

    def find(self, name: str) -> NamedQuery:
        """The query of this name. Raises `UsageError` with those near it, `TemplateError` when its file is broken."""
        if name in self.queries:
            return self.queries[name]
        if name in self.broken:
            raise self.broken[name]
        from difflib import get_close_matches

        near = get_close_matches(name, self.queries, n=3, cutoff=0.3)
        nearest = f"最接近的是：{'、'.join(near)}。" if near else ""
        hint = f"{nearest}看全部：jxquery queries"
        raise UsageError(f"没有叫「{name}」的命名查询。", hint=hint)


def folder_of(database: Path, environ: Mapping[str, str]) -> Path:
    """The user's own folder: the one that JXQUERY_QUERIES names, else `queries` beside the data."""
    named = environ.get(VARIABLE)
    if not named:
        return database / FOLDER
    try:
        return Path(named).expanduser()
    except RuntimeError:
        hint = f"请在 {VARIABLE} 里写完整的路径，不用 ~。"
        raise DataError("没有这个用户的主文件夹。", place=named, hint=hint) from None


@cache
def shipped(folder: Path) -> Catalogue:
    """The program's own: they lie in folders below that of the shapes of answers. Raises `TemplateError`."""
    files = sorted(file for file in folder.rglob("*.sql") if file.parent != folder)
    return Catalogue(_by_name([read_query(file, own=False) for file in files]), {})


def with_own(program: Catalogue, folder: Path) -> Catalogue:
    """Those of the program, and those in the user's folder, which come before them. A broken file harms no other."""
    found: list[NamedQuery] = []
    broken: dict[str, TemplateError] = {}
    for file in _files(folder):
        try:
            query = read_query(file, own=True)
            _by_name([*found, query])
        except TemplateError as error:
            broken[file.stem] = error
        else:
            found.append(query)
    return Catalogue({**program.queries, **_by_name(found)}, broken, state(folder))


def state(folder: Path) -> Hashable:
    """A value that changes when a file in the folder does."""
    found = []
    for file in _files(folder):
        with suppress(OSError):  # it went away meanwhile
            stat = file.stat()
            found.append((file, stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def read_query(file: Path, *, own: bool) -> NamedQuery:
    """The query of a file; its statement is not looked at. Raises `TemplateError` with file:line:column."""
    return parse_query(file, read_text(file, HINT), own=own)


def parse_query(file: Path, text: str, *, own: bool) -> NamedQuery:
    """As `read_query`, of a text that stands in the file or will."""
    header = read_header(file, text, KEYS, HINT)
    name = single(header, file, "name", HINT)
    if name != unicodedata.normalize("NFC", file.stem):  # some systems take characters apart in names of files
        raise TemplateError(f"名字「{name}」和文件名不一样。", place=f"{file}:{_line(header, 'name')}:1", hint=HINT)
    params = tuple(declared(value, f"{file}:{line}:1", HINT) for line, value in header["param"])
    for line, param in zip((line for line, _ in header["param"]), params, strict=True):
        if sum(p.name == param.name for p in params) > 1:
            raise TemplateError(f"参数「{param.name}」写了两遍。", place=f"{file}:{line}:1", hint=HINT)
    return NamedQuery(
        name=name,
        about=single(header, file, "about", HINT),
        cues=listed(header, "cue"),
        params=params,
        columns=tuple(m for line, value in header["column"] for m in made_columns(value, f"{file}:{line}:1", HINT)),
        asks=tuple(example(value, f"{file}:{line}:1", HINT) for line, value in header["ask"]),
        pin=_pin(header, file),
        file=file,
        text=text,
        own=own,
        check=single(header, file, "check", HINT) if header["check"] else "",
    )


def _pin(header: Header, file: Path) -> Pin | None:
    if not header["pinned"]:
        return None
    fits = []
    for line, value in header["fits"]:
        said, rows = example(value, f"{file}:{line}:1", HINT)
        fits.append(Fits(said, tuple(row.strip() for row in rows.split("｜"))))
    day, question, reading = (single(header, file, key, HINT) for key in ("pinned", "question", "reading"))
    return Pin(day, question, reading, tuple(fits))


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(f for f in folder.rglob("*.sql") if f.is_file()) if folder.is_dir() else []
    except (OSError, ValueError):  # ValueError: a name that nothing can have
        hint = f"请检查这个文件夹和它的权限，或用 {VARIABLE} 换一个。"
        raise DataError("放查询的文件夹读不了。", place=str(folder), hint=hint) from None


def _by_name(queries: Sequence[NamedQuery]) -> dict[str, NamedQuery]:
    found: dict[str, NamedQuery] = {}
    for query in queries:
        if query.name in found:
            message = f"命名查询「{query.name}」有两个，另一个在 {found[query.name].file}。"
            raise TemplateError(message, place=f"{query.file}:1:1", hint="请给其中一个换个名字。")
        found[query.name] = query
    return found


def _line(header: Header, key: str) -> int:
    return header[key][0][0]
