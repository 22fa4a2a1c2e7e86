"""The frozen values that travel between the rooms. Nothing here does anything; an `Answer` hands itself on to others.

A question becomes a `Query`: every `str` in it is the name of a table or column of the schema, or a value that is
bound; amounts are exact decimals with their unit. Putting a `Query` into words and asking those words gives an equal
`Query`, so fields that only remember how something was said do not compare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import astuple

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from pyroaring import FrozenBitMap

Scalar: TypeAlias = str | int | Decimal | None
Op: TypeAlias = Literal["<", "<=", "=", "!=", ">=", ">"]
Fn: TypeAlias = Literal["sum", "avg", "max", "min", "count", "median"]


def parts(value: object) -> Iterator[object]:
    """A frozen value and all frozen values that it is made of, in the order of its fields; of a tuple what is in it."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(reversed(part))
        elif isinstance(part, Struct):
            yield part
            if not isinstance(part, (Col, Lit)):  # most are, and hold nothing more
                waiting.extend(reversed(astuple(part)))


# --- the Query ---------------------------------------------------------------------------------------------------


class Col(Struct, frozen=True):
    """A column; one of another table is reached along the declared many-to-one keys."""

    table: str
    name: str


class Lit(Struct, frozen=True, eq=False):
    """A bound value: a number with its unit (None: the unit of what it is compared with), or a text.

    `said` is how the question put it; values that were put otherwise are equal.
    """

    value: Decimal | str
    unit: str | None = None
    said: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lit) and (self.value, self.unit) == (other.value, other.unit)

    def __hash__(self) -> int:
        return hash((self.value, self.unit))

    def __repr__(self) -> str:
        return f"Lit(value={self.value!r}, unit={self.unit!r})"


class Agg(Struct, frozen=True):
    """A figure over other rows; `own`: only the rows that belong to the outer row. A count has no column."""

    fn: Fn
    of: Term | None
    over: Rows
    own: bool = False


class Calc(Struct, frozen=True):
    """`left - right`, `left` times `right`, or `left` in percent of `right`, rounded to two decimals."""

    op: Literal["minus", "percent", "times"]
    left: Term
    right: Term


class In(Struct, frozen=True):
    """A term converted to another unit of its kind: 预算数 in 元. A target in "" is its number in its own unit."""

    of: Term
    unit: str


class Place(Struct, frozen=True):
    """The place of the row's value among those of the rows `over`, from 1; rows with the same value share one."""

    by: Term
    over: Rows
    desc: bool = True


Term: TypeAlias = "Col | Lit | Agg | Calc | In | Place"


class Cmp(Struct, frozen=True):
    left: Term
    op: Op
    right: Term


class Named(Struct, frozen=True):
    """The column holds one of these values."""

    col: Col
    values: tuple[str, ...]


class Says(Struct, frozen=True):
    """One of the columns contains one of the words (each tuple: a word and its synonyms)."""

    cols: tuple[Col, ...]
    words: tuple[str, ...]


class Has(Struct, frozen=True):
    """Rows that belong to the outer row: at least one, none, or every (and at least one) meets the condition.

    An IN or EXISTS, never a join: a join would count a budget once for each of its indicators. For "every", the rows of
    `rows` are those looked at and `meet` is what each of them must meet.
    """

    rows: Rows
    how: Literal["some", "none", "every"]
    meet: Pred | None = None


class Blank(Struct, frozen=True):
    """The column holds nothing."""

    col: Col


class Wordy(Struct, frozen=True):
    """The target holds words and no number."""

    col: Col


class Reached(Struct, frozen=True):
    """What became of the row's target reaches it; with `yes` false: for certain it does not."""

    actual: Col
    target: Col
    yes: bool = True


class Shared(Struct, frozen=True):
    """Another row of the column's table holds the same value.

    `by`: another row of that table has the same values in all the rows that belong to it, each as often.
    """

    col: Col
    by: str = ""


class Not(Struct, frozen=True):
    of: Pred


class All(Struct, frozen=True):
    of: tuple[Pred, ...] = ()


class Some(Struct, frozen=True):
    of: tuple[Pred, ...]


Pred: TypeAlias = "Cmp | Named | Says | Has | Blank | Wordy | Reached | Shared | Not | All | Some"


class Best(Struct, frozen=True):
    """The `n` rows with the largest (`desc`) or smallest value, of each `per`; ties of the last place are kept.

    Of places from `start` on: the second is one of the first where two share that place; where values are `distinct`
    it has the next value. `other`: so many from the other end as well. `also`: the first places by
    other terms as well; then all of them are first places.
    """

    by: Term
    n: int
    desc: bool = True
    per: tuple[Col, ...] = ()
    start: int = 1
    other: int = 0
    distinct: bool = False
    also: tuple[Best, ...] = ()


class Groups(Struct, frozen=True):
    """One row for each combination of `by` among the rows `of`, with figures over each group."""

    of: Rows
    by: tuple[Col, ...]
    show: tuple[Agg, ...]


class Rows(Struct, frozen=True):
    """Rows of a table, of other rows or of groups: first those that meet `where`, then the best of them."""

    source: str | Rows | Groups
    where: All = All()
    best: Best | None = None


class Fill(Struct, frozen=True):
    """What a slot of a template is filled with: rows, and the terms shown of them by the slot's column names."""

    rows: Rows
    show: tuple[tuple[str, tuple[Term, ...]], ...]


class Query(Struct, frozen=True):
    """A template, its slots and the order of the answer (empty: the document's own order).

    A named query has no slots; its values are bound to the `params` of its statement.
    """

    template: str
    slots: tuple[tuple[str, Fill], ...]
    order: tuple[tuple[Term, bool], ...] = ()
    params: tuple[tuple[str, Scalar], ...] = ()


# --- named queries -------------------------------------------------------------------------------------------------

ParamType: TypeAlias = Literal["integer", "number", "text", "choice"]


class Param(Struct, frozen=True):
    """A parameter of a named query. One that is neither `required` nor given has its default, which may be None."""

    name: str
    type: ParamType
    required: bool = True
    default: Scalar = None
    choices: tuple[str, ...] = ()
    help: str = ""


class NamedDef(Struct, frozen=True):
    """What a question must say to be answered by a named query: its name or a cue, and its parameters."""

    name: str
    cues: tuple[str, ...]
    params: tuple[Param, ...]


# --- what the language knows of the data --------------------------------------------------------------------------


class Name(Struct, frozen=True):
    """A value by which rows are called.

    `form` is its normal form. `core` is the shorter name of the same row that it holds, if any: a part of the longer
    one counts only when it holds the core. `full`: this is the row's full name; `label` is that name where the two
    choose the same rows. A part of a name that is not `open` is no name. `units` are those that its targets are in, ""
    for numbers without; None where it has no targets.
    """

    col: Col
    value: str
    form: str
    core: str = ""
    full: bool = False
    label: tuple[Col, str] | None = None
    open: bool = True
    units: tuple[str, ...] | None = None


class Filed(Struct, frozen=True):
    """A name in its place in the data: `order` sorts it.

    `number` is that among the names that a part may be said of by itself; None for those that hold a shorter name.
    """

    order: tuple[int, int]
    number: int | None
    name: Name


class NameColumn(Struct, frozen=True):
    """A column that names are of: the numbers of those that a part may be said of (see `jxquery.text.sets`).

    `cored`: there are names that hold a shorter one. `unlike`: there are names that are not their normal form.
    `longest`: the length of the longest.
    """

    col: Col
    numbers: FrozenBitMap
    cored: bool
    unlike: bool
    longest: int


class Facts(Struct, frozen=True):
    """What a question can say of the loaded data besides its names.

    `values`: the distinct values of identity, context, class and code columns, the first of them only for the columns
    in `many`, whose values are names. `years`: those of period columns, ascending. `wordings`: the targets that are
    words. `units`: the units that the targets of a class are in, and those of all targets by themselves. `empty`: the
    columns that hold nothing. `common`: the targets that stand in the data most often, as written. `single`: the
    columns of full names of which each row has one that no other has.
    """

    values: Mapping[Col, tuple[str, ...]]
    years: Mapping[Col, tuple[int, ...]]
    wordings: Mapping[Col, tuple[str, ...]]
    units: Mapping[Col, Mapping[str, tuple[str, ...]]]
    empty: tuple[Col, ...]
    common: Mapping[Col, tuple[str, ...]]
    many: tuple[Col, ...] = ()
    single: tuple[Col, ...] = ()


NO_FACTS = Facts({}, {}, {}, {}, (), {})


# --- documents ---------------------------------------------------------------------------------------------------


class Record(Struct, frozen=True):
    """One row for a table, with the place that it was read from: `表8 第676行`.

    Keys are numbers local to the document, from 1; the store renumbers them.
    """

    table: str
    values: Mapping[str, Scalar]
    place: str


class Problem(Struct, frozen=True):
    """Something in a document that was not read as it should be: where, what, and what was done about it."""

    place: str
    message: str
    action: str


class Document(Struct, frozen=True):
    """What a file was read as. `file` is its name without folders, `format` its kind (`txt`).

    `forms` counts the forms that were found in it, `unread` those of them that were left out whole.
    """

    file: str
    sha256: str
    format: str
    records: tuple[Record, ...]
    problems: tuple[Problem, ...] = ()
    forms: int = 0
    unread: int = 0


Reading: TypeAlias = "tuple[tuple[Scalar, ...], str]"


class CellReader(Struct, frozen=True):
    """How columns of a table are read from cells of its file: by `read`, from the texts that stand at `places`.

    `read` gives the values in the order of `columns`, and what is odd about them, or "". It is a function of the
    texts alone, so that it needs to be asked but once about those that come again. `numbers`: a plain number means
    itself, in a single column of that type.
    """

    places: tuple[int, ...]
    columns: tuple[str, ...]
    read: Callable[[tuple[str, ...]], Reading]
    numbers: Literal["", "integer", "amount"] = ""


class TableFile(Struct, frozen=True):
    """A file whose rows are rows of one table, to be read by the store itself: it may be too large for `Document`.

    `headings` are its columns in their order. Columns of the table that hold text as it stands are in `texts`, by
    place; all others are read by `readers`. `key` is the place of the row's own key, `above` has those of the keys of
    the rows above, by their tables. `sheet` has the rows of a small file; one that is read where it lies has none,
    and begins after `skip` lines, its cells parted by `separator` and in this `encoding`; `newlines` counts its lines.
    """

    file: str
    path: Path
    sha256: str
    format: str
    table: str
    headings: tuple[str, ...]
    texts: tuple[tuple[str, int], ...]
    readers: tuple[CellReader, ...]
    key: int | None = None
    above: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    sheet: tuple[tuple[int, tuple[str, ...]], ...] | None = None
    separator: str = ","
    skip: int = 1
    encoding: str = "utf-8"
    newlines: int = 0


# --- loading -----------------------------------------------------------------------------------------------------


class Step(Struct, frozen=True):
    """`done` of `total` files are read; `file` is being read, or has just been, at its `page` of `pages` (0: unknown).

    `waiting` says for whom, while another process loads.
    """

    done: int
    total: int
    file: str = ""
    page: int = 0
    pages: int = 0
    waiting: str = ""


Progress: TypeAlias = Callable[[Step], None]


# --- answers -----------------------------------------------------------------------------------------------------

Role: TypeAlias = Literal["key", "answer", "context"]
Status: TypeAlias = Literal["answered", "ambiguous", "not_understood", "failed"]


class Column(Struct, frozen=True):
    """A column of an answer. `type` is `text` or `number`; `role` is the contract's: key, answer or context.

    `adds_up`: the sum of its values means something, for no amount stands in two rows.
    """

    name: str
    type: Literal["text", "number"]
    role: Role
    unit: str | None = None
    adds_up: bool = False


class SourceRef(Struct, frozen=True):
    """The place in a document that a row (by its number in the answer) came from."""

    row: int
    file: str
    place: str


class Answer(Struct, frozen=True):
    """What became of one question or statement. `rows` are tuples in the order of `columns`.

    `status` is the contract's. `interpretation` restates the reading in full. `sources` are the rows that the figures
    came from (the first twenty; `sources_total` counts all). `stages` is the derivation for `--explain`: a stage's
    name and its value in lines.
    """

    question: str
    status: Status
    interpretation: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Scalar, ...], ...] = ()
    sql: str = ""
    params: Mapping[str, Scalar] = field(default_factory=dict)
    sources: tuple[SourceRef, ...] = ()
    sources_total: int = 0
    unused: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None
    stages: Iterable[tuple[str, tuple[str, ...]]] = ()
    seconds: float = 0.0

    def scalar(self) -> str | int | Decimal:
        """The one value that was asked for, without its unit (see `columns`); amounts are exact.

        Raises `NotOneValueError` when there are several, none, or no answer.
        """
        from jxquery.conversions import one_value

        return one_value(self)

    def to_pandas(self, *, exact: bool = True) -> pd.DataFrame:
        """The rows as a pandas frame: `Int64`, text, and `Decimal` objects, or with `exact=False` `float64`.

        A missing value is `<NA>` or None. `attrs` holds question, interpretation and the units by column. Needs the
        extra `pandas`, else raises `UsageError`.
        """
        from jxquery.conversions import to_pandas

        return to_pandas(self, exact=exact)

    def to_polars(self, *, exact: bool = True) -> pl.DataFrame:
        """The rows as a polars frame: `Int64`, `String` and `Decimal(38, …)`, or with `exact=False` `Float64`.

        Needs the extra `polars`, else raises `UsageError`.
        """
        from jxquery.conversions import to_polars

        return to_polars(self, exact=exact)

    def to_arrow(self, *, exact: bool = True) -> pa.Table:
        """The rows as an Arrow table: `int64`, `string` and `decimal128(38, …)`, or with `exact=False` `double`.

        A field's metadata holds its unit. Needs the extra `arrow`, else raises `UsageError`.
        """
        from jxquery.conversions import to_arrow

        return to_arrow(self, exact=exact)

    def _repr_html_(self) -> str:
        """What a notebook shows: the reading, the table, the sources, or why there is no answer."""
        from jxquery.render.html import fragment

        return fragment(self)
