"""Which files a load is about: files, folders with all that can be read below them, and patterns such as *.pdf.

A pattern is what a shell would make of it; shells on Windows pass it on as it was typed.
"""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jxquery.errors import DocumentError, reason_of

_HIDDEN = (".", "~$")  # what systems and Word put beside documents
_PARTS = ("_files", "_file", ".files")  # where a browser puts the parts of a page that it saves


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read; `name` is what it is called from now on: below a folder or pattern, with the folders between.

    `error` is set where there is nothing to read.
    """

    path: Path
    name: str
    error: DocumentError | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files in their order, and those of folders that cannot be read, by name."""

    files: tuple[Found, ...]
    left_out: tuple[str, ...] = ()


def gather(paths: Sequence[Path], readable: Callable[[Path], bool]) -> Gathered:
    """All files that the paths mean, each once. `readable` decides about files that were not named themselves."""
    files: list[Found] = []
    left_out: list[str] = []
    for path in paths:
        for root, below in _meant(path):
            if below is None:
                files.append(Found(root, root.name))
            elif isinstance(below, DocumentError):
                files.append(Found(root, str(root), below))
            else:
                fitting = [file for file in below if readable(file)]
                files += [Found(file, file.relative_to(root).as_posix()) for file in fitting]
                left_out += [file.relative_to(root).as_posix() for file in below if not readable(file)]
                if not fitting:
                    files.append(Found(root, str(root), _nothing(root, len(below))))
    once = {os.path.realpath(file.path): file for file in reversed(files)}
    return Gathered(
        tuple(_told_apart([file for file in files if once[os.path.realpath(file.path)] is file])), tuple(left_out)
    )


def _meant(path: Path) -> Iterator[tuple[Path, list[Path] | DocumentError | None]]:
    """The path itself (None), or a folder with the files below it, or why there are none."""
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):  # a name that nothing can have
        said = "这不是一个路径：太长，或者有不能用的字。"
        yield path, DocumentError(said, place=f"{str(path)[:60]}……", hint="请检查路径和文件名。")
        return
    if not is_folder and not os.path.lexists(path) and glob.has_magic(str(path)):
        found = glob.glob(_pattern(path), recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
        matched = sorted(name for name in found if not Path(name).name.startswith(_HIDDEN))
        if not matched:
            yield path, DocumentError("没有符合的文件。", place=str(path), hint="请检查文件夹和 * 前后的字。")
        for match in matched:
            yield from _meant(Path(match))
    elif is_folder:
        try:
            yield path, _below(path)
        except OSError as error:
            place = str(error.filename or path)
            yield path, DocumentError(f"打不开这个文件夹：{reason_of(error)}。", place=place, hint="请检查它的权限。")
    else:
        yield path, None


def _pattern(path: Path) -> str:
    """The pattern, with the names of the folders that are there as they are: 预算[2024]/*.pdf."""
    folder = next((p for p in path.parents if p.is_dir()), Path())
    return str(Path(glob.escape(str(folder))) / path.relative_to(folder))


def _below(folder: Path) -> list[Path]:
    """The files below a folder by name, those in a folder before those in its folders.

    Links to folders are left, and so are the folders that browsers put beside a page.
    """

    def fail(error: OSError) -> None:
        raise error

    found: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=fail):
        pages = {Path(name).stem for name in files if name.lower().endswith((".html", ".htm"))}
        beside = {stem + end for stem in pages for end in _PARTS}
        folders[:] = sorted(name for name in folders if not name.startswith(_HIDDEN) and name not in beside)
        found += (Path(place) / name for name in sorted(files) if not name.startswith(_HIDDEN))
    return found


def _told_apart(files: Sequence[Found]) -> Iterator[Found]:
    """Files of one name get the name of their folder before it."""
    names = Counter(file.name for file in files if file.error is None)
    for file in files:
        folder = file.path.parts[-file.name.count("/") - 2 : -file.name.count("/") - 1]
        several = names[file.name] > 1 and folder
        yield replace(file, name="/".join((*folder, file.name))) if several else file


def _nothing(folder: Path, others: int) -> DocumentError:
    said = f"这个文件夹里没有能读的文件（别的文件 {others} 个）。" if others else "这个文件夹是空的。"
    return DocumentError(said, place=str(folder), hint="请检查文件夹；能读的格式见 README 的「载入自己的文件」。")
