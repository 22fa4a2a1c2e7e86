"""The formats that answers are given in: what each is called, how it is written, and what it can hold. All stand here.

What a format needs is imported when it is used: nothing of it loads with the command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from jxquery.types import Answer

Write: TypeAlias = "Callable[[Sequence[Answer], Path], None]"


class OutputFormat(Struct, frozen=True):
    """A format, by the name that --format takes and the suffixes that a file of it has.

    `text` is an answer on standard output; None where there are files only. `write` makes a file of answers, of
    several where `several`. `carries`: besides rows the data may hold warnings, or everything, why there is no answer
    too; what it does not hold is said on standard error.
    """

    name: str
    suffixes: tuple[str, ...]
    write: Write
    text: Callable[[Answer], str] | None = None
    several: bool = False
    carries: Literal["rows", "warnings", "everything"] = "rows"


def _of(module: str, function: str) -> Callable[[Any], Any]:
    """The function of a module of this room, which is imported at its first call."""
    return lambda answers: getattr(import_module(f"jxquery.render.{module}"), function)(answers)  # noqa: PLW0108 - later


def _joined(text: Callable[[Answer], str], between: str = "") -> Write:
    """Writes the texts of answers one after the other."""

    def write(answers: Sequence[Answer], path: Path) -> None:
        _store(between.join(text(answer) for answer in answers), path)

    return write


def _document(text: Callable[[Sequence[Answer]], str]) -> Write:
    """Writes one text of all answers."""

    def write(answers: Sequence[Answer], path: Path) -> None:
        _store(text(answers), path)

    return write


def _bytes(content: Callable[[Sequence[Answer]], bytes]) -> Write:
    """Writes what is no text."""

    def write(answers: Sequence[Answer], path: Path) -> None:
        path.write_bytes(content(answers))

    return write


def _csv(answers: Sequence[Answer], path: Path) -> None:
    """With the mark by which Excel knows UTF-8."""
    from jxquery.render.delimited import csv_table

    _store("\ufeff" + "".join(csv_table(answer) for answer in answers), path)


def _parquet(answers: Sequence[Answer], path: Path) -> None:
    from jxquery.conversions import write_parquet

    for answer in answers:
        write_parquet(answer, path)


def _store(text: str, path: Path) -> None:
    """As standard output has it: UTF-8, line breaks as they are."""
    path.write_bytes(text.encode("utf-8", "backslashreplace"))


def _lines(answer: Answer) -> str:
    from jxquery.render.people import in_full

    return "".join(f"{line}\n" for line in in_full(answer))


_CSV, _TSV = _of("delimited", "csv_table"), _of("delimited", "tsv_table")
_JSON, _JSONL = _of("contract", "json_object"), _of("contract", "json_line")
_MD, _MDS = _of("markdown", "markdown"), _of("markdown", "markdown_document")
_HTML, _HTMLS = _of("html", "html"), _of("html", "html_document")
_XLSX, _DOCX = _of("workbook", "workbook"), _of("word", "word")
FORMATS = {
    form.name: form
    for form in (
        OutputFormat("table", ("txt",), _joined(_lines, "\n"), _lines, several=True),
        OutputFormat("csv", ("csv",), _csv, _CSV),
        OutputFormat("tsv", ("tsv",), _joined(_TSV), _TSV),
        OutputFormat("json", ("json",), _joined(_JSON), _JSON, carries="everything"),
        OutputFormat("jsonl", ("jsonl", "ndjson"), _joined(_JSONL), _JSONL, several=True, carries="everything"),
        OutputFormat("md", ("md", "markdown"), _document(_MDS), _MD, several=True, carries="warnings"),
        OutputFormat("html", ("html", "htm"), _document(_HTMLS), _HTML, several=True, carries="warnings"),
        OutputFormat("xlsx", ("xlsx",), _bytes(_XLSX), several=True, carries="warnings"),
        OutputFormat("docx", ("docx",), _bytes(_DOCX), several=True, carries="warnings"),
        OutputFormat("parquet", ("parquet",), _parquet),
    )
}
TEXT_FORMATS = tuple(name for name, form in FORMATS.items() if form.text is not None)
SUFFIXES = tuple(f".{form.suffixes[0]}" for form in FORMATS.values())
