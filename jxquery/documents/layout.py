"""Loads the descriptions of forms in `layouts/` and proves them against the words and the schema.

A layout is a small file: what kind of front a form has, which labelled cells and columns in their order, which of them
must be there, how its table is doubled, and an example. All labels and other words come from `words.toml`; `fields` and
`columns` give them for this layout, and so running text without borders can be cut by them (`flow.py`). What is common
to all layouts (`start`, `title`, `heading`, `noise`, words of classes) is reached through the layout too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar, cast, get_args

from jxquery.documents.words import Field, FormColumn, Pattern, Words
from jxquery.documents.words_file import HINT, load_words
from jxquery.errors import SchemaError
from jxquery.schema.load import read_toml
from jxquery.schema.model import Schema

__all__ = ["FOLDER", "Field", "FormColumn", "Front", "Layout", "load_layout", "load_layouts"]

Front: TypeAlias = Literal["cells", "list", "prose"]
Halves: TypeAlias = Literal["", "columns", "tables"]
_Error: TypeAlias = Callable[[str], SchemaError]
_Entry = TypeVar("_Entry")

FOLDER = Path(__file__).with_name("layouts")
_WORDS = "words.toml"


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of form.

    `front`: labelled cells above the table (`cells`); one table of many projects, whose own columns stand in front of
    those of the indicators (`list`); or a report without any table (`prose`). `halves`: the indicators stand twice,
    for the long term and for the year, side by side (`columns`) or one table below the other (`tables`).
    `fields` are in the order of the form; `columns` from left to right, each of which must be in the header.
    """

    name: str
    expects: str
    front: Front
    fields: tuple[Field, ...]
    columns: tuple[FormColumn, ...]
    halves: Halves
    example: str
    words: Words

    @property
    def table(self) -> str:
        """The table of the projects."""
        return self.words.table

    @property
    def rows_table(self) -> str:
        """The table of the indicators."""
        return self.words.rows_table

    @property
    def start(self) -> Pattern:
        """The unit row that a form may begin with."""
        return self.words.start

    @property
    def noise(self) -> tuple[Pattern, ...]:
        """Lines that the page added."""
        return self.words.noise

    @property
    def title(self) -> tuple[Pattern, ...]:
        """Titles of forms."""
        return self.words.title

    @property
    def title_lines(self) -> int:
        """How many lines a title may take."""
        return self.words.title_lines

    @property
    def heading(self) -> tuple[Pattern, ...]:
        """Headings and notes, which end a form."""
        return self.words.heading

    @property
    def classes(self) -> tuple[FormColumn, ...]:
        """The columns that hold a classification, from the widest to the narrowest."""
        return tuple(c for c in self.columns if c.kind == "class")

    def class_word(self, text: str, column: FormColumn) -> Literal["full", "bare"] | None:
        """Whether a text is a known word of this class, with its suffix (数量指标) or without (数量)."""
        return self.words.class_word(text, column)

    def ends(self, text: str) -> bool:
        """Whether a line is the title of the next form, a heading or a note."""
        return self.words.ends(text)


def load_layouts(schema: Schema, folder: Path = FOLDER) -> tuple[Layout, ...]:
    """All layouts of a folder by file name. Raises SchemaError naming the file and the place in it."""
    words = load_words(folder / _WORDS, schema)
    return tuple(load_layout(path, words) for path in sorted(folder.glob("*.toml")) if path.name != _WORDS)


def load_layout(path: Path, words: Words) -> Layout:
    """One layout, with every field and column among the words."""
    data = read_toml(path)

    def error(message: str) -> SchemaError:
        return SchemaError(message, place=str(path), hint=HINT)

    for key in ("name", "expects", "example"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise error(f"缺少 {key}，或它不是文字。")
    known = {"name", "expects", "example", "front", "fields", "required", "columns", "halves"}
    if strange := sorted(data.keys() - known):
        raise error(f"「{'、'.join(strange)}」不认识，可用的是：{'、'.join(sorted(known))}。")
    front, halves = data.get("front"), data.get("halves", "")
    if front not in get_args(Front):
        raise error(f"front「{front}」不认识，可用的是：{'、'.join(get_args(Front))}。")
    if halves not in get_args(Halves):
        raise error(f"halves「{halves}」不认识，可用的是：columns、tables。")
    fields = _named(data.get("fields", []), {f.column: f for f in reversed(words.fields) if f.column}, "fields", error)
    columns = _named(data.get("columns", []), {c.column: c for c in words.columns}, "columns", error)
    required = data.get("required", [])
    if strange := [r for r in required if all(f.column != r for f in fields)]:
        raise error(f"required 里的「{'、'.join(strange)}」不在 fields 里。")
    fields = tuple(replace(f, required=f.column in required, labels=_labels(f, words)) for f in fields)
    for kind in () if front == "prose" else ("name", "value"):
        if all(c.kind != kind for c in columns):
            raise error(f"columns 里没有 kind 为 {kind} 的列。")
    return Layout(
        data["name"], data["expects"], cast("Front", front), fields, columns,
        cast("Halves", halves), data["example"].strip("\n"), words,
    )  # fmt: skip


def _labels(field: Field, words: Words) -> tuple[str, ...]:
    """All labels of a field's column; the words may give them in several entries."""
    same = (f for f in words.fields if (f.table, f.column) == (field.table, field.column))
    return tuple(label for f in same for label in f.labels)


def _named(names: list[str], known: Mapping[str, _Entry], place: str, error: _Error) -> tuple[_Entry, ...]:
    if missing := [n for n in names if n not in known]:
        raise error(f"{place} 里的「{'、'.join(missing)}」不在 words.toml 里。")
    return tuple(known[n] for n in names)
