"""Answers in files: the format that a name stands for, and writing that leaves the old file or the new one."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from jxquery import whole_files
from jxquery.errors import OutputError, UsageError, reason_of
from jxquery.render.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from jxquery.render.formats import OutputFormat
    from jxquery.types import Answer

_BY_SUFFIX = {suffix: form for form in FORMATS.values() for suffix in form.suffixes}


def typed_path(text: str) -> Path:
    """The path that somebody typed, with ~ replaced as a shell does it. Raises `UsageError` where nothing is typed.

    A shell that replaces a variable without a value by nothing would otherwise mean the folder that we are in.
    """
    from pathlib import Path

    if not text:
        raise UsageError("路径是空的。", hint="请写出文件或文件夹；若写的是变量，请看它有没有值。")
    with suppress(RuntimeError):  # nobody's home: a name like any other
        return Path(text).expanduser()
    return Path(text)


def format_for(path: Path, named: str | None = None, *, several: bool = False) -> OutputFormat:
    """The format of a file by its suffix, or the one that was named where the suffix says nothing.

    Raises `UsageError` when the suffix is of no format, contradicts the name, or the format cannot hold several
    answers.
    """
    suffix = path.suffix.removeprefix(".").lower()
    form = _BY_SUFFIX.get(suffix)
    if form is None and named is None:
        said = f"不知道 .{suffix} 是什么格式。" if suffix else "文件名没有后缀，不知道要写成什么格式。"
        raise UsageError(said, place=str(path), hint=f"可用的后缀：{_suffixes(FORMATS.values())}。")
    if form is not None and named is not None and form.name != named:
        raise UsageError(
            f"-o 的后缀是 .{suffix}，--format 说的却是 {named}。", place=str(path), hint="请去掉 --format，或改后缀。"
        )
    form = form or FORMATS[named or ""]
    if several and not form.several:
        holding = _suffixes(each for each in FORMATS.values() if each.several)
        said = f"一个 {form.name} 文件只放得下一个答案。"
        raise UsageError(said, place=str(path), hint=f"几个答案写在一起请用：{holding}。")
    return form


def write_answers(answers: Sequence[Answer], form: OutputFormat, path: Path) -> None:
    """The file, in place of what was there. Raises `OutputError` when it cannot be written; then all is as it was."""
    with replacing(path) as beside:
        form.write(answers, beside)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside the file to write to; the file is replaced by it at the end, and nothing is left of it otherwise.

    Raises `OutputError` for whatever keeps it from being written.
    """
    try:
        target = path.resolve()  # a link stays a link
        if target.exists() and not target.is_file():
            raise OutputError("这不是一个普通文件，不能改写。", place=str(path), hint="请换一个文件名。")
        with whole_files.replacing(target) as beside:
            yield beside
    except OSError as error:
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError) -> OutputError:
    """The error for a place that cannot be written to."""
    hint = "请检查文件夹、权限和磁盘空间；文件若正在别的程序里打开着，请先关掉它。原有的文件没有改动。"
    return OutputError(f"写不进去：{reason_of(error)}。", place=str(path), hint=hint)


def _suffixes(forms: Iterable[OutputFormat]) -> str:
    return "、".join(f".{form.suffixes[0]}" for form in forms)
