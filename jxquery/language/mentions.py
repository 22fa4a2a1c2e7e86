"""What the recognisers find in a question, and what the rules of the grammar make of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

from jxquery.types import Agg, Best, Calc, Col, In, Lit, Op, Pred, Term

EMPTY = frozenset({"filler", "pause", "person", "pointing", "at", "aside"})
"""Kinds of words that carry nothing, but for what some of them do beside certain others."""


INNER = frozenset({"search", "doing"})
"""Kinds of words that only say something together with the text behind them."""


class Pick(Struct, frozen=True):
    """Rows of a table chosen by what they are called: a name, a part of names, a class.

    `items` are the picks of a list (甲和乙), else this one alone, `link` what stands between the last two of them.
    `several`: the words fit rows of different names.
    """

    table: str
    pred: Pred
    columns: tuple[Col, ...]
    several: bool = False
    items: tuple[Pick, ...] = ()
    link: str = ""


class Cond(Struct, frozen=True):
    """A condition on rows of a table. `column` is set where it fixes one column (2024年, 中央).

    `loose`: it is held against the average, and not said of which rows. `whole`: the conditions on the rows that it
    takes a share of. `otherwise`: another condition that may be meant where no row meets this one; with `instead`, is.
    """

    table: str
    pred: Pred
    column: Col | None = None
    items: tuple[Cond, ...] = ()
    loose: bool = False
    whole: tuple[Pred, ...] = ()
    otherwise: Cond | None = None
    instead: bool = False


class Bound(Struct, frozen=True):
    """Comparisons that a number must meet, all of them."""

    tests: tuple[tuple[Op, Term], ...]


class Tally(Struct, frozen=True):
    """The number of rows of a table, of those that are picked where `pick` is set. `asked`: 几个 was said."""

    table: str
    pick: Pick | None = None
    asked: bool = False


class Figure(Struct, frozen=True):
    """One of several figures side by side: a statistic, and what it is of (None: the default measure).

    Without a statistic it is the measure of each row, or of all of them together.
    """

    statistic: str
    of: Col | Tally | None


class Figures(Struct, frozen=True):
    """Several figures, in the order in which they were said."""

    of: tuple[Figure, ...]


class Middle(Struct, frozen=True):
    """A comparison with the average or the median of the groups, `whole` where all rows together are meant."""

    op: Op
    statistic: str
    whole: bool = False


class Having(Struct, frozen=True):
    """A condition on a figure of each group."""

    figure: Figure
    bound: Bound | Middle


class Group(Struct, frozen=True):
    """各…: one row for each combination of the columns; `table` where each row of a table is meant.

    `listed`: the condition that chose them, where the members of a list are meant: 甲和乙各….
    """

    columns: tuple[Col, ...]
    table: str | None = None
    listed: Pred | None = None


class Search(Struct, frozen=True):
    """What texts must contain: one of the spellings of each of the words, or of any of them.

    `otherwise`: the spellings of one word that is sought instead where no text contains them.
    `guessed`: no word tells that it is sought, so that some text must say it.
    """

    words: tuple[tuple[str, ...], ...]
    every: bool = True
    otherwise: tuple[str, ...] = ()
    guessed: bool = False


class Order(Struct, frozen=True):
    """An order by a term, the largest first where `desc`; None: by the default measure."""

    by: Term | None
    desc: bool


class Top(Struct, frozen=True):
    """The best `n`. `by` None: the default measure. `versus`: the winner among the items of a list.

    `shown`: 前三 said of rows that are in an order already. `start`: the place from which on; `other`: so many from
    the other end as well. `distinct`: rows of one value take one place. `of`: the values of these columns are ranked,
    each with all of its rows: 预算最高的两个年度. `also`: the best by other terms as well.
    """

    by: Term | None
    n: int
    desc: bool
    versus: bool = False
    shown: bool = False
    start: int = 1
    other: int = 0
    distinct: bool = False
    of: tuple[Col, ...] = ()
    also: tuple[Top, ...] = ()

    def best(self, by: Term, per: tuple[Col, ...] = ()) -> Best:
        """The best by this term."""
        also = tuple(top.best(top.by, per) for top in self.also if top.by is not None)
        return Best(by, self.n, self.desc, per, self.start, self.other, self.distinct, also)


_Found: TypeAlias = "str | Lit | Col | Pick | Cond | Search"
_Made: TypeAlias = "Bound | Tally | Group | Order | Top | Agg | Calc | In | Figures | Having | tuple[Phrase, ...]"
Value: TypeAlias = "_Found | _Made"


class Sense(Struct, frozen=True):
    """One thing that a span may mean: its kind (the word that the rules use) and its value."""

    kind: str
    value: Value


class Mention(Struct, frozen=True):
    """A span of the question, what it may mean, the recogniser that found it, and how good a find it is."""

    start: int
    end: int
    text: str
    senses: tuple[Sense, ...]
    rule: str
    score: float


class Phrase(Struct, frozen=True):
    """A mention in the reading, or what a rule made of several. `spaced`: white space or a pause stood before it."""

    start: int
    end: int
    text: str
    senses: tuple[Sense, ...]
    rule: str = ""
    spaced: bool = False

    def sense(self, *kinds: str) -> Sense | None:
        """The first sense of one of the kinds."""
        for sense in self.senses:  # asked so often that a generator would be felt
            if sense.kind in kinds:
                return sense
        return None


def kinds_of(phrases: Iterable[Phrase]) -> frozenset[str]:
    """What any of them may be. A stage that has to do with none of these has nothing to do."""
    return frozenset({sense.kind for phrase in phrases for sense in phrase.senses})
